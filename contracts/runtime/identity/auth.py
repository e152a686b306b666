"""The identity of a request: its token and the token's user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, g, request
from sqlalchemy import select

from contracts.runtime.identity.sign_in import SignIn
from contracts.runtime.identity.token_version import version_of
from contracts.runtime.identity.tokens import (
    Claims,
    ExpiredToken,
    Signer,
    TokenError,
    read_token,
    token_in,
    write_token,
)
from contracts.runtime.jsonapi.columns import SoftDeleted, TextId, now
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.storage.column_reads import whole_user
from contracts.runtime.jsonapi.storage.statements import column_set, columns_by


def sign_in() -> SignIn:
    """How users of the running application sign in."""
    return jsonapi().package.sign_in


def unauthorized(detail: str) -> ApiError:
    """401 with a challenge (RFC 9110, 11.6.1)."""
    return ApiError(401, detail, headers={"WWW-Authenticate": sign_in().scheme})


def signer_of(config: Mapping[str, Any]) -> Signer:
    """The signer of tokens for this configuration."""
    return Signer(config["SECRET_KEY"], config["JWT_ISSUER"])


def read_claims(*, allow_expired: bool = False) -> Claims:
    """The claims of the request's token; ApiError 401 for an invalid token."""
    try:
        return read_token(
            token_in(request.headers.get("Authorization"), sign_in().scheme),
            signer_of(current_app.config),
            leeway=timedelta(seconds=current_app.config["JWT_LEEWAY"]),
            allow_expired=allow_expired,
        )
    except ExpiredToken as error:
        refresh = sign_in().refresh
        advice = f"POST it to {refresh}." if refresh else "Log in again."
        raise unauthorized(f"{error} {advice}") from error
    except TokenError as error:
        raise unauthorized(str(error)) from error


def user_model() -> Any:
    """The model of those who sign in; ApiError 401 if the blueprint has no users."""
    schema = jsonapi().package.users
    if schema is None:
        raise unauthorized("This service has no users who could sign in.")
    return schema.opts_model()


def find_user(criterion: Any) -> Any:
    """The first living user who meets a SQL condition, or None."""
    model = user_model()
    statement = select(model).where(criterion)
    if issubclass(model, SoftDeleted):
        statement = statement.where(model.deleted_at.is_(None))
    return jsonapi().package.db.session.execute(statement).scalars().first()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who sends a valid token to a service whose blueprint has no users."""

    id: int | str


def user_of(claims: Claims) -> Any:
    """The user of ``claims``, read-only; ApiError 401 if the token has been revoked.

    It has the columns that decide about access, not those of a profile.
    """
    users = jsonapi().package.users
    if users is None:
        return Bearer(claims.identity)
    model, identity = users.opts_model(), claims.identity
    is_known = isinstance(identity, str) == issubclass(model, TextId)
    user = None
    if is_known:
        needed = ("id", "token_version", users.opts.last_access or "", *users.opts.admin)
        connection = jsonapi().package.db.session.connection()
        user = connection.execute(columns_by(model, "id", needed), {"value": identity}).first()
    if user is None:
        raise unauthorized("The token's user does not exist any more.")
    if version_of(user) != claims.token_version:
        raise unauthorized("The password has changed since the token was made; log in again.")
    return user


def current_identity() -> Any:
    """The user of the request's valid token, as :func:`user_of`; ApiError 401 without one."""
    if "identity" not in g:
        g.identity = user_of(read_claims())
        # Updating the last access changes the user's entity tag: it must not make the request's
        # own If-Match fail.
        if "If-Match" not in request.headers:
            note_access(g.identity)
    return g.identity


def note_access(user: Any) -> None:
    """Update the user's last access, at most once per ``LAST_ACCESS_INTERVAL``."""
    users = jsonapi().package.users
    name = users.opts.last_access if users else None
    if name is None:
        return
    interval = timedelta(seconds=current_app.config["LAST_ACCESS_INTERVAL"])
    last = getattr(user, name)
    if last is None or now() - last > interval:
        session = jsonapi().package.db.session
        statement = column_set(user_model(), name)
        session.connection().execute(statement, {"row": user.id, "value": now()})
        session.commit()


def get_identity() -> Any:
    """The row of the user of the request's token, which may have expired; ApiError 401 otherwise.

    Use it only where an expired token is enough; otherwise :func:`current_identity`.
    """
    return whole_user(user_of(read_claims(allow_expired=True)))


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
