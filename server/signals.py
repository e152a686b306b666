"""What happened, said to whoever wants to know, and only after it was committed.

A signal is for what does not concern the request: a receiver that fails is logged, and the
request succeeds all the same. Receivers take ``(sender, **kwargs)``, so that a signal may tell
more one day; the sender is the application. ``SIGNALS_ENABLED`` mutes them all.
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
    "user-avatar-changed", doc="A user has another avatar, or none any more: ``user_id``."
)
faqs_changed = signals.signal(
    "faqs-changed",
    doc="FAQs of an event were added, changed, deleted or restored: ``event_id``.",
)

log = logging.getLogger(__name__)


def announce(session: Any, signal: NamedSignal, **facts: Any) -> None:
    """Send ``signal`` once what ``session`` is writing is committed; never if it is not.

    The same signal with the same ``facts`` is sent once for each commit.
    """
    key = (signal.name, *sorted(facts.items()))
    after_commit(session, key, lambda: send(signal, **facts))


def send(signal: NamedSignal, **facts: Any) -> None:
    """Tell every receiver now; one that raises is logged and keeps nobody from hearing."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    if not app.config["SIGNALS_ENABLED"] or signal.is_muted:
        return
    session = jsonapi().package.db.session
    for receiver in signal.receivers_for(app):
        try:
            receiver(app, **facts)
        except Exception:
            log.exception("A receiver of %s failed", signal.name)
            # What it left unfinished in the request's session is not the request's.
            session.rollback()
        # Whatever it changed is read anew, for the answer as well.
        session.expire_all()
