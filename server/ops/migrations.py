"""Flask-Migrate for an application, loaded when a migration runs: no request needs Alembic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

import click
from flask import Flask
from flask.cli import AppGroup

#: The folder of the migrations.
MIGRATIONS = Path(__file__).parents[1] / "migrations"
_COMMAND = "db"


@dataclass(frozen=True, slots=True)
class Migrations:
    """What Flask-Migrate and ``migrations/env.py`` look up in ``app.extensions["migrate"]``."""

    configure_args: ClassVar[Mapping[str, bool]] = {"compare_type": True, "render_as_batch": True}
    db: Any
    directory: str = str(MIGRATIONS)

    @property
    def migrate(self) -> Any:
        """Flask-Migrate's own object, which reads the configuration of Alembic."""
        from flask_migrate import Migrate

        return Migrate(db=self.db, directory=self.directory)


class FlaskCommands(AppGroup):
    """The commands of an application, and Flask-Migrate's ``db``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), _COMMAND])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name != _COMMAND:
            return super().get_command(ctx, cmd_name)
        from flask_migrate.cli import db

        return cast("click.Command", db)


def register_migrations(app: Flask, db: Any) -> None:
    """Let ``flask db`` and :func:`flask_migrate.upgrade` migrate the database of ``app``."""
    app.extensions["migrate"] = Migrations(db)
    app.cli = FlaskCommands(app.name, commands=app.cli.commands)
