"""Emptying a database: rows in the order of dependencies, sequences from their beginning."""

from __future__ import annotations

import warnings
from typing import Any, Dict, Iterable, List

#: Tables that belong to no application.
_NO_MODELS = ("alembic_version", "spatial_ref_sys")


class Emptier:
    """Deletes the rows of all tables of the models' metadata, children before parents.

    Where tables refer to each other in a circle, the databases' own switches are used: deferred
    checks on SQLite, replica sessions on PostgreSQL (as superuser), no checks on MySQL.
    """

    def __init__(self, session: Any, mapped: Iterable[Any]) -> None:
        import sqlalchemy as sa

        self._sa = sa
        tables: Dict[str, Any] = {}
        for each in mapped:
            metadata = each.__mapper__.local_table.metadata
            tables.update({t.key: t for t in metadata.tables.values() if t.name not in _NO_MODELS})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            ordered = sa.schema.sort_tables(list(tables.values()))
        self._dialect = session.get_bind(next(iter(mapped)).__mapper__).dialect
        self.tables = [t for t in reversed(ordered) if _exists(session, t)]
        prepared = self._dialect.identifier_preparer
        self._quoted = [prepared.format_table(table) for table in self.tables]
        self._sequences: Any = None

    def empty(self, session: Any) -> None:
        """Delete the rows of tables that have any, and number from 1 again."""
        asked = " UNION ALL ".join(
            "SELECT %d WHERE EXISTS (SELECT 1 FROM %s)" % pair for pair in enumerate(self._quoted)
        )
        filled = [row[0] for row in session.execute(self._sa.text(asked))] if asked else []
        self._run(session, _BEFORE.get(self._dialect.name) if filled else None)
        for number in sorted(filled):
            session.execute(self.tables[number].delete())
        self._run(session, _AFTER.get(self._dialect.name) if filled else None)
        self._restart(session)

    def _run(self, session: Any, statement: Any) -> None:
        if statement:
            with session.begin_nested() if self._dialect.name == "postgresql" else _Nothing():
                session.execute(self._sa.text(statement))

    def _restart(self, session: Any) -> None:
        name = self._dialect.name
        if name == "postgresql":
            if self._sequences is None:
                sequences = session.execute(self._sa.text(_SEQUENCES))
                self._sequences = [row[0].replace("'", "''") for row in sequences]
            if self._sequences:
                calls = ", ".join("setval('%s', 1, false)" % each for each in self._sequences)
                session.execute(self._sa.text("SELECT " + calls.replace(":", r"\:")))
        elif name == "sqlite":
            if self._sequences is None:
                known = self._sa.text("SELECT name FROM sqlite_master WHERE name='sqlite_sequence'")
                self._sequences = list(session.execute(known))
            if self._sequences:
                session.execute(self._sa.text("DELETE FROM sqlite_sequence"))

    def advance(self, session: Any, mapped: List[Any]) -> None:
        """Number on after the rows made with ids of their own (PostgreSQL)."""
        if self._dialect.name != "postgresql":
            return
        for table in {each.__mapper__.local_table for each in mapped}:
            for column in table.primary_key.columns:
                if not isinstance(column.type, self._sa.Integer) or column.foreign_keys:
                    continue
                quoted = self._dialect.identifier_preparer.format_table(table)
                own = self._dialect.identifier_preparer.quote(column.name)
                session.execute(
                    self._sa.text(
                        "SELECT setval(s, greatest((SELECT max(%s) FROM %s), 1))"
                        " FROM pg_get_serial_sequence(:t, :c) AS s WHERE s IS NOT NULL"
                        % (own, quoted)
                    ),
                    {"t": quoted, "c": column.name},
                )


_BEFORE = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET CONSTRAINTS ALL DEFERRED",
    "mysql": "SET FOREIGN_KEY_CHECKS = 0",
    "mariadb": "SET FOREIGN_KEY_CHECKS = 0",
}
_AFTER = {
    "mysql": "SET FOREIGN_KEY_CHECKS = 1",
    "mariadb": "SET FOREIGN_KEY_CHECKS = 1",
}
_SEQUENCES = (
    "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) FROM pg_sequences"
    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
)


class _Nothing:
    """A context manager that does nothing."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: Any) -> None:
        return None


def _exists(session: Any, table: Any) -> bool:
    """Whether the database has the table: models of parts that are not installed have none."""
    from sqlalchemy.engine import Connection

    bind = session.get_bind(clause=table)
    if isinstance(bind, Connection):
        return bool(bind.dialect.has_table(bind, table.name, schema=table.schema))
    with bind.connect() as connection:
        return bool(bind.dialect.has_table(connection, table.name, schema=table.schema))
