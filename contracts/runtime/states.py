"""The state handler: creates exactly the records that a transaction needs.

``StateHandler`` is the judges' protocol of that name (docs/judging.md), for generated servers. It
writes to the server's database and does not start the application. Both read the same
environment (``SECRET_KEY``, ``GENERATED_PACKAGE``), with ``APP_CONFIG=testing``; the database is
named by ``CONTRACT_DATABASE_URL`` alone, because it is emptied again and again.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from marshmallow import ValidationError
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    Text,
    create_engine,
    exists,
    func,
    inspect,
    literal,
    select,
    union_all,
)
from sqlalchemy.schema import sort_tables_and_constraints
from sqlalchemy.sql import ClauseElement

from contracts.runtime.config import database_url, load_config
from contracts.runtime.identity.tokens import Signer, write_token
from contracts.runtime.jsonapi import fields
from contracts.runtime.jsonapi.columns import Secret, now, prepared_hash
from contracts.runtime.jsonapi.fields import Attribute, ToOne
from contracts.runtime.jsonapi.parsing import parse_id, row_id
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    attributes,
    is_to_many,
    polymorphic,
    relationships,
)
from contracts.runtime.jsonapi.storage.database import prepare_engine
from contracts.runtime.packages import load_package

EXPIRED_FOR = timedelta(hours=1)
LIFETIME = timedelta(hours=1)
MADE_UP_SECRET = "nobody signs in with this"  # noqa: S105


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
        self._serial = 0
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
            found = connection.exec_driver_sql(self._occupied).scalars() if self._deletes else ()
            for number in sorted(found):
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
        schema = self._schema(type)
        row = row_id(schema.opts_model(), id)
        if row is None:
            raise ValueError(f"{type} {id!r}: ids are positive numbers of at most 64 bits.")
        with self._begun() as connection:
            self._insert(connection, schema, row, attributes or {}, relationships or {})

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

    def _schema(self, type_: str) -> SchemaClass:
        found = self._package.schemas.get(type_)
        if found is None:
            known = ", ".join(sorted(self._package.schemas))
            raise LookupError(f"The server has no type {type_!r}; it has {known}.")
        return found

    def _insert(
        self,
        connection: Connection,
        schema: SchemaClass,
        row_id: int | str,
        given: Mapping[str, Any],
        linked: Mapping[str, Any],
    ) -> None:
        row = {"id": row_id, **self._values(schema, given), **self._keys(schema, linked)}
        table: Table = schema.opts_model().__table__
        for column in table.columns:
            if column.key not in row and not column.nullable and column.default is None:
                row[column.key] = self._made_up(connection, schema, column.key)
        connection.execute(table.insert(), row)
        if connection.dialect.name == "postgresql" and isinstance(row_id, int):
            # The server must give later rows higher ids.
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(
                select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery()))
            )
        self._link_back(connection, schema, row_id, linked)

    def _values(self, schema: SchemaClass, given: Mapping[str, Any]) -> dict[str, Any]:
        known = attributes(schema)
        row: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                raise LookupError(f"{schema.opts_type()} has no attribute {name!r}.")
            python_name, field = known[name]
            row[python_name] = (
                None if value is None else self._stored(schema, python_name, field, value)
            )
        return row

    def _stored(self, schema: SchemaClass, name: str, field: Attribute, value: Any) -> Any:
        try:
            parsed = field.parse(value)
        except ValidationError as error:
            detail = f"{schema.opts_type()}.{name} {error.messages[0]}"
            raise ValueError(detail) from error
        column = schema.opts_model().__table__.c[name]
        if isinstance(column.type, Secret):
            return prepared_hash(parsed, self._config["PASSWORD_HASH_METHOD"])
        return parsed

    def _keys(self, schema: SchemaClass, linked: Mapping[str, Any]) -> dict[str, Any]:
        """Foreign keys for the to-one relationships that are given."""
        known = relationships(schema)
        apart = polymorphic(schema)
        row: dict[str, Any] = {}
        for name, identifier in linked.items():
            if name in apart:
                row[apart[name][0]] = identifier
                continue
            if name not in known:
                raise LookupError(f"{schema.opts_type()} has no relationship {name!r}.")
            python_name, field = known[name]
            column = None if is_to_many(field) else foreign_key(schema, python_name)
            if column:
                row[column] = self._linked_id(field, identifier)
        return row

    def _linked_id(self, field: ToOne, identifier: Mapping[str, Any] | None) -> int | str | None:
        if identifier is None:
            return None
        return row_id(self._schema(field.type_).opts_model(), identifier["id"])

    def _link_back(
        self,
        connection: Connection,
        schema: SchemaClass,
        row_id: int | str,
        linked: Mapping[str, Any],
    ) -> None:
        """Write the linkage that other tables keep: of to-many, and of to-one by its inverse."""
        known = relationships(schema)
        for name, identifiers in linked.items():
            if name not in known:
                continue
            python_name, field = known[name]
            if not identifiers or foreign_key(schema, python_name):
                continue
            identifiers = identifiers if isinstance(identifiers, list) else [identifiers]
            relation = inspect(schema.opts_model()).relationships[python_name]
            ids = [self._linked_id(field, identifier) for identifier in identifiers]
            if relation.secondary is None:
                (_, key), *_ = relation.local_remote_pairs
                target = key.table
                statement = target.update().where(target.c.id.in_(ids)).values({key.key: row_id})
                connection.execute(statement)
            else:
                own, other = (pair[1] for pair in relation.local_remote_pairs)
                rows = [{own.key: row_id, other.key: id_} for id_ in ids]
                connection.execute(relation.secondary.insert(), rows)

    def _made_up(self, connection: Connection, schema: SchemaClass, column: str) -> Any:
        """A value for a required column: of its type, and never the same text twice."""
        if isinstance(schema.opts_model().__table__.c[column].type, Secret):
            # Hashing is slow, and the password is never used: one hash for all.
            return prepared_hash(MADE_UP_SECRET, self._config["PASSWORD_HASH_METHOD"])
        for name, (python_name, field) in attributes(schema).items():
            if python_name == column:
                return self._stored(schema, python_name, field, self._example(name, field))
        for python_name, field in relationships(schema).values():
            if not is_to_many(field) and foreign_key(schema, python_name) == column:
                return self._some_row(connection, field)
        raise LookupError(f"{schema.opts_type()}: nothing is known about the column {column}.")

    def _example(self, name: str, field: Attribute) -> Any:
        if field.choices:
            return field.choices[0]
        self._serial += 1
        if isinstance(field, fields.Json):
            return field.kind() if field.kind else {}
        return _EXAMPLES[type(field)](name, self._serial)

    def _some_row(self, connection: Connection, field: ToOne) -> int | str:
        """The id of any row of the relationship's type, made up when there is none."""
        schema = self._schema(field.type_)
        table: Table = schema.opts_model().__table__
        found: int | str | None = connection.execute(select(func.min(table.c.id))).scalar()
        if found is None:
            found = "1" if isinstance(table.c.id.type, Text) else 1
            self._insert(connection, schema, found, {}, {})
        return found


