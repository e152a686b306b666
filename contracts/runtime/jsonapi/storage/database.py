"""Engines and sessions."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
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
    sqlite3.SQLITE_INTERRUPT,
}
#: SQLSTATEs of sessions that PostgreSQL ended because a transaction was left open.
_ENDED_SESSION = {"25P03", "25P04"}
_DEADLINE = "statement-deadline"
#: Seconds between two looks at SQLite's lock.
_LOOK = 0.0005
#: Instructions of SQLite's virtual machine between two looks at the clock.
_INSTRUCTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for a statement, for a lock, and for an idle transaction; 0: no limit."""

    statement: float = 0
    lock: float = 30
    idle: float = 0


class DatabaseSession(UpstreamSession):
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
        session_options={"expire_on_commit": False, "class_": DatabaseSession},
    )


def prepare_engine(
    engine: Engine, *, durable: bool = True, timeouts: Timeouts | None = None
) -> None:
    """Give connections of ``engine`` time-outs.

    Those of SQLite get foreign keys, a write-ahead log and PostgreSQL's LIKE as well.
    ``ilike`` is ``LIKE`` between lower-case texts, so ``lower`` must know all of Unicode.

    Without ``durable``, a power cut may lose the last commits: right for tests only.
    """
    limits = timeouts or Timeouts()
    if engine.dialect.name == "postgresql" and timeouts:
        _limit_sessions(engine, timeouts)
    if engine.dialect.name != "sqlite":
        return
    if limits.statement:
        _limit_statements(engine, limits.statement)
    pragmas = ["foreign_keys = ON", "journal_mode = WAL"]
    # SQLite has no time-out of 0 for "wait forever"; a day is as long as anybody waits.
    pragmas.append(f"busy_timeout = {round((limits.lock or 24 * 3600) * 1000)}")
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


def _limit_sessions(engine: Engine, timeouts: Timeouts) -> None:
    """Open PostgreSQL's sessions with time-outs; ``options`` in the URL take precedence."""
    milliseconds = {
        "statement_timeout": timeouts.statement,
        "lock_timeout": timeouts.lock,
        "idle_in_transaction_session_timeout": timeouts.idle,
    }
    options = [f"-c {name}={round(value * 1000)}" for name, value in milliseconds.items() if value]

    def add_options(
        _dialect: object, _record: object, _arguments: object, parameters: dict[str, Any]
    ) -> None:
        given = parameters.get("options")
        joined = " ".join([*options, given] if given else options)
        if joined:
            parameters["options"] = joined

    event.listen(engine, "do_connect", add_options)


def _limit_statements(engine: Engine, seconds: float) -> None:
    """Interrupt SQLite's statements after ``seconds``; fetching rows is part of a statement."""

    def watch(connection: Any, record: Any) -> None:
        # A list, because a connection that is detached from the pool gets a copy of ``info``.
        deadline = record.info[_DEADLINE] = [math.inf]
        connection.set_progress_handler(lambda: time.monotonic() > deadline[0], _INSTRUCTIONS)

    def begin(connection: Any, *_: object) -> None:
        connection.info[_DEADLINE][0] = time.monotonic() + seconds

    event.listen(engine, "connect", watch)
    event.listen(engine, "before_cursor_execute", begin)


def is_unavailable(error: SQLAlchemyError) -> bool:
    """Whether the database is unavailable, locked or too slow, so that a retry may succeed."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        # The low byte is the error code, the rest its extension.
        return error.orig.sqlite_errorcode & 0xFF in _SQLITE_UNAVAILABLE
    if getattr(getattr(error, "orig", None), "sqlstate", None) in _ENDED_SESSION:
        return True
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
        _lock_sqlite(connection)


def _lock_sqlite(connection: Any) -> None:
    """Begin a transaction that writes, as soon as no other does.

    SQLite itself sleeps up to 100 ms between two looks at a lock that is held for one or two: two
    processes that write then do less together than one alone.
    """
    driver = connection.connection.driver_connection
    (limit,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")
    end = time.monotonic() + limit / 1000
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > end:
                    raise
            time.sleep(_LOOK)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {limit}")


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)
