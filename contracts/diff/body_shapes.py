"""The shape of a payload's body: what MSON or a JSON Schema states, or else what the example shows.

An example shows little: nothing about what is required, nothing about other values. A value
that is unknown (``null`` in an example, a schema beyond this reader) is :data:`UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.build.infer.json_schemas import read_schema
from contracts.model import Kind, Member, Payload, Schema
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
    return Shape(_from_example(value, is_json_api(payload), 0), stated=False)


def _from_example(value: Any, json_api: bool, depth: int) -> Schema:
    if isinstance(value, dict) and depth < DEEPEST:
        return Schema("object", members=tuple(_members(value, json_api, depth)))
    if isinstance(value, list) and depth < DEEPEST:
        items = [_from_example(item, json_api, depth + 1) for item in value]
        return Schema("array", items=(_union(items),) if items else ())
    kinds: dict[type, Kind] = {bool: "boolean", int: "integer", float: "number", str: "string"}
    kind = kinds.get(type(value))
    return UNKNOWN if kind is None else Schema(kind)


def _members(value: Mapping[str, Any], json_api: bool, depth: int) -> list[Member]:
    resource = json_api and "type" in value and ("id" in value or "attributes" in value)
    members = []
    for name, inner in value.items():
        schema = _from_example(inner, json_api, depth + 1)
        if resource and name == "type" and isinstance(inner, str):
            schema = Schema("string", fixed=True, sample=inner)
        members.append(Member(name, schema))
    return members


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
