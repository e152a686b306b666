"""What of recorded headers is documented, and what of them is secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from contracts.text.credentials import credential_text

#: Headers of a connection, a browser or a cache: they say nothing about the API.
_NOISE: Final = frozenset(
    (
        *("accept-encoding", "accept-language", "cache-control", "connection", "content-length"),
        *("date", "dnt", "expires", "host", "keep-alive", "origin", "pragma", "priority"),
        *("referer", "server", "te", "transfer-encoding", "upgrade", "user-agent", "vary", "via"),
        *("x-powered-by", "content-type", "upgrade-insecure-requests", "age", "alt-svc"),
        *("strict-transport-security", "content-encoding", "content-security-policy"),
    )
)
_SECRET: Final = ("authorization", "cookie", "set-cookie", "api-key", "apikey", "token", "secret")

_SECRET_MEMBERS: Final = frozenset(
    (
        *("password", "passwd", "pwd", "secret", "client_secret", "token", "access_token"),
        *("refresh_token", "id_token", "api_key", "apikey", "private_key"),
        *("clientsecret", "accesstoken", "refreshtoken", "idtoken"),
    )
)
_MEMBER: Final = re.compile(r'("([\w-]+)"\s*:\s*)"(?:[^"\\]|\\.)*"')
_FIELD: Final = re.compile(r"((?:^|(?<=&))([\w-]+)=)[^&\s]+")


def is_documented(name: str) -> bool:
    """Whether a header is worth a line in a blueprint."""
    lower = name.lower()
    return bool(lower) and lower not in _NOISE and not lower.startswith((":", "sec-", "cf-"))


def secret_free(name: str, value: str) -> str:
    """The header's value; of a secret only its scheme and its name, with a placeholder."""
    if not any(word in name.lower() for word in _SECRET):
        return value
    if name.lower() != "authorization":
        return "<secret>"
    parts = credential_text(value)
    if not (parts.scheme or parts.parameter):
        return "<secret>"
    named = f"{parts.parameter}=" if parts.parameter else ""
    return f"{parts.scheme} {named}<access_token>".lstrip()


def secret_free_body(body: str) -> str:
    """A body with placeholders for the passwords, tokens and keys of its JSON members or fields."""
    if body.lstrip()[:1] not in ("{", "["):
        return _FIELD.sub(lambda m: f"{m[1]}<{m[2]}>" if _is_secret(m[2]) else m[0], body)
    return _MEMBER.sub(lambda m: f'{m[1]}"<{m[2]}>"' if _is_secret(m[2]) else m[0], body)


def secret_free_value(name: str, value: str) -> str:
    """The value of a parameter or field; a placeholder for one that is called like a secret."""
    return f"<{name}>" if value and _is_secret(name) else value


def _is_secret(name: str) -> bool:
    return name.lower().replace("-", "_") in _SECRET_MEMBERS


def media_type_of(headers: Iterable[tuple[str, str]]) -> str:
    """The media type that headers name, without parameters."""
    for name, value in headers:
        if name.lower() == "content-type":
            return value.split(";", 1)[0].strip()
    return ""
