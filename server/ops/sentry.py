"""Reports exceptions to Sentry if ``SENTRY_DSN`` is set, without request bodies and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from server.ops.logs import request_id
from server.ops.redaction import redact

if TYPE_CHECKING:
    from sentry_sdk.types import Event


def register_sentry(settings: Mapping[str, Any]) -> None:
    """Report what this process logs as an error with an exception.

    Local variables are not reported: passwords and tokens are among them.
    """
    if not settings["SENTRY_DSN"]:
        return
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration

    sentry_sdk.init(
        dsn=settings["SENTRY_DSN"],
        environment=settings["ENVIRONMENT"],
        include_local_variables=False,
        max_request_body_size="never",
        auto_enabling_integrations=False,
        integrations=[CeleryIntegration()],
        before_send=_prepared,
    )


def _prepared(event: Event, _hint: dict[str, Any]) -> Event:
    if request_id.get():
        event.setdefault("tags", {})["request_id"] = request_id.get()
    return cast("Event", redact(event))
