"""The state handler of the notes server: what a judge asks of it, said over HTTP.

NOTES_URL names the server (default: http://127.0.0.1:8080).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.request import Request, urlopen


class NotesState:
    """Reset, create, token, fail: the whole protocol."""

    def __init__(self) -> None:
        self._url = os.environ.get("NOTES_URL", "http://127.0.0.1:8080")

    def reset(self) -> None:
        """Before each transaction: nothing exists, nobody is signed in."""
        self._tell("reset")

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        """Make a resource exist with this id; what is not given is ours to choose."""
        if type != "note":
            raise LookupError(f"the notes server has no {type}")
        self._tell("notes", id=id, text=attributes.get("text", "whatever"))

    def token(self, user: str, kind: str) -> str:
        """What replaces ``<access_token>`` or ``<expired_token>``; every user is alike here."""
        if kind != "access":
            raise ValueError("tokens of the notes server do not expire")
        return str(self._tell("tokens")["token"])

    def fail(self, checkers: Iterable[str]) -> None:
        """Make health checkers fail; this server has none, and documents no 503."""
        raise LookupError(f"there is no health checker {', '.join(checkers)}")

    def _tell(self, what: str, **said: str) -> Any:
        body = json.dumps(said).encode()
        with urlopen(Request(f"{self._url}/test-only/{what}", body, method="POST")) as answer:
            return json.loads(answer.read() or b"null")
