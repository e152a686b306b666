"""Placeholders of tokens in documented requests, in all usual spellings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from contracts.build.infer.paths import words_of
from contracts.model import Headers, Request, Transaction, header
from contracts.text.credentials import credential_text
from contracts.text.payloads import json_of

TokenKind = Literal["access", "expired", "refresh"]
Place = Literal["header", "query", "body"]

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
    """The text that a token replaces, the kind of token it asks for, and the part of the request
    that has it."""

    text: str
    kind: TokenKind
    place: Place = "header"


def placeholders(request: Request, status: int) -> tuple[Placeholder, ...]:
    """The placeholders in a request that is answered by ``status``, the credentials first.

    A request that is answered by 401 keeps what is documented, unless that asks for an expired
    token.
    """
    by_place: dict[tuple[Place, str], Placeholder] = {}
    for place, name, text in _shown(request):
        words = {*words_of(text), *words_of(name)}
        if words & _REFUSED or (status == 401 and "expired" not in words):
            continue
        kind: TokenKind = (
            "expired" if "expired" in words else "refresh" if "refresh" in words else "access"
        )
        by_place.setdefault((place, text), Placeholder(text, kind, place))
    return tuple(by_place.values())


def _shown(request: Request) -> Iterator[tuple[Place, str, str]]:
    """Every token that a request shows: its place, the name it goes by, and the text."""
    text = credentials(request.headers)
    if text:
        yield "header", "", text
    for name, value in request.headers:
        if name.lower() == "cookie":
            pairs = (pair.partition("=") for pair in value.split(";"))
            yield from (("header", *t) for t in _tokens((k.strip(), v) for k, _, v in pairs))
        else:
            bare = value.partition(" ")[2] or value
            named = _tokens([(name.lower().removeprefix("x-"), bare)])
            yield from (("header", *t) for t in named)
    query = (pair.partition("=") for pair in request.uri.partition("?")[2].split("&"))
    yield from (("query", *t) for t in _tokens((k, v) for k, _, v in query))
    document = json_of(request.body)
    members = document.items() if isinstance(document, dict) else ()
    yield from (("body", *t) for t in _tokens((k, v) for k, v in members if isinstance(v, str)))


def _tokens(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The names that are those of a token, with values that stand for one.

    Values of a query are percent-encoded; the text is the value as it is written.
    """
    for name, value in named:
        if not is_token_name(name):
            continue
        if any(pattern.fullmatch(unquote(value)) for pattern in (_MARKED, _LITERAL, _NAMED)):
            yield name, value


def is_token_name(name: str) -> bool:
    """Whether a member, parameter or cookie of this name is a token of who signed in."""
    words = set(words_of(name))
    return bool(words & _TOKENS) and words <= _TOKENS | _TOKEN_KINDS


def scheme_of(transactions: Iterable[Transaction]) -> str:
    """The authentication scheme before most tokens in ``Authorization``; Bearer without any.

    RFC 9110, 11.4; Bearer is RFC 6750.
    """
    counts: Counter[str] = Counter()
    for transaction in transactions:
        scheme, _, rest = header(transaction.request.headers, "Authorization").partition(" ")
        counts[scheme] += scheme.lower() in _BEARERS and bool(rest.strip())
    return max(counts, key=lambda scheme: counts[scheme]) if any(counts.values()) else "Bearer"


def credentials(headers: Headers) -> str:
    """The placeholder of a token in the documented headers, or an empty text."""
    for name, value in sorted(headers, key=lambda pair: pair[0].lower() != "authorization"):
        lower = name.lower()
        if lower != "authorization" and not _CREDENTIALS.search(lower):
            continue
        parts = credential_text(value)
        is_bearer = parts.scheme.lower() in _BEARERS
        is_apart = bool(parts.parameter) or parts.scheme.lower() in _SCHEMES
        bare = parts.secret if is_apart else value
        for pattern in (_MARKED, _LITERAL, _NAMED):
            match = pattern.search(bare)
            if match:
                return match[0]
        if parts.parameter or is_bearer:
            return parts.secret.strip()
    return ""
