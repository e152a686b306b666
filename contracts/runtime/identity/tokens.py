"""JSON Web Tokens (RFC 7519) as the server writes and reads them: HS256 and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeGuard

import jwt

from contracts.runtime.jsonapi.parsing import unstorable

ALGORITHM = "HS256"
MAX_LENGTH = 4096
#: The claim of the token version keeps its former name: tokens outlive a release.
VERSION = "stamp"
#: When the user logged in (OpenID Connect Core, 2); missing in tokens of earlier releases.
LOGIN = "auth_time"
_CLAIMS = ["exp", "iat", "iss", "nbf", "identity", VERSION]


class TokenError(ValueError):
    """An invalid token; the text has the reason, for the client."""


class ExpiredToken(TokenError):
    """A genuine token whose time is over."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The user of a genuine token, when the user logged in, and the token version then."""

    identity: int | str
    logged_in_at: datetime
    token_version: str


@dataclass(frozen=True, slots=True)
class Signer:
    """The secret key and the issuer of tokens."""

    key: str
    issuer: str


def write_token(
    identity: int | str,
    token_version: str,
    signer: Signer,
    *,
    now: datetime,
    lifetime: timedelta,
    logged_in_at: datetime | None = None,
) -> str:
    """A token for the user with the id ``identity`` and this token version.

    ``logged_in_at`` is when the user logged in: the same for all tokens that follow by refreshing.
    """
    claims = {
        "identity": identity,
        VERSION: token_version,
        "iss": signer.issuer,
        LOGIN: int((logged_in_at or now).timestamp()),
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
    }
    return jwt.encode(claims, signer.key, algorithm=ALGORITHM)


def token_in(header: str | None, scheme: str) -> str:
    """The token in an ``Authorization`` header of this scheme; TokenError when there is none."""
    if not header:
        raise TokenError(f"A token is required: Authorization: {scheme} <access_token>")
    sent, _, token = header.strip().partition(" ")
    if sent.lower() != scheme.lower():
        raise TokenError(f"The Authorization header must begin with {scheme}.")
    token = token.strip()
    if token.split() != [token]:
        raise TokenError(f"The Authorization header must be {scheme} and one token.")
    return token


def read_token(
    token: str, signer: Signer, *, leeway: timedelta, allow_expired: bool = False
) -> Claims:
    """The claims of a genuine token.

    Raises:
        TokenError: it is malformed, forged, of another issuer, not yet valid, or expired
            (unless ``allow_expired``; its signature is verified all the same).
    """
    if len(token) > MAX_LENGTH:
        raise TokenError("The token is too long.")
    claims, expires_at = _verified(token, signer, leeway, allow_expired)
    if not allow_expired and expires_at <= time.time() - leeway.total_seconds():
        raise ExpiredToken("The token has expired.")
    return claims


# Whether a token is genuine never changes: clients send the same one for an hour. That it has
# expired since is for the caller to find out.
@lru_cache(maxsize=1024)
def _verified(
    token: str, signer: Signer, leeway: timedelta, allow_expired: bool
) -> tuple[Claims, int]:
    """The claims of a genuine token, and when it expires; TokenError for any other."""
    try:
        claims = jwt.decode(
            token,
            signer.key,
            issuer=signer.issuer,
            algorithms=[ALGORITHM],
            leeway=leeway,
            options={"require": _CLAIMS, "verify_exp": not allow_expired},
        )
    except jwt.ExpiredSignatureError as error:
        raise ExpiredToken("The token has expired.") from error
    except jwt.ImmatureSignatureError as error:
        raise TokenError("The token is not valid yet.") from error
    except jwt.InvalidIssuerError as error:
        raise TokenError("The token is of another issuer.") from error
    except jwt.MissingRequiredClaimError as error:
        raise TokenError(f"The token lacks the claim {error.claim}.") from error
    except jwt.InvalidAlgorithmError as error:
        raise TokenError(f"The token must be signed with {ALGORITHM}.") from error
    except jwt.InvalidSignatureError as error:
        raise TokenError("The token's signature is wrong.") from error
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        # The library leaves some malformed segments and claims to Python's own errors.
        raise TokenError("The token is malformed.") from error
    return _checked(claims)


def _checked(claims: dict[str, object]) -> tuple[Claims, int]:
    identity = claims["identity"]
    if not _is_identity(identity):
        raise TokenError("The token's identity is no user id.")
    version = claims[VERSION]
    if not isinstance(version, str):
        raise TokenError("The token's stamp is no text.")
    issued, _, expires = [_moment(claims[name]) for name in ("iat", "nbf", "exp")]
    logged_in = _moment(claims[LOGIN]) if LOGIN in claims else issued
    return Claims(identity, logged_in, version), int(expires.timestamp())


def _is_identity(value: object) -> TypeGuard[int | str]:
    """Whether a row can have it as its id: a positive number, or a text."""
    if isinstance(value, str):
        return 0 < len(value) <= MAX_LENGTH and not unstorable(value)
    return isinstance(value, int) and value is not True and 0 < value < 2**63


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenError("The token's times are no numbers.")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TokenError("The token's times are out of range.") from error
