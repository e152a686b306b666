"""The identity of a request: its token and the token's user."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, g, request
from sqlalchemy import select

from contracts.runtime.identity.token_version import version_of
from contracts.runtime.identity.tokens import (
    SCHEME,
    Claims,
    Signer,
    TokenError,
    bearer_token,
    read_token,
    write_token,
)
from contracts.runtime.jsonapi.columns import SoftDeleted, TextId, now
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.package import jsonapi


def unauthorized(detail: str) -> ApiError:
    """401 with a challenge (RFC 9110, 11.6.1)."""
    return ApiError(401, detail, headers={"WWW-Authenticate": SCHEME})


def signer_of(config: Mapping[str, Any]) -> Signer:
    """The signer of tokens for this configuration."""
    return Signer(config["SECRET_KEY"], config["JWT_ISSUER"])


def read_claims(*, allow_expired: bool = False) -> Claims:
    """The claims of the request's token; ApiError 401 for an invalid token."""
    try:
        return read_token(
            bearer_token(request.headers.get("Authorization")),
            signer_of(current_app.config),
            leeway=timedelta(seconds=current_app.config["JWT_LEEWAY"]),
            allow_expired=allow_expired,
        )
    except TokenError as error:
        raise unauthorized(str(error)) from error


def user_model() -> Any:
    """The model of those who sign in; ApiError 401 if the blueprint has no users."""
    schema = jsonapi().package.users
    if schema is None or not {"email", "password"} <= set(schema._declared_fields):
        raise unauthorized("This service has no users who could sign in.")
    return schema.opts_model()


def find_user(criterion: Any) -> Any:
    """The first living user who meets a SQL condition, or None."""
    model = user_model()
    statement = select(model).where(criterion)
    if issubclass(model, SoftDeleted):
        statement = statement.where(model.deleted_at.is_(None))
    return jsonapi().package.db.session.execute(statement).scalars().first()


def user_of(claims: Claims) -> Any:
    """The user of ``claims``; ApiError 401 if the token has been revoked."""
    model, identity = user_model(), claims.identity
    is_known = isinstance(identity, str) == issubclass(model, TextId)
    user = find_user(model.id == identity) if is_known else None
    if user is None:
        raise unauthorized("The token's user does not exist any more.")
    if version_of(user) != claims.token_version:
        raise unauthorized("The password has changed since the token was made; log in again.")
    return user


def current_identity() -> Any:
    """The user of the request's valid token; ApiError 401 without one."""
    if "identity" not in g:
        g.identity = user_of(read_claims())
        # Updating the last access changes the user's entity tag: it must not make the request's
        # own If-Match fail.
        if "If-Match" not in request.headers:
            note_access(g.identity)
    return g.identity


def note_access(user: Any) -> None:
    """Update the user's last access, at most once per ``LAST_ACCESS_INTERVAL``."""
    if not hasattr(user, "last_accessed_at"):
        return
    interval = timedelta(seconds=current_app.config["LAST_ACCESS_INTERVAL"])
    if user.last_accessed_at is None or now() - user.last_accessed_at > interval:
        user.last_accessed_at = now()
        jsonapi().package.db.session.commit()


def get_identity() -> Any:
    """The user of the request's token, which may have expired; ApiError 401 otherwise.

    Use it only where an expired token is enough; otherwise :func:`current_identity`.
    """
    return user_of(read_claims(allow_expired=True))


def access_token(user: Any, logged_in_at: datetime | None = None) -> str:
    """A new token for a user of this server, who logged in now or at an earlier time."""
    lifetime = timedelta(seconds=current_app.config["JWT_EXPIRES_IN"])
    signer = signer_of(current_app.config)
    return write_token(
        user.id,
        version_of(user),
        signer,
        now=datetime.now(UTC),
        lifetime=lifetime,
        logged_in_at=logged_in_at,
    )
