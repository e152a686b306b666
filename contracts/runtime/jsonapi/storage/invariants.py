"""Invariants of types, checked for every row that a change touches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracts.runtime.jsonapi.package import jsonapi


def touched_rows(session: Any, obj: Any) -> list[Any]:
    """The rows whose invariants this change can have broken: ``obj``, whose errors point into
    the request, and then others of which a column changed.

    Where only a collection changed, its members did and not the row.
    """
    new, changed = session.new, session.dirty
    others = [row for row in new if row is not obj]
    others += [
        row
        for row in changed
        if row is not obj and session.is_modified(row, include_collections=False)
    ]
    return [obj, *others] if obj in new or obj in changed else others


def check_invariants(rows: Iterable[Any]) -> None:
    """Raise ApiError for a row that breaks an invariant of its type."""
    package = jsonapi().package
    invariants = {
        package.schemas[type_].opts_model(): invariant
        for type_, invariant in package.behaviours.invariants.items()
    }
    for row in rows:
        if type(row) in invariants:
            invariants[type(row)](row)
