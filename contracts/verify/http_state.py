"""A state handler in another process: the state protocol over HTTP (docs/state.md)."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.exchange import Answer, Client, Sent
from contracts.states.protocol import VERSION
from contracts.verify.client import HttpClient
from contracts.verify.presumed import made_by

TIMEOUT: Final = 60.0


class StateFailed(Exception):
    """The state could not be made; the message has the state agent's answer."""


class HttpState:
    """The state handler that answers at ``url`` (``http://127.0.0.1:5000/contract-state``).

    Raises ValueError when ``url`` is no URL of a server. Every method raises ConnectionError
    when nothing answers, and StateFailed with the reason when the state cannot be made.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url
        self._path = parts.path or "/"
        #: What could not be made since the last reset: attributes by type, none for all.
        self.unmade: dict[str, frozenset[str]] = {}
        self._client = HttpClient(f"{parts.scheme}://{parts.netloc}", timeout=TIMEOUT)

    def apply(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document that answers this one."""
        sent = Sent(
            "POST", self._path, (("Content-Type", "application/json"),), json.dumps(document)
        )
        answer = self._client.send(sent)
        try:
            reply = json.loads(answer.text)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            reason = f"{http.client.responses.get(answer.status, '')}: {answer.text[:200]}"
            raise StateFailed(f"{self.url} answers {answer.status} {reason}")
        if answer.status >= 400:
            raise StateFailed(str(reply.get("error") or f"{self.url} answers {answer.status}"))
        if reply.get("version") != VERSION:
            raise StateFailed(
                f"{self.url} speaks version {reply.get('version')!r} of the state protocol,"
                f" not {VERSION}: write its agent again with `contract state-agent`"
            )
        return reply

    def reset(self) -> None:
        """Nothing exists but what the application takes for granted."""
        self.unmade = {}
        self.apply({"version": VERSION, "reset": True})

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        """Make a record exist with this id and these values."""
        wanted = {
            "type": type,
            "id": id,
            "attributes": dict(attributes),
            "relationships": dict(relationships),
        }
        made = made_by(self.apply({"version": VERSION, "resources": [wanted]}))
        for kind, names in made.unmade.items():
            known = self.unmade.get(kind)
            whole = not names or (known is not None and not known)
            self.unmade[kind] = frozenset() if whole else names | (known or frozenset())

    def token(self, user: str, kind: str) -> str:
        """The token of the user with this id."""
        asked = {"user": user, "kind": kind, "role": "user"}
        token = self.apply({"version": VERSION, "token": asked}).get("token")
        if not isinstance(token, str):
            raise StateFailed(f"{self.url} answers without a token")
        return token

    def fail(self, checkers: Iterable[str]) -> None:
        """Make these health checkers fail until the next reset."""
        self.apply({"version": VERSION, "failing": list(checkers)})

    def logged(self) -> tuple[str, ...]:
        """The errors that the server logged during the last request, if it sends them."""
        try:
            lines = self.apply({"version": VERSION, "log": True}).get("log")
        except (ConnectionError, StateFailed):
            return ()
        return tuple(str(line) for line in lines) if isinstance(lines, list) else ()

    def close(self) -> None:
        """Give back the connection."""
        self._client.close()


class LoggedClient:
    """A client whose answers with a server error carry what the server logged for them."""

    def __init__(self, client: Client, state: HttpState) -> None:
        self._client = client
        self._state = state
        self.endpoint: str = getattr(client, "endpoint", "")

    def send(self, sent: Sent) -> Answer:
        """The server's answer. Raises ConnectionError when it cannot be reached."""
        answer = self._client.send(sent)
        if answer.status < 500:
            return answer
        return replace(answer, log=(*answer.log, *self._state.logged()))

    def close(self) -> None:
        """Give back connections."""
        self._client.close()
