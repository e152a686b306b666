"""The page's rows for an action's bodies and a resource type's attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from contracts.build.infer.json_schemas import read_schema
from contracts.build.samples import body_text, sample
from contracts.model import (
    Action,
    Attribute,
    Confidence,
    Fact,
    Json,
    Member,
    Parameter,
    Relationship,
    ResourceType,
    Schema,
    SourceKind,
    Transaction,
)
from contracts.render.value_rows import Link, ValueRow, row, rows
from contracts.text.lifecycle import is_deprecated
from contracts.text.numbers import json_text

EXAMPLE_LINES: Final = 60
"""A type's example that is longer is less useful than the examples of its actions."""


_SOURCES: Final[dict[SourceKind, str]] = {
    SourceKind.MSON: "its MSON",
    SourceKind.SCHEMA: "a JSON Schema",
    SourceKind.TABLE: "a table",
    SourceKind.EXAMPLE: "an example",
    SourceKind.URI: "a path",
    SourceKind.LINK: "a link",
    SourceKind.NAME: "its name",
}


@dataclass(frozen=True, slots=True)
class BodyTable:
    """What an action's successful transactions send or answer, member by member."""

    title: str
    schema: Schema
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class WrittenSchema:
    """A JSON Schema that the blueprint has as text, and the paths of what it deprecates."""

    title: str
    text: str
    deprecated: tuple[str, ...]


def first_success(action: Action) -> Transaction | None:
    """The transaction that shows best what an action is for, or None when it has none."""
    successes = (t for t in action.transactions if t.response.is_success)
    return next(successes, next(iter(action.transactions), None))


def answers(action: Action) -> list[tuple[int, int]]:
    """The documented statuses in order, each with the number of the first example of it."""
    first: dict[int, int] = {}
    for number, transaction in enumerate(action.transactions, 1):
        first.setdefault(transaction.response.status, number)
    return sorted(first.items())


def bodies(action: Action, link: Link) -> Iterator[BodyTable]:
    """The different bodies of an action's successful transactions, requests first.

    A request is shown in full, because somebody has to write it; a response links to its types.
    """
    successes = [t for t in action.transactions if t.response.is_success]
    seen: list[Schema] = []
    for title, expand, schemas in (
        ("Request body", True, [t.request.schema for t in successes]),
        ("Response body", False, [t.response.schema for t in successes]),
    ):
        for schema in schemas:
            if schema is not None and schema not in seen:
                seen.append(schema)
                yield BodyTable(title, schema, rows(schema, link, expand=expand))


def written_schemas(action: Action) -> Iterator[WrittenSchema]:
    """The JSON Schemas that stand in for a description of the bodies, each once."""
    successes = [t for t in action.transactions if t.response.is_success]
    seen: set[str] = set()
    for title, payloads in (
        ("Schema of the request body", [t.request for t in successes]),
        ("Schema of the response body", [t.response for t in successes]),
    ):
        for payload in payloads:
            text = payload.body_schema
            if text and payload.schema is None and text not in seen:
                seen.add(text)
                yield WrittenSchema(title, text, tuple(_deprecated(read_schema(text))))


def _deprecated(schema: Schema | None, path: str = "") -> Iterator[str]:
    """Paths of deprecated members as readers write them: ``data.attributes.name``."""
    if schema is None:
        return
    for member in schema.members:
        inside = f"{path}.{member.name}".lstrip(".")
        if is_deprecated(member.own_description):
            yield inside
        yield from _deprecated(member.schema, inside)
    for item in schema.items:
        yield from _deprecated(item, f"{path}[]")


def parameter_facts(parameter: Parameter) -> list[tuple[str, str]]:
    """What is known of a parameter's value, as (label, value)."""
    pairs = (("default", parameter.default), ("example", parameter.example))
    return [(label, value) for label, value in pairs if value]


def attribute_rows(resource_type: ResourceType, link: Link) -> list[ValueRow]:
    """The attributes of a resource type; ``required`` speaks of creation."""
    return [attribute_row(attribute, link) for attribute in resource_type.attributes]


def attribute_row(attribute: Attribute, link: Link) -> ValueRow:
    """One attribute of a resource type."""
    described = row(
        Member(attribute.name, attribute.schema, attribute.required, attribute.description), link
    )
    notes = [*described.notes, *inferred(attribute.facts)]
    if attribute.read_only:
        notes.append("read-only")
    if attribute.write_only:
        notes.append("write-only")
    if attribute.writable_by:
        notes.append(f"set by {attribute.writable_by} only")
    return replace(described, notes=tuple(notes))


def placed(rows: Iterable[ValueRow], prefix: str, take: Callable[..., str]) -> tuple[ValueRow, ...]:
    """The rows, and those inside them, with new anchors below ``prefix``."""
    result = []
    for each in rows:
        anchor = take(prefix, each.name)
        result.append(replace(each, id=anchor, children=placed(each.children, anchor, take)))
    return tuple(result)


def inferred(facts: Iterable[Fact]) -> Iterator[str]:
    """Where the type or the target was inferred from, when the blueprint does not state it."""
    for fact in facts:
        if fact.about in ("type", "target") and fact.confidence is not Confidence.CERTAIN:
            verb = "guessed" if fact.confidence is Confidence.GUESSED else "inferred"
            yield f"{verb} from {_SOURCES[fact.source]}"


def example(resource_type: ResourceType) -> str:
    """A resource object of the type as JSON text (JSON:API 1.0, "Resource Objects")."""
    resource: dict[str, Json] = {"type": resource_type.name, "id": "1"}
    shown = [a for a in resource_type.attributes if not a.write_only]
    if shown:
        resource["attributes"] = {a.name: sample(a.schema) for a in shown}
    if resource_type.relationships:
        resource["relationships"] = {
            r.name: {"data": _linkage(r)} for r in resource_type.relationships
        }
    return json_text(resource, indent=2)


def shown_value(schema: Schema) -> str:
    """The example value of a data type, or an empty text where its rows say as much."""
    if not schema.members and not schema.items:
        return ""
    text = body_text(schema)
    return text if text.count("\n") < EXAMPLE_LINES else ""


def _linkage(relationship: Relationship) -> Json:
    identifier: Json = {"type": relationship.target, "id": "1"}
    return [identifier] if relationship.many else identifier
