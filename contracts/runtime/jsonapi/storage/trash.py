"""Deletes rows with everything that requires them, and restores them together.

Rows that are deleted together have the same ``deleted_at``, by which they are restored together.
References from remaining rows are cleared, and stay cleared.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, inspect, select, update

from contracts.runtime.jsonapi.columns import SoftDeleted, now
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.names import pointer, public_name
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.schema import SchemaClass, polymorphic, public

DELETED_AT = "deleted_at"
#: Rows of one type, by id.
Rows = tuple[SchemaClass, Sequence[int]]


def is_soft_deleted(schema: SchemaClass) -> bool:
    """Whether deleting a resource of this type only sets its ``deleted_at``."""
    return issubclass(schema.opts_model(), SoftDeleted)


def batches(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """``ids`` in batches that every database accepts in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def remove(session: Any, schema: SchemaClass, ids: Sequence[int]) -> None:
    """Delete rows and everything that requires them; clear references that may be empty.

    A living row never refers to a deleted one, so linkage can be read from foreign keys.
    Rows that are deleted together keep their references to each other.
    """
    removed: list[Rows] = []
    _remove(session, schema, ids, now(), removed)
    for gone, some in removed:
        for other, model, column in _references(gone):
            if column.nullable:
                clear = update(model).where(column.in_(some)).values({column.key: None})
                if is_soft_deleted(other):
                    clear = clear.where(model.deleted_at.is_(None))
                session.execute(clear)
        _unlink(session, gone, some)
    _call_watchers(session, removed)


def _unlink(session: Any, gone: SchemaClass, ids: Sequence[Any]) -> None:
    """Take deleted rows out of the relationships to several types that may lead to them."""
    removed = {(gone.opts_type(), str(id_)) for id_ in ids}
    for schema in jsonapi().package.schemas.values():
        for name, field in polymorphic(schema).values():
            if gone.opts_type() not in field.types:
                continue
            model = schema.opts_model()
            column = getattr(model, name)
            is_named = cast(column, Text).contains(json.dumps(gone.opts_type()), autoescape=True)
            for id_, kept in session.execute(select(model.id, column).where(is_named)).all():
                left = _without(kept, removed)
                if left != kept:
                    session.execute(update(model).where(model.id == id_).values({name: left}))


def _without(kept: Any, removed: Collection[tuple[str, str]]) -> Any:
    """What is left of the identifier, or the list of them, that a row keeps."""
    if isinstance(kept, list):
        return [each for each in kept if (each["type"], each["id"]) not in removed]
    return None if kept and (kept["type"], kept["id"]) in removed else kept


def _call_watchers(session: Any, changed: Iterable[Rows]) -> None:
    watchers = jsonapi().package.behaviours.watchers
    for schema, ids in changed:
        if schema.opts_type() in watchers:
            watchers[schema.opts_type()](session, ids)


def _remove(
    session: Any, schema: SchemaClass, ids: Sequence[int], moment: datetime, removed: list[Rows]
) -> None:
    for batch in batches(ids):
        for other, model, column in _references(schema):
            if column.nullable:
                continue
            # Locked, so that nothing can be added below them until the commit.
            statement = select(model.id).where(column.in_(batch)).order_by(model.id)
            statement = statement.with_for_update()
            if is_soft_deleted(other):
                statement = statement.where(model.deleted_at.is_(None))
            _remove(session, other, session.execute(statement).scalars().all(), moment, removed)
        model = schema.opts_model()
        if is_soft_deleted(schema):
            session.execute(update(model).where(model.id.in_(batch)).values(deleted_at=moment))
        else:
            session.execute(delete(model).where(model.id.in_(batch)))
        removed.append((schema, batch))


def restore(session: Any, schema: SchemaClass, obj: Any) -> None:
    """Restore a deleted row with all rows that were deleted together with it.

    Raises:
        ApiError: 409, a row that it requires is deleted.
    """
    for name, target, column in _parents(schema):
        if column.nullable:
            continue
        key = getattr(obj, column.key)
        living = select(target.id).where(target.id == key, target.deleted_at.is_(None))
        if session.execute(living.with_for_update(read=True)).first() is None:
            at = pointer("data", "attributes", public(schema, DELETED_AT))
            detail = f"Its {public_name(name)} is deleted; restore that first."
            raise ApiError(409, detail, pointer=at)
    moment, obj.deleted_at = obj.deleted_at, None
    restored: list[Rows] = [(schema, [obj.id])]
    _restore_dependents(session, schema, [obj.id], moment, restored)
    for back, some in restored:
        model = back.opts_model()
        for _, target, column in _parents(back):
            if column.nullable:
                gone = select(target.id).where(target.deleted_at.is_not(None))
                if target is type(obj):
                    # Written later, with the other changes of the request.
                    gone = gone.where(target.id != obj.id)
                lost = update(model).where(model.id.in_(some), column.in_(gone))
                session.execute(lost.values({column.key: None}))
    _call_watchers(session, restored)


def _restore_dependents(
    session: Any, schema: SchemaClass, ids: Sequence[int], moment: datetime, restored: list[Rows]
) -> None:
    for batch in batches(ids):
        for other, model, column in _references(schema):
            if column.nullable or not is_soft_deleted(other):
                continue
            query = select(model.id).where(column.in_(batch), model.deleted_at == moment)
            for _, target, parent in _parents(other):
                if not parent.nullable and parent is not column:
                    # Its other parent was deleted later, and would be missing.
                    living = select(target.id).where(target.deleted_at.is_(None))
                    query = query.where(parent.in_(living))
            for back in batches(session.execute(query).scalars().all()):
                session.execute(update(model).where(model.id.in_(back)).values(deleted_at=None))
                restored.append((other, back))
                _restore_dependents(session, other, back, moment, restored)


def lock_parents(session: Any, schema: SchemaClass, data: Mapping[str, Any]) -> None:
    """Lock the rows that ``data`` links by to-one relationships, so that they are not deleted.

    Raises:
        ApiError: 409, one of them has been deleted since it was read.
    """
    for name, target, _ in _parents(schema):
        row = data.get(name)
        if row is None:
            continue
        living = select(target.id).where(target.id == row.id, target.deleted_at.is_(None))
        if session.execute(living.with_for_update(read=True)).first() is None:
            raise ApiError(409, f"Its {public_name(name)} has been deleted.")


def _references(schema: SchemaClass) -> Iterator[tuple[SchemaClass, Any, Any]]:
    """The types that refer to ``schema`` by a key of their own: schema, model and key."""
    for other, name in jsonapi().package.references_to(schema.opts_type()):
        model = other.opts_model()
        relation = inspect(model).relationships[name]
        if relation.direction.name == "MANYTOONE":
            (column,) = relation.local_columns
            yield other, model, column


def _parents(schema: SchemaClass) -> Iterator[tuple[str, Any, Any]]:
    """The softly deleted types that rows of ``schema`` refer to: name, model and key."""
    for relation in inspect(schema.opts_model()).relationships:
        target = relation.mapper.class_
        if relation.direction.name == "MANYTOONE" and issubclass(target, SoftDeleted):
            (column,) = relation.local_columns
            yield relation.key, target, column
