"""Rows of a generated server's tables, of public names and JSON values."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Connection, Table, Text, func, inspect, select

from contracts.runtime.jsonapi import fields
from contracts.runtime.jsonapi.columns import Secret, now, prepared_hash
from contracts.runtime.jsonapi.fields import Attribute, ToOne
from contracts.runtime.jsonapi.parsing import row_id
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    attributes,
    is_to_many,
    polymorphic,
    relationships,
)

MADE_UP_SECRET = "nobody signs in with this"  # noqa: S105


class Rows:
    """Inserts the rows of resources. Required values that are missing are made up."""

    def __init__(self, schemas: Mapping[str, SchemaClass], hash_method: str) -> None:
        self._schemas = schemas
        self._hash_method = hash_method
        self._serial = 0

    def schema(self, type_: str) -> SchemaClass:
        """The schema of a type; raises LookupError for one that the server does not have."""
        schema = self._schemas.get(type_)
        if schema is None:
            known = ", ".join(sorted(self._schemas))
            raise LookupError(f"The server has no type {type_!r}; it has {known}.")
        return schema

    def insert(
        self,
        connection: Connection,
        schema: SchemaClass,
        id: int | str,
        given: Mapping[str, Any],
        linked: Mapping[str, Any],
    ) -> None:
        """Insert the row of a resource, and what other tables keep of its linkage.

        Raises LookupError for a name that the server does not have, ValueError for a value of
        the wrong type.
        """
        row = {"id": id, **self._values(schema, given), **self._keys(schema, linked)}
        table: Table = schema.opts_model().__table__
        for column in table.columns:
            if column.key not in row and not column.nullable and column.default is None:
                row[column.key] = self._required_value(connection, schema, column.key)
        connection.execute(table.insert(), row)
        if connection.dialect.name == "postgresql" and isinstance(id, int):
            # The server must give later rows higher ids.
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(
                select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery()))
            )
        self._link_back(connection, schema, id, linked)

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
            return prepared_hash(parsed, self._hash_method)
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
        return row_id(self.schema(field.type_).opts_model(), identifier["id"])

    def _link_back(
        self,
        connection: Connection,
        schema: SchemaClass,
        id: int | str,
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
                statement = target.update().where(target.c.id.in_(ids)).values({key.key: id})
                connection.execute(statement)
            else:
                own, other = (pair[1] for pair in relation.local_remote_pairs)
                rows = [{own.key: id, other.key: id_} for id_ in ids]
                connection.execute(relation.secondary.insert(), rows)

    def _required_value(self, connection: Connection, schema: SchemaClass, column: str) -> Any:
        """A value for a required column: of its type, and never the same text twice."""
        if isinstance(schema.opts_model().__table__.c[column].type, Secret):
            # Hashing is slow, and the password is never used: one hash for all.
            return prepared_hash(MADE_UP_SECRET, self._hash_method)
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
        schema = self.schema(field.type_)
        table: Table = schema.opts_model().__table__
        id_: int | str | None = connection.execute(select(func.min(table.c.id))).scalar()
        if id_ is None:
            id_ = "1" if isinstance(table.c.id.type, Text) else 1
            self.insert(connection, schema, id_, {}, {})
        return id_


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


def foreign_key(schema: SchemaClass, name: str) -> str | None:
    """The column that holds a to-one relationship; None where the other end holds it."""
    relation = inspect(schema.opts_model()).relationships[name]
    if relation.direction.name != "MANYTOONE":
        return None
    (column,) = relation.local_columns
    return str(column.key)
