"""Records of tasks: rows of the type ``task``, which the blueprint documents.

A record is written before its message is queued, so that an unknown id differs from a task that
waits. It keeps the arguments, so that a task that was started while the broker was unavailable
can be queued later. Records are written in separate transactions, after the commit of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Table,
    Text,
    cast,
    delete,
    insert,
    select,
    update,
)

from contracts.runtime import now
from contracts.runtime.jsonapi.package import jsonapi

TYPE = "task"
FINISHED = ("SUCCESS", "FAILURE")
UNFINISHED = "ix_tasks_unfinished"
#: How many waiting tasks are queued at once.
BATCH = 100

#: A task to queue: its id, its name and its arguments.
Waiting: TypeAlias = "tuple[int, str, list[Any]]"


def add_indexes(model: Any) -> None:
    """Give the table of ``model`` the indexes that starting a task needs, once.

    Each start looks for unfinished tasks and old ones, which must not take longer the more
    tasks there are.
    """
    table = model.__table__
    if any(index.name == UNFINISHED for index in table.indexes):
        return
    open_ = table.c.finished_at.is_(None)
    Index(UNFINISHED, table.c.queued_at, sqlite_where=open_, postgresql_where=open_)
    Index("ix_tasks_finished_at", table.c.finished_at)


@contextmanager
def _transaction() -> Iterator[tuple[Connection, Table]]:
    package = jsonapi().package
    with package.db.engine.begin() as connection:
        yield connection, package.schemas[TYPE].opts_model().__table__


def add(id: int, name: str, arguments: tuple[Any, ...]) -> None:
    """Write the record of a task that is about to be queued."""
    with _transaction() as (connection, table):
        row = {"id": id, "name": name, "arguments": list(arguments), "queued_at": None}
        connection.execute(insert(table).values(row))


def note_queued(id: int) -> None:
    """Record that the broker has the message: from now on a worker will run the task."""
    with _transaction() as (connection, table):
        connection.execute(update(table).where(table.c.id == id).values(queued_at=now()))


def mark(
    id: int, state: str, *, result: dict[str, Any] | None = None, error: str | None = None
) -> None:
    """Set a task's state; the state of a finished task does not change."""
    finished = now() if state in FINISHED else None
    with _transaction() as (connection, table):
        unfinished = (table.c.id == id) & table.c.state.not_in(FINISHED)
        values = {"state": state, "result": result, "error": error, "finished_at": finished}
        connection.execute(update(table).where(unfinished).values(values))


def is_finished(id: int) -> bool:
    """Whether the task has succeeded or failed."""
    with _transaction() as (connection, table):
        state = connection.execute(select(table.c.state).where(table.c.id == id)).scalar()
        return state in FINISHED


def is_known(name: str, arguments: tuple[Any, ...]) -> bool:
    """Whether there is a record of a task of this name with these arguments."""
    with _transaction() as (connection, table):
        # JSON has no equality in PostgreSQL; its text is what was written.
        same = cast(table.c.arguments, Text) == json.dumps(list(arguments))
        statement = select(table.c.id).where(table.c.name == name, same).limit(1)
        return connection.execute(statement).first() is not None


def unqueued(names: Collection[str], after: timedelta) -> list[Waiting]:
    """The oldest tasks with these names, recorded more than ``after`` ago and never queued."""
    oldest = now() - after
    return _waiting(
        names, lambda table: table.c.queued_at.is_(None) & (table.c.created_at <= oldest)
    )


def lost(names: Collection[str], after: timedelta) -> list[Waiting]:
    """The oldest unfinished tasks with these names that were queued more than ``after`` ago."""
    return _waiting(names, lambda table: table.c.queued_at < now() - after)


def _waiting(
    names: Collection[str], criterion: Callable[[Table], ColumnElement[bool]]
) -> list[Waiting]:
    with _transaction() as (connection, table):
        columns = select(table.c.id, table.c.name, table.c.arguments)
        known = columns.where(table.c.name.in_(names))
        waiting = known.where(table.c.finished_at.is_(None), criterion(table))
        rows = connection.execute(waiting.order_by(table.c.created_at).limit(BATCH))
        return [(row.id, row.name, row.arguments) for row in rows]


def forget(ttl: timedelta) -> None:
    """Delete records of tasks that finished more than ``ttl`` ago."""
    with _transaction() as (connection, table):
        connection.execute(delete(table).where(table.c.finished_at < now() - ttl))
