"""Logging in and refreshing a token: ``/v1/auth/login`` and ``/v1/auth/refresh``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

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
from contracts.runtime.unique import folded, key_column


@lru_cache(maxsize=4)
def _nobodys_hash(method: str) -> str:
    """Checked for unknown e-mail addresses, so that they cost what a wrong password costs."""
    return generate_password_hash("nobody's password", method=method)


def login() -> Response:
    """An access token for an e-mail address and its password."""
    email, password = _credentials()
    model = user_model()
    column = key_column(model, "email")
    user = find_user(model.email == email if column is None else column == folded(email))
    stored = user.password if user else _nobodys_hash(current_app.config["PASSWORD_HASH_METHOD"])
    if not check_password_hash(stored, password) or user is None:
        raise unauthorized("Wrong e-mail address or password")
    note_access(user)
    return jsonify(access_token=access_token(user))


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
    """A new token for a genuine one, expired or not, issued within ``JWT_REFRESH_WINDOW``."""
    claims = read_claims(allow_expired=True)
    window = timedelta(seconds=current_app.config["JWT_REFRESH_WINDOW"])
    if datetime.now(UTC) - claims.issued_at > window:
        raise unauthorized("The token is too old to be refreshed; log in again.")
    return jsonify(access_token=access_token(user_of(claims)))


def register_login(app: Flask, login: Callable[[], Response] = login) -> None:
    """Route both; ``login`` may be the view with limits around it."""
    blueprint = Blueprint("auth", __name__, url_prefix="/v1/auth")
    blueprint.add_url_rule("/login", "login", login, methods=["POST"])
    blueprint.add_url_rule("/refresh", "refresh", refresh, methods=["POST"])
    app.register_blueprint(blueprint)
