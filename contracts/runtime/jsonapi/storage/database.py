"""Engines and sessions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as UpstreamSession
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_AFTER_COMMIT = "after_commit"
_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}


class Session(UpstreamSession):
    """Calls what :func:`after_commit` registered, after the commit."""

    def commit(self) -> None:
        """Commit; then make each registered call once."""
        super().commit()
        for call in self.info.pop(_AFTER_COMMIT, {}).values():
            call()

    def rollback(self) -> None:
        """Roll back, and drop the registered calls."""
        self.info.pop(_AFTER_COMMIT, None)
        super().rollback()


def after_commit(session: Any, key: Hashable, call: Callable[[], None]) -> None:
    """Run ``call`` after the next commit of ``session``, not after a rollback.

    Of several calls with the same ``key`` one is run.
    """
    session.info.setdefault(_AFTER_COMMIT, {})[key] = call


def new_database(metadata: MetaData) -> SQLAlchemy:
    """The Flask-SQLAlchemy of one generated package.

    Rows stay readable after the commit, so answering a write costs no further statement.
    """
    return SQLAlchemy(
        metadata=metadata,
        session_options={"expire_on_commit": False, "class_": Session},
        disable_autonaming=True,
    )


def prepare_engine(engine: Engine, *, durable: bool = True) -> None:
    """Give SQLite connections of ``engine`` foreign keys, a write-ahead log and PostgreSQL's LIKE.

    ``ilike`` is ``LIKE`` between lower-case texts, so ``lower`` must know all of Unicode.

    Without ``durable``, a power cut may lose the last commits: right for tests only.
    """
    if engine.dialect.name != "sqlite":
        return
    pragmas = ["foreign_keys = ON", "journal_mode = WAL", "busy_timeout = 30000"]
    pragmas.append("case_sensitive_like = ON")
    pragmas.append(f"synchronous = {'NORMAL' if durable else 'OFF'}")

    def set_pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("lower", 1, _lower, deterministic=True)

    event.listen(engine, "connect", set_pragmas)


def _lower(value: Any) -> Any:
    """What SQLite's own ``lower`` returns, which changes ASCII letters only."""
    return value.lower() if isinstance(value, str) else value


def is_unavailable(error: SQLAlchemyError) -> bool:
    """Whether the database is unavailable or locked, so that the request may succeed later."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        # The low byte is the error code, the rest its extension.
        return error.orig.sqlite_errorcode & 0xFF in _SQLITE_UNAVAILABLE
    return isinstance(error, OperationalError | PoolTimeout)


def begin_writing(session: Any) -> None:
    """Make the session's transaction one that writes, before it reads what it will change.

    PostgreSQL locks rows one by one as they are read; SQLite has one lock for all, and would
    take it only at the first write: two requests could read the same and then overwrite it.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    if not connection.connection.driver_connection.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
