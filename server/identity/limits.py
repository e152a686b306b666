"""How often somebody may fail to log in."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from contracts.runtime.identity.login import login
from contracts.runtime.jsonapi.parsing import unstorable
from contracts.runtime.unique import folded

#: Counts in memory unless ``RATELIMIT_STORAGE_URI`` names a Redis; see ``LOGIN_FAILURES``.
#: While that cannot be reached, each process counts for itself: people can still log in.
limiter = Limiter(get_remote_address, headers_enabled=True, in_memory_fallback_enabled=True)


def _failures() -> str:
    return str(current_app.config["LOGIN_FAILURES"])


def _address_tried() -> str:
    """The e-mail address of the request; all that name none share one count."""
    body = request.get_json(silent=True, force=True)
    email = body.get("email") if isinstance(body, dict) else None
    # What is no Unicode cannot be sent to Redis; such a login is refused as malformed.
    return folded(email) if isinstance(email, str) and not unstorable(email) else ""


def failed(response: Response) -> bool:
    """Whether the credentials were wrong; whoever logs in is not counted."""
    return response.status_code == 401


#: From one machine, whatever address it tries.
by_machine = limiter.limit(_failures, deduct_when=failed)
#: For one e-mail address, from whatever machine.
by_email = limiter.limit(_failures, key_func=_address_tried, deduct_when=failed)
#: Decorated once: each decoration counts again.
limited_login = by_machine(by_email(login))


def register_limits(app: Flask) -> None:
    """Count in this application, unless ``RATELIMIT_ENABLED`` is off."""
    limiter.init_app(app)
