"""``python -m server``: run the reference server on this machine, for development and tests."""

from __future__ import annotations

import argparse
import logging
import sys

from flask import Flask

from contracts.runtime.__main__ import add_address, serve
from contracts.runtime.config import ConfigError
from server import create_app
from server.ops.logs import configure_logging
from server.ops.schema import missing_migration
from server.tasks.recovery import recover_without_broker

#: Migrations make the tables, whatever CREATE_TABLES is.
UNMIGRATED = {"CREATE_TABLES": False}


def migrated_in_memory() -> Flask:
    """The application on a database in memory, with the tables that the migrations make."""
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"} | UNMIGRATED)
    with app.app_context():
        upgrade()
    return app


def check_migrations() -> int:
    """Print what the migrated database lacks, and return 1 where it lacks something."""
    missing = missing_migration(migrated_in_memory())
    if missing:
        print(missing, file=sys.stderr)
    return int(bool(missing))


def make_migration(message: str) -> int:
    """Write the migration that makes of the migrated database that of the models."""
    from flask_migrate import migrate

    with migrated_in_memory().app_context():
        migrate(message=message)
    return 0


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
    parser.add_argument(
        "--make-migration",
        metavar="MESSAGE",
        help="only write the migration for what changed in the models",
    )
    given = parser.parse_args()
    if given.check_migrations:
        return check_migrations()
    if given.make_migration is not None:
        return make_migration(given.make_migration)
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
