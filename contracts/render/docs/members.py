"""What the page tells of an action's bodies and of a resource type's attributes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contracts.model import Action, Member, ResourceType, Schema, Transaction
from contracts.render.members import Link, Row, row, rows


@dataclass(frozen=True, slots=True)
class Body:
    """What an action's successful transactions send or answer, member by member."""

    title: str
    schema: Schema
    rows: tuple[Row, ...]


def first_success(action: Action) -> Transaction | None:
    """The transaction that shows best what an action is for, or None when it has none."""
    successes = (t for t in action.transactions if t.response.status < 300)
    return next(successes, next(iter(action.transactions), None))


def bodies(action: Action, link: Link) -> Iterator[Body]:
    """The different bodies of an action's successful transactions, requests first.

    A request is told in full, for somebody has to write it; a response links to its types.
    """
    successes = [t for t in action.transactions if t.response.status < 300]
    seen: list[Schema] = []
    for title, expand, schemas in (
        ("Request body", True, [t.request.schema for t in successes]),
        ("Response body", False, [t.response.schema for t in successes]),
    ):
        for schema in schemas:
            if schema is not None and schema not in seen:
                seen.append(schema)
                yield Body(title, schema, rows(schema, link, expand=expand))


def attribute_rows(resource_type: ResourceType, link: Link) -> list[Row]:
    """The attributes of a resource type; ``required`` speaks of creation."""
    found = []
    for attribute in resource_type.attributes:
        told = row(
            Member(attribute.name, attribute.schema, attribute.required, attribute.description),
            link,
        )
        notes = list(told.notes)
        if attribute.read_only:
            notes.append("read-only")
        if attribute.write_only:
            notes.append("write-only")
        found.append(replace(told, notes=tuple(notes)))
    return found
