"""Who must prove what: access levels and credentials of requests as Security Schemes.

A scheme is read off the header that a request shows, ``Authorization: Bearer …`` or
``X-Api-Key: …``. An action that only some may call, but that shows no credential, takes
the one that most requests of the contract show.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from contracts.model import Access, Action, Contract, Request
from contracts.render.credentials import is_credential
from contracts.text.credentials import credential_text

Scheme: TypeAlias = dict[str, Any]
Requirement: TypeAlias = dict[str, list[str]]

#: The scheme of a blueprint that shows no credential (RFC 6750).
DEFAULT: Final = "bearer"
#: Schemes that HTTP registers (IANA, "HTTP Authentication Scheme Registry").
_REGISTERED: Final = frozenset({"basic", "bearer", "digest", "negotiate", "hoba", "mutual"})


@dataclass(slots=True)
class Security:
    """The schemes of a contract; ``used`` are those that an operation asked for."""

    default: str
    known: dict[str, Scheme]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, contract: Contract) -> Security:
        """All schemes that requests of the contract show."""
        known: dict[str, Scheme] = {}
        counts: Counter[str] = Counter()
        for transaction in contract.transactions():
            for name, scheme in _schemes(transaction.request).items():
                known.setdefault(name, scheme)
                counts[name] += 1
        default = counts.most_common(1)[0][0] if counts else DEFAULT
        return cls(default, {DEFAULT: {"type": "http", "scheme": DEFAULT}, **known})

    def schemes(self) -> dict[str, Scheme]:
        """The Security Schemes that operations refer to, by name."""
        return {name: self.known[name] for name in sorted(self.used)}

    def requirements(self, actions: Iterable[Action]) -> list[Requirement]:
        """What a caller needs: any one of the list; an empty list asks for nothing."""
        needs: list[frozenset[str]] = []
        for action in actions:
            needs += [need for need in self._needs(action) if need not in needs]
        if not any(needs):
            return []
        self.used.update(*needs)
        # Nothing comes first: who can go without goes without.
        ordered = sorted(needs, key=bool)
        return [{name: [] for name in sorted(need)} for need in ordered]

    def _needs(self, action: Action) -> list[frozenset[str]]:
        """By its access level; a public action may still ask for a token, as a refresh does."""
        successes = [t.request for t in action.transactions if t.response.is_success]
        shown = list(dict.fromkeys(frozenset(_schemes(request)) for request in successes))
        if action.access in (None, Access.PUBLIC):
            return shown or [frozenset()]
        return [need for need in shown if need] or [frozenset({self.default})]


def _schemes(request: Request) -> dict[str, Scheme]:
    """The schemes of a request's headers, by the name they get in OpenAPI."""
    return dict(_scheme(name, value) for name, value in request.headers if is_credential(name))


def _scheme(name: str, value: str) -> tuple[str, Scheme]:
    parts = credential_text(value)
    if name.lower() == "cookie":
        cookie = value.split("=", 1)[0].strip() or "session"
        return "cookie", {"type": "apiKey", "in": "cookie", "name": cookie}
    if name.lower() != "authorization" or not parts.scheme:
        return _key(name), {"type": "apiKey", "in": "header", "name": name}
    scheme = parts.scheme.lower()
    if scheme in _REGISTERED:
        return scheme, {"type": "http", "scheme": scheme}
    # OpenAPI has no other way to describe a scheme that HTTP does not register.
    named = f"{parts.parameter}=" if parts.parameter else ""
    shown = f"`{parts.scheme} {named}<credentials>`"
    return scheme, {"type": "apiKey", "in": "header", "name": name, "description": shown}


def _key(name: str) -> str:
    """A header's name as a key of `securitySchemes` (``[a-zA-Z0-9._-]+``)."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower())
