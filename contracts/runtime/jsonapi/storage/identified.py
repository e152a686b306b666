"""Rows that identifiers of several types name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.parsing import row_id
from contracts.runtime.jsonapi.schema import SchemaClass
from contracts.runtime.jsonapi.storage.trash import DELETED_AT, batches

Identifier = Mapping[str, str]
#: Rows with the schemas of their types, by type and id.
Identified = dict[tuple[str, str], tuple[SchemaClass, Any]]


def rows_of(identifiers: Iterable[Identifier]) -> Identified:
    """The living rows among ``identifiers``; of types without a schema there are none.

    Each type is read by statements of its own.
    """
    wanted: dict[str, set[str]] = {}
    for each in identifiers:
        wanted.setdefault(each["type"], set()).add(each["id"])
    rows: Identified = {}
    for type_, texts in wanted.items():
        schema = jsonapi().package.schemas.get(type_)
        if schema is None:
            continue
        model = schema.opts_model()
        keys: list[Any] = [k for k in (row_id(model, t) for t in sorted(texts)) if k is not None]
        for batch in batches(keys):
            statement = model.session.query(model).filter(model.id.in_(batch))
            for row in statement:
                if getattr(row, DELETED_AT, None) is None:
                    rows[type_, str(row.id)] = schema, row
    return rows


def identifiers_in(kept: Any) -> list[Identifier]:
    """What a row keeps of a relationship to several types, as a list."""
    if not kept:
        return []
    return kept if isinstance(kept, list) else [kept]
