"""A server of a handler's own, on a free port of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """The server's URL, while it answers requests as ``handler`` does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        # It looks every 10 ms, not every 500 ms, whether it is to stop.
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
