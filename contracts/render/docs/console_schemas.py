"""The JSON Schemas the page's console judges answers by, each written once.

Named types are kept under ``$defs`` and referred to, for every response would repeat them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from contracts.build.schemas import TIME, URL, JsonSchema, readable_schema, schema_of
from contracts.model import Contract, Response, Schema
from contracts.text.json_pointer import fragment

#: Members that inform a reader and do not constrain a value.
_PATTERNS = {TIME: "time", URL: "url"}
_ANNOTATIONS = frozenset({"description", "examples", "default", "$schema"})


class Shapes:
    """Collects the schemas of responses; :meth:`text` is what the page embeds."""

    def __init__(self, contract: Contract) -> None:
        self._named = contract.schemas
        self._numbers: dict[str, int] = {}

    def number(self, response: Response) -> int | None:
        """The place of the response's schema in the page, or None without one."""
        text = self.of(response)
        return None if text is None else self.numbered(text)

    def of(self, response: Response) -> str | None:
        """The response's schema as JSON, or None without one."""
        schema = self._schema(response)
        return None if schema is None else json.dumps(schema, sort_keys=True)

    def numbered(self, text: str) -> int:
        """The place of a schema that :meth:`of` returned."""
        return self._numbers.setdefault(text, len(self._numbers))

    @cached_property
    def definitions(self) -> dict[str, JsonSchema]:
        """The schemas of named types."""
        return {
            name: bare(schema_of(replace(schema, name="", nullable=False), refer=self._refer))
            for name, schema in self._named.items()
        }

    def text(self) -> str:
        """``{"$defs": …, "schemas": […]}``, safe inside a ``script`` element."""
        schemas = [json.loads(text) for text in self._numbers]
        text = json.dumps({"$defs": self.definitions, "schemas": schemas}, separators=(",", ":"))
        return text.replace("<", "\\u003c")

    def _schema(self, response: Response) -> JsonSchema | None:
        if response.body_schema or response.schema is None:
            return readable_schema(response, self._named)
        return bare(schema_of(response.schema, refer=self._refer))

    def _refer(self, schema: Schema) -> str | None:
        known = self._named.get(schema.name)
        if known is None:
            return None
        same = _required(schema) == _required(known)
        return fragment("$defs", schema.name) if schema.kind == "ref" or same else None


def _required(schema: Schema) -> Schema:
    return replace(schema, nullable=False) if schema.nullable else schema


def bare(schema: JsonSchema) -> JsonSchema:
    """A schema made by us without what a validator does not read."""
    kept: JsonSchema = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {
                name: bare(inner) if isinstance(inner, dict) else inner
                for name, inner in value.items()
            }
        elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            kept[key] = [bare(inner) for inner in value]
        elif isinstance(value, Mapping) and key in ("items", "additionalProperties"):
            kept[key] = bare(dict(value))
        elif key == "pattern" and value in _PATTERNS:
            # The page runs no regular expression but its own.
            kept["format"] = _PATTERNS[value]
        elif key not in _ANNOTATIONS:
            kept[key] = value
    return kept
