"""The JSON Schemas that Dredd's own parser makes of a blueprint's MSON.

Dredd 14 parses with drafter 5 (drafter.js 3.2.0), whose schemas differ from those of
:mod:`contracts.build.schemas`: a ``fixed`` member may be missing, items count only in a
``fixed-type`` or ``fixed`` array, ``enum[string]`` admits any string, a member that a variable
names rules over all members, formats are unknown. Every rule here was found by running it, and
the tests hold the results against it. It reads the parser's elements, because the contract
does not keep all that is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from contracts.model import Contract, header
from contracts.project.blueprint import understood
from contracts.read.elements import ParsedBlueprint, PayloadElement
from contracts.read.refract import (
    Element,
    attribute,
    children,
    content,
    element_name,
    key,
    offset,
    text,
    type_attributes,
    type_name,
    value,
)
from contracts.read.source import load

JsonSchema: TypeAlias = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"

_BASES: Final = frozenset(("object", "array", "string", "number", "boolean", "enum"))
_JSON: Final = re.compile(r"application/(?:json|[^;]*\+json)\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_TYPED_ENUM: Final = re.compile(r"\benum\[\s*`?([^\]`]+?)`?\s*\]")


def makes_json(content_type: str) -> bool:
    """Whether drafter makes a body and a schema of MSON for this Content-Type."""
    return _JSON.fullmatch(content_type.strip()) is not None


def dredd_schemas(contract: Contract, cache: Path | None = None) -> dict[str, str]:
    """The schema made from MSON of every response that has one, by transaction key.

    It reads the contract's file once more: where the blueprint's elements were kept, use
    :func:`schemas_of`. Raises ParserMissing when no parser is installed.
    """
    source, unreadable = load(contract.file)
    parsed = understood(source, unreadable, cache=cache)
    return schemas_of(contract, parsed.elements, source.text)


def schemas_of(contract: Contract, parsed: ParsedBlueprint, source: str) -> dict[str, str]:
    """As :func:`dredd_schemas`, of the blueprint whose text is ``source``."""
    reader = _MsonReader({type_name(element): element for element in parsed.types}, source)
    schemas: dict[str, str | None] = {}
    elements = (a for group in parsed.groups for r in group.resources for a in r.actions)
    for action, element in zip(contract.actions(), elements, strict=True):
        for transaction, pair in zip(action.transactions, element.transactions, strict=True):
            schema = _schema(reader, pair.response)
            # Dredd runs the first pair of a name, whether or not that has a schema.
            schemas.setdefault(transaction.key, None if schema is None else json.dumps(schema))
    return {name: schema for name, schema in schemas.items() if schema is not None}


def _schema(reader: _MsonReader, response: PayloadElement) -> JsonSchema | None:
    headers = tuple((h.name, h.value) for h in response.headers)
    if response.attributes is None or not makes_json(header(headers, "Content-Type")):
        return None
    return {"$schema": DIALECT, **reader.schema(response.attributes)}


@dataclass(frozen=True, slots=True)
class _Type:
    """A value with the named types it is made of: its base, attributes and all content.

    ``layers`` go from the base to the value itself. ``is_inside`` marks a type inside itself,
    of which drafter shows nothing but the base.
    """

    base: str
    attributes: frozenset[str]
    layers: tuple[Element, ...]
    is_inside: bool = False

    def contents(self) -> Iterator[Element]:
        """The elements inside, inherited ones first."""
        for layer in self.layers:
            yield from children(layer)

    def scalar(self) -> Any:
        """The value given to a scalar, or None."""
        given = [content(layer) for layer in self.layers]
        return next((v for v in reversed(given) if v is not None and v != []), None)


@dataclass(slots=True)
class _Members:
    """What the members of an object say, until it becomes a schema."""

    properties: dict[str, JsonSchema] = field(default_factory=dict)
    required: dict[str, bool] = field(default_factory=dict)
    pattern: JsonSchema | None = None
    choices: list[JsonSchema] = field(default_factory=list)

    def schema(self) -> JsonSchema:
        result: JsonSchema = {}
        if self.properties:
            result["properties"] = self.properties
        if self.pattern is not None:
            result["patternProperties"] = {"(?:)": self.pattern}  # as drafter writes "any"
        if self.choices:
            result["allOf"] = self.choices
        required = [name for name, is_required in self.required.items() if is_required]
        if required:
            result["required"] = required
        return result


@dataclass(frozen=True, slots=True)
class _MsonReader:
    """Turns MSON elements into schemas; ``named`` are the types of the blueprint."""

    named: Mapping[str, Element]
    source: str

    def schema(self, element: Element) -> JsonSchema:
        """The schema of a payload's attributes."""
        return self._render(element, frozenset(), frozenset(), is_fixed=False)

    def _render(
        self,
        element: Element,
        attributes: frozenset[str],
        open_types: frozenset[str],
        *,
        is_fixed: bool,
    ) -> JsonSchema:
        """The schema of a value; ``attributes`` are its member's, ``is_fixed`` its parent's."""
        mson = self._resolve(element, open_types)
        attributes |= mson.attributes
        is_fixed = is_fixed or "fixed" in attributes
        open_types |= self._names(element)
        if mson.is_inside:
            result: JsonSchema = {"type": mson.base}
        elif mson.base == "enum":
            return self._enum(mson, "nullable" in attributes, open_types)
        elif mson.base == "object":
            is_closed = "fixedType" in attributes
            result = self._object(mson, open_types, is_fixed=is_fixed, is_closed=is_closed)
        elif mson.base == "array":
            is_tuple = is_fixed and "fixedType" not in attributes
            result = self._array(mson, attributes, open_types, is_fixed, is_tuple)
        else:
            given = mson.scalar() if is_fixed else None
            if given is not None:
                return _values([given], is_nullable="nullable" in attributes)
            result = {"type": mson.base}
        return {"anyOf": [{"type": "null"}, result]} if "nullable" in attributes else result

    def _resolve(self, element: Element, open_types: frozenset[str]) -> _Type:
        layers = [element]
        attributes = type_attributes(element)
        base, seen = element_name(element), set[str]()
        is_inside = base in open_types
        while base not in _BASES and base in self.named and base not in seen:
            seen.add(base)
            layers.insert(0, self.named[base])
            attributes |= type_attributes(self.named[base])
            base = element_name(self.named[base])
        return _Type(base, attributes - {"required", "optional"}, tuple(layers), is_inside)

    def _names(self, element: Element) -> frozenset[str]:
        """The named types a value is made of."""
        names: set[str] = set()
        name = element_name(element)
        while name in self.named and name not in names:
            names.add(name)
            name = element_name(self.named[name])
        return frozenset(names)

    def _object(
        self, mson: _Type, open_types: frozenset[str], *, is_fixed: bool, is_closed: bool
    ) -> JsonSchema:
        all_required = is_fixed or is_closed
        members = self._members(mson.contents(), open_types, is_fixed, all_required)
        result = {"type": "object", **members.schema()}
        if all_required:
            result["additionalProperties"] = False
        return result

    def _members(
        self,
        elements: Iterator[Element] | Sequence[Element],
        open_types: frozenset[str],
        is_fixed: bool,
        all_required: bool,
    ) -> _Members:
        members = _Members()
        for element in elements:
            name = element_name(element)
            if name == "member":
                self._add(members, element, open_types, is_fixed, all_required)
            elif name == "ref":
                self._include(members, element, open_types, is_fixed)
            elif name == "select":
                options = [
                    self._members(children(option), open_types, is_fixed, all_required).schema()
                    for option in children(element)
                ]
                members.choices.append({"oneOf": [option for option in options if option]})
        return members

    def _add(
        self,
        members: _Members,
        element: Element,
        open_types: frozenset[str],
        is_fixed: bool,
        all_required: bool,
    ) -> None:
        attributes = type_attributes(element)
        schema = self._render(value(element), attributes, open_types, is_fixed=is_fixed)
        if attribute(element["content"]["key"], "variable"):
            members.pattern = schema
            return
        name = key(element)
        members.properties[name] = schema
        is_required = "required" in attributes or (all_required and "optional" not in attributes)
        members.required[name] = is_required

    def _include(
        self, members: _Members, element: Element, open_types: frozenset[str], is_fixed: bool
    ) -> None:
        target = element.get("content")
        name = text(target.get("href")) if isinstance(target, dict) else text(target)
        mson = self._resolve({"element": name}, open_types)
        if mson.is_inside:
            return
        is_fixed = is_fixed or "fixed" in mson.attributes
        inner = open_types | self._names({"element": name})
        included = self._members(mson.contents(), inner, is_fixed, False)
        members.properties |= included.properties
        members.required |= included.required
        members.choices += included.choices
        members.pattern = members.pattern if included.pattern is None else included.pattern

    def _array(
        self,
        mson: _Type,
        attributes: frozenset[str],
        open_types: frozenset[str],
        is_fixed: bool,
        is_tuple: bool,
    ) -> JsonSchema:
        result: JsonSchema = {"type": "array"}
        if not is_tuple and "fixedType" not in attributes:
            return result
        items = [
            self._render(item, frozenset(), open_types, is_fixed=is_fixed)
            for item in mson.contents()
        ]
        if is_tuple:
            return result | {"minItems": len(items), "items": items, "additionalItems": False}
        return result | {"items": {"anyOf": _distinct(items)}}

    def _enum(self, mson: _Type, is_nullable: bool, open_types: frozenset[str]) -> JsonSchema:
        """The values, and beside them any value of the type in ``enum[type]``."""
        values: list[Any] = []
        types: list[JsonSchema] = []
        for layer in mson.layers:
            typed, is_given = self._typed(layer), _has_inline_sample(layer)
            if typed and not is_given:
                inner = self._render({"element": typed}, frozenset(), open_types, is_fixed=False)
                values += inner.get("enum", [])
                types += [] if "enum" in inner or "const" in inner else [inner]
            values += [content(e) for e in children(layer)]
            values += [content(e) for e in _listed(attribute(layer, "samples"))]
            values += [content(e) for e in _listed(attribute(layer, "default"))]
        values = _distinct([v for v in values if v is not None])
        if not types:
            return _values(values, is_nullable=is_nullable)
        return {"anyOf": types + ([_values(values, is_nullable=is_nullable)] if values else [])}

    def _typed(self, layer: Element) -> str:
        """The type in ``enum[type]``: in the text alone, the elements do not have it."""
        if element_name(layer) != "enum":
            return ""
        start = offset(layer)
        line = self.source[start : self.source.find("\n", start) % (len(self.source) + 1)]
        match = _TYPED_ENUM.search(line)
        return match[1] if match else ""


def _values(values: list[Any], *, is_nullable: bool) -> JsonSchema:
    if is_nullable:
        return {"enum": [None, *values]}
    return {"const": values[0]} if len(values) == 1 else {"enum": values}


def _has_inline_sample(layer: Element) -> bool:
    """Whether the value precedes the type: ``+ a: x (enum[string])``."""
    return any("attributes" not in e for e in _listed(attribute(layer, "samples")))


def _listed(value: Any) -> Iterator[Element]:
    """The elements in a sample or default, which is a list of them, or a list of lists."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _listed(inner)


def _distinct(items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        if not any(type(item) is type(other) and item == other for other in kept):
            kept.append(item)
    return kept
