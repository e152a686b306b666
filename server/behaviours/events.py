"""Behaviours of events."""

from __future__ import annotations

from contracts.runtime import PendingChange


def set_owner(change: PendingChange) -> None:
    """Make the caller the owner of a new event."""
    change.data["owner"] = change.identity
