"""Signals, sent after the commit of the change they announce.

Signals are for side effects: if a receiver fails, the exception is logged and the request
succeeds. Receivers take ``(sender, **kwargs)``, so that a signal can get more arguments; the
sender is the application. ``SIGNALS_ENABLED=off`` disables all receivers.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from blinker import NamedSignal, Namespace
from flask import Flask, current_app

from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.storage.database import after_commit

signals = Namespace()

user_avatar_changed = signals.signal(
    "user-avatar-changed", doc="A user's avatar was changed or removed: ``user_id``."
)
faqs_changed = signals.signal(
    "faqs-changed",
    doc="FAQs of an event were added, changed, deleted or restored: ``event_id``.",
)

log = logging.getLogger(__name__)


def announce(session: Any, signal: NamedSignal, **facts: Any) -> None:
    """Send ``signal`` after the next commit of ``session``; not after a rollback.

    The same signal with the same ``facts`` is sent once per commit.
    """
    key = (signal.name, *sorted(facts.items()))
    after_commit(session, key, lambda: send(signal, **facts))


def send(signal: NamedSignal, **facts: Any) -> None:
    """Call every receiver now; exceptions are logged and do not stop the others."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    if not app.config["SIGNALS_ENABLED"] or signal.is_muted:
        return
    session = jsonapi().package.db.session
    for receiver in signal.receivers_for(app):
        try:
            receiver(app, **facts)
        except Exception:
            # Receivers are anybody's code, and the change they are notified of is committed.
            log.exception("A receiver of %s failed", signal.name)
            # The request must not commit what the receiver left unfinished.
            session.rollback()
        # What receivers changed is read again, also for the response.
        session.expire_all()
