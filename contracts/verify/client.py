"""Clients that send requests: over HTTP, or in process over WSGI.

Both send the headers they are given and what Dredd adds to them (Host, User-Agent,
Content-Length), and nothing else: no Accept, no Accept-Encoding. Neither follows redirects.
"""

from __future__ import annotations

import http.client
import io
import logging
import select
import socket
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from types import TracebackType
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote_to_bytes, urlsplit

from contracts.exchange import USER_AGENT, Answer, Client, Sent
from contracts.model import Headers
from contracts.text.redaction import redact
from contracts.text.uri import is_server_url, joined_path, no_server_url, server_address

TIMEOUT: Final = 60.0

# What may stand in a request target (RFC 3986, section 3.3 and 3.4); "%" is kept because
# documented URIs are escaped already.
_TARGET: Final = "/?:@!$&'()*+,;=-._~%[]"
# Repeating these does no harm when the server hung up instead of answering (RFC 9110, 9.2.2).
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)  # Linux only
_BODILESS: Final = frozenset({204, 304})

WsgiApp: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
)


def completed(sent: Sent, body: bytes) -> Headers:
    """The headers of a request with what Dredd adds: User-Agent and the right Content-Length.

    Of headers with one spelling the last wins, and keeps the place of the first.
    """
    headers = dict(sent.headers)
    names = {name.lower(): name for name in headers}
    if "user-agent" not in names:
        headers["User-Agent"] = USER_AGENT
    headers[names.get("content-length", "Content-Length")] = str(len(body))
    return tuple(headers.items())


class HttpClient:
    """One kept connection to the server at ``endpoint`` (``http://host:port/prefix``).

    For one thread. Raises ValueError when ``endpoint`` is no URL of a server.
    """

    def __init__(self, endpoint: str, timeout: float = TIMEOUT) -> None:
        url = endpoint if "://" in endpoint else f"http://{endpoint}"
        if not is_server_url(url):
            raise ValueError(no_server_url(endpoint))
        parts = urlsplit(url)
        self.endpoint = endpoint
        self._prefix = parts.path
        is_secure = parts.scheme == "https"
        connect = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
        self._connection = connect(*server_address(url), timeout=timeout)

    def send(self, sent: Sent) -> Answer:
        """The server's answer.

        Raises ConnectionError when the server cannot be reached, hangs up or does not
        answer in time, and when the request or the answer cannot be HTTP.
        """
        begin = perf_counter()
        if self._connection.sock is not None and _is_readable(self._connection.sock):
            self._connection.close()  # an idle connection only speaks to say goodbye
        is_reused = self._connection.sock is not None
        try:
            return self._exchange(sent, begin)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as error:
            self._connection.close()
            if not is_reused or sent.method not in _IDEMPOTENT:
                raise ConnectionError(self._reason(sent, error)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise ConnectionError(self._reason(sent, error)) from error
        return self.send(sent)

    def close(self) -> None:
        """Give back the connection."""
        self._connection.close()

    def _exchange(self, sent: Sent, begin: float) -> Answer:
        body = sent.content
        target = quote(joined_path(self._prefix, sent.uri) or "/", safe=_TARGET)
        connection = self._connection
        headers = completed(sent, body)
        connection.putrequest(
            sent.method,
            target,
            skip_host=any(name.lower() == "host" for name, _ in headers),
            skip_accept_encoding=True,
        )
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(body or None)
        if _QUICK_ACK is not None and connection.sock is not None:
            # A server that writes head and body apart waits for the acknowledgement of the
            # head (RFC 896, Nagle), which the kernel would delay by 40 ms.
            connection.sock.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        with connection.getresponse() as response:
            content = response.read()
            seconds = perf_counter() - begin
            return Answer(response.status, tuple(response.getheaders()), content, seconds)

    def _reason(self, sent: Sent, error: Exception) -> str:
        what = "no answer in time" if isinstance(error, TimeoutError) else error
        return f"{sent.method} {sent.uri} at {self.endpoint}: {what or type(error).__name__}"


def _is_readable(sock: Any) -> bool:
    if hasattr(select, "poll"):  # select() takes file numbers up to 1023 only
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class WsgiClient:
    """The WSGI application ``app`` (PEP 3333), called in this process.

    An exception it raises becomes status 500, as any WSGI server would answer. What it logs
    meanwhile, through :mod:`logging` or ``wsgi.errors``, is kept with the answer.
    """

    endpoint: Final = "http://localhost"

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def send(self, sent: Sent) -> Answer:
        """The application's answer."""
        begin = perf_counter()
        errors = io.StringIO()
        environ = _environ(sent, errors)
        with _logged() as lines:
            try:
                status, headers, content = _called(self._app, environ)
            except Exception:
                # The application is anybody's code; whatever it raises is a 500 to a client.
                errors.write(traceback.format_exc())
                status, headers, content = 500, (("Content-Type", "text/plain"),), b""
        if sent.method == "HEAD" or status in _BODILESS:
            content = b""  # no server sends it over a connection
        log = (*lines, *redact(errors.getvalue()).splitlines())
        return Answer(status, headers, content, perf_counter() - begin, log)

    def close(self) -> None:
        """There is nothing to give back."""


class HeadersClient:
    """``client`` with headers that each request gets where it has none of the name."""

    def __init__(self, client: Client, headers: Headers) -> None:
        self._client = client
        self._headers = headers

    def send(self, sent: Sent) -> Answer:
        """The server's answer. Raises what ``client`` raises."""
        names = {name.lower() for name, _ in sent.headers}
        added = tuple(each for each in self._headers if each[0].lower() not in names)
        return self._client.send(replace(sent, headers=(*sent.headers, *added)))

    def close(self) -> None:
        """Give back what the client has."""
        self._client.close()


def _environ(sent: Sent, errors: io.StringIO) -> dict[str, Any]:
    """The environment of a request (PEP 3333, "environ Variables")."""
    body = sent.content
    target = quote(sent.uri, safe=_TARGET)
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "RAW_URI": target,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": errors,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in completed(sent, body):
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = value
    return environ


def _called(app: WsgiApp, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
    """Status, headers and body that ``app`` answers."""
    started: list[tuple[str, Sequence[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: Sequence[tuple[str, str]], exc_info: ExcInfo = None
    ) -> Callable[[bytes], object]:
        if exc_info and exc_info[1] is not None and written:
            raise exc_info[1]
        started.append((status, headers))
        return written.append

    result = app(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return int(status.split(" ", 1)[0]), tuple(headers), b"".join(written) + body


class _Listener(logging.Handler):
    """Keeps what one thread logs."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as lines of text."""
        if threading.get_ident() == self.thread:
            self.lines += redact(self.format(record)).splitlines()


@contextmanager
def _logged() -> Iterator[list[str]]:
    """The lines logged in this thread while the block runs."""
    listener = _Listener()
    root = logging.getLogger()
    root.addHandler(listener)
    try:
        yield listener.lines
    finally:
        root.removeHandler(listener)
