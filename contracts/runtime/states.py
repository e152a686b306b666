"""The state handler: creates exactly the records that a transaction needs.

``StateHandler`` is the judges' protocol of that name (docs/judging.md), for generated servers. It
writes to the server's database and does not start the application. Both read the same
environment (``SECRET_KEY``, ``GENERATED_PACKAGE``), with ``APP_CONFIG=testing``; the database is
named by ``CONTRACT_DATABASE_URL`` alone, because it is emptied again and again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.schema import sort_tables_and_constraints
from sqlalchemy.sql import ClauseElement

from contracts.runtime.config import database_url, load_config
from contracts.runtime.identity.tokens import Signer, write_token
from contracts.runtime.jsonapi.parsing import parse_id, row_id
from contracts.runtime.jsonapi.storage.database import prepare_engine
from contracts.runtime.packages import load_package
from contracts.runtime.state_rows import Rows

EXPIRED_FOR = timedelta(hours=1)
LIFETIME = timedelta(hours=1)


class StateHandler:
    """Reset, create, token, fail: the whole protocol between a judge and a generated server.

    Args:
        config: settings; those of the testing environment by default.
        generated: the package of the server that is judged; default: ``GENERATED_PACKAGE``.
        behaviours: its behaviours' module, as in :func:`contracts.runtime.app.create_app`.
        settings: what ``config`` is laid over, for servers with settings of their own.

    Raises:
        ValueError: neither ``config`` nor ``CONTRACT_DATABASE_URL`` names a database.
    """

    #: The health checkers of the server; the runtime itself has none.
    checkers: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        generated: str | None = None,
        behaviours: str | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        given = config or {}
        self._config = {**(settings or load_config("testing")), **_database(given), **given}
        self._package = load_package(generated or self._config["GENERATED_PACKAGE"], behaviours)
        self._engine = create_engine(self._config["SQLALCHEMY_DATABASE_URI"])
        prepare_engine(self._engine, durable=False)
        # Not ``sorted_tables``, which warns of tables that refer to each other.
        pairs: Any = sort_tables_and_constraints(  # type: ignore[no-untyped-call]
            self._package.db.metadata.tables.values()
        )
        self._tables = [table for table, _ in reversed(pairs) if table is not None]
        occupied = [
            select(literal(number)).where(exists().select_from(table))
            for number, table in enumerate(self._tables)
        ]
        # Both run before every transaction: as texts, they are compiled once.
        self._occupied = _text(union_all(*occupied), self._engine)
        self._deletes = [_text(table.delete(), self._engine) for table in self._tables]
        self._rows = Rows(self._package.schemas, self._config["PASSWORD_HASH_METHOD"])
        self._open: Connection | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """One database transaction for everything inside the block."""
        with self._engine.begin() as self._open:
            try:
                yield
            finally:
                self._open = None

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if self._open is not None:
            yield self._open
        else:
            with self._engine.begin() as connection:
                yield connection

    def reset(self) -> None:
        """Empty every table and let every health check pass."""
        with self._begun() as connection:
            # A query costs less than deleting from empty tables.
            # A package of replays alone has no tables.
            occupied = connection.exec_driver_sql(self._occupied).scalars() if self._deletes else ()
            for number in sorted(occupied):
                connection.exec_driver_sql(self._deletes[number])
        faults = self._config.get("HEALTH_FAULTS_FILE")
        if faults:
            Path(faults).unlink(missing_ok=True)

    def create(
        self,
        type: str,
        id: str,
        attributes: Mapping[str, Any] | None = None,
        relationships: Mapping[str, Any] | None = None,
    ) -> None:
        """Create a row with this id; names are public, values JSON. Missing required values are
        made up.

        Raises:
            LookupError: a type, attribute or relationship that the server does not have.
            ValueError: an id that no row can have, or a value of the wrong type.
        """
        schema = self._rows.schema(type)
        row = row_id(schema.opts_model(), id)
        if row is None:
            raise ValueError(f"{type} {id!r}: ids are positive numbers of at most 64 bits.")
        with self._begun() as connection:
            self._rows.insert(connection, schema, row, attributes or {}, relationships or {})

    def token(self, user: str, kind: str = "access") -> str:
        """A JWT of the user with this id: ``access`` (valid), ``expired``, or ``refresh``, which is
        an access token here.

        Raises:
            ValueError: another kind, or an id that no user can have.
        """
        identity = self._identity(user)
        ages = {
            "access": timedelta(0),
            "refresh": timedelta(0),
            "expired": LIFETIME + EXPIRED_FOR,
        }
        if identity is None or kind not in ages:
            raise ValueError(f"There is no token of the kind {kind!r} for the user {user!r}.")
        issued = datetime.now(UTC) - ages[kind]
        signer = Signer(self._config["SECRET_KEY"], self._config["JWT_ISSUER"])
        return write_token(
            identity, self._token_version(identity), signer, now=issued, lifetime=LIFETIME
        )

    def _identity(self, user: str) -> int | str | None:
        """The row's id; without users, whatever the blueprint's examples name."""
        if self._package.users is None:
            return parse_id(user) or user
        return row_id(self._package.users.opts_model(), user)

    def _token_version(self, identity: int | str) -> str:
        """The token version of the user with this id; any will do where there is no such user."""
        schema = self._package.users
        if schema is None:
            return ""
        model = schema.opts_model()
        with self._begun() as connection:
            statement = select(model.token_version).where(model.id == identity)
            return connection.execute(statement).scalar() or ""

    def fail(self, checkers: Iterable[str]) -> None:
        """Make these health checkers fail until the next reset.

        Raises:
            LookupError: there is no such checker.
            RuntimeError: ``HEALTH_FAULTS_FILE`` is not set.
        """
        names = list(checkers)
        unknown = sorted(set(names) - self.checkers)
        if unknown:
            raise LookupError(f"There is no health checker {', '.join(unknown)}.")
        if not self._config["HEALTH_FAULTS_FILE"]:
            raise RuntimeError(
                "Set HEALTH_FAULTS_FILE to the same path for the server and its judge."
            )
        Path(self._config["HEALTH_FAULTS_FILE"]).write_text("\n".join(names), encoding="utf-8")

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()


def _database(config: Mapping[str, Any]) -> dict[str, str]:
    """The database that may be emptied; never that of ``DATABASE_URL``."""
    named = os.environ.get("CONTRACT_DATABASE_URL", "")
    if not named and "SQLALCHEMY_DATABASE_URI" not in config:
        raise ValueError(
            "no database may be emptied: set CONTRACT_DATABASE_URL to one that is made for"
            " tests (DATABASE_URL is never used for this)"
        )
    return {"SQLALCHEMY_DATABASE_URI": database_url(named)}


def _text(statement: ClauseElement, engine: Engine) -> str:
    return str(statement.compile(engine, compile_kwargs={"literal_binds": True}))
