"""Gunicorn's worker as this server needs it: ``worker_class`` of deploy/gunicorn.conf.py.

- Errors in the HTTP itself, which reach no application, are JSON:API documents as well.
- A request whose head or body does not arrive in time is 408; no thread waits for a silent client.
- A response that leaves more of a request unread than gunicorn drains has ``Connection: close``.
"""

from __future__ import annotations

import html
import json
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from gunicorn import util
from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, RequestTimeout

from contracts.runtime.jsonapi.errors import error_object
from contracts.runtime.jsonapi.media_type import MEDIA_TYPE
from server.config import web_settings
from server.ops.timed_socket import TimedSocket, TooSlow

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
#: Bytes of an unread body that gunicorn reads to keep the connection.
DRAINED: Final = 64 * 1024
#: Seconds that a thread waits for the first byte; the main loop waits for what comes later.
FIRST_BYTE: Final = 0.05
LATE: Final = "The request did not arrive in time."


class WebWorker(ThreadWorker):  # type: ignore[misc]
    """A worker with threads, whose own errors are JSON:API documents."""

    def init_process(self) -> None:
        """Begin to work."""
        # The only place that has all errors and their words; it writes HTML.
        util.write_error = write_error
        settings = web_settings()
        self.head_timeout: float = settings["request_head_timeout"]
        self.body_timeout: float = settings["request_body_timeout"]
        super().init_process()

    wsgi: WSGIApplication

    def load_wsgi(self) -> None:
        """Load the application."""
        super().load_wsgi()
        self.wsgi = closing(self.wsgi)

    def handle(self, conn: TConn) -> Any:
        """Read a request and respond, within the time that its head may take."""
        conn.sock = TimedSocket.of(conn.sock)
        if not conn.initialized and not conn.wait_for_data(FIRST_BYTE):
            return _DEFER
        conn.sock.allow(self.head_timeout)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Respond to a request whose head was read, within the time that its body may take."""
        conn.sock.allow(self.body_timeout)
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock.deadline = None

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what ends a request; a head that is late is 408."""
        if isinstance(exc, TooSlow):
            self.log.debug("A request did not arrive in time.")
            write_error(client, 408, "Request Timeout", LATE)
        else:
            super().handle_error(req, client, addr, exc)


def write_error(sock: socket.socket, status: int, reason: str, message: str) -> None:
    """Answer an error in the HTTP itself, and say that the connection ends."""
    detail = html.unescape(message) or reason
    error = error_object(status, detail.encode("ascii", "backslashreplace").decode())
    body = json.dumps({"errors": [error], "jsonapi": {"version": "1.0"}}).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\n"
        "Connection: close\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("ascii") + body)


class CountedBody:
    """The body of a request, and how much of it was read."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.count = 0
        self.ended = self.failed = False

    def read(self, size: int = -1) -> bytes:
        """As the body's own."""
        return self._counted(self._body.read, size, is_whole=size is None or size < 0)

    def readline(self, size: int = -1) -> bytes:
        """As the body's own."""
        return self._counted(self._body.readline, size)

    def readlines(self, _hint: int = -1) -> list[bytes]:
        """All lines that are left, as PEP 3333 allows whatever the hint is."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _counted(self, read: Callable[[int], bytes], size: int, *, is_whole: bool = False) -> bytes:
        """What ``read`` returns: all that is left if ``is_whole``.

        Raises BadRequest for a malformed body, RequestTimeout for a late one.
        """
        try:
            data = read(size)
        except TooSlow as error:
            self.failed = True
            raise RequestTimeout(LATE) from error
        except (ParseException, OSError) as error:
            raise BadRequest("The request body is malformed or incomplete.") from error
        self.count += len(data)
        self.ended = self.ended or is_whole or (not data and size != 0)
        return data

    def is_left(self, environ: WSGIEnvironment) -> bool:
        """Whether more is left than gunicorn reads."""
        if self.failed:
            return True
        if self.ended:
            return False
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return True
        return int(environ.get("CONTENT_LENGTH") or 0) - self.count > DRAINED


def closing(app: WSGIApplication) -> WSGIApplication:
    """``app``, whose responses end connections that cannot be used again."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"] = CountedBody(environ["wsgi.input"])

        def start(
            status: str, headers: list[tuple[str, str]], *exc_info: Any
        ) -> Callable[..., Any]:
            if body.is_left(environ):
                # Gunicorn's response object, which ignores the header: it is not the application's.
                start_response.__self__.force_close()  # type: ignore[attr-defined]
            return start_response(status, headers, *exc_info)

        return app(environ, start)

    return call
