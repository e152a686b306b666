"""Example values of JSON Schemas, of drafts 3 to 2020-12 and as OpenAPI writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeGuard

from contracts.text.documents import as_list, as_object
from contracts.text.numbers import number_of
from contracts.text.patterns import matching

Node: TypeAlias = "Mapping[str, Any]"

DEEPEST: Final = 8
OPTIONAL: Final = 3
"""Objects nested deeper than this show their required members only: types may be circular."""
MOST: Final = 20
MOST_VALUES: Final = 5000
"""An example of more values is cut short."""
LONGEST: Final = 1000
LARGEST: Final = 2**53
SMALLEST: Final = 1e-6
"""Limits beyond these, and steps below, are not looked at: doubles do not count there."""
BY_FORMAT: Final = {
    "date-time": "2017-07-24T16:52:01Z",
    "date": "2017-07-24",
    "time": "16:52:01Z",
    "email": "jane.doe@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
_BY_TYPE: Final = {"boolean": True, "null": None}


def example_of(schema: Any, resolved: Callable[[Any], Node]) -> Any:
    """An example value: the schema's own, else one made of its parts.

    ``resolved`` gives the object that a schema is, its reference followed. What ``not``, ``if``
    and other conditions ask for is not looked at: the value need not be valid.
    """
    return _Examples(resolved, [MOST_VALUES]).value(schema, 0)


@dataclass(frozen=True, slots=True)
class _Examples:
    resolved: Callable[[Any], Node]
    left: list[int]

    def value(self, schema: Any, depth: int) -> Any:
        self.left[0] -= 1
        whole = self._whole(schema, depth)
        for name in ("example", "const", "default"):
            if name in whole:
                return whole[name]
        for name in ("examples", "enum"):
            if isinstance(whole.get(name), list) and whole[name]:
                return whole[name][0]
        if depth > DEEPEST or self.left[0] < 0:
            return {}
        return self._by_type(whole, depth)

    def _whole(self, schema: Any, depth: int) -> dict[str, Any]:
        """A schema with what all of ``allOf`` say, and the first of ``oneOf`` and ``anyOf``."""
        merged = dict(self.resolved(schema))
        parts = [*as_list(merged.pop("allOf", None))]
        for name in ("oneOf", "anyOf"):
            parts += as_list(merged.pop(name, None))[:1]
        for part in parts if depth <= DEEPEST and self.left[0] > 0 else ():
            self.left[0] -= 1
            other = self._whole(part, depth + 1)
            properties = {
                **as_object(other.get("properties")),
                **as_object(merged.get("properties")),
            }
            required = [*as_list(merged.get("required")), *as_list(other.get("required"))]
            merged = {**other, **merged}
            merged |= {"properties": properties} if properties else {}
            merged |= {"required": required} if required else {}
        return merged

    def _by_type(self, schema: Node, depth: int) -> Any:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), "null")
        if kind == "array" or "items" in schema or "prefixItems" in schema:
            return self._items(schema, depth)
        if kind == "object" or "properties" in schema:
            return self._members(schema, depth)
        if kind == "string" or "pattern" in schema:
            return _text(schema)
        if kind in ("integer", "number"):
            return _number(schema, kind)
        return _BY_TYPE.get(str(kind), {})

    def _items(self, schema: Node, depth: int) -> list[Any]:
        items = schema.get("prefixItems", schema.get("items", {}))
        if isinstance(items, list):
            return [self.value(each, depth + 1) for each in items[:MOST]]
        if schema.get("maxItems") == 0:
            return []
        return [self.value(items, depth + 1)] * _least(schema, "minItems", 1)

    def _members(self, schema: Node, depth: int) -> dict[str, Any]:
        properties, required = as_object(schema.get("properties")), as_list(schema.get("required"))
        others = schema.get("additionalProperties", {})
        shown = {
            str(name): self.value(each, depth + 1)
            for name, each in properties.items()
            if depth < OPTIONAL or name in required or self._is_required(each)
        }
        missing = (n for n in required if isinstance(n, str) and n not in properties)
        return shown | {name: self.value(others, depth + 1) for name in missing}

    def _is_required(self, schema: Any) -> bool:
        """Whether a property has ``required: true`` itself, as in draft 3."""
        return isinstance(schema, dict) and schema.get("required") is True


def _text(schema: Node) -> str:
    least = _least(schema, "minLength", 0, LONGEST)
    if isinstance(schema.get("pattern"), str):
        text = matching(schema["pattern"], least=least)
        if text is not None:
            return text
    text = BY_FORMAT.get(str(schema.get("format")), "text").ljust(least, "x")
    most = schema.get("maxLength")
    return text[:most] if isinstance(most, int) and most >= 0 else text


def _number(schema: Node, kind: str) -> float:
    """The least number that is allowed, else the greatest, else 1 or 1.5."""
    step = schema.get("multipleOf", schema.get("divisibleBy"))
    is_stepped = kind == "integer"
    unit = 1 if kind == "integer" else 0.5
    if _is_number(step) and step >= SMALLEST:
        unit, is_stepped = step, True
    low, high = _bound(schema, "minimum", unit), _bound(schema, "maximum", -unit)
    if low is not None:
        value = _times(math.ceil(low / unit), unit) if is_stepped else low
    elif high is not None:
        value = _times(math.floor(high / unit), unit) if is_stepped else high
    else:
        value = unit if is_stepped else 1.5
    return int(value) if kind == "integer" else value


def _times(count: int, unit: float) -> float:
    """A multiple of a decimal number: three times 0.1 is 0.3."""
    product = number_of(f"{count * Decimal(str(unit)):f}")
    return count * unit if product is None else product


def _bound(schema: Node, name: str, step: float) -> float | None:
    """The nearest value within a limit that may be exclusive: a flag in draft 4, a number since."""
    limit, exclusive = schema.get(name), schema.get(f"exclusive{name.title()}")
    if _is_number(exclusive):
        return exclusive + step
    if not _is_number(limit):
        return None
    return limit + step if exclusive is True else limit


def _is_number(value: Any) -> TypeGuard[float]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < LARGEST


def _least(schema: Node, name: str, otherwise: int, most: int = MOST) -> int:
    """A least number of items or characters, within reason."""
    least = schema.get(name)
    return min(least, most) if isinstance(least, int) and least > otherwise else otherwise
