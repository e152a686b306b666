"""Diagnostics as people and machines read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from contracts.model import Diagnostic, Severity

if TYPE_CHECKING:
    from contracts.blueprint import Blueprint


def as_text(diagnostic: Diagnostic) -> str:
    """``file:line:column: severity code: message``, the hint on a line of its own."""
    head = f"{diagnostic.location}: {diagnostic.severity} {diagnostic.code}: {diagnostic.message}"
    return f"{head}\n    hint: {diagnostic.hint}" if diagnostic.hint else head


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


def summary(blueprint: Blueprint) -> str:
    """One line: how much was read and how much is wrong with it."""
    contract, found = blueprint.contract, blueprint.diagnostics
    errors = sum(d.severity is Severity.ERROR for d in found)
    counts = (
        f"{sum(1 for _ in contract.transactions())} transactions, "
        f"{sum(1 for _ in contract.actions())} actions, "
        f"{len(contract.resource_types)} resource types"
    )
    verdict = f"{errors} errors, {len(found) - errors} warnings" if found else "no findings"
    return f"{contract.file}: {counts}: {verdict}"
