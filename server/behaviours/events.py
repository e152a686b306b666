"""Behaviours of events."""

from __future__ import annotations

from typing import Any

from contracts.runtime import PendingChange
from contracts.runtime.jsonapi.errors import invalid
from contracts.runtime.jsonapi.names import pointer, public_name


def set_owner(change: PendingChange) -> None:
    """Make the caller the owner of a new event."""
    change.data["owner"] = change.identity


def ends_after_its_start(event: Any) -> None:
    """Refuse an event that ends before it starts (422)."""
    if event.ends_at < event.starts_at:
        starts, ends = public_name("starts_at"), public_name("ends_at")
        at = pointer("data", "attributes", ends)
        raise invalid(f"{ends} must not be before {starts}.", at)
