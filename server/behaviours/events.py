"""Behaviours of events."""

from __future__ import annotations

from contracts.runtime import Change


def set_owner(change: Change) -> None:
    """Make the caller the owner of a new event."""
    change.data["owner"] = change.identity
