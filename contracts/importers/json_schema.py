"""Schemas of OpenAPI as JSON Schemas that stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracts.text.json_schema import validator_of
from contracts.text.numbers import plain_numbers

DEEPEST: Final = 12


def is_valid(value: Any, schema: Any) -> bool:
    """Whether a value satisfies a schema without references; an invalid schema allows anything."""
    try:
        return validator_of(schema).is_valid(plain_numbers(value))
    except (ValueError, TypeError):
        return True


def inlined(schema: Any, schemas: Mapping[str, Any], opened: tuple[str, ...] = ()) -> Any:
    """A JSON Schema without references into the document, in the words of draft 4 and later.

    A schema inside itself, or deeper than any example goes, allows anything.
    """
    if isinstance(schema, list):
        return [inlined(each, schemas, opened) for each in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.removeprefix("#/components/schemas/")
        known = name in schemas and name not in opened and len(opened) < DEEPEST
        return inlined(schemas[name], schemas, (*opened, name)) if known else {}
    kept = {k: inlined(v, schemas, opened) for k, v in schema.items() if k not in _ONLY_OPENAPI}
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        kept["type"] = [schema["type"], "null"]
    return kept


#: What JSON Schema does not know; `readOnly` and `writeOnly` are words of it since draft 7.
_ONLY_OPENAPI: Final = ("nullable", "discriminator", "xml", "externalDocs")
