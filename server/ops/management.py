"""Health and metrics on a port of their own, beside the threads that answer requests.

When a database hangs, requests may come to occupy every thread of gunicorn; an orchestrator
that gets no answer about the life of the process then would restart it, which fixes nothing.
The port is also one that need not be public.
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


class Inside:
    """WSGI (PEP 3333): what of an application is meant for those who run it."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's answer at one of ``PATHS``, else 404."""
        if environ.get("PATH_INFO") in PATHS:
            return self._app(environ, start_response)
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"Only health and metrics are here.\n"]


@lru_cache
def listener(host: str, port: int) -> socket.socket:
    """The socket that all workers accept from: made once, before they are.

    Raises:
        OSError: the port is taken.
    """
    return socket.create_server((host, port), backlog=64)


def serve(app: WSGIApplication, sock: socket.socket) -> None:
    """Answer on ``sock`` from a thread that keeps no process from ending."""
    host, port = sock.getsockname()[:2]
    server = make_server(host, port, Inside(app), threaded=True, fd=sock.fileno())
    threading.Thread(target=server.serve_forever, name="management", daemon=True).start()
