"""How related rows are loaded: without deleted ones, and a relationship with one statement."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, selectinload, with_loader_criteria

from contracts.runtime.jsonapi.columns import SoftDeleted
from contracts.runtime.jsonapi.package import schema_of
from contracts.runtime.jsonapi.querystring import IncludeTree
from contracts.runtime.jsonapi.schema import SchemaClass, of_several_types, relationship
from contracts.runtime.jsonapi.storage.statements import MAX_KEYS

TRASHED: Final = "trashed"

# Made once: SQLAlchemy examines the lambda whenever the option is made.
_ONLY_LIVING: Final = with_loader_criteria(
    SoftDeleted, lambda cls: cls.deleted_at.is_(None), include_aliases=True
)


@event.listens_for(Session, "do_orm_execute")
def _hide_deleted_relatives(state: ORMExecuteState) -> None:
    """Leave deleted rows out of every relationship that is loaded, unless trash is read."""
    if state.is_relationship_load and not state.session.info.get(TRASHED):
        state.statement = state.statement.options(_ONLY_LIVING)


def loaders(schema: SchemaClass, tree: IncludeTree) -> list[Any]:
    """The options that load the relationships of a tree, each with one statement."""
    options = []
    for name, below in tree.items():
        if of_several_types(schema, name):
            continue
        target = schema_of(relationship(schema, name).type_)
        loader = selectinload(getattr(schema.opts_model(), name), chunksize=MAX_KEYS)
        options.append(loader.options(*loaders(target, below)))
    return options
