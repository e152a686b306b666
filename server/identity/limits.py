"""Limits for one client: failed logins, and expensive requests; and a user's upload quota.

A *client* is the address of a request; of IPv6, the network of 64 bits that one site has.

Failed logins are counted for the client and, apart from it, for the account. An attempt is counted
before its password is checked, in one step with checking the limit, and subtracted again unless it
fails: otherwise concurrent attempts would all see the same low count. The account's limit does not
apply to clients that have logged in to it before: strangers cannot lock its owner out.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from flask import Flask, current_app, request
from flask.globals import request_ctx

from contracts.runtime.unique import folded
from server.identity.counters import Counters

EXTENSION: Final = "limits"
#: The settings that limit requests by client: all of them, whether they succeed or fail.
REQUEST_LIMITS: Final[Mapping[tuple[str, str], str]] = {
    ("POST", "/v1/users"): "SIGNUP_LIMIT",
    ("POST", "/v1/auth/login"): "LOGIN_LIMIT",
    ("POST", "/v1/upload/image"): "UPLOAD_LIMIT",
}
#: Seconds for which a client that has logged in to an account is known.
KNOWN_FOR: Final = 30 * 24 * 3600


@contextmanager
def login_attempt(email: str) -> Iterator[None]:
    """Count an attempt to prove to be the user with the e-mail address ``email``.

    Raises:
        ApiError: 429 when the account or the client failed too often.
    """
    counters: Counters | None = current_app.extensions.get(EXTENSION)
    if counters is None:
        yield
        return
    # Keys are logged and stored elsewhere: an address is neither, and any is as long.
    account = hashlib.sha256(folded(email).encode()).hexdigest()
    client = client_of(request.remote_addr)
    known = f"known:{client}:{account}"
    keys = [f"client:{client}"] if counters.has(known) else [f"client:{client}", f"email:{account}"]
    with counters.attempt(current_app.config["LOGIN_FAILURES"], keys):
        yield
    counters.remember(known, KNOWN_FOR)


def client_of(address: str | None) -> str:
    """What is counted as one client: an IPv4 address, or the network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return str(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def spend_upload(user_id: int, size: int) -> None:
    """Count the bytes of a user's image; ApiError 429 when the quota has fewer left."""
    counters: Counters | None = current_app.extensions.get(EXTENSION)
    if counters is not None:
        counters.spend(current_app.config["UPLOAD_QUOTA"], f"UPLOAD_QUOTA:{user_id}", size)


def _limit_requests() -> None:
    """Count a request of the table; ApiError 429 when the client sent too many."""
    request = request_ctx.request
    rule = request.url_rule
    setting = REQUEST_LIMITS.get((request.method, rule.rule)) if rule else None
    if setting:
        counters: Counters = current_app.extensions[EXTENSION]
        client = client_of(request.remote_addr)
        counters.count(current_app.config[setting], f"{setting}:{client}")


def register_limits(app: Flask) -> None:
    """Count in this application, unless ``RATELIMIT_ENABLED`` is off."""
    if app.config["RATELIMIT_ENABLED"]:
        app.extensions[EXTENSION] = Counters(app.config)
        app.before_request(_limit_requests)
