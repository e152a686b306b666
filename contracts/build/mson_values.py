"""Values, choices and members of MSON elements, put together."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.model import MISSING, Json, Kind, Member, Missing, OneOf, Schema
from contracts.text.lengths import stated_lengths
from contracts.text.numbers import number_of

_OTHER_SCHEME: Final = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)


def enum_of(schema: Schema, allowed: Iterable[Schema]) -> Schema:
    """``schema`` as an enum of ``allowed``: fixed scalars are values, all others types."""
    distinct: dict[tuple[str, str], Schema] = {}
    for each in allowed:
        distinct.setdefault(_key(each), each)
    choices = tuple(distinct.values())
    if not all(each.fixed for each in choices):
        # Dredd's parser shows the first; so does the example made of these.
        return replace(schema, kind="any", choices=(), types=choices, name="")
    kinds = {each.kind for each in choices}
    about = tuple(each.description for each in choices)
    return replace(
        schema,
        kind=kinds.pop() if len(kinds) == 1 else "any",
        choices=tuple(each.sample for each in choices if not isinstance(each.sample, Missing)),
        choice_descriptions=about if any(about) else (),
        types=(),
        name="",
    )


def alternatives(schema: Schema) -> tuple[Schema, ...]:
    """What an enum allows, one schema each; nothing of what is no enum."""
    if schema.types:
        return schema.types
    about = schema.choice_descriptions or ("",) * len(schema.choices)
    return tuple(
        Schema(_kind(choice, schema.kind), sample=choice, fixed=True, description=text)
        for choice, text in zip(schema.choices, about, strict=True)
    )


def _key(schema: Schema) -> tuple[str, str]:
    """What distinguishes alternatives; 1 and true are equal in Python alone."""
    if schema.fixed:
        return "value", json.dumps(schema.sample if schema.sample is not MISSING else None)
    return "type", repr(schema)


def _kind(value: Json, kind: Kind) -> Kind:
    if kind != "any":
        return kind
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string"


def merged(inherited: Iterable[Member], own: Iterable[Member]) -> tuple[Member, ...]:
    """Own members replace inherited ones of the same name, in the inherited one's place."""
    members = {member.name: member for member in inherited}
    for member in own:
        members[member.name] = member
    return tuple(members.values())


def flattened(options: OneOf) -> tuple[Member, ...]:
    """The members of all options, each once and none required; types that differ are joined."""
    members: dict[str, Member] = {}
    for member in (member for option in options for member in option):
        known = members.get(member.name)
        schema = member.schema if known is None else _joined(known.schema, member.schema)
        members[member.name] = replace(known or member, schema=schema, required=False)
    return tuple(members.values())


def without(one_of: Iterable[OneOf], names: Collection[str]) -> tuple[OneOf, ...]:
    """The One Of sections without the members that later ones of these names replace."""
    kept_options = []
    for options in one_of:
        kept = tuple(tuple(m for m in option if m.name not in names) for option in options)
        if any(kept):
            kept_options.append(kept)
    return tuple(kept_options)


def _joined(one: Schema, other: Schema) -> Schema:
    if one == other:
        return one
    known = one.types if one.kind == "any" and one.types and not one.name else (one,)
    return replace(Schema("any"), types=known if other in known else (*known, other))


def integral(schema: Schema) -> Schema:
    """A named integer's values without a fraction of zero."""
    if schema.kind != "integer":
        return schema
    return replace(
        schema,
        sample=_whole(schema.sample),
        default=_whole(schema.default),
        choices=tuple(map(_whole_choice, schema.choices)),
    )


def _whole(value: Json | Missing) -> Json | Missing:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _whole_choice(value: Json) -> Json:
    whole = _whole(value)
    return value if isinstance(whole, Missing) else whole


def value_of(raw: Any, schema: Schema) -> Json | Missing:
    """A sample or default: a scalar, an element, or a list of elements."""
    if isinstance(raw, dict):
        inner = raw.get("attributes", {}).get("samples")
        raw = inner[0] if inner and "content" not in raw else raw.get("content")
    if isinstance(raw, list):
        if schema.kind == "object":
            return _object(raw, schema)
        values = [value_of(item, _item(schema, item)) for item in raw]
        known: list[Json] = [v for v in values if not isinstance(v, Missing)]
        if schema.kind == "array":
            return known
        return known[0] if known else MISSING
    return scalar(raw, schema.kind)


def with_lengths(schema: Schema, described: str) -> Schema:
    """A string with the lengths that its description states; any other schema as it is."""
    if schema.kind != "string":
        return schema
    lengths = stated_lengths(described)
    return replace(schema, lengths=lengths) if lengths else schema


def with_shown_scheme(schema: Schema) -> Schema:
    """A URL whose sample has another scheme than http and https is a URI of any scheme."""
    sample = schema.sample
    is_other = schema.format == "url" and isinstance(sample, str) and _OTHER_SCHEME.match(sample)
    return replace(schema, format="uri") if is_other else schema


def _item(schema: Schema, raw: Any) -> Schema:
    """What a sample's item is read as: of an array's own type, else of the type it names."""
    if schema.kind != "array":
        return schema
    named = raw.get("element") if isinstance(raw, dict) else ""
    kinds: dict[Any, Kind] = {"number": "number", "boolean": "boolean", "object": "object"}
    only = schema.items[0] if len(schema.items) == 1 else Schema(kinds.get(named, "string"))
    return Schema(kinds[named]) if named in kinds else only


def _object(raw: Sequence[Any], schema: Schema) -> Json | Missing:
    """The object that member elements describe; MISSING where they are none.

    A value without a type of its own has that of the member of its name.
    """
    values: dict[str, Json] = {}
    declared = {member.name: member.schema for member in schema.members}
    for element in raw:
        content = element.get("content") if isinstance(element, dict) else None
        if not isinstance(content, dict) or not isinstance(content.get("key"), dict):
            return MISSING
        kinds: dict[Any, Kind] = {"number": "number", "boolean": "boolean", "object": "object"}
        inner = content.get("value") or {}
        kind = kinds.get(inner.get("element"), "array" if _is_list(inner) else "string")
        name = str(content["key"].get("content", ""))
        own = declared.get(name, Schema(kind)) if kind in ("string", "object") else Schema(kind)
        given = value_of(inner, own)
        values[name] = "" if isinstance(given, Missing) else given
    return values


def _is_list(element: Any) -> bool:
    return isinstance(element.get("content"), list)


def scalar(raw: Any, kind: Kind) -> Json | Missing:
    """A scalar as JSON of the wanted kind where its text allows, else unchanged."""
    if isinstance(raw, dict):
        raw = raw.get("content")
    if raw is None or isinstance(raw, list):
        return MISSING
    if kind == "string" and not isinstance(raw, str):
        return str(raw).lower() if isinstance(raw, bool) else str(raw)
    if isinstance(raw, float) and kind == "integer":
        return _whole(raw)
    if isinstance(raw, str) and kind in ("number", "integer"):
        return _number(raw)
    if kind == "boolean" and raw in ("true", "false"):
        return bool(raw == "true")
    given: Json = raw
    return given


def _number(raw: str) -> Json:
    number = number_of(raw)
    return raw if number is None else number
