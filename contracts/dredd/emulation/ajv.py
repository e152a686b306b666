"""JSON Schema as Gavel 9.1 has it judged: by ajv 6, which reads drafts 04 to 07 as one.

The declared draft decides only whether the schema itself is accepted (Gavel's
``json-schema-next.js``); after that every keyword of every draft counts, a draft-04 ``id``
is nothing, and an unknown format or a reference that leads nowhere is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import unquote

import jsonschema_rs

from contracts.dredd.emulation.ajv_formats import FORMATS, KNOWN
from contracts.dredd.emulation.ajv_messages import problems
from contracts.exchange import Problem
from contracts.text.json_pointer import ABSENT, escape, resolve
from contracts.text.json_schema import first_line
from contracts.text.json_values import read_json

_DRAFTS: Final = tuple(f"http://json-schema.org/draft-0{number}/schema" for number in (4, 6, 7))
_DRAFT_4, _, _DRAFT_7 = _DRAFTS
_UNVERSIONED: Final = "http://json-schema.org/schema"
_LIMITS: Final = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_LARGEST_PLAIN: Final = 1e21  # JavaScript writes larger numbers with an exponent

#: Keywords about values of one type.
_ABOUT: Final[dict[str, set[str]]] = {
    "number": {"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"},
    "string": {"maxLength", "minLength", "pattern", "format"},
    "array": {"maxItems", "minItems", "items", "contains", "uniqueItems"},
    "object": {
        *("maxProperties", "minProperties", "required", "dependencies", "propertyNames"),
        *("properties", "additionalProperties", "patternProperties"),
    },
}
#: Keywords that hold a schema, a list of schemas, or schemas by name.
_SCHEMAS: Final = frozenset(
    (
        *("additionalItems", "additionalProperties", "contains", "else", "if", "items"),
        *("not", "propertyNames", "then", "allOf", "anyOf", "oneOf"),
    )
)
_NAMED_SCHEMAS: Final = frozenset(
    ("definitions", "dependencies", "patternProperties", "properties")
)


class SchemaRefused(Exception):
    """Gavel or ajv raises an error because of the schema, and Dredd reports that."""


class AjvSchema:
    """A schema, as a value or as JSON text, ready to judge with.

    Raises SchemaRefused where Gavel would raise.
    """

    def __init__(self, source: Any) -> None:
        self._schema = schema = _parsed(source)
        _require_accepted(schema)
        reachable, is_closed = _reachable(schema)
        _require_known_formats(reachable.values())
        try:
            self._validator = jsonschema_rs.Draft7Validator(
                _as_draft_7(schema, frozenset(reachable) if is_closed else None),
                formats=dict(FORMATS),
                validate_formats=True,
                offline=True,
                keywords={"multipleOf": _MultipleOf},
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise SchemaRefused(_first_line(error)) from error

    def problems(self, seen: Any) -> Iterator[Problem]:
        """What ajv objects to in a JSON value."""
        return problems(self._validator.iter_errors(seen), self._schema)


class _MultipleOf:
    """ajv divides in floating point: 0.3 is no multiple of 0.1."""

    def __init__(self, _parent: Any, value: Any, _path: Any) -> None:
        self._divisor = value

    def validate(self, instance: Any) -> None:
        """Raise ValueError for a number that is no multiple."""
        if isinstance(instance, bool) or not isinstance(instance, int | float):
            return
        quotient = float(instance) / float(self._divisor)
        if not quotient.is_integer():  # as infinity is none
            raise ValueError(f"{instance} is not a multiple of {self._divisor}")
        if abs(quotient) >= _LARGEST_PLAIN:
            raise ValueError(f"{instance} is too many times {self._divisor} for ajv to tell")


def _parsed(source: Any) -> Any:
    if not isinstance(source, str):
        return source
    try:
        return read_json(source)
    except ValueError as error:
        message = f"the JSON Schema is not valid JSON: {_first_line(error)}"
        raise SchemaRefused(message) from error


def _require_accepted(schema: Any) -> None:
    """Refuse a schema that is none of its draft; without one it must be one of 04 and of 07."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise SchemaRefused("a JSON Schema is an object or a boolean")
    declared = schema.get("$schema")
    if declared and not isinstance(declared, str):
        raise SchemaRefused("$schema is not a text")
    drafts: tuple[str, ...] = (_DRAFT_4, _DRAFT_7)
    if declared and (draft := declared.removesuffix("#")) != _UNVERSIONED:
        if draft not in _DRAFTS:
            raise SchemaRefused(f"Gavel does not know the JSON Schema dialect {declared}")
        drafts = (draft,)
    for draft in drafts:
        if not jsonschema_rs.meta.is_valid({**schema, "$schema": f"{draft}#"}):
            raise SchemaRefused(f"the JSON Schema is no valid schema of {draft}")
    for node in _every(schema):
        values = node.get("enum")
        if isinstance(values, list) and (not values or _repeats(values)):
            raise SchemaRefused("ajv's meta-schemas want the values of an enum, each once")
        if str(node.get("$ref", "")).startswith("http://json-schema.org/draft-"):
            raise SchemaRefused(f"Gavel gives ajv no meta-schema to refer to: {node['$ref']}")


