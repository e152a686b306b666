"""Reads of plain columns, for requests that only show rows.

Loading an object into a session takes several times as long as the statement itself. Objects
are needed to follow relationships and for changes; a resource object without linkage of
to-many relationships needs the row's own columns only.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached

from contracts.runtime.jsonapi.linkage import foreign_key
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    readable_attributes,
    relationships,
)
from contracts.runtime.jsonapi.storage.read_connections import Execute, Reading


@lru_cache(maxsize=512)
def columns(model: Any) -> tuple[Any, ...]:
    """The columns of ``model``, named as its attributes."""
    return tuple(getattr(model, each.key).label(each.key) for each in inspect(model).column_attrs)


def needs_columns_only(schema: SchemaClass) -> bool:
    """Whether a resource object of this type needs the row's own columns only."""
    return _needs_columns_only(cast("Hashable", schema))


@lru_cache(maxsize=512)
def _needs_columns_only(schema: Any) -> bool:
    model = schema.opts_model()
    own = set(inspect(model).column_attrs.keys())
    shown = {field.attribute or name for name, field in readable_attributes(schema).values()}
    related = list(relationships(schema).values())
    if any(getattr(field, "linkage_shown", False) for _, field in related):
        return False
    to_one = [name for name, field in related if not is_to_many(field)]
    return shown <= own and all(foreign_key(model, name) for name in to_one)


def reading(session: Any, outer: Execute | None = None) -> AbstractContextManager[Execute]:
    """A context that gives a function which executes statements that return plain columns.

    It is ``outer`` where that is given. It uses the connection of the request's session if that
    has begun a transaction, and no session otherwise.
    """
    if outer is not None:
        return nullcontext(outer)
    if session.registry.has() and session().in_transaction():
        return nullcontext(session.connection().execute)
    return Reading(jsonapi().reads)


def whole_user(user: Any) -> Any:
    """The row of a signed-in ``user`` of whom some columns were read; None for None.

    Its other columns are read when they are used.
    """
    package = jsonapi().package
    if user is None or package.users is None:
        return user
    model, current = package.users.opts_model(), package.db.session
    row = current.identity_map.get(inspect(model).identity_key_from_primary_key((user.id,)))
    if row is None:
        row = model(id=user.id)
        make_transient_to_detached(row)
        current.add(row)
    return row
