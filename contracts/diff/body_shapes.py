"""The shape of a payload's body: what MSON or a JSON Schema states, or else what the example shows.

An example shows little: nothing about what is required, nothing about other values. A value
that is unknown (``null`` in an example, a schema beyond this reader) is :data:`UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from contracts.build.infer.examples import example_schema, typed
from contracts.build.infer.json_schemas import read_schema
from contracts.model import Member, Payload, Schema
from contracts.text.payloads import is_json_api, json_of

UNKNOWN: Final = Schema("any", nullable=True)
DEEPEST: Final = 40
"""Values of an example deeper than this are unknown."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A body's shape; ``stated``: by a schema of the blueprint, not only by an example."""

    schema: Schema
    stated: bool


def shape(payload: Payload) -> Shape | None:
    """The shape of the payload's JSON body, or None when nothing is known of it."""
    written = read_schema(payload.body_schema, every_format=True)
    if written is not None:
        return Shape(_with_unknown(written), stated=True)
    if payload.schema is not None:
        return Shape(payload.schema, stated=True)
    value = json_of(payload.body)
    if value is None:
        return None
    shown = example_schema(value)
    return Shape(_without_values(typed(shown) if is_json_api(payload) else shown, 0), stated=False)


def _without_values(schema: Schema, depth: int) -> Schema:
    """An example's schema without its values, save the names of resource types."""
    if schema.fixed:
        return Schema(schema.kind, fixed=True, sample=schema.sample)
    is_deep = depth == DEEPEST and schema.kind in ("array", "object")
    if schema.kind == "any" or is_deep:
        return UNKNOWN
    inner = [replace(m, schema=_without_values(m.schema, depth + 1)) for m in schema.members]
    items = [_without_values(item, depth + 1) for item in schema.items]
    return Schema(schema.kind, members=tuple(inner), items=(_union(items),) if items else ())


def _union(schemas: Sequence[Schema]) -> Schema:
    """One schema for all: objects have the members of any, and values that differ are unknown."""
    known = [schema for schema in schemas if schema != UNKNOWN]
    if not known:
        return UNKNOWN
    first = known[0]
    if {schema.kind for schema in known} == {"object"}:
        members: dict[str, list[Schema]] = {}
        for schema in known:
            for member in schema.members:
                members.setdefault(member.name, []).append(member.schema)
        return replace(first, members=tuple(Member(n, _union(s)) for n, s in members.items()))
    if {schema.kind for schema in known} == {"array"}:
        items = [item for schema in known for item in schema.items]
        return replace(first, items=(_union(items),) if items else ())
    if {schema.kind for schema in known} <= {"integer", "number"}:
        return max(known, key=lambda schema: schema.kind)
    return first if all(schema == first for schema in known) else _loosened(known)


def _loosened(schemas: Sequence[Schema]) -> Schema:
    """Different fixed texts are a text; different types are unknown."""
    kinds = {schema.kind for schema in schemas}
    return Schema(kinds.pop()) if len(kinds) == 1 else UNKNOWN


def _with_unknown(schema: Schema) -> Schema:
    """A JSON Schema's shape, in which what has no kind of its own is unknown."""
    if schema.kind == "any":
        return UNKNOWN
    members = tuple(replace(m, schema=_with_unknown(m.schema)) for m in schema.members)
    return replace(schema, members=members, items=tuple(map(_with_unknown, schema.items)))
