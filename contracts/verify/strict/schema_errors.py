"""What a JSON Schema validator finds, as short sentences with the place that is wrong.

A validator prints whole values, and reports of ``anyOf`` only that nothing fits. Here a missing
member is the place of its own, and of alternatives the nearest one speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from contracts.text.json_diff import shortened
from contracts.text.json_pointer import pointer
from contracts.text.json_values import kind_of

Path = tuple[str | int, ...]
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class SchemaError:
    """What is wrong at ``path``."""

    path: Path
    message: str


def schema_errors(errors: Iterable[Any]) -> Iterator[SchemaError]:
    """The errors of ``jsonschema_rs`` as sentences."""
    for error in errors:
        yield from _sentences(error)


def _sentences(error: Any) -> Iterator[SchemaError]:
    kind, path = error.kind, tuple(error.instance_path)
    context = getattr(kind, "context", None)
    if context and not all(context):
        place = pointer(*path) or "the body"
        yield SchemaError(path, f"{place} has members of several alternatives of One Of")
    elif kind.name in ("anyOf", "oneOf") and context:
        yield from _alternatives(path, context)
    elif kind.name == "required":
        own = (*path, kind.property)
        yield SchemaError(own, f"{pointer(*own)} is missing")
    elif kind.name in ("additionalProperties", "unevaluatedProperties"):
        for name in kind.unexpected:
            own = (*path, name)
            yield SchemaError(own, f"the schema allows no member {pointer(*own)}")
    else:
        place = pointer(*path) or "the body"
        say = _SENTENCES.get(kind.name)
        reason = say(error) if say else _shortened(error)
        yield SchemaError(path, f"{place} {reason}")


def _alternatives(path: Path, alternatives: list[list[Any]]) -> Iterator[SchemaError]:
    """All their types where the value has none of them, else the errors of the nearest one."""
    errors = [error for errors in alternatives for error in errors]
    if all(e.kind.name == "type" and tuple(e.instance_path) == path for e in errors):
        wanted = dict.fromkeys(name for error in errors for name in _names(error))
        place, seen = pointer(*path) or "the body", _kind(errors[0].instance)
        yield SchemaError(path, f"{place} is {seen}, documented is {' or '.join(wanted)}")
    else:
        yield from schema_errors(_nearest(alternatives))


def _nearest(alternatives: list[list[Any]]) -> list[Any]:
    """The errors of the alternative that fits best: it fails deepest, then in the fewest."""
    return max(alternatives, key=lambda errors: (*_depth(errors), -len(errors)))


def _depth(errors: list[Any]) -> tuple[int, int]:
    """How deep the first error is; a value of the right kind is nearer than another one."""
    depth = min((len(error.instance_path) for error in errors), default=0)
    return depth, int(all(error.kind.name != "type" for error in errors))


def _types(error: Any) -> str:
    return f"is {_kind(error.instance)}, documented is {' or '.join(_names(error))}"


def _names(error: Any) -> list[str]:
    return [_NAMES.get(name, name) for name in error.kind.types]


def _kind(value: Any) -> str:
    kind = kind_of(value)
    return kind if kind in ("null", "text") else f"a{'n' if kind == 'object' else ''} {kind}"


_NAMES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "a boolean",
    "array": "a list",
    "object": "an object",
}


def _choices(error: Any) -> str:
    options = [shortened(option) for option in error.kind.options]
    more = f" and {len(options) - _MOST} more" if len(options) > _MOST else ""
    return f"is {shortened(error.instance)}, documented are {', '.join(options[:_MOST])}{more}"


def _constant(error: Any) -> str:
    wanted = getattr(error.kind, "expected_value", error.kind.value)
    return f"is {shortened(error.instance)}, documented is {shortened(wanted)}"


def _format(error: Any) -> str:
    return f"is {shortened(error.instance)}, which is no {error.kind.format}"


def _shortened(error: Any) -> str:
    """The validator's own sentence, without the value that it begins with."""
    message: str = error.message
    start = shortened(error.instance)
    if len(message) > len(start) + 200:
        return f"breaks {error.kind.name} of the documented schema"
    return f"breaks {error.kind.name}: {message}"


_SENTENCES: Final[dict[str, Callable[[Any], str]]] = {
    "type": _types,
    "enum": _choices,
    "const": _constant,
    "format": _format,
    "falseSchema": lambda _: "must not be there",
}
