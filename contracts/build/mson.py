"""MSON: data structure elements to :class:`~contracts.model.Schema`.

Named types are expanded in place, inheritance and ``Include`` resolved. A type inside
itself ends in a ``ref``. Specification: apiaryio/mson, "MSON Specification", sections 3
(type attributes), 4.2 (nested members), 5 (One Of, Include).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.model import MISSING, Json, Kind, Location, Member, Missing, Schema
from contracts.read.refract import Element, description, element_name, offset, text, type_attributes

BASE_KINDS: Final[dict[str, Kind]] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "enum": "string",
    "null": "any",
}

#: Named scalar types with a meaning of their own: name in lower case to (kind, format).
MEANINGS: Final[dict[str, tuple[Kind, str]]] = {
    "integer": ("integer", ""),
    "timestamp": ("string", "date-time"),
    "date time": ("string", "date-time"),
    "datetime": ("string", "date-time"),
    "date-time": ("string", "date-time"),
    "date": ("string", "date"),
    "time": ("string", "time"),
    "email": ("string", "email"),
    "url": ("string", "uri"),
    "uri": ("string", "uri"),
    "uuid": ("string", "uuid"),
}


@dataclass(frozen=True, slots=True)
class MsonReader:
    """Reads data structures against the named types of a blueprint.

    ``named`` holds the raw element of each named type; ``locate`` turns an element's
    offset in the expanded text into a place in a file.
    """

    named: Mapping[str, Element]
    locate: Callable[[int], Location]

    def named_schemas(self) -> dict[str, Schema]:
        """Every named type's schema, by name."""
        return {name: self.named_schema(name) for name in self.named}

    def named_schema(self, name: str) -> Schema:
        """The schema of the named type ``name``; ``any`` when there is no such type."""
        return self._of_name(name, frozenset())

    def schema(self, element: Element) -> Schema:
        """The schema of a payload's data structure element."""
        return self._read(element, frozenset(), frozenset())

    def _of_name(self, name: str, open_types: frozenset[str]) -> Schema:
        if name in open_types:
            return Schema("ref", name=name)
        element = self.named.get(name)
        if element is None:
            return Schema("any", name=name)
        schema = self._read(element, frozenset(), open_types | {name})
        kind, meaning = MEANINGS.get(name.lower(), (schema.kind, schema.format))
        if schema.kind in ("string", "number"):
            schema = replace(schema, kind=kind, format=meaning)
        return replace(schema, name=name, description=description(element))

    def _read(
        self, element: Element, attributes: frozenset[str], open_types: frozenset[str]
    ) -> Schema:
        attributes |= type_attributes(element)
        base = element_name(element)
        if base in BASE_KINDS:
            schema = Schema(BASE_KINDS[base])
        else:
            schema = self._of_name(base, open_types)
        if "nullable" in attributes:
            schema = replace(schema, nullable=True)
        schema = self._with_content(schema, element, base == "enum", open_types)
        schema = self._with_samples(schema, element)
        if "fixedType" in attributes and schema.kind == "object":
            members = tuple(replace(m, required=True) for m in schema.members)
            schema = replace(schema, closed=True, members=members)
        return _fix(schema) if "fixed" in attributes else schema

    def _with_content(
        self, schema: Schema, element: Element, is_enum: bool, open_types: frozenset[str]
    ) -> Schema:
        content = element.get("content")
        if content is None or schema.kind == "ref":
            return schema
        if not isinstance(content, list):
            return replace(schema, sample=_scalar(content, schema.kind))
        if not content:
            return schema
        if is_enum or schema.choices:
            return _with_choices(schema, content)
        if schema.kind == "array":
            items = tuple(self._read(item, frozenset(), open_types) for item in content)
            return replace(schema, items=schema.items + items, name="")
        members = _merge(schema.members, self._members(content, open_types))
        return replace(schema, kind="object", members=members, name="")

    def _members(self, content: list[Element], open_types: frozenset[str]) -> Iterator[Member]:
        for element in content:
            name = element_name(element)
            if name == "member":
                yield self._member(element, open_types)
            elif name == "ref":
                yield from self._of_name(_ref_target(element), open_types).members
            elif name == "select":
                options = [o for o in element.get("content", []) if isinstance(o, dict)]
                for option in options:
                    for member in self._members(option.get("content", []), open_types):
                        yield replace(member, required=False)

    def _member(self, element: Element, open_types: frozenset[str]) -> Member:
        content = element["content"]
        attributes = type_attributes(element)
        return Member(
            name=text(content["key"]),
            schema=self._read(content["value"], attributes, open_types),
            required="required" in attributes or "fixed" in attributes,
            description=description(element),
            location=self.locate(offset(content["key"])),
        )

    def _with_samples(self, schema: Schema, element: Element) -> Schema:
        attributes = element.get("attributes", {})
        samples = attributes.get("samples") or []
        if samples and schema.sample is MISSING:
            schema = replace(schema, sample=_sample_value(samples[0], schema))
        if "default" in attributes:
            schema = replace(schema, default=_sample_value(attributes["default"], schema))
        return schema


