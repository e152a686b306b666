"""From a file to its checked contract: source, parse, build and lint in one call."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from contracts.build import build
from contracts.lint import lint
from contracts.model import Contract, Diagnostic, Severity
from contracts.parse import parse
from contracts.source import Source, load


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A blueprint read from ``source``: its contract and everything found wrong with it."""

    contract: Contract
    source: Source
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that break the contract."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


def read(path: str | os.PathLike[str], *, cache: Path | None = None) -> Blueprint:
    """The blueprint whose root is the file ``path``; parse results are kept in ``cache``.

    An author's mistakes are diagnostics. Raises ParserMissing when no parser is installed.
    """
    source, unreadable = load(path)
    parsed, unparsed = parse(source, cache=cache)
    built = build(parsed, source, str(path))
    found = {*unreadable, *unparsed, *built.diagnostics, *lint(built.contract)}
    ordered = sorted(found, key=lambda d: (d.location, d.code, d.message))
    return Blueprint(built.contract, source, tuple(ordered))
