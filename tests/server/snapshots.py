"""Rows that several tests begin with: created one by one once, afterwards written by one script."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from flask import Flask
from sqlalchemy import make_url

from server.states import StateHandler

#: Seconds after which rows are created anew: five minutes after the last access of a user the next
#: one is noted, which changes a row.
LIFETIME = 4 * 60


class Database(Protocol):
    """One connection, beside those of the server and of the state handler."""

    def version(self) -> object:
        """What changes with each transaction that writes over another connection."""

    def script(self) -> str:
        """Statements that replace all rows, whatever they are then, by the present ones."""

    def run(self, script: str) -> None:
        """Execute a script in one transaction."""

    def close(self) -> None:
        """Close the connection."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The script that writes rows, and what their creation returned."""

    script: str
    made: Any
    taken_at: float


class Snapshots:
    """Brings back rows that were created before, where somebody has written since.

    A test that only reads leaves the rows to the next test.
    """

    def __init__(
        self, handler: StateHandler, database: Database, faults: Path | None = None
    ) -> None:
        self._handler = handler
        self._database = database
        self._faults = faults
        self._kept: dict[Hashable, Snapshot] = {}
        self._present: tuple[Hashable, object] | None = None

    def bring(self, name: Hashable, create: Callable[[StateHandler], object]) -> None:
        """Let the database have the rows that ``create`` makes, and no others.

        The first call with a name creates them. Every health check passes, as after a reset.
        """
        if self._faults:
            self._faults.unlink(missing_ok=True)
        kept = self._kept.get(name)
        if kept is None or time.monotonic() > kept.taken_at + LIFETIME:
            self._kept[name] = self._create(create)
        elif self._present != (name, self._database.version()):
            self._database.run(kept.script)
        self._present = (name, self._database.version())

    def made(self, name: Hashable) -> Any:
        """A copy of what ``create`` returned for these rows."""
        return copy(self._kept[name].made)

    def _create(self, create: Callable[[StateHandler], Any]) -> Snapshot:
        self._handler.reset()
        made = create(self._handler)
        return Snapshot(self._database.script(), made, time.monotonic())


def connected(app: Flask, url: str) -> Database:
    """A connection to the database of an application, which has the tables of its package."""
    metadata = app.extensions["jsonapi"].package.db.metadata
    tables = [table.name for table in metadata.sorted_tables]
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Sqlite(parsed.database or "", tables)
    return Postgresql(
        parsed.set(drivername="postgresql").render_as_string(hide_password=False), tables
    )


class Sqlite:
    """A connection to a file."""

    def __init__(self, file: str, tables: Sequence[str]) -> None:
        self._connection = sqlite3.connect(file, timeout=60, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._tables = tables

    def version(self) -> object:
        return self._connection.execute("PRAGMA data_version").fetchone()

    def script(self) -> str:
        parts = [f'DELETE FROM "{table}";' for table in reversed(self._tables)]
        for table in self._tables:
            with closing(self._connection.execute(f'SELECT * FROM "{table}"')) as found:
                columns = ", ".join(f'quote("{column[0]}")' for column in found.description)
            for row in self._connection.execute(f'SELECT {columns} FROM "{table}"'):
                parts.append(f'INSERT INTO "{table}" VALUES ({", ".join(row)});')
        return "\n".join(parts)

    def run(self, script: str) -> None:
        self._connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nCOMMIT;")

    def close(self) -> None:
        self._connection.close()


class Postgresql:
    """A session of PostgreSQL."""

    #: A table's rows as one literal; the next generated id is that after the highest.
    ROWS = """SELECT format(
        'INSERT INTO %1$I SELECT * FROM unnest(%2$L::%1$I[]); SELECT setval(%3$L, %4$s);',
        '{0}', array_agg(t)::text, pg_get_serial_sequence('{0}', 'id'), max(id)
    ) FROM "{0}" AS t HAVING count(*) > 0"""

    def __init__(self, url: str, tables: Sequence[str]) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._tables = tables
        # A refused row may take a generated id and leave nothing else.
        found = [self._one(f"SELECT pg_get_serial_sequence('{name}', 'id')") for name in tables]
        columns = [f"(SELECT last_value FROM {sequence})" for sequence in found if sequence]
        self._version = f"""SELECT concat_ws(
            ' ', pg_snapshot_xmax(pg_current_snapshot()), {", ".join(columns)})"""

    def version(self) -> object:
        return self._one(self._version)

    def script(self) -> str:
        parts = [f'DELETE FROM "{table}";' for table in reversed(self._tables)]
        parts += [self._one(self.ROWS.format(table)) or "" for table in self._tables]
        return "\n".join(parts)

    def run(self, script: str) -> None:
        # Several statements at once are one transaction.
        self._connection.execute(script)  # type: ignore[call-overload]

    def close(self) -> None:
        self._connection.close()

    def _one(self, query: str) -> Any:
        found = self._connection.execute(query).fetchone()  # type: ignore[call-overload]
        return found and found[0]
