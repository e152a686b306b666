"""Gavel 9's messages for ajv's errors (``getBackwardCompatibleErrorMessage``), and their places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.text.json_pointer import pointer, resolve


def problems(errors: Any, schema: Any = None) -> Iterator[Problem]:
    """The problems, in Gavel's words and at its pointers; alternatives are listed one by one."""
    for error in errors:
        kind = error.kind
        for alternative in getattr(kind, "context", None) or ():
            yield from problems(alternative, schema)
        place = pointer(*error.instance_path)
        if kind.name == "additionalProperties":
            for name in kind.unexpected:
                yield _problem(_text(place, _ADDITIONAL), place, name)
        elif kind.name == "required":
            missing = str(kind.property)
            last = [part for part in f"{place}/{missing}".split("/") if part][-1:]
            message = f"At '{place}/{missing}' Missing required property: {''.join(last)}"
            yield _problem(message, place, missing)
        elif error.schema_path[-1:] == ["additionalProperties"]:  # false, where all are additional
            parent, _, _ = place.rpartition("/")
            yield Problem("schema", _text(parent, _ADDITIONAL), place)
        else:
            message = _message(error, place, schema)
            yield Problem("schema", message, place, seen=error.instance)


_ADDITIONAL: Final = "should NOT have additional properties"


def _problem(message: str, place: str, name: str) -> Problem:
    return Problem("schema", message, f"{place}/{name}")


def _message(error: Any, place: str, schema: Any) -> str:
    kind = error.kind
    if kind.name == "type":
        written = resolve(schema, pointer(*error.schema_path))
        wanted = ",".join(written if isinstance(written, list) else kind.types)
        return f"At '{place}' Invalid type: {type_of(error.instance)} (expected {wanted})"
    if kind.name == "enum":
        return f"At '{place}' No enum match for: \"{as_text(error.instance)}\""
    say = _SENTENCES.get(kind.name)
    return _text(place, say(kind)) if say else f"At '{place}' {error.message.splitlines()[0]}"


def _text(place: str, message: str) -> str:
    """ajv's own ``errorsText``."""
    return f"data{place} {message}"


def type_of(value: Any) -> str:
    """The result of JavaScript's ``typeof``, and ``null`` for null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "object"


def as_text(value: Any) -> str:
    """The value as JavaScript puts it into a text."""
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        return ",".join("" if item is None else as_text(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value)


def _number(value: Any) -> str:
    return as_text(value)


_SENTENCES: Final[dict[str, Callable[[Any], str]]] = {
    "format": lambda kind: f'should match format "{kind.format}"',
    "pattern": lambda kind: f'should match pattern "{kind.pattern}"',
    "const": lambda _: "should be equal to constant",
    "minItems": lambda kind: f"should NOT have fewer than {kind.limit} items",
    "maxItems": lambda kind: f"should NOT have more than {kind.limit} items",
    "minLength": lambda kind: f"should NOT be shorter than {kind.limit} characters",
    "maxLength": lambda kind: f"should NOT be longer than {kind.limit} characters",
    "minProperties": lambda kind: f"should NOT have fewer than {kind.limit} properties",
    "maxProperties": lambda kind: f"should NOT have more than {kind.limit} properties",
    "minimum": lambda kind: f"should be >= {_number(kind.limit)}",
    "maximum": lambda kind: f"should be <= {_number(kind.limit)}",
    "exclusiveMinimum": lambda kind: f"should be > {_number(kind.limit)}",
    "exclusiveMaximum": lambda kind: f"should be < {_number(kind.limit)}",
    "anyOf": lambda _: "should match some schema in anyOf",
    "oneOf": lambda _: "should match exactly one schema in oneOf",
    "not": lambda _: "should NOT be valid",
    "contains": lambda _: "should contain a valid item",
}
