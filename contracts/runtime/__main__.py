"""``python -m contracts.runtime``: serve the package that ``GENERATED_PACKAGE`` names."""

from __future__ import annotations

import argparse
import atexit
import gc
import logging
import signal
import sys
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.serving import make_server

from contracts.runtime.app import create_app
from contracts.runtime.config import ConfigError
from contracts.runtime.cors import allow_any_origin
from contracts.runtime.development import show_documentation

PORTS: Final = range(65_536)

# The end of the process frees the memory: a last collection would take a quarter of a start's time.
atexit.register(gc.freeze)


def main() -> int:
    """Run until interrupted; the exit code is 2 when settings or port are wrong."""
    parser = argparse.ArgumentParser("contracts.runtime", description=__doc__)
    add_address(parser)
    parser.add_argument("--any-origin", action="store_true", help="Allow CORS; for development.")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="HTML page to serve at /docs.")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    try:
        app = create_app()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if given.any_origin:
        allow_any_origin(app)
    if given.docs:
        show_documentation(app, given.docs)
    return serve(app, given.host, given.port)


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options ``--host`` and ``--port``."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)


def serve(app: Flask, host: str, port: int) -> int:
    """Serve until interrupted; exit code 2 for an address that cannot be one.

    Werkzeug reports a busy port or an unknown host, and ends with exit code 1.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a script starts this in its background, with SIGINT ignored.
        signal.signal(number, signal.default_int_handler)
    try:
        if port not in PORTS:  # It would be taken modulo 65,536.
            raise ValueError(f"a port is a number up to {PORTS[-1]}")
        server = make_server(host, port, app, threaded=True)
    except ValueError as error:
        print(f"cannot listen on {host}:{port}: {error}", file=sys.stderr)
        return 2
    try:
        # Who reads this may interrupt at once.
        print(f"Serving http://{host}:{server.server_port} (Ctrl-C stops it)", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
