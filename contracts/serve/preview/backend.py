"""The server behind the page's console: given, or started when it is first asked."""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from contracts.model import Headers
from contracts.serve.process import ServerFailed, running
from contracts.serve.state_database import NOTHING, run_environment

PATIENCE = 30.0
"""Seconds an answer may take."""

#: RFC 9110, section 7.6.1: headers that belong to one connection, and what is set anew.
_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"),
        *("upgrade", "host", "content-length", "date", "server", "proxy-authenticate"),
        "proxy-authorization",
    }
)


class BackendFailed(Exception):
    """No answer could be had; the message has the reason."""


@dataclass(frozen=True, slots=True)
class BackendReply:
    """What the server answered, without the headers of its connection."""

    status: int
    reason: str
    headers: Headers
    body: bytes


class Backend:
    """Sends requests on to ``endpoint``, or to what ``command`` starts.

    ``environment`` are the variables of that server, such as a scratch database
    (:func:`contracts.serve.state_database.run_environment`).
    """

    def __init__(
        self, endpoint: str = "", command: str = "", environment: Mapping[str, str] = NOTHING
    ) -> None:
        self._endpoint = endpoint
        self._command = command
        self._environment = environment
        self._lock = Lock()
        self._started = ExitStack()

    def send(
        self, method: str, uri: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> BackendReply:
        """The server's answer. Raises BackendFailed when there is none."""
        target = urlsplit(self._address())
        kind = (
            http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(target.hostname or "", target.port, timeout=PATIENCE)
        passed = {name: value for name, value in headers if name.lower() not in _HOP}
        try:
            connection.request(method, target.path.rstrip("/") + uri, body or None, passed)
            answer = connection.getresponse()
            passed_on = tuple((n, v) for n, v in answer.getheaders() if n.lower() not in _HOP)
            return BackendReply(answer.status, answer.reason, passed_on, answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise BackendFailed(f"{target.netloc} does not answer: {error}") from None
        finally:
            connection.close()

    def close(self) -> None:
        """Stop what was started."""
        with self._lock:
            self._started.close()

    def _address(self) -> str:
        with self._lock:
            if not self._endpoint:
                if not self._command:
                    raise BackendFailed(
                        "no server for the console: start the preview with --endpoint URL"
                    )
                self._endpoint = self._start()
            return self._endpoint

    def _start(self) -> str:
        folder = self._started.enter_context(tempfile.TemporaryDirectory(prefix="preview-"))
        environment = run_environment(Path(folder), self._environment)
        log = Path(folder) / "server.log"
        try:
            server = self._started.enter_context(running(self._command, environment, log))
        except ServerFailed as error:
            raise BackendFailed(str(error)) from None
        return server.url
