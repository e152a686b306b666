"""JSON Schemas as MSON, where MSON can say all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from contracts.build.schemas import URL
from contracts.read.outline import BASES, RESERVED
from contracts.text.lengths import json_schema_lengths, lengths_phrase
from contracts.text.lifecycle import description_in_schema
from contracts.text.numbers import json_text
from contracts.text.schema_examples import BY_FORMAT

#: Formats that named scalar types stand for.
FORMATS: Final = {
    "date-time": "Timestamp",
    "date": "Date",
    "time": "Time",
    "email": "Email",
    "uri": "URI",
    "uuid": "UUID",
}
SCALARS: Final = {"Integer": "number", **dict.fromkeys((*FORMATS.values(), "URL"), "string")}
_PLAIN_FORMATS: Final = ("", "int32", "int64", "float", "double")
_KNOWN: Final = frozenset(
    (
        *("type", "format", "properties", "required", "items", "enum", "nullable"),
        *("description", "example", "title", "$ref", "minLength", "maxLength", "deprecated"),
    )
)
DEEPEST: Final = 6


class MsonWriter:
    """Writes the named schemas that MSON can say; ``names`` are their names as MSON types."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas = schemas
        self.names = {
            name: spelled
            for name in schemas
            if (spelled := _type_name(name)) and not RESERVED.fullmatch(spelled)
        }
        while True:  # a type that mentions one that MSON cannot express cannot be expressed either
            kept = {n: s for n, s in self.names.items() if self._is_named(schemas[n])}
            if kept == self.names or not kept:
                self.names = kept
                break
            self.names = kept
        self.names = {n: s for n, s in self.names.items() if not self._is_circular(n)}
        self.names = {n: s for n, s in self.names.items() if self._is_named(schemas[n])}
        self.used: set[str] = set()

    def attributes(self, schema: Any) -> str:
        """The text between the brackets of ``+ Attributes (…)``, or an empty text."""
        name = self._reference(schema)
        if name:
            return name
        if isinstance(schema, dict) and schema.get("type") == "array" and set(schema) <= _KNOWN:
            inner = self._reference(schema.get("items"))
            return f"array[{inner}], fixed-type" if inner else ""
        return ""

    def types(self) -> Iterator[str]:
        """The named types as sections of Data Structures."""
        for name, spelled in self.names.items():
            schema = self.schemas[name]
            described = _prose(schema)
            # A list below a description belongs to it (MSON, 4.2).
            heading = ["", "### Properties"] if described else []
            lines = [f"## {spelled}", *described, *heading, *self._members(schema, "")]
            yield "\n".join(lines) + "\n"
        yield from (f"## {name} ({SCALARS[name]})\n" for name in sorted(self.used))

    def _reference(self, schema: Any) -> str:
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str):
            return ""
        return self.names.get(reference.removeprefix("#/components/schemas/"), "")

    def _is_named(self, schema: Any) -> bool:
        return (
            isinstance(schema, dict) and "properties" in schema and self._is_expressible(schema, 0)
        )

    def _is_expressible(self, schema: Any, depth: int) -> bool:
        if not isinstance(schema, dict) or depth > DEEPEST:
            return False
        if "$ref" in schema:
            return bool(self._reference(schema))
        kind = schema.get("type", "object" if "properties" in schema else None)
        if not set(schema) - _url(schema) <= _KNOWN or not isinstance(kind, str):
            return False
        if kind == "object":
            properties = schema.get("properties")
            return isinstance(properties, dict) and all(
                _is_name(name) and self._is_expressible(each, depth + 1)
                for name, each in properties.items()
            )
        if kind == "array":
            return self._is_expressible(schema.get("items"), depth + 1) and _is_plain(
                schema.get("items")
            )
        if "enum" in schema:
            return kind == "string" and all(_is_word(each) for each in schema["enum"])
        known = (*_PLAIN_FORMATS, *FORMATS) if kind == "string" else _PLAIN_FORMATS
        return kind in ("string", "number", "integer", "boolean") and (
            schema.get("format", "") in known
        )

    def _is_circular(self, name: str) -> bool:
        seen: set[str] = set()
        pending = [name]
        while pending:
            text = json.dumps(self.schemas.get(pending.pop()), default=str)
            for other in re.findall(r'"#/components/schemas/([^"]+)"', text):
                if other == name:
                    return True
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        return False

    def _members(self, schema: dict[str, Any], indent: str) -> Iterator[str]:
        required = schema.get("required")
        required = required if isinstance(required, list) else ()
        for name, each in (schema.get("properties") or {}).items():
            yield from self._member(f"`{name}`", each, indent, required=name in required)

    def _member(
        self, name: str, schema: dict[str, Any], indent: str, *, required: bool
    ) -> Iterator[str]:
        kind, example = self._kind(schema)
        traits = [kind, *["required"] * required, *["nullable"] * bool(schema.get("nullable"))]
        if kind.startswith("array["):
            traits.append("fixed-type")
        shown = f": `{example}`" if example else ""
        described = " - ".join(("", *_prose(schema)[:1]))
        yield f"{indent}+ {name}{shown} ({', '.join(traits)}){described}"
        if "enum" in schema:
            yield from (f"{indent}    + `{choice}`" for choice in schema["enum"])
        elif kind == "object":
            yield from self._members(schema, indent + "    ")

    def _kind(self, schema: dict[str, Any]) -> tuple[str, str]:
        """The MSON type of a value, and its example."""
        reference = self._reference(schema)
        if reference:
            return reference, ""
        if "enum" in schema:
            return "enum", ""
        kind = str(schema.get("type", "object"))
        if kind == "array":
            return f"array[{self._kind(schema['items'])[0]}]", ""
        named = "Integer" if kind == "integer" else FORMATS.get(str(schema.get("format")), "")
        named = "URL" if _url(schema) else named
        if named:
            self.used.add(named)
        example = schema.get("example", BY_FORMAT.get(str(schema.get("format"))))
        is_shown = isinstance(example, str | int | float) and kind != "object"
        text = json_text(example) if not isinstance(example, str) else example
        return named or kind, text if is_shown and _is_sample(text) else ""


def _type_name(name: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", " ", name).strip()
    return words if words and words[0].isalpha() and words.lower() not in BASES else ""


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and bool(re.fullmatch(r"(?! )[^`\n:(){}]+(?<! )", name))


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"(?! )[\w ./:-]+(?<! )", value))


def _is_plain(items: Any) -> bool:
    """Whether the items of an array can be named inside square brackets."""
    return isinstance(items, dict) and ("$ref" in items or items.get("type") in (
        "string", "number", "boolean", "integer")) and "enum" not in items  # fmt: skip


def _url(schema: dict[str, Any]) -> set[str]:
    """The keyword that makes a URI a URL of the conventions, where it has it."""
    is_url = schema.get("format") == "uri" and schema.get("pattern") == URL
    return {"pattern"} if is_url else set()


def _is_sample(text: str) -> bool:
    return bool(re.fullmatch(r"[^`\n]{1,200}", text)) and text == text.strip()


def _prose(schema: dict[str, Any]) -> list[str]:
    text = " ".join(description_in_schema(schema).split())
    lengths = lengths_phrase(json_schema_lengths(schema))
    if lengths and schema.get("type") == "string":
        text = f"{text} ({lengths})".lstrip()
    is_marked = text.startswith("**")  # the notice of deprecation
    return [text if is_marked else re.sub(r"^([#+*|-])", r"\\\1", text)] if text else []