def _every(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all schemas in it, used or not."""
    if isinstance(schema, dict):
        yield schema
        for _, inner in _inner(schema):
            yield from _every(inner)
        definitions = schema.get("definitions")
        for inner in definitions.values() if isinstance(definitions, dict) else ():
            yield from _every(inner)


def _repeats(values: list[Any]) -> bool:
    return not jsonschema_rs.is_valid({"uniqueItems": True}, values)


def _reachable(root: Any) -> tuple[dict[str, Any], bool]:
    """The schemas ajv compiles, by JSON Pointer, and whether these are all it may need.

    Definitions count when something refers to them. They are not all when a reference is
    none to a place in the same text.
    """
    schemas: dict[str, Any] = {}
    waiting: list[tuple[str, Any]] = [("", root)]
    is_closed = True
    while waiting:
        place, schema = waiting.pop()
        if place in schemas:
            continue
        schemas[place] = schema
        if not isinstance(schema, dict):
            continue
        reference = schema.get("$ref")
        if isinstance(reference, str):
            target = unquote(reference.removeprefix("#"))
            is_closed = is_closed and reference.startswith("#") and target[:1] in ("", "/")
            inner = resolve(root, target)
            if inner is not ABSENT:
                waiting.append((target, inner))
        else:
            waiting += [(f"{place}/{step}", inner) for step, inner in _inner(schema)]
    return schemas, is_closed


def _inner(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The schemas directly inside one, definitions left out, with their steps."""
    for keyword, value in schema.items():
        if keyword in _SCHEMAS and isinstance(value, list):
            yield from ((f"{keyword}/{index}", inner) for index, inner in enumerate(value))
        elif keyword in _SCHEMAS:
            yield keyword, value
        elif keyword in _NAMED_SCHEMAS - {"definitions"} and isinstance(value, dict):
            yield from ((f"{keyword}/{escape(name)}", inner) for name, inner in value.items())


def _require_known_formats(schemas: Iterable[Any]) -> None:
    for schema in schemas:
        name = schema.get("format") if isinstance(schema, dict) else None
        if isinstance(name, str) and name not in KNOWN:
            raise SchemaRefused(f"ajv does not know the format {name!r}")


def _as_draft_7(schema: Any, needed: frozenset[str] | None, pointer: str = "") -> Any:
    """The schema with draft-04's boolean limits as numbers, and no dialect.

    Of definitions only those are kept that one of the ``needed`` pointers leads into.
    """
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and _is_type_seen(schema):
        beside = {"allOf": [{"$ref": schema["$ref"]}, {"type": schema["type"]}]}
        schema = {k: v for k, v in schema.items() if k == "definitions"} | beside
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        place = f"{pointer}/{keyword}"
        if keyword in _SCHEMAS and isinstance(value, list):
            result[keyword] = [
                _as_draft_7(inner, needed, f"{place}/{index}") for index, inner in enumerate(value)
            ]
        elif keyword in _SCHEMAS:
            result[keyword] = _as_draft_7(value, needed, place)
        elif keyword in _NAMED_SCHEMAS and isinstance(value, dict):
            result[keyword] = {
                name: _as_draft_7(inner, needed, f"{place}/{escape(name)}")
                for name, inner in value.items()
                if keyword != "definitions" or _is_needed(f"{place}/{escape(name)}", needed)
            }
        elif keyword != "$schema":
            result[keyword] = value
    for limit, exclusive in _LIMITS:
        if isinstance(result.get(exclusive), bool) and result.pop(exclusive) and limit in result:
            result[exclusive] = result.pop(limit)
    return result


def _is_type_seen(schema: dict[str, Any]) -> bool:
    """Whether ajv looks at the type beside a ``$ref``.

    It passes over all other neighbours, and over the type when one of them is about values
    of that type: it would look at the type then.
    """
    kind = schema.get("type")
    return kind is not None and (
        isinstance(kind, list) or _ABOUT.get(kind, set()).isdisjoint(schema)
    )


def _is_needed(pointer: str, needed: frozenset[str] | None) -> bool:
    return needed is None or any(f"{place}/".startswith(f"{pointer}/") for place in needed)


def _first_line(error: Exception) -> str:
    return getattr(error, "message", "") or first_line(error)
