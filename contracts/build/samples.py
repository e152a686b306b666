"""The example value of a schema, as Dredd 14 makes it from MSON.

Dredd sends and expects the bodies that its parser (drafter 5) generates, so every rule
here is that parser's: an array shows one value for each item type, an object all its
members, and a sample goes before a default. What MSON leaves open ("MSON Specification",
section 3.5, Sample and Default) was settled by running drafter 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from contracts.model import MISSING, Json, Kind, Member, Missing, Schema
from contracts.text.numbers import json_text

EMPTY_SCALARS: Final[dict[Kind, Json]] = {
    "string": "",
    "number": 0,
    "integer": 0,
    "boolean": False,
    "any": None,
}


def sample(schema: Schema) -> Json:
    """The example value of ``schema``.

    A type inside itself is left out, for Dredd's empty object in its place need not be one
    of the type; it is empty only where it must be there.
    """
    if schema.kind == "object" and schema.members:
        return {member.name: sample(member.schema) for member in shown_members(schema)}
    if schema.kind == "array" and schema.items:
        items = schema.items if schema.fixed else filter(_shows_as_item, schema.items)
        shown = [sample(item) for item in items]
        given = _given(schema)
        return shown if shown or not isinstance(given, list) else given
    given = _given(schema)
    if not isinstance(given, Missing):
        return given
    if schema.nullable:
        return None
    if schema.kind == "array":
        return []
    if schema.kind in ("object", "ref"):
        return {}
    if schema.types:
        return sample(schema.types[0])
    return schema.choices[0] if schema.choices else EMPTY_SCALARS[schema.kind]


def body_text(schema: Schema) -> str:
    """The example value as JSON text: two spaces a level, other scripts and numbers as written."""
    return json_text(sample(schema), indent=2)


def shown_members(schema: Schema) -> Iterator[Member]:
    """The members that an example has: of a One Of the first option's, no empty optional ones."""
    first = {m.name: m for options in schema.one_of for m in options[0]}
    others = {m.name for options in schema.one_of for option in options[1:] for m in option}
    for member in schema.members:
        if member.name in first:
            member = first[member.name]
        elif member.name in others:
            continue
        ends = member.schema.kind == "ref" and not (member.required or member.schema.nullable)
        if not ends and not (member.optional and _is_empty(member.schema)):
            yield member


def _is_empty(schema: Schema) -> bool:
    """Whether an optional member is left out: it is of a plain type and has no value."""
    if schema.kind == "ref":
        return True
    says = schema.name or schema.members or schema.items or schema.choices or schema.types
    return not says and isinstance(_given(schema), Missing)


def distinct_items(schema: Schema) -> tuple[Schema, ...]:
    """An array's item types; those that differ in samples and wording only count once."""
    kept: list[Schema] = []
    seen: list[Schema] = []
    for item in schema.items:
        bare = _without_samples(item)
        if bare not in seen:
            seen.append(bare)
            kept.append(item)
    return tuple(kept)


def _without_samples(schema: Schema) -> Schema:
    members = tuple(map(_bare, schema.members))
    return replace(
        schema,
        name=schema.name if schema.kind == "ref" else "",
        description="",
        sample=schema.sample if schema.fixed else MISSING,
        choice_descriptions=(),
        members=members,
        items=tuple(map(_without_samples, schema.items)),
        types=tuple(map(_without_samples, schema.types)),
        one_of=tuple(
            tuple(tuple(map(_bare, option)) for option in options) for options in schema.one_of
        ),
    )


def _bare(member: Member) -> Member:
    bare = _without_samples(member.schema)
    return replace(member, schema=bare, description="", location=None)


def _given(schema: Schema) -> Json | Missing:
    return schema.default if schema.sample is MISSING else schema.sample


def _shows_as_item(item: Schema) -> bool:
    """``array[string]`` stays empty: a bare scalar has no value to show."""
    if item.kind == "ref":
        return False
    if item.kind == "object" or item.name or item.choices or item.types:
        return True
    if item.kind == "array" and any(map(_shows_as_item, item.items)):
        return True
    return not isinstance(_given(item), Missing)
