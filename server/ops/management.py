"""The management port: health and metrics, served by separate threads.

If a database hangs, requests can occupy every thread of gunicorn. An orchestrator that gets no
response to a liveness probe would restart the process, which fixes nothing. The port does not
have to be public.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from contracts.runtime.jsonapi.media_type import MEDIA_TYPE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATHS = frozenset({"/health-check", "/health-check/live", "/metrics"})


class ManagementApp:
    """WSGI (PEP 3333): the paths of an application that are for operators."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's response at one of ``PATHS``, else 404."""
        if environ.get("PATH_INFO") in PATHS:
            return self._app(environ, start_response)
        headers = [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")]
        start_response("404 Not Found", headers)
        return [b"This port serves health and metrics only.\n"]


class ManagementHandler(WSGIRequestHandler):
    """Responses that do not name the versions of Werkzeug and Python; its errors are JSON:API."""

    error_content_type = MEDIA_TYPE
    # Not %(message)s: it quotes the request.
    error_message_format = (
        '{"errors": [{"status": "%(code)d", "detail": "%(explain)s"}],'
        ' "jsonapi": {"version": "1.0"}}\n'
    )

    def version_string(self) -> str:
        """The value of the Server header."""
        return "management"


@lru_cache
def listener(host: str, port: int) -> socket.socket:
    """The socket that all workers accept from, created once before they start.

    Raises:
        OSError: the port is in use.
    """
    return socket.create_server((host, port), backlog=64)


def serve(app: WSGIApplication, sock: socket.socket) -> None:
    """Serve on ``sock`` from a daemon thread."""
    host, port = sock.getsockname()[:2]
    server = make_server(
        host,
        port,
        ManagementApp(app),
        threaded=True,
        request_handler=ManagementHandler,
        fd=sock.fileno(),
    )
    threading.Thread(target=server.serve_forever, name="management", daemon=True).start()
