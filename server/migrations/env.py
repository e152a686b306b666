"""Alembic's environment: the running application's database and models."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal

from alembic import context
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.types import TypeDecorator

config = context.config
logging.getLogger("alembic").setLevel(logging.INFO)
#: The key of PostgreSQL's advisory lock, for all versions of this service.
MIGRATION_LOCK = 0x6D69677261746521
#: Seconds for which a migration of SQLite waits for another one.
PATIENCE = 3600


def include_object(item: Any, _name: str, kind: str, reflected: bool, _twin: Any) -> bool:
    """Ignore tables without a model."""
    return not (kind == "table" and reflected and item.name not in metadata().tables)


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Custom column types as the database's types, so that old migrations need no old code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def number(_context: object, _revision: object, directives: list[Any]) -> None:
    """Give a new migration the next number; write nothing if nothing changed."""
    if not getattr(config.cmd_opts, "autogenerate", False):
        return
    (script,) = directives
    if script.upgrade_ops.is_empty():
        directives.clear()
        print("Models and migrations agree: nothing to write.")
        return
    known = ScriptDirectory.from_config(config).walk_revisions()
    numbers = [int(each.revision) for each in known if each.revision.isdecimal()]
    script.rev_id = f"{max(numbers, default=0) + 1:04}"


def metadata() -> Any:
    """The tables of the generated models."""
    return current_app.extensions["migrate"].db.metadata


def run_offline() -> None:
    """Write the statements instead of running them."""
    engine = current_app.extensions["migrate"].db.engine
    url = engine.url.render_as_string(hide_password=False).replace("%", "%%")
    context.configure(url=url, target_metadata=metadata(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations in one transaction."""
    arguments = dict(current_app.extensions["migrate"].configure_args)
    arguments |= {
        "include_object": include_object,
        "render_item": render_item,
        "process_revision_directives": number,
    }
    engine = current_app.extensions["migrate"].db.engine
    with file_lock(engine), engine.connect() as connection, without_cascades(connection):
        context.configure(connection=connection, target_metadata=metadata(), **arguments)
        with context.begin_transaction():
            wait_for_turn(connection)
            context.run_migrations()


@contextmanager
def file_lock(engine: Engine) -> Iterator[None]:
    """Let one process at a time migrate a SQLite.

    Alembic commits each step there, so no transaction can be the lock: it is one on a file beside
    the database, which stays and is empty.
    """
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if not file or file == ":memory:":
        yield
        return
    with closing(sqlite3.connect(f"{file}-migration", timeout=PATIENCE)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def wait_for_turn(connection: Connection) -> None:
    """Let one process at a time migrate a PostgreSQL, without time-outs.

    The lock is given back at the end of the transaction. Which revision the database has is read
    after it, so that whoever waited finds nothing left to do.
    """
    if connection.dialect.name != "postgresql":
        return
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


@contextmanager
def without_cascades(connection: Connection) -> Iterator[None]:
    """Keep SQLite from deleting rows that refer to a table that is created again.

    Alembic changes a table by copying it and dropping the old one, and dropping a table
    deletes its rows, with those of other tables that refer to them. The switch works
    outside of transactions only (sqlite.org/pragma.html#pragma_foreign_keys).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    # Copying a table may take longer than a request's statements.
    raw.set_progress_handler(None, 0)
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"Rows refer to others that are not there: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    run_offline()
else:
    run_online()
