"""Events."""

from __future__ import annotations

from contracts.runtime import Change


def belongs_to_its_creator(change: Change) -> None:
    """Who creates an event owns it."""
    change.data["owner"] = change.identity
