"""JSON Schemas written in a blueprint, as OpenAPI 3.1 can hold them.

OpenAPI's schemas are JSON Schema 2020-12 inside a larger document: references into the
schema must name its place there, and the older drafts' spellings must be today's
("JSON Schema Core" 2020-12, appendix G; draft-04 "Validation", section 5.1).
"""

from __future__ import annotations

from typing import Any, Final

from contracts.build.schemas import JsonSchema
from contracts.text.json_pointer import resolve_fragment

_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
# The values of these are instances or plain names, not schemas: nothing in them is rewritten.
_PLAIN: Final = frozenset({"const", "enum", "default", "examples", "required"})
_MAPS: Final = frozenset({"properties", "patternProperties", "definitions", "$defs"})


def modern(schema: JsonSchema, place: str) -> JsonSchema:
    """The schema for 2020-12 at ``place`` (``#/components/schemas/X``).

    A reference that leads nowhere, or to another document, accepts anything.
    """
    return _modern(schema, place, schema)


def _modern(schema: JsonSchema, place: str, root: JsonSchema) -> JsonSchema:
    result: JsonSchema = {}
    for key, value in schema.items():
        if key in ("$schema", "id", "$id"):
            continue
        if key == "$ref" and isinstance(value, str):
            if _leads_somewhere(value, root):
                result[key] = place + value[1:]
        elif key in _BOUNDS and isinstance(value, bool):
            if value and _BOUNDS[key] in schema:
                result[key] = schema[_BOUNDS[key]]
        elif key == "items" and isinstance(value, list):
            result["prefixItems"] = _inner(value, place, root)
        elif key == "additionalItems":
            if isinstance(schema.get("items"), list):
                result["items"] = _inner(value, place, root)
        elif key in _PLAIN:
            result[key] = value
        elif key in _MAPS and isinstance(value, dict):
            result[key] = {name: _inner(inner, place, root) for name, inner in value.items()}
        else:
            result[key] = _inner(value, place, root)
    for bound, limit in _BOUNDS.items():
        if schema.get(bound) is True:
            result.pop(limit, None)
    return result


def _inner(value: Any, place: str, root: JsonSchema) -> Any:
    if isinstance(value, dict):
        return _modern(value, place, root)
    if isinstance(value, list):
        return [_inner(item, place, root) for item in value]
    return value


def _leads_somewhere(reference: str, root: JsonSchema) -> bool:
    """Whether a JSON Pointer in a fragment (RFC 6901, section 6) finds a schema in ``root``."""
    node = resolve_fragment(root, reference)
    return isinstance(node, dict | bool)
