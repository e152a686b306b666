"""The schema that an example's JSON value shows, and what several of them show together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from contracts.model import MISSING, Json, Kind, Member, Schema
from contracts.text.payloads import json_of

_INSTANT: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
#: What a text must look like to be of a format; every example must.
FORMATS: Final[dict[str, re.Pattern[str]]] = {
    "date-time": _INSTANT,
    "date": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])", re.ASCII),
    "time": re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII),
    "uri": re.compile(
        r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(/[\w./%~+-]*)?", re.ASCII
    ),
    "email": re.compile(r"[\w+-]+(\.[\w+-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII),
}


def kind_of(value: Any) -> Kind:
    """The kind of a JSON value; ``any`` for null, which has no kind."""
    if value is None:
        return "any"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    kinds: dict[type, Kind] = {str: "string", list: "array", dict: "object"}
    return kinds[type(value)]


def example_schema(value: Any) -> Schema:
    """The schema of one value: its members, its samples, null as "nullable, of any kind"."""
    if isinstance(value, dict):
        members = tuple(Member(str(k), example_schema(v)) for k, v in value.items())
        return Schema("object", members=members)
    if isinstance(value, list):
        return Schema("array", items=tuple(map(example_schema, value)), sample=value)
    return Schema(kind_of(value), nullable=value is None, sample=value)


def document_schema(document: Any) -> Schema | None:
    """The schema of a JSON:API example, its resource types fixed; None for what is no object."""
    if not isinstance(document, dict):
        return None
    return typed(example_schema(document))


@lru_cache(maxsize=2_048)
def body_schema(text: str) -> Schema | None:
    """The schema of an example body; kept, because a long-lived process sees the same again."""
    return document_schema(json_of(text))


def typed(document: Schema, name: str = "") -> Schema:
    """A document's schema with the ``type`` of every resource fixed to its sample.

    ``name`` is the type of primary data whose type has no sample.
    """
    members = tuple(
        replace(m, schema=_resource(m.schema, name if m.name == "data" else ""))
        if m.name in ("data", "included")
        else m
        for m in document.members
    )
    return replace(document, members=members)


def _resource(schema: Schema, name: str = "") -> Schema:
    """A resource object, identifier or list of them, with the member ``type`` fixed."""
    if schema.kind == "array":
        return replace(schema, items=tuple(_resource(item, name) for item in schema.items))
    return replace(schema, members=tuple(_fixed(member, name) for member in schema.members))


def _fixed(member: Member, name: str) -> Member:
    schema = member.schema
    if member.name == "type":
        shown = schema.sample if isinstance(schema.sample, str) else name
        return (
            replace(member, schema=replace(schema, fixed=True, sample=shown)) if shown else member
        )
    if member.name == "relationships":
        inner = tuple(replace(r, schema=_relationship(r.schema)) for r in schema.members)
        return replace(member, schema=replace(schema, members=inner))
    return member


def _relationship(schema: Schema) -> Schema:
    members = tuple(
        replace(m, schema=_resource(m.schema)) if m.name == "data" else m for m in schema.members
    )
    return replace(schema, members=members)


def kinds_shown(schemas: Iterable[Schema]) -> frozenset[Kind]:
    """The kinds of the values that are not null; a whole number among others is a number."""
    kinds = {s.kind for s in schemas if s.kind != "any"}
    if kinds == {"integer", "number"}:
        return frozenset({"number"})
    return frozenset(kinds)


def format_shown(values: Sequence[Json]) -> str:
    """The format that all the texts among these values have, or an empty text."""
    texts = [v for v in values if isinstance(v, str)]
    matching = (f for f, pattern in FORMATS.items() if all(map(pattern.fullmatch, texts)))
    return next(matching, "") if texts else ""


def samples(schemas: Iterable[Schema]) -> list[Json]:
    """The sample values, without null."""
    return [s.sample for s in schemas if s.sample is not MISSING and s.sample is not None]
