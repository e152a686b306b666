"""The schemas shared by operations: one for each named type, under a readable name."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import jsonschema_rs

from contracts.build.schemas import JsonSchema, schema_of
from contracts.model import MISSING, Conventions, Schema
from contracts.render.openapi.written import modern

PREFIX: Final = "#/components/schemas/"


def pascal(name: str) -> str:
    """``FAQ draft-document`` as ``FAQDraftDocument``, within OpenAPI's ``[a-zA-Z0-9._-]+``.

    Accents are dropped; letters of other scripts become their code points.
    """
    # One by one: to put many marks in order, all of which are dropped, takes long.
    plain = "".join(unicodedata.normalize("NFKD", c) for c in name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    return "".join(c if c.isascii() else f"U{ord(c):04X}" for c in joined) or "Schema"


class Components:
    """Collects named types while the document is written; ``schemas`` is the result.

    ``with_implied``: whether operations have the errors that they imply without documenting them.
    """

    def __init__(
        self, named: Mapping[str, Schema], conventions: Conventions, *, with_implied: bool
    ) -> None:
        self.conventions = conventions
        self.with_implied = with_implied
        self._named = dict(named)
        self._keys: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self.schemas: dict[str, JsonSchema] = {}

    def learn(self, schema: Schema) -> None:
        """Makes ``schema`` a named type, unless its name is taken."""
        self._named.setdefault(schema.name, schema)

    def schema(self, schema: Schema) -> JsonSchema:
        """The OpenAPI schema of ``schema``: a reference where it is a named type."""
        return schema_of(schema, refer=self.refer)

    def written(self, name: str, schema: JsonSchema) -> JsonSchema | None:
        """A reference to a JSON Schema written in the blueprint, kept under ``name``.

        None when 2020-12 cannot read it, as `required: true` of draft 3: what it states of
        the payload is then not known.

        The same schema written again, for any payload, is kept once.
        """
        text = json.dumps(schema, sort_keys=True)
        if text not in self._written:
            key = self._key(name)
            moved = modern(schema, PREFIX + key)
            if not jsonschema_rs.meta.is_valid(moved):
                return None
            self.schemas[key] = moved
            self._written[text] = key
        return {"$ref": PREFIX + self._written[text]}

    def refer(self, schema: Schema) -> str | None:
        """The reference to a named type, or None where the value differs from the type.

        A named type that ``fixed-type`` closed in place is no longer the type of that name.
        """
        named = self._named.get(schema.name)
        if named is None or (schema.kind != "ref" and _type(schema) != _type(named)):
            return None
        key = self._keys.get(schema.name)
        if key is None:
            key = self._key(schema.name)
            self._keys[schema.name] = key
            self.schemas[key] = {}  # known before its members, which may refer to it
            self.schemas[key] = schema_of(replace(_type(named), name=""), refer=self.refer)
            if named.description:
                self.schemas[key]["description"] = named.description
        return PREFIX + key

    def _key(self, name: str) -> str:
        """The name's spelling as a key; a second name spelled the same gets a number."""
        wanted = key = pascal(name)
        number = 1
        while key in self.schemas:
            number += 1
            key = f"{wanted}{number}"
        return key


def _type(schema: Schema) -> Schema:
    """The schema without what a single use may say: null, samples, a description."""
    return replace(schema, nullable=False, sample=MISSING, default=MISSING, description="")
