"""Diagnostics as people and machines read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from contracts.model import Diagnostic, Severity
from contracts.text.spelling import counted

if TYPE_CHECKING:
    from contracts.project.lint_report import LintReport

WIDTH: Final = 120
"""Code points of a source line that are shown around a finding."""


def as_text(diagnostic: Diagnostic) -> str:
    """``file:line:column: severity code: message``, the hint on a line of its own."""
    head = f"{diagnostic.location}: {diagnostic.severity} {diagnostic.code}: {diagnostic.message}"
    return f"{head}\n    hint: {diagnostic.hint}" if diagnostic.hint else head


def with_source(diagnostic: Diagnostic, line: str) -> str:
    """The same with the source ``line`` and a caret below the place, where there is a line."""
    head, _, hint = as_text(diagnostic).partition("\n")
    shown = [head]
    if line.strip():
        column = min(diagnostic.location.column, len(line) + 1) - 1
        start = max(0, column - WIDTH // 2) if len(line) > WIDTH else 0
        part = line[start : start + WIDTH].replace("\t", " ").rstrip()
        shown += [f"    | {part}", f"    | {' ' * (column - start)}^"]
    return "\n".join([*shown, hint] if hint else shown)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A JSON array of objects: file, line, column, severity, code, message, hint."""
    rows = [
        {
            "file": d.location.file,
            "line": d.location.line,
            "column": d.location.column,
            "severity": d.severity,
            "code": d.code,
            "message": d.message,
            "hint": d.hint,
        }
        for d in diagnostics
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def summary(report: LintReport) -> str:
    """One line: how much was read and how much is wrong with it."""
    diagnostics = report.diagnostics
    nouns = ("transaction", "action", "resource type")
    counts = ", ".join(counted(n, noun) for n, noun in zip(report.counts, nouns, strict=True))
    numbers = {level: sum(d.severity is level for d in diagnostics) for level in Severity}
    notes = f", {counted(numbers[Severity.INFO], 'note')}" if numbers[Severity.INFO] else ""
    errors, warnings = numbers[Severity.ERROR], numbers[Severity.WARNING]
    result = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}{notes}"
    return f"{report.file}: {counts}: {result if diagnostics else 'no findings'}"
