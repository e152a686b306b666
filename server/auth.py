"""Login, token refresh and the identity behind a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from sqlalchemy import select
from werkzeug.http import parse_options_header
from werkzeug.security import check_password_hash, generate_password_hash

from .jsonapi import SoftDeleted, jsonapi, now
from .jsonapi.errors import ApiError
from .jsonapi.payload import read_object
from .jsonapi.texts import unstorable
from .limits import by_email, by_machine
from .stamps import stamp_of
from .tokens import SCHEME, Claims, Signer, TokenError, bearer_token, read_token, write_token
from .unique import folded, key_column

blueprint = Blueprint("auth", __name__, url_prefix="/v1/auth")


def unauthorized(detail: str) -> ApiError:
    """401 with the challenge that RFC 9110, 11.6.1, asks for."""
    return ApiError(401, detail, headers={"WWW-Authenticate": SCHEME})


def signer_of(config: Mapping[str, Any]) -> Signer:
    """Who signs the tokens of a server with this configuration."""
    return Signer(config["SECRET_KEY"], config["JWT_ISSUER"])


def _claims(*, allow_expired: bool = False) -> Claims:
    try:
        return read_token(
            bearer_token(request.headers.get("Authorization")),
            signer_of(current_app.config),
            leeway=timedelta(seconds=current_app.config["JWT_LEEWAY"]),
            allow_expired=allow_expired,
        )
    except TokenError as error:
        raise unauthorized(str(error)) from error


def _user_model() -> Any:
    """The model of the type ``user``; a blueprint without users has nobody to sign in."""
    schema = jsonapi().package.schemas.get("user")
    if schema is None or not {"email", "password"} <= set(schema._declared_fields):
        raise unauthorized("This service has no users who could sign in.")
    return schema.opts_model()


def _user(criterion: Any) -> Any:
    model = _user_model()
    statement = select(model).where(criterion)
    if issubclass(model, SoftDeleted):
        statement = statement.where(model.deleted_at.is_(None))
    return jsonapi().package.db.session.execute(statement).scalars().first()


def _user_of(claims: Claims) -> Any:
    user = _user(_user_model().id == claims.identity)
    if user is None:
        raise unauthorized("The token's user does not exist any more.")
    if stamp_of(user) != claims.stamp:
        raise unauthorized("The password has changed since the token was made; log in again.")
    return user


def current_identity() -> Any:
    """The user whom the request's active token names; ApiError 401 without one."""
    if "identity" not in g:
        g.identity = _user_of(_claims())
        # Users change what they read some time ago: noting that they are here must not be
        # the change that their own If-Match is refused for.
        if "If-Match" not in request.headers:
            _touch(g.identity)
    return g.identity


def _touch(user: Any) -> None:
    """Note when the user was last here, not more often than ``LAST_ACCESS_INTERVAL``."""
    if not hasattr(user, "last_accessed_at"):
        return
    interval = timedelta(seconds=current_app.config["LAST_ACCESS_INTERVAL"])
    if user.last_accessed_at is None or now() - user.last_accessed_at > interval:
        user.last_accessed_at = now()
        jsonapi().package.db.session.commit()


def get_identity() -> Any:
    """The user whom the request's token names, even if it has expired; ApiError 401 else.

    To be used only where an expired token will do; otherwise :func:`current_identity`.
    """
    return _user_of(_claims(allow_expired=True))


def access_token(user: Any) -> str:
    """A new token for a user of this server."""
    lifetime = timedelta(seconds=current_app.config["JWT_EXPIRES_IN"])
    signer = signer_of(current_app.config)
    return write_token(user.id, stamp_of(user), signer, now=datetime.now(UTC), lifetime=lifetime)


@lru_cache(maxsize=4)
def _nobodys_hash(method: str) -> str:
    """Checked for unknown e-mail addresses, so that they cost what a wrong password costs."""
    return generate_password_hash("nobody's password", method=method)


@blueprint.post("/login")
@by_machine
@by_email
def login() -> Response:
    """An access token for an e-mail address and its password."""
    email, password = _credentials()
    model = _user_model()
    column = key_column(model, "email")
    user = _user(model.email == email if column is None else column == folded(email))
    stored = user.password if user else _nobodys_hash(current_app.config["PASSWORD_HASH_METHOD"])
    if not check_password_hash(stored, password) or user is None:
        raise unauthorized("Wrong e-mail address or password")
    _touch(user)
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


@blueprint.post("/refresh")
def refresh() -> Response:
    """A new token for a genuine one, expired or not, issued within ``JWT_REFRESH_WINDOW``."""
    claims = _claims(allow_expired=True)
    window = timedelta(seconds=current_app.config["JWT_REFRESH_WINDOW"])
    if datetime.now(UTC) - claims.issued_at > window:
        raise unauthorized("The token is too old to be refreshed; log in again.")
    return jsonify(access_token=access_token(_user_of(claims)))
