"""Values of headers that carry credentials: the scheme, and what in them is secret.

RFC 9110, section 11.4: after the scheme is a token (``Bearer <token>``) or a list of named
parameters (``Token token="<secret>", nonce="7"``). Some servers document parameters without a
scheme (``key=<secret>``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]+(?=\S)")
_PARAMETER: Final = re.compile(
    r"[ \t]*(?P<name>[A-Za-z][\w.-]*)[ \t]*=[ \t]*"
    r'(?:"(?P<quoted>[^"]+)"|(?P<bare>[^\s=",;][^",;]*))[ \t]*(?P<more>[,;]|$)'
)
#: What secrets are called.
_SECRET: Final = re.compile(r"(?:token|key|secret|jwt|password|passwd)$", re.IGNORECASE)
#: A placeholder for a value that only the reader has.
_PLACEHOLDER: Final = re.compile(
    r"<.*>|\{.*\}|\[.*\]|\$\w+|%\w+%|(?:.*[\W_])?your(?:[\W_].*)?|.*\.\.\.|.*…|x{3,}", re.I
)


@dataclass(frozen=True, slots=True)
class CredentialText:
    """A header's value in three parts: ``before`` the secret, the secret, and ``after`` it.

    ``parameter`` is the name of the secret where it has one.
    """

    scheme: str
    before: str
    secret: str
    after: str = ""
    parameter: str = ""


def credential_text(value: str) -> CredentialText:
    """What of a credential header's value is secret.

    Of several parameters that is the one that is called like a secret, or else the one whose
    value is a placeholder; where that is none or more than one, all of it.
    """
    match = _SCHEME.match(value)
    start = match.end() if match else 0
    scheme = match[1] if match else ""
    parameters = _parameters(value, start)
    for chosen in (
        [p for p in parameters if _SECRET.search(p["name"])],
        [p for p in parameters if is_placeholder(p["quoted"] or p["bare"])],
        parameters,
    ):
        if len(chosen) == 1:
            credential = chosen[0]
            first, last = credential.span("quoted" if credential["quoted"] else "bare")
            secret = value[first:last].rstrip()
            last = first + len(secret)
            return CredentialText(scheme, value[:first], secret, value[last:], credential["name"])
        if chosen:
            break
    return CredentialText(scheme, value[:start], value[start:])


def is_placeholder(value: str) -> bool:
    """Whether a documented value is a placeholder for one that only the reader has."""
    return _PLACEHOLDER.fullmatch(value.strip()) is not None


def _parameters(value: str, start: int) -> list[re.Match[str]]:
    """The named parameters from ``start`` on; none where something else is among them."""
    matches: list[re.Match[str]] = []
    while start < len(value):
        match = _PARAMETER.match(value, start)
        if match is None:
            return []
        matches.append(match)
        start = match.end()
    return matches