def _database(config: Mapping[str, Any]) -> dict[str, str]:
    """The database that may be emptied; never that of ``DATABASE_URL``."""
    named = os.environ.get("CONTRACT_DATABASE_URL", "")
    if not named and "SQLALCHEMY_DATABASE_URI" not in config:
        raise ValueError(
            "no database may be emptied: set CONTRACT_DATABASE_URL to one that is made for"
            " tests (DATABASE_URL is never used for this)"
        )
    return {"SQLALCHEMY_DATABASE_URI": database_url(named)}


_EXAMPLES: dict[type[Attribute], Callable[[str, int], Any]] = {
    fields.String: lambda name, serial: f"{name} {serial}",
    fields.Email: lambda _name, serial: f"somebody{serial}@example.com",
    fields.URI: lambda _name, serial: f"https://example.com/{serial}",
    fields.URL: lambda _name, serial: f"https://example.com/{serial}",
    fields.UUID: lambda _name, _serial: str(uuid.uuid4()),
    fields.Integer: lambda _name, serial: serial,
    fields.Number: lambda _name, serial: float(serial),
    fields.ExactNumber: lambda _name, serial: serial,
    fields.Boolean: lambda _name, _serial: False,
    fields.Timestamp: lambda _name, _serial: now().isoformat(),
    fields.Date: lambda _name, _serial: now().date().isoformat(),
    fields.Time: lambda _name, _serial: "00:00:00",
}


def _text(statement: ClauseElement, engine: Engine) -> str:
    return str(statement.compile(engine, compile_kwargs={"literal_binds": True}))


def foreign_key(schema: SchemaClass, name: str) -> str | None:
    """The column that holds a to-one relationship; None where the other end holds it."""
    relation = inspect(schema.opts_model()).relationships[name]
    if relation.direction.name != "MANYTOONE":
        return None
    (column,) = relation.local_columns
    return str(column.key)
