"""The credentials that requests show: in which header or parameter, and under which scheme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from contracts.model import Action, Contract, Parameter, Request
from contracts.text.credentials import credential_text, is_placeholder

#: Headers that end like a credential's and are none.
_OTHER_KEYS: Final = re.compile(
    r".*\b(idempotency|csrf|xsrf|websocket|surrogate|cache|routing)\b.*"
)
_KEY: Final = re.compile(
    r"(.*-)?(api|app|application|auth|access|session|private|client|subscription)?"
    r"[-_]?(key|token|secret)"
)
_PARAMETER: Final = re.compile(
    r"(x[-_])?(api|app|application|auth|access|session|private|client|subscription)"
    r"[-_]?(key|token|secret)|appid"
)
_PARAMETER_PERHAPS: Final = frozenset({"key", "token", "secret"})


@dataclass(frozen=True, slots=True)
class Credential:
    """One secret that a caller needs, wherever requests show it.

    ``scheme`` is the word before it (``Bearer``), ``parameter`` its name after the scheme
    (``Token token=…``); a token to get another is a ``refresh`` one.
    """

    place: Literal["header", "query"]
    name: str
    scheme: str = ""
    refresh: bool = False
    parameter: str = ""

    @property
    def label(self) -> str:
        """What a reader enters."""
        if self.scheme.lower() == "basic":
            return "Your name:password"
        if self.refresh:
            return "Your refresh token"
        if self.name.lower() != "authorization":
            return f"Your {self.name}"
        is_usual = self.scheme.lower() in ("", "bearer", "jwt", "token")
        if is_usual and self.parameter.lower() in ("", "token"):
            return "Your token"
        return f"Your {self.scheme} {self.parameter or 'credentials'}".replace("  ", " ")


def shown_credentials(contract: Contract) -> list[dict[str, Any]]:
    """The credentials with labels that tell them apart, as JSON."""
    needed = credentials(contract)
    counts = Counter(each.label for each in needed)

    def label(credential: Credential) -> str:
        repeated = counts[credential.label] > 1 and credential.scheme
        return f"{credential.label} ({credential.scheme})" if repeated else credential.label

    return [{**asdict(each), "label": label(each)} for each in needed]


def is_credential(name: str) -> bool:
    """Whether the header ``name`` proves who sends the request."""
    lower = name.lower().replace("_", "-")
    if lower in ("authorization", "proxy-authorization", "cookie"):
        return True
    return _KEY.fullmatch(lower) is not None and _OTHER_KEYS.fullmatch(lower) is None


def is_credential_parameter(parameter: Parameter) -> bool:
    """Whether a query parameter proves who sends the request."""
    name = parameter.name.lower()
    if parameter.place != "query":
        return False
    if name in _PARAMETER_PERHAPS:
        return is_placeholder(parameter.example or parameter.default)
    return _PARAMETER.fullmatch(name) is not None


def credentials(contract: Contract) -> list[Credential]:
    """The different credentials of all requests, in document order, but for cookies."""
    unique: dict[Credential, Credential] = {}
    for action in contract.actions():
        for each in _of_action(action):
            spelled = replace(
                each,
                name=each.name.lower(),
                scheme=each.scheme.lower(),
                parameter=each.parameter.lower(),
            )
            unique.setdefault(spelled, each)
    return list(unique.values())


def _of_action(action: Action) -> Iterator[Credential]:
    for transaction in action.transactions:
        yield from _of_headers(transaction.request)
    requested = (p for t in action.transactions for p in t.request.parameters)
    for parameter in (*action.parameters, *requested):
        if is_credential_parameter(parameter):
            yield Credential("query", parameter.spelling)


def _of_headers(request: Request) -> Iterator[Credential]:
    for name, value in request.headers:
        # A header of the API's own with a placeholder goes with the credential.
        is_own = name.lower().startswith("x-") and is_placeholder(value)
        if (is_credential(name) or is_own) and name.lower() != "cookie":
            refresh = "refresh" in value.lower()
            if not name.lower().endswith("authorization"):
                yield Credential("header", name, "", refresh)
                continue
            parts = credential_text(value)
            yield Credential("header", name, parts.scheme, refresh, parts.parameter)
