"""JSON Schema as Gavel 9.1 has it judged: by ajv 6, which reads drafts 04 to 07 as one.

The declared draft decides only whether the schema itself is accepted (Gavel's
``json-schema-next.js``); after that every keyword of every draft counts, a draft-04 ``id``
is nothing, and an unknown format or a reference that leads nowhere is an error.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import jsonschema_rs

from contracts.verify.ajv_formats import FORMATS, KNOWN
from contracts.verify.model import Problem

_DRAFTS: Final = tuple(f"http://json-schema.org/draft-0{number}/schema" for number in (4, 6, 7))
_DRAFT_4, _, _DRAFT_7 = _DRAFTS
_LIMITS: Final = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_LARGEST_PLAIN: Final = 1e21  # JavaScript writes larger numbers with an exponent

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
        schema = _parsed(source)
        _require_accepted(schema)
        try:
            self._validator = jsonschema_rs.Draft7Validator(
                _as_draft_7(schema),
                formats=dict(FORMATS),
                validate_formats=True,
                offline=True,
                keywords={"multipleOf": _MultipleOf},
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise SchemaRefused(_first_line(error)) from error

    def problems(self, seen: Any) -> Iterator[Problem]:
        """What ajv objects to in a JSON value."""
        for error in self._validator.iter_errors(seen):
            place = "".join(
                f"/{str(step).replace('~', '~0').replace('/', '~1')}"
                for step in error.instance_path
            )
            value: Any = error.instance
            yield Problem("schema", f"At '{place}' {_first_line(error)}", place, seen=value)


class _MultipleOf:
    """ajv divides in floating point: 0.3 is no multiple of 0.1."""

    def __init__(self, _parent: Any, value: Any, _path: Any) -> None:
        self._divisor = value

    def validate(self, instance: Any) -> None:
        """Raise ValueError for a number that is no multiple."""
        if isinstance(instance, bool) or not isinstance(instance, int | float):
            return
        quotient = float(instance) / float(self._divisor)
        if not math.isfinite(quotient) or not quotient.is_integer():
            raise ValueError(f"{instance} is not a multiple of {self._divisor}")
        if abs(quotient) >= _LARGEST_PLAIN:
            raise ValueError(f"{instance} is too many times {self._divisor} for ajv to tell")


def _parsed(source: Any) -> Any:
    if not isinstance(source, str):
        return source
    try:
        return json.loads(source, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        message = f"the JSON Schema is not valid JSON: {_first_line(error)}"
        raise SchemaRefused(message) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


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
    if declared:
        draft = str(declared).removesuffix("#")
        if draft not in _DRAFTS:
            raise SchemaRefused(f"Gavel does not know the JSON Schema dialect {declared}")
        drafts = (draft,)
    for draft in drafts:
        if not jsonschema_rs.meta.is_valid({**schema, "$schema": f"{draft}#"}):
            raise SchemaRefused(f"the JSON Schema is no valid schema of {draft}")
    for node in _nodes(schema):
        name = node.get("format")
        if isinstance(name, str) and name not in KNOWN:
            raise SchemaRefused(f"ajv does not know the format {name!r}")


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all schemas in it; what stands beside a $ref is nothing."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword, value in schema.items():
        if keyword in _SCHEMAS:
            for inner in value if isinstance(value, list) else [value]:
                yield from _nodes(inner)
        elif keyword in _NAMED_SCHEMAS and isinstance(value, dict):
            for inner in value.values():
                yield from _nodes(inner)


def _as_draft_7(schema: Any) -> Any:
    """The schema with draft-04's boolean limits as numbers, and no dialect."""
    if not isinstance(schema, dict):
        return schema
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _SCHEMAS:
            result[keyword] = _each(value, _as_draft_7)
        elif keyword in _NAMED_SCHEMAS and isinstance(value, dict):
            result[keyword] = {name: _as_draft_7(inner) for name, inner in value.items()}
        elif keyword != "$schema":
            result[keyword] = value
    for limit, exclusive in _LIMITS:
        if isinstance(result.get(exclusive), bool) and result.pop(exclusive) and limit in result:
            result[exclusive] = result.pop(limit)
    return result


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(inner) for inner in value] if isinstance(value, list) else change(value)


def _first_line(error: Exception) -> str:
    return getattr(error, "message", "") or (str(error).splitlines() or [type(error).__name__])[0]
