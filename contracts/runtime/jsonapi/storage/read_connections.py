"""Connections for requests that only read: kept open, without transactions.

Taking a connection from the pool, beginning a transaction on it and ending it take longer than
the statement of a small read; on PostgreSQL each is a message of its own. A read of plain columns
needs no transaction: what it shows is what one statement sees.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, Executable, QueuePool, Result, event
from sqlalchemy.exc import DBAPIError

from contracts.runtime.jsonapi.errors import ApiError

Execute = Callable[..., Result[Any]]


class ReadConnections:
    """Connections in autocommit mode, each used by one request at a time.

    As many as the pool keeps are detached from it and stay open, so requests that write have the
    whole pool. Further ones, and those of a database in memory, go back to the pool.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Lists and sets change in one step: no lock is needed.
        self._idle: list[Connection] = []
        self._kept: set[Connection] = set()
        self._most = engine.pool.size() if isinstance(engine.pool, QueuePool) else 0
        event.listen(engine, "engine_disposed", self._dispose)
        _ALL.add(self)

    def take(self) -> Connection:
        """An idle connection, or else a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self.open()

    def open(self) -> Connection:
        """A connection of the pool."""
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def give_back(self, connection: Connection) -> None:
        """Keep a connection that works, or return it to the pool."""
        if connection not in self._kept:
            if len(self._kept) >= self._most:
                connection.close()
                return
            connection.detach()
            self._kept.add(connection)
        self._idle.append(connection)

    def discard(self, connection: Connection) -> None:
        """Close a connection that failed."""
        self._kept.discard(connection)
        connection.close()

    def _dispose(self, _engine: Engine) -> None:
        while self._idle:
            self.discard(self._idle.pop())

    def begin_anew(self) -> None:
        """Leave the connections of the process that this one was forked from to it."""
        # They stay referenced: without that, they would be closed.
        self._inherited = self._kept
        self._idle, self._kept = [], set()
        self._engine.dispose(close=False)


#: Those of this process.
_ALL: WeakSet[ReadConnections] = WeakSet()


def _after_fork() -> None:
    for connections in list(_ALL):
        connections.begin_anew()


os.register_at_fork(after_in_child=_after_fork)


class Reading:
    """A context that gives a function which executes statements on one connection."""

    __slots__ = ("_connection", "_connections")

    def __init__(self, connections: ReadConnections) -> None:
        self._connections = connections

    def __enter__(self) -> Execute:
        self._connection = self._connections.take()
        return self.execute

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Result[Any]:
        """The result of a statement that returns plain columns.

        A kept connection may have been closed by the database: it is replaced, once.
        """
        try:
            return self._connection.execute(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._connections.discard(self._connection)
            self._connection = self._connections.open()
            return self._connection.execute(statement, values)

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _traceback: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, ApiError):
            self._connections.give_back(self._connection)
        else:
            self._connections.discard(self._connection)
