"""Placeholders of tokens in documented requests, in all usual spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from contracts.build.infer.paths import words_of
from contracts.model import Headers, Request
from contracts.text.payloads import json_of

TokenKind = Literal["access", "expired", "refresh"]

#: ``<access_token>``, ``{token}``, ``{{token}}``, ``[Auth Key]``, ``$TOKEN``, ``%TOKEN%``.
_MARKED: Final = re.compile(
    r"<[^<>]+>|\{\{[^{}]+\}\}|\$?\{[^{}]+\}|\[[^\[\]]+\]|\$\w+|%\w+%", re.ASCII
)
#: ``YOUR_TOKEN``, ``your-api-key``, ``token``, ``xxxxx``, ``…``.
_NAMED: Final = re.compile(r"[\w-]*(?:token|jwt|key|secret)[\w-]*|x{3,}|\.{3}|…", re.IGNORECASE)
#: A JSON Web Token in compact form (RFC 7519), possibly cut short.
_LITERAL: Final = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]+){0,2}(?:\.{2,}|…|\.)?")
_SCHEMES: Final = frozenset({"bearer", "jwt", "token", "basic", "digest", "apikey"})
#: Schemes whose credentials are a token, whatever they look like.
_BEARERS: Final = frozenset({"bearer", "jwt", "token"})
#: Headers that carry credentials beside Authorization.
_CREDENTIALS: Final = re.compile(r"token|api-?key|\bauth", re.IGNORECASE)
#: Words of members that are a token of who signed in; others are of passwords to reset, devices, …
_TOKENS: Final = frozenset({"token", "jwt"})
_TOKEN_KINDS: Final = frozenset({"access", "refresh", "auth", "bearer", "id", "session", "expired"})
#: Words of placeholders that are not to be replaced: the request is to be refused.
_REFUSED: Final = frozenset(
    {"invalid", "wrong", "bad", "malformed", "fake", "unknown", "garbage", "tampered", "revoked"}
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The text in a header, or in the body, that a token replaces, and the kind of token it asks
    for."""

    text: str
    kind: TokenKind
    in_body: bool = False


def placeholder(request: Request, status: int) -> Placeholder | None:
    """The placeholder in a request that is answered by ``status``; None where it has none.

    A request that is answered by 401 keeps what is documented, unless that asks for an expired
    token.
    """
    text = credentials(request.headers)
    member = ""
    if not text:
        member, text = _in_body(request)
    if not text:
        return None
    words = {*words_of(text), *words_of(member)}
    if words & _REFUSED:
        return None
    if "expired" in words:
        return Placeholder(text, "expired", bool(member))
    if status == 401:
        return None
    return Placeholder(text, "refresh" if "refresh" in words else "access", bool(member))


def _in_body(request: Request) -> tuple[str, str]:
    """The member of a plain JSON body that documents a token, and the text it has for it."""
    document = json_of(request.body)
    for member, value in document.items() if isinstance(document, dict) else ():
        words = set(words_of(member))
        if not words & _TOKENS or not words <= _TOKENS | _TOKEN_KINDS or not isinstance(value, str):
            continue
        for pattern in (_MARKED, _LITERAL, _NAMED):
            if pattern.fullmatch(value):
                return member, value
    return "", ""


def credentials(headers: Headers) -> str:
    """The part of the documented headers that stands for a token, or an empty text."""
    for name, value in sorted(headers, key=lambda pair: pair[0].lower() != "authorization"):
        lower = name.lower()
        if lower != "authorization" and not _CREDENTIALS.search(lower):
            continue
        scheme, _, rest = value.partition(" ")
        bare = rest if rest and scheme.lower() in _SCHEMES else value
        for pattern in (_MARKED, _LITERAL, _NAMED):
            found = pattern.search(bare)
            if found:
                return found[0]
        if scheme.lower() in _BEARERS and rest:
            return rest.strip()
    return ""
