"""The preview's HTTP side: one page, its news, and the reference server behind it.

Nothing is served from disk. A request whose Host is a name other than this machine's own is
refused, for a hostile page may point its name at 127.0.0.1 (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import json
import socket
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlsplit

from contracts.render.docs import policy
from contracts.serve.preview.backend import Backend, BackendFailed
from contracts.serve.preview.board import Board

PAGE = "/docs"
EVENTS = "/.preview/events"
LARGEST = 10 * 1024 * 1024
_NOTHING: Final[Mapping[str, str]] = {}
NO_FRAMES: Final = "'none'"
EDITOR_FRAMES: Final = "'self' vscode-webview: vscode-file: http://127.0.0.1:* http://localhost:*"
"""Who may show the page in a frame (CSP level 3, section 6.4.2): webviews of VS Code, and of
editors that run in a browser on this machine."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream sends a comment, to detect closed connections."""


def page_url(host: str, port: int) -> str:
    """The address of the page; an IPv6 address is in brackets (RFC 3986, section 3.2.2)."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{PAGE}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_own(header: str, bound: str) -> bool:
    """Whether a Host header names this server, and not somebody's domain.

    Bound to loopback that is ``localhost`` or a loopback address; else any address as
    numbers, which no DNS answer can fake, or the name the server was bound to.
    """
    host = urlsplit(f"//{header}").hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in ("localhost", bound.lower())
    return address.is_loopback or not is_loopback(bound)


class PreviewServer(ThreadingHTTPServer):
    """Serves the page of ``board``; everything else is the reference server's."""

    daemon_threads = True
    # A stream ends when its browser leaves: nothing to wait for.
    block_on_close = False

    def __init__(
        self, address: tuple[str, int], board: Board, backend: Backend, frames: str = NO_FRAMES
    ) -> None:
        self.bound = address[0]
        self.frames = frames
        self.board = board
        self.backend = backend
        self.stopping = False
        if ":" in self.bound:
            self.address_family = socket.AF_INET6
        super().__init__(address, Handler)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])

    def shutdown(self) -> None:
        """Stop serving, streams included."""
        self.stopping = True
        super().shutdown()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that leave in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: PreviewServer
    server_version = "contract-preview"
    sys_version = ""
    SAFE: ClassVar[dict[str, str]] = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }

    def answer(self) -> None:
        """Page, news, or the reference server's answer."""
        origin = self.headers.get("Origin")
        hosts = [self.headers.get("Host", ""), *([urlsplit(origin).netloc] if origin else [])]
        if not all(is_own(host, self.server.bound) for host in hosts):
            self._text(403, "This preview answers only to its own address, not to this Host.\n")
            return
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path == "/":
            self._send(302, b"", {"Location": PAGE})
        elif path == PAGE:
            self._page(query.get("since", ""))
        elif path == EVENTS:
            self._events()
        else:
            self._pass_on()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet: the terminal is for findings."""

    def _page(self, since: str) -> None:
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": f"{policy(True)}; frame-ancestors {self.server.frames}",
        }
        self._send(200, self.server.board.page(since).encode(), headers)

    def _events(self) -> None:
        """Server-sent events (HTML, section 9.2): the state now, and whenever it changes."""
        self.send_response(200)
        for name, value in {**self.SAFE, "Content-Type": "text/event-stream"}.items():
            self.send_header(name, value)
        self.end_headers()
        number = 0
        while not self.server.stopping:
            state = self.server.board.wait(number, HEARTBEAT)
            if state is None:
                self.wfile.write(b": nothing new\n\n")
                continue
            number = state.number
            self.wfile.write(f"event: state\ndata: {json.dumps(state.news())}\n\n".encode())

    def _pass_on(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            self._text(413, f"Bodies of up to {LARGEST} bytes are forwarded.\n")
            return
        body = self.rfile.read(int(length))
        try:
            reply = self.server.backend.send(self.command, self.path, self.headers.items(), body)
        except BackendFailed as error:
            text = f"The server behind the console cannot be reached: {error}\n"
            # So that the console does not judge it: it is not documented.
            self._text(502, text, {"X-Preview-Failure": "1"})
            return
        self.send_response_only(reply.status, reply.reason)
        for name, value in reply.headers:
            self.send_header(name, value)
        self._end(reply.body)

    def _text(self, status: int, text: str, headers: Mapping[str, str] = _NOTHING) -> None:
        self._send(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8", **headers})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**self.SAFE, **headers}.items():
            self.send_header(name, value)
        self._end(body)

    def _end(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
