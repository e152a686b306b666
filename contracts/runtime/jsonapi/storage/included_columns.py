"""Reads of plain columns for documents that include resources of to-one relationships.

An included resource is read as columns too (:mod:`.column_reads`): loading objects with their
relationships takes several times as long as the statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from contracts.runtime.jsonapi.linkage import foreign_key
from contracts.runtime.jsonapi.package import jsonapi, schema_of
from contracts.runtime.jsonapi.querystring import IncludeTree, QueryString
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    of_several_types,
    relationship,
)
from contracts.runtime.jsonapi.storage.column_reads import needs_columns_only
from contracts.runtime.jsonapi.storage.read_connections import Execute
from contracts.runtime.jsonapi.storage.statements import MAX_KEYS, columns_among
from contracts.runtime.jsonapi.storage.trash import batches


def shows_columns_only(schema: SchemaClass, qs: QueryString) -> bool:
    """Whether a document of resources of this type needs columns only, included ones as well."""
    return not qs.trashed and _shows_columns_only(schema, qs.include)


def _shows_columns_only(schema: SchemaClass, tree: IncludeTree) -> bool:
    return needs_columns_only(schema) and all(
        _leads_to_columns(schema, name, below) for name, below in tree.items()
    )


def _leads_to_columns(schema: SchemaClass, name: str, below: IncludeTree) -> bool:
    """Whether the relationship leads to one resource, which everybody may read."""
    if of_several_types(schema, name):
        return False
    field = relationship(schema, name)
    reading = jsonapi().package.reading(field.type_)
    is_public = reading is None or reading.access == "public"
    return (
        is_public and not is_to_many(field) and _shows_columns_only(schema_of(field.type_), below)
    )


def with_included(
    execute: Execute, schema: SchemaClass, rows: Iterable[Any], tree: IncludeTree
) -> list[Any]:
    """``rows`` of columns, as objects that also have the rows of the relationships in ``tree``.

    Each relationship takes one statement; deleted rows are left out. A row itself would show its
    own ``count`` or ``index`` for columns of these names.
    """
    objects = _objects(list(rows))
    for name, below in tree.items():
        target = schema_of(relationship(schema, name).type_)
        key = str(foreign_key(schema.opts_model(), name))
        statement = columns_among(target.opts_model())
        by_id: dict[Any, Any] = {None: None}
        for ids in batches(sorted({getattr(obj, key) for obj in objects} - {None}), MAX_KEYS):
            linked = execute(statement, {"ids": ids}).all()
            by_id |= {row.id: row for row in with_included(execute, target, linked, below)}
        for obj in objects:
            setattr(obj, name, by_id.get(getattr(obj, key)))
    return objects


def _objects(rows: Sequence[Any]) -> list[Any]:
    """The rows of one statement as objects whose attributes are the columns."""
    names = rows[0]._fields if rows else ()
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows]
