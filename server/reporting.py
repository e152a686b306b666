"""Exceptions to Sentry, when ``SENTRY_DSN`` is set; without requests' bodies and secrets."""

from __future__ import annotations

from typing import Any, cast

import sentry_sdk
from flask import Flask
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.types import Event

from .logs import request_id
from .redaction import redact


def register_reporting(app: Flask) -> None:
    """Report what is logged as an error with an exception, by this process.

    Values of local variables stay here: passwords and tokens are among them.
    """
    if not app.config["SENTRY_DSN"]:
        return
    sentry_sdk.init(
        dsn=app.config["SENTRY_DSN"],
        environment=app.config["ENVIRONMENT"],
        include_local_variables=False,
        max_request_body_size="never",
        auto_enabling_integrations=False,
        integrations=[CeleryIntegration()],
        before_send=_prepared,
    )


def _prepared(event: Event, _hint: dict[str, Any]) -> Event:
    if request_id.get():
        event.setdefault("tags", {})["request_id"] = request_id.get()
    return cast(Event, redact(event))
