"""Logging in and refreshing a token: ``/v1/auth/login`` and ``/v1/auth/refresh``."""

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
    unauthorized,
    user_model,
    user_of,
)
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.parsing import unstorable
from contracts.runtime.jsonapi.payload import read_object
from contracts.runtime.response_headers import not_stored
from contracts.runtime.turns import turn
from contracts.runtime.unique import folded

Attempt: TypeAlias = Callable[[str], AbstractContextManager[None]]


@lru_cache(maxsize=4)
def _nobodys_hash(method: str) -> str:
    """Checked for unknown e-mail addresses, so that they cost what a wrong password costs."""
    return generate_password_hash("nobody's password", method=method)


def login(attempt: Attempt) -> Response:
    """An access token for an e-mail address and its password.

    The body is read before ``attempt`` is asked, and the password is checked inside of it.
    """
    email, password = _credentials()
    with attempt(email):
        user = _user_with(email, password)
    note_access(user)
    return jsonify(access_token=access_token(user))


def _user_with(email: str, password: str) -> Any:
    """The user with this address and password; ApiError 401 without one."""
    model = user_model()
    column = getattr(model, "email_key", None)
    user = find_user(model.email == email if column is None else column == folded(email))
    stored = user.password if user else _nobodys_hash(current_app.config["PASSWORD_HASH_METHOD"])
    with turn("PASSWORD_HASHERS"):
        right = check_password_hash(stored, password)
    if not right or user is None:
        raise unauthorized("Wrong e-mail address or password")
    return user


def _credentials() -> tuple[str, str]:
    media_type, _ = parse_options_header(request.headers.get("Content-Type", ""))
    if media_type.lower() != "application/json":
        raise ApiError(415, "Send the body as application/json")
    body = read_object(request)
    values = []
    for name in ("email", "password"):
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
    return jsonify(access_token=token)


def _unlimited(_email: str) -> AbstractContextManager[None]:
    return nullcontext()


def register_login(app: Flask, attempt: Attempt = _unlimited) -> None:
    """Route both; ``attempt`` may refuse an e-mail address, and sees the 401 of a failure."""
    blueprint = Blueprint("auth", __name__, url_prefix="/v1/auth")
    blueprint.add_url_rule("/login", "login", partial(login, attempt), methods=["POST"])
    blueprint.add_url_rule("/refresh", "refresh", refresh, methods=["POST"])
    blueprint.after_request(not_stored)
    app.register_blueprint(blueprint)
