"""JSON Schema 2020-12 from the contract: what MSON states about a value, and nothing more.

Core keywords are those of "JSON Schema: A Media Type for Describing JSON Documents"
(2020-12) and "JSON Schema Validation"; a type inside itself becomes ``$defs`` and ``$ref``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from contracts.build.samples import distinct_items, sample
from contracts.model import MISSING, Json, Member, OneOf, Payload, Schema
from contracts.text.json_pointer import fragment
from contracts.text.lifecycle import is_deprecated
from contracts.text.numbers import json_text
from contracts.text.payloads import parsed

JsonSchema: TypeAlias = dict[str, Any]
Refer: TypeAlias = Callable[[Schema], str | None]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

#: RFC 3339's time, with or without its seconds and zone.
TIME: Final = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?$"

_URI_CHARACTER: Final = "([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})"
#: An http or https URL (RFC 9110, section 4.2): the format ``uri`` alone also has ``https://`` and
#: ``javascript:``. Nothing but the letters of the scheme depends on flags that a dialect may lack.
URL: Final = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(([A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(\[[0-9A-Fa-f:.]+\]|([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(:[0-9]*)?"
    rf"([/?]{_URI_CHARACTER}*)?(#{_URI_CHARACTER}*)?$"
)

_NO_NAMES: Final[Mapping[str, Schema]] = {}


def schema_of(
    schema: Schema,
    *,
    named: Mapping[str, Schema] = _NO_NAMES,
    refer: Refer | None = None,
) -> JsonSchema:
    """The JSON Schema of ``schema``, without ``$schema``.

    ``named`` are the contract's named types: needed only where a type inside itself is not
    also the type around it. ``refer`` may answer, for a named object or array, the URI of a
    schema kept elsewhere; it then also decides what a type inside itself refers to.
    """
    if refer is not None:
        return _node(schema, refer)
    recursive = _recursive_names(schema, named)
    result = _node(schema, _defs_reference)
    if recursive:
        result["$defs"] = {
            name: {} if definition is None else _node(definition, _defs_reference)
            for name, definition in sorted(recursive.items())
        }
    return result


def payload_schema(payload: Payload, named: Mapping[str, Schema] = _NO_NAMES) -> JsonSchema | None:
    """The schema that a payload's body must satisfy, or None when it is undocumented.

    A JSON Schema written in the blueprint has precedence and is returned unchanged, in its own
    draft. Raises ValueError when that text is not a JSON Schema (lint reports it).
    """
    if payload.body_schema:
        written = parsed(payload.body_schema)
        if isinstance(written, bool):
            return {} if written else {"not": {}}
        if not isinstance(written, dict):
            raise ValueError(f"{payload.location}: a JSON Schema is an object, true or false")
        return written
    if payload.schema is None:
        return None
    return {"$schema": DIALECT, **schema_of(payload.schema, named=named)}


def readable_schema(payload: Payload, named: Mapping[str, Schema] = _NO_NAMES) -> JsonSchema | None:
    """As :func:`payload_schema`, but None for a written schema that is not one.

    For renderers only: an unreadable schema is lint's finding, and no reason to leave a
    reader without the rest of the document. A judge must use :func:`payload_schema`.
    """
    try:
        return payload_schema(payload, named)
    except ValueError:
        return None


def _defs_reference(schema: Schema) -> str | None:
    """A JSON Pointer in a URI fragment (RFC 6901, section 6) to a recursive type."""
    if schema.kind != "ref":
        return None
    return fragment("$defs", schema.name)


def _node(schema: Schema, refer: Refer) -> JsonSchema:
    """The schema of one value; a description stays beside a reference, as 2020-12 allows."""
    target = refer(schema) if schema.name and schema.kind in ("object", "array", "ref") else None
    if target is not None:
        reference: JsonSchema = {"$ref": target}
        return {"anyOf": [reference, {"type": "null"}]} if schema.nullable else reference
    result: JsonSchema = {}
    if schema.kind not in ("any", "ref"):
        result["type"] = [schema.kind, "null"] if schema.nullable else schema.kind
    about = with_choices(schema.description, schema.choices, schema.choice_descriptions)
    if about:
        result["description"] = about
    result |= format_keywords(schema.format) | _lengths(schema) | _values(schema)
    if schema.kind == "object":
        result |= _object(schema, refer)
    if schema.kind == "array" and schema.items:
        result |= _items(schema, refer)
    if schema.types:
        null: list[JsonSchema] = [{"type": "null"}] if schema.nullable else []
        result |= _any_of([*(_node(each, refer) for each in schema.types), *null])
    return result


def with_choices(
    description: str, choices: Sequence[Json], choice_descriptions: Sequence[str]
) -> str:
    """A description with those of an enum's members, as a list: JSON Schema and OpenAPI
    have no keyword for it."""
    text = [
        f"- `{choice if isinstance(choice, str) else json_text(choice)}`: {about}"
        for choice, about in zip(choices, choice_descriptions, strict=False)
        if about
    ]
    return "\n\n".join(filter(None, (description, "\n".join(text))))


def format_keywords(name: str) -> JsonSchema:
    """The keywords for a format of the conventions, where JSON Schema's is another one.

    The zone that JSON Schema's ``time`` demands may be missing from a Time, and a URL is http or
    https.
    """
    if name == "time":
        return {"pattern": TIME}
    if name == "url":
        return {"format": "uri", "pattern": URL}
    return {"format": name} if name else {}


def _lengths(schema: Schema) -> JsonSchema:
    """The keywords about the length of a string."""
    least, most = schema.lengths.least, schema.lengths.most
    lengths = {"minLength": least, "maxLength": most}
    return {keyword: length for keyword, length in lengths.items() if length}


def _values(schema: Schema) -> JsonSchema:
    """The keywords about single values: const, enum, default and examples."""
    result: JsonSchema = {}
    if schema.fixed and schema.kind != "array":
        value = sample(schema)
        result |= {"enum": [value, None]} if schema.nullable else {"const": value}
    elif schema.choices:
        null = [None] if schema.nullable and None not in schema.choices else []
        result["enum"] = [*schema.choices, *null]
    if schema.default is not MISSING:
        result["default"] = schema.default
    if schema.sample is not MISSING and not schema.fixed:
        result["examples"] = [schema.sample]
    return result


def _object(schema: Schema, refer: Refer) -> JsonSchema:
    """Members, those of One Of sections by option, and those that a variable names."""
    options = {m.name for one in schema.one_of for option in one for m in option}
    named = [m for m in schema.members if not m.variable]
    plain = [m for m in named if m.name not in options]
    # A closed object must name them; what they are, the options say.
    others: JsonSchema = {m.name: {} for m in named if m.name in options and schema.closed}
    result: JsonSchema = {"properties": _properties(plain, refer) | others, **_required(plain)}
    variable = [_member(m, refer) for m in schema.members if m.variable]
    if variable:
        result["additionalProperties"] = _any_of(variable)
    elif schema.closed:
        result["additionalProperties"] = False
    one_of = [_one_of(one, refer) for one in schema.one_of]
    if len(one_of) > 1:
        return result | {"allOf": one_of}
    return result | (one_of[0] if one_of else {})


def _properties(members: Iterable[Member], refer: Refer) -> JsonSchema:
    return {m.name: _member(m, refer) for m in members}


def _member(member: Member, refer: Refer) -> JsonSchema:
    text = member.description
    if text:
        text = with_choices(text, member.schema.choices, member.schema.choice_descriptions)
    return described(_node(member.schema, refer), text)


def _required(members: Iterable[Member]) -> JsonSchema:
    required = [m.name for m in members if m.required]
    return {"required": required} if required else {}


def _one_of(options: OneOf, refer: Refer) -> JsonSchema:
    """The members of one option and no other's (MSON 5.2).

    Where an option requires nothing of its own, ``oneOf`` would refuse what fits it: then
    each option refuses the members that only others have.
    """
    names = [{m.name for m in option} for option in options]
    own = [
        any(
            m.required and all(m.name not in other for other in names[:i] + names[i + 1 :])
            for m in option
        )
        for i, option in enumerate(options)
    ]
    schemas = [
        {"properties": _properties(option, refer), **_required(option)} for option in options
    ]
    if all(own):
        return {"oneOf": schemas}
    every = [name for option in options for name in dict.fromkeys(m.name for m in option)]
    for schema, known in zip(schemas, names, strict=True):
        schema["properties"] |= {name: False for name in every if name not in known}
    return {"anyOf": schemas}


def _items(schema: Schema, refer: Refer) -> JsonSchema:
    """Any of the item types; of a fixed array, each in its place."""
    if schema.fixed:
        places = [_node(item, refer) for item in schema.items]
        return {"prefixItems": places, "minItems": len(places), "items": False}
    return {"items": _any_of([_node(item, refer) for item in distinct_items(schema)])}


def _any_of(schemas: list[JsonSchema]) -> JsonSchema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def described(schema: JsonSchema, description: str) -> JsonSchema:
    """A member's description has precedence over its type's.

    ``deprecated`` is an annotation (JSON Schema Validation 2020-12, section 9.3).
    """
    if not description:
        return schema
    deprecated = {"deprecated": True} if is_deprecated(description) else {}
    return {**schema, "description": description, **deprecated}


def _recursive_names(schema: Schema, named: Mapping[str, Schema]) -> dict[str, Schema | None]:
    """The types that a schema refers to, directly or through others, with their schemas."""
    around = {node.name: node for node in _nodes(schema) if node.name and node.kind != "ref"}
    definitions: dict[str, Schema | None] = {}
    waiting = [node.name for node in _nodes(schema) if node.kind == "ref"]
    while waiting:
        name = waiting.pop()
        if name in definitions:
            continue
        definition = named.get(name, around.get(name))
        definitions[name] = definition
        if definition is not None:
            waiting += [node.name for node in _nodes(definition) if node.kind == "ref"]
    return definitions


def _nodes(schema: Schema) -> Iterator[Schema]:
    yield schema
    options = (m.schema for one in schema.one_of for option in one for m in option)
    for inner in (*(m.schema for m in schema.members), *schema.items, *schema.types, *options):
        yield from _nodes(inner)
