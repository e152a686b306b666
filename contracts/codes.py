"""Codes of diagnostics: each is declared once, in the module that reports it."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.model import Diagnostic, Location, Severity


@dataclass(frozen=True, slots=True)
class DiagnosticCode:
    """A code, its severity, and its text in docs/rules.md: what, why, and how to fix it."""

    code: str
    severity: Severity
    what: str
    why: str
    fix: str

    def at(self, location: Location, message: str, hint: str = "") -> Diagnostic:
        """The diagnostic with this code at a place; its hint is ``fix`` unless one is given."""
        return Diagnostic(self.code, self.severity, message, location, hint or self.fix)
