"""Types read from a JSON Schema in the blueprint (drafts 3 to 2020-12).

Assertions about values (``pattern``, ``minimum``) say nothing of a type and are left out.
What is no schema at all is an empty one: lint reports it, and nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contracts.build.infer.examples import kind_of
from contracts.build.schemas import URL
from contracts.model import MISSING, Kind, Lengths, Member, Schema
from contracts.text.documents import as_list
from contracts.text.json_pointer import resolve_fragment
from contracts.text.lengths import json_schema_lengths
from contracts.text.lifecycle import description_in_schema
from contracts.text.payloads import json_of

KINDS: Final[dict[str, Kind]] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
}
FORMATS: Final = frozenset({"date-time", "date", "time", "email", "uri", "uuid"})
DEEPEST: Final = 40
MOST: Final = 20_000
"""Schemas inside one that are read: references may multiply them without end."""


def read_schema(text: str, *, every_format: bool = False) -> Schema | None:
    """The schema that a JSON Schema's text describes; None when it is no JSON object.

    A type inside itself is read once, and is of any kind inside. With ``every_format`` formats
    that no column is made for are kept, too.
    """
    document = json_of(text)
    if not isinstance(document, dict):
        return None
    return _SchemaReader(document, every_format).read(document, 0)


@dataclass(slots=True)
class _SchemaReader:
    root: Mapping[str, Any]
    every_format: bool
    left: int = MOST
    opened: set[str] = field(default_factory=set)

    def read(self, node: Any, depth: int) -> Schema:
        self.left -= 1
        if not isinstance(node, Mapping) or depth > DEEPEST or self.left < 0:
            return Schema("any")
        if isinstance(node.get("$ref"), str):
            return self._referred(node["$ref"], depth)
        schema = self._of_own(node, depth)
        for part in as_list(node.get("allOf")):
            schema = _both(schema, self.read(part, depth + 1))
        for key in ("anyOf", "oneOf"):
            schema = _both(schema, self._either(as_list(node.get(key)), depth))
        return schema

    def _referred(self, reference: str, depth: int) -> Schema:
        if reference in self.opened:
            return Schema("any")
        self.opened.add(reference)
        schema = self.read(resolve_fragment(self.root, reference), depth + 1)
        self.opened.remove(reference)
        return schema

    def _of_own(self, node: Mapping[str, Any], depth: int) -> Schema:
        kind, nullable = _kind(node)
        choices = tuple(as_list(node.get("enum")))
        values = [node["const"]] if "const" in node else list(choices)
        if kind == "any" and values:
            kinds = {kind_of(v) for v in values if v is not None}
            kind = kinds.pop() if len(kinds) == 1 else "any"
        fixed = "const" in node or len(choices) == 1
        format_ = self._format(node) if kind == "string" else ""
        if format_ == "uri" and node.get("pattern") == URL:
            format_ = "url"
        return Schema(
            kind,
            description=description_in_schema(node),
            format=format_,
            nullable=nullable or node.get("nullable") is True or None in choices,
            fixed=fixed,
            sample=values[0] if fixed else MISSING,
            default=node.get("default", MISSING),
            choices=() if fixed else tuple(c for c in choices if c is not None),
            members=tuple(self._members(node, depth)) if kind == "object" else (),
            items=tuple(self._items(node, depth)) if kind == "array" else (),
            lengths=json_schema_lengths(node) if kind == "string" else Lengths(),
            closed=kind == "object" and node.get("additionalProperties") is False,
        )

    def _format(self, node: Mapping[str, Any]) -> str:
        named = node.get("format")
        if not isinstance(named, str):
            return ""
        return named if self.every_format or named in FORMATS else ""

    def _members(self, node: Mapping[str, Any], depth: int) -> Iterator[Member]:
        properties = node.get("properties")
        required = node.get("required")
        for name, value in properties.items() if isinstance(properties, Mapping) else ():
            own = isinstance(value, Mapping) and value.get("required") is True  # draft 3
            yield Member(
                str(name),
                self.read(value, depth + 1),
                required=own or name in as_list(required),
                description=description_in_schema(value),
            )

    def _items(self, node: Mapping[str, Any], depth: int) -> Iterator[Schema]:
        items = node.get("prefixItems", node.get("items"))
        for item in items if isinstance(items, list) else [items] if items is not None else []:
            yield self.read(item, depth + 1)

    def _either(self, options: list[Any], depth: int) -> Schema:
        """One of several: of several objects every member, none of them required."""
        read = [self.read(option, depth + 1) for option in options]
        null = [r for r in read if r.kind == "any" and r.nullable]
        rest = [r for r in read if r not in null]
        if not rest:
            return Schema("any", nullable=bool(null))
        if len(rest) > 1:
            kinds = {r.kind for r in rest}
            if kinds != {"object"}:
                kind = kinds.pop() if len(kinds) == 1 else "any"
                return Schema(kind, nullable=bool(null))
        merged = rest[0]
        for other in rest[1:]:
            merged = _both(merged, other)
            loose = tuple(replace(m, required=False) for m in merged.members)
            merged = replace(merged, members=loose, closed=all(r.closed for r in rest))
        return replace(merged, nullable=merged.nullable or bool(null))


def _kind(node: Mapping[str, Any]) -> tuple[Kind, bool]:
    written = node.get("type")
    names = [n for n in (written if isinstance(written, list) else [written]) if isinstance(n, str)]
    kinds = [KINDS[n] for n in names if n in KINDS]
    if not kinds:
        is_list = "items" in node or "prefixItems" in node
        implied: Kind = "object" if "properties" in node else "array" if is_list else "any"
        return implied, "null" in names
    return (kinds[0] if len(set(kinds)) == 1 else "any"), "null" in names


def _both(one: Schema, other: Schema) -> Schema:
    """What holds when both do."""
    members = {m.name: m for m in one.members}
    for member in other.members:
        known = members.get(member.name)
        if known is not None:
            both = _both(known.schema, member.schema)
            member = replace(known, schema=both, required=known.required or member.required)
        members[member.name] = member
    base, added = (one, other) if one.kind != "any" else (other, one)
    return replace(
        base,
        format=base.format or added.format,
        nullable=one.nullable or other.nullable,
        fixed=one.fixed or other.fixed,
        sample=base.sample if base.sample is not MISSING else added.sample,
        choices=base.choices or added.choices,
        members=tuple(members.values()),
        items=base.items or added.items,
        closed=one.closed or other.closed,
        lengths=_both_lengths(base.lengths, added.lengths),
    )


def _both_lengths(one: Lengths, other: Lengths) -> Lengths:
    most = min(one.most or other.most, other.most or one.most)
    return Lengths(max(one.least, other.least), most)
