"""Example values of JSON Schemas as OpenAPI writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

DEEPEST: Final = 8
OPTIONAL: Final = 3
"""Objects nested deeper than this show their required members only: types may be circular."""
MOST: Final = 20
BY_FORMAT: Final = {
    "date-time": "2017-07-24T16:52:01Z",
    "date": "2017-07-24",
    "time": "16:52:01Z",
    "email": "jane.doe@example.com",
    "uri": "https://example.com/",
    "uuid": "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b",
}
_BY_TYPE: Final = {"integer": 1, "number": 1.5, "boolean": True, "null": None}


def example_of(schema: Any, resolved: Callable[[Any], dict[str, Any]], depth: int = 0) -> Any:
    """An example value: the schema's own, else one made of its parts."""
    found = resolved(schema)
    for name in ("example", "default", "const"):
        if name in found:
            return found[name]
    for name in ("examples", "enum"):
        if isinstance(found.get(name), list) and found[name]:
            return found[name][0]
    if depth > DEEPEST:
        return {}
    if isinstance(found.get("allOf"), list):
        parts = [example_of(each, resolved, depth + 1) for each in found["allOf"]]
        merged: dict[str, Any] = {}
        for part in parts:
            merged |= part if isinstance(part, dict) else {}
        return merged | _members(found, resolved, depth)
    for name in ("oneOf", "anyOf"):
        if isinstance(found.get(name), list) and found[name]:
            return example_of(found[name][0], resolved, depth + 1)
    return _by_type(found, resolved, depth)


def _by_type(found: dict[str, Any], resolved: Callable[[Any], dict[str, Any]], depth: int) -> Any:
    kind = found.get("type")
    kind = (
        next((each for each in kind if each != "null"), "null") if isinstance(kind, list) else kind
    )
    if kind == "array" or "items" in found:
        return [example_of(found.get("items", {}), resolved, depth + 1)] * _least(
            found, "minItems", 1
        )
    if kind == "object" or "properties" in found:
        return _members(found, resolved, depth)
    if kind == "string":
        text = BY_FORMAT.get(str(found.get("format")), "text")
        return text.ljust(_least(found, "minLength", 0), "x")
    if kind in ("integer", "number") and isinstance(found.get("minimum"), int | float):
        return found["minimum"]
    return _BY_TYPE.get(str(kind), {})


def _least(found: dict[str, Any], name: str, otherwise: int) -> int:
    """A least number of items or characters, within reason."""
    least = found.get(name)
    return min(least, MOST) if isinstance(least, int) and least > otherwise else otherwise


def _members(
    found: dict[str, Any], resolved: Callable[[Any], dict[str, Any]], depth: int
) -> dict[str, Any]:
    properties = found.get("properties")
    if not isinstance(properties, dict):
        return {}
    required = found.get("required")
    required = required if isinstance(required, list) else ()
    return {
        str(name): example_of(each, resolved, depth + 1)
        for name, each in properties.items()
        if depth < OPTIONAL or name in required
    }
