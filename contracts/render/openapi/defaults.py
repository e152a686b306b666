"""Defaults that their own schemas refuse are left out: OpenAPI's readers refuse the document."""

from __future__ import annotations

from typing import Any, Final

import jsonschema_rs

from contracts.text.json_schema import validator_of_2020_12
from contracts.text.numbers import plain_numbers

# What is below these keys are instances or maps of names, not schemas.
_INSTANCES: Final = frozenset({"default", "example", "examples", "const", "enum", "value"})
_MAPS: Final = frozenset(
    {"properties", "patternProperties", "definitions", "$defs", "schemas", "responses"}
)

_REFERENCES: Final = frozenset({"$ref", "$dynamicRef"})


def drop_false_defaults(document: dict[str, Any]) -> None:
    """Remove, from the document itself, each default that its schema does not accept."""
    _walk(document, plain_numbers(document.get("components", {})), is_map=False)


def _walk(node: Any, components: dict[str, Any], *, is_map: bool) -> None:
    if isinstance(node, list):
        for item in node:
            _walk(item, components, is_map=False)
    if not isinstance(node, dict):
        return
    if not is_map and "default" in node and not _accepts(node, components):
        del node["default"]
    for key, inner in node.items():
        if is_map or key not in _INSTANCES:
            _walk(inner, components, is_map=not is_map and key in _MAPS)


def _accepts(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    """Whether a schema accepts its default; one that cannot be read accepts nothing.

    Components are compiled for a schema that refers to them only: they are all there are.
    """
    plain = plain_numbers(schema)
    whole = {**plain, "components": components} if _refers(plain) else plain
    try:
        validator = validator_of_2020_12(whole)
    except (ValueError, jsonschema_rs.ReferencingError):
        return False
    return validator.is_valid(plain["default"])


def _refers(node: Any) -> bool:
    """Whether a name that refers to another schema stands anywhere in it."""
    if isinstance(node, dict):
        return not node.keys().isdisjoint(_REFERENCES) or any(map(_refers, node.values()))
    return isinstance(node, list) and any(map(_refers, node))
