"""Redacts secrets in what is logged, in time linear in the text's length.

Whoever sends requests chooses much of what is logged. So a text is cut before anything looks
at it, and every pattern here consumes what it has scanned: none starts again inside of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

HIDDEN: Final = "[redacted]"
#: Characters of one text that are kept; a traceback of an ordinary failure has 5,000.
LONGEST: Final = 32_768

_SCHEME: Final = re.compile(r"\b(JWT|Bearer|Basic)\s++[\w.~+/=-]{8,}", re.IGNORECASE)
# A JSON Web Token (RFC 7515, 7.1) in a run of its letters. The lookahead is asked once for
# each run, because no match starts inside of one.
_TOKEN: Final = re.compile(r"(?<![\w-])(?=[\w-]++\.[\w-]++\.)([\w-]*?)eyJ[\w-]++\.[\w-]++\.[\w-]*+")
# User information in a URL (RFC 3986, 3.2.1).
_USER: Final = re.compile(r"(://[^\s:/@]*+:)[^\s/]+@")
# A query: `?page=1`, but not a question mark in a sentence, which is consumed and kept.
_QUERY: Final = re.compile(r"\?[^\s\"'<>=]*+(=[^\s\"'<>]*+)?")
# `password=…`, `"access-token": "…"`, `'secret_key': '…'`, however deep in escapes.
_NAME: Final = re.compile(
    r"(?:password|passwd|secret|token|secret.key|api.key|authorization)[\\\"']*+\s*+[:=]\s*+",
    re.IGNORECASE,
)
# Asked once for each run of backslashes.
_QUOTE: Final = re.compile(r"(?<!\\)(\\*+)([\"'])")
_BARE: Final = re.compile(r"[^\s,;&\"')}\]]*+")


def redact(value: Any) -> Any:
    """``value`` with its texts cut and the secrets in them hidden, in lists and mappings too."""
    if isinstance(value, str):
        return redact_text(cut(value))
    if isinstance(value, Mapping):
        return {key: redact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redact(each) for each in value]
    return value


def cut(text: str) -> str:
    """The beginning of a text, and how long it was when that is not all of it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters)"


def redact_text(text: str) -> str:
    """``text`` with its secrets hidden; a value that does not end is hidden to the end."""
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _TOKEN.sub(rf"\1{HIDDEN}", text)
    text = _USER.sub(rf"\1{HIDDEN}@", text)
    text = _QUERY.sub(lambda match: f"?{HIDDEN}" if match[1] else match[0], text)
    return "".join(_without_named(text))


def _without_named(text: str) -> Iterator[str]:
    """The parts of ``text``, with what follows a secret's name replaced."""
    end = 0
    while name := _NAME.search(text, end):
        yield text[end : name.end()]
        end = _end_of_value(text, name.end())
        if end > name.end():
            yield HIDDEN
    yield text[end:]


def _end_of_value(text: str, start: int) -> int:
    opening = _QUOTE.match(text, start)
    if opening is None:
        bare = _BARE.match(text, start)
        return bare.end() if bare else start
    escapes, quote = len(opening[1]), opening[2]
    # A quote with more backslashes is part of the value.
    for mark in _QUOTE.finditer(text, opening.end()):
        if mark[2] == quote and len(mark[1]) <= escapes:
            return mark.end()
    return len(text)
