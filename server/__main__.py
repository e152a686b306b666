"""``python -m server``: serve the reference server on this machine, for trying and judging."""

from __future__ import annotations

import argparse
import sys

from flask_migrate import upgrade
from werkzeug.serving import make_server

from server import create_app
from server.config import ConfigError
from server.logs import configure_logging


def main() -> int:
    """Run until interrupted; the exit code is 2 when settings or port are wrong."""
    parser = argparse.ArgumentParser("server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--migrate", action="store_true", help="upgrade the database first")
    given = parser.parse_args()
    try:
        app = create_app()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    configure_logging(app.config)
    if given.migrate:
        with app.app_context():
            upgrade()
    # Werkzeug says which port is busy, and ends with exit code 1.
    server = make_server(given.host, given.port, app, threaded=True)
    print(f"Serving http://{given.host}:{server.server_port} (Ctrl-C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
