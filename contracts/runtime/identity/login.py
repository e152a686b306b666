"""Logging in and refreshing a token, at the addresses that the package states (``SIGN_IN``)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, TypeAlias

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.http import parse_options_header
from werkzeug.security import check_password_hash, generate_password_hash

from contracts.runtime.identity.auth import (
    access_token,
    find_user,
    note_access,
    read_claims,
    sign_in,
    unauthorized,
    user_model,
    user_of,
)
from contracts.runtime.identity.sign_in import SignIn
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.names import spaced
from contracts.runtime.jsonapi.parsing import unstorable
from contracts.runtime.jsonapi.payload import read_object
from contracts.runtime.response_headers import not_stored
from contracts.runtime.turns import turn
from contracts.runtime.unique import folded

Attempt: TypeAlias = Callable[[str], AbstractContextManager[None]]


@lru_cache(maxsize=4)
def _nobodys_hash(method: str) -> str:
    """Checked for unknown users, so that they cost what a wrong secret costs."""
    return generate_password_hash("nobody's password", method=method)


def login(attempt: Attempt) -> Response:
    """An access token for a user's identifier (an e-mail address) and secret (a password).

    The body is read before ``attempt`` is asked, and the secret is checked inside of it.
    """
    identifier, secret = _credentials()
    with attempt(identifier):
        user = _user_with(identifier, secret)
    note_access(user)
    return jsonify({sign_in().member: access_token(user)})


def _user_with(identifier: str, secret: str) -> Any:
    """The user with this identifier and secret; ApiError 401 without one."""
    model = user_model()
    shown, name = sign_in().identifier
    shown_secret, secret_name = sign_in().secret
    key = getattr(model, f"{name}_key", None)
    user = find_user(
        getattr(model, name) == identifier if key is None else key == folded(identifier)
    )
    stored = getattr(user, secret_name, None)
    with turn("PASSWORD_HASHERS"):
        method = current_app.config["PASSWORD_HASH_METHOD"]
        right = check_password_hash(stored or _nobodys_hash(method), secret)
    if not right or user is None:
        raise unauthorized(f"Wrong {spaced(shown)} or {spaced(shown_secret)}")
    return user


def _credentials() -> tuple[str, str]:
    media_type, _ = parse_options_header(request.headers.get("Content-Type", ""))
    if media_type.lower() != "application/json":
        raise ApiError(415, "Send the body as application/json")
    body = read_object(request)
    values = []
    for name, _ in (sign_in().identifier, sign_in().secret):
        value = body.get(name)
        if value is None:
            raise ApiError(422, f"{name} is required.", pointer=f"/{name}")
        if not isinstance(value, str) or unstorable(value):
            raise ApiError(422, f"{name} must be a string.", pointer=f"/{name}")
        values.append(value)
    return values[0], values[1]


def refresh() -> Response:
    """A new token for a genuine one, expired or not, until ``JWT_REFRESH_WINDOW`` after the login.

    Refreshing does not extend the window: whoever has a stolen token loses it in the end.
    """
    claims = read_claims(allow_expired=True)
    window = timedelta(seconds=current_app.config["JWT_REFRESH_WINDOW"])
    if datetime.now(UTC) - claims.logged_in_at > window:
        raise unauthorized("The login is too long ago for a new token; log in again.")
    token = access_token(user_of(claims), claims.logged_in_at)
    return jsonify({sign_in().member: token})


def _unlimited(_identifier: str) -> AbstractContextManager[None]:
    return nullcontext()


def register_login(app: Flask, paths: SignIn, attempt: Attempt = _unlimited) -> None:
    """Route what ``paths`` has; ``attempt`` may refuse an identifier, and sees a failure's 401."""
    blueprint = Blueprint("auth", __name__)
    if paths.login:
        blueprint.add_url_rule(paths.login, "login", partial(login, attempt), methods=["POST"])
    if paths.refresh:
        blueprint.add_url_rule(paths.refresh, "refresh", refresh, methods=["POST"])
    blueprint.after_request(not_stored)
    app.register_blueprint(blueprint)
