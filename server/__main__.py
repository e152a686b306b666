"""``python -m server``: run the reference server on this machine, for development and tests."""

from __future__ import annotations

import argparse
import logging
import sys

from contracts.runtime.__main__ import add_address, serve
from contracts.runtime.config import ConfigError
from server import create_app
from server.ops.logs import configure_logging
from server.ops.schema import missing_migration
from server.tasks.recovery import recover_without_broker

#: Migrations make the tables, whatever CREATE_TABLES is.
UNMIGRATED = {"CREATE_TABLES": False}


def check_migrations() -> int:
    """Migrate a database in memory; print what it lacks, and return 1 where it lacks something."""
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"} | UNMIGRATED)
    with app.app_context():
        upgrade()
    missing = missing_migration(app)
    if missing:
        print(missing, file=sys.stderr)
    return int(bool(missing))


def main() -> int:
    """Run until interrupted; the exit code is 2 when settings or migrations are wrong."""
    parser = argparse.ArgumentParser("server", description=__doc__)
    add_address(parser)
    parser.add_argument("--migrate", action="store_true", help="upgrade the database first")
    parser.add_argument(
        "--check-migrations",
        action="store_true",
        help="only check whether the migrations create the tables that the models need",
    )
    given = parser.parse_args()
    if given.check_migrations:
        return check_migrations()
    try:
        app = create_app(UNMIGRATED if given.migrate else None)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    configure_logging(app.config)
    if given.migrate:
        from flask_migrate import upgrade

        with app.app_context():
            upgrade()
        if missing := missing_migration(app):
            print(missing, file=sys.stderr)
            return 2
    recover_without_broker(app)
    return serve(app, given.host, given.port)


if __name__ == "__main__":
    sys.exit(main())