def _with_choices(schema: Schema, content: list[Element]) -> Schema:
    """An enum's members; a known member repeated alone is a sample of a named enum."""
    values = [_scalar(item.get("content"), schema.kind) for item in content]
    known = [v for v in values if not isinstance(v, Missing)]
    if schema.choices and len(known) == 1 and known[0] in schema.choices:
        return replace(schema, sample=known[0])
    return replace(schema, choices=tuple(dict.fromkeys((*schema.choices, *known))), name="")


def _merge(inherited: tuple[Member, ...], own: Iterator[Member]) -> tuple[Member, ...]:
    """Own members replace inherited ones of the same name, in the inherited one's place."""
    members = {member.name: member for member in inherited}
    for member in own:
        members[member.name] = member
    return tuple(members.values())


def _fix(schema: Schema) -> Schema:
    """``fixed`` makes the given value the only one; on an object, those of its members."""
    if schema.kind == "object":
        members = tuple(replace(m, schema=_fix(m.schema)) for m in schema.members)
        return replace(schema, members=members)
    return schema if schema.sample is MISSING else replace(schema, fixed=True)


def _ref_target(element: Element) -> str:
    content = element.get("content")
    return text(content.get("href")) if isinstance(content, dict) else text(content)


def _sample_value(raw: Any, schema: Schema) -> Json | Missing:
    """A sample or default: a scalar, an element, or a list of elements."""
    if isinstance(raw, dict):
        raw = raw.get("content")
    if isinstance(raw, list):
        values = [_sample_value(item, schema) for item in raw]
        known: list[Json] = [v for v in values if not isinstance(v, Missing)]
        if schema.kind == "array":
            return known
        return known[0] if known else MISSING
    return _scalar(raw, schema.kind)


def _scalar(raw: Any, kind: Kind) -> Json | Missing:
    """A scalar as JSON of the wanted kind where its text allows, else as it stands."""
    if isinstance(raw, dict):
        raw = raw.get("content")
    if raw is None or isinstance(raw, list):
        return MISSING
    if kind == "string" or not isinstance(raw, str):
        return str(raw) if kind == "string" and not isinstance(raw, str) else _integral(raw, kind)
    if kind in ("number", "integer"):
        return _number(raw)
    if kind == "boolean" and raw in ("true", "false"):
        return raw == "true"
    return raw


def _integral(raw: Any, kind: Kind) -> Json:
    if kind == "integer" and isinstance(raw, float) and raw.is_integer():
        return int(raw)
    value: Json = raw
    return value


def _number(raw: str) -> Json:
    try:
        return int(raw)
    except ValueError:
        try:
            return float(raw)
        except ValueError:
            return raw
