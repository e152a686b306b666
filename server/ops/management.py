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

from werkzeug.serving import make_server

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
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"This port serves health and metrics only.\n"]


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
    server = make_server(host, port, ManagementApp(app), threaded=True, fd=sock.fileno())
    threading.Thread(target=server.serve_forever, name="management", daemon=True).start()
