"""JSON Schemas as Dredd 14 has and reads them: made by drafter 5, judged by ajv 6.

drafter 5 (drafter.js 3.2.0, ``src/refract/JSONSchemaVisitor``) makes draft-07 schemas of
MSON that say less than :mod:`contracts.schemas`; ajv 6 reads drafts 04 to 07 as one
language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.model import Response, Schema
from contracts.schemas import schema_of
from contracts.verify.model import Problem

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"


class SchemaRefused(Exception):
    """Gavel or ajv raises an error because of the schema."""


def schema_text(response: Response, named: Mapping[str, Schema]) -> str:
    """The schema Dredd gets for a response, as JSON text; empty when it gets none."""
    if response.body_schema:
        return response.body_schema
    if response.schema is None or not response.body:
        return ""
    return json.dumps({"$schema": _DRAFT_7, **schema_of(response.schema, named=named)})


class DreddSchema:
    """A compiled schema. Raises SchemaRefused where Gavel would raise."""

    def __init__(self, source: Any) -> None:
        try:
            schema = json.loads(source) if isinstance(source, str) else source
            self._validator = jsonschema_rs.Draft7Validator(schema, offline=True)
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise SchemaRefused(str(error)) from error

    def problems(self, seen: Any) -> Iterator[Problem]:
        """What ajv objects to in a JSON value."""
        for error in self._validator.iter_errors(seen):
            place = "".join(f"/{step}" for step in error.instance_path)
            value: Any = error.instance
            yield Problem("schema", f"At '{place}' {error.message}", place, seen=value)
