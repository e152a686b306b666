"""Arrays and enums of MSON: the types between brackets, values, and what is listed.

Specification: "MSON Specification", sections 3.4.1 (Values List), 3.5.1 (Type Specification)
and 4.3 ("Array Structures", "Enum Structures", with ``fixed`` and ``fixed-type``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from contracts.build.mson_text import TypeExpression, listed_samples, nested_types
from contracts.build.mson_types import BASE_KINDS, NamedTypes, TypeContext
from contracts.build.mson_values import alternatives, enum_of, scalar
from contracts.model import MISSING, Missing, Schema
from contracts.read.refract import (
    Element,
    attribute,
    children,
    description,
    element_name,
    offset,
    ref_target,
)


class ValueReader(Protocol):
    """What reads the values inside: :class:`contracts.build.mson.MsonReader`."""

    @property
    def named(self) -> NamedTypes:
        """The named types of the blueprint."""

    @property
    def source(self) -> str:
        """The text that offsets count in."""

    def read(self, element: Element, attributes: frozenset[str], around: TypeContext) -> Schema:
        """The schema of a value."""

    def of_name(self, name: str, around: TypeContext) -> Schema:
        """The schema of a named type."""

    def of_expression(self, expression: TypeExpression, around: TypeContext) -> Schema:
        """The type that an expression names."""

    def nested(self, types: Iterable[TypeExpression], around: TypeContext) -> list[Schema]:
        """What the types between an enum's brackets allow."""


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Reads arrays and enums; ``reader`` reads what is inside them."""

    reader: ValueReader

    def array(
        self, schema: Schema, element: Element, around: TypeContext, *, is_typed: bool
    ) -> Schema:
        """The items: types between brackets, values before them, and what is listed."""
        content, start, inside = children(element), offset(element), around.inside()
        samples = listed_samples(self.reader.source, start)
        if not content and not samples:
            return schema
        inline = [e for e in content if offset(e) == start and element_name(e) != "ref"]
        listed = [e for e in content if offset(e) != start or element_name(e) == "ref"]
        types = [
            self.reader.of_expression(each, inside)
            for each in nested_types(self.reader.source, start)
        ]
        types = types or [
            self.reader.read(e, frozenset(), inside) for e in inline if self._is_type(e)
        ]
        known = types or _distinct(schema.items)
        if samples:
            values = self._samples(samples, known)
        else:
            values = [self._inline_value(e, known, inside) for e in inline if not self._is_type(e)]
        values += [self._adopted(item, known) for e in listed for item in self._items(e, inside)]
        shown = _distinct(values)
        items = [*(t for t in (*schema.items, *types) if t not in shown), *values]
        is_tuple = around.fixed and not is_typed and (bool(values) or schema.fixed)
        return replace(schema, items=tuple(items), fixed=is_tuple, name="")

    def _samples(self, samples: Iterable[str], types: list[Schema]) -> list[Schema]:
        """Values that are listed between asterisks: of the type between the brackets."""
        return [self._adopted(Schema("string", sample=each), types) for each in samples]

    def _is_type(self, element: Element) -> bool:
        """Whether an item names a type and gives no value."""
        name = element_name(element)
        known = name in BASE_KINDS or self.reader.named.find(name) is not None
        return known and "content" not in element and attribute(element, "samples") is None

    def _inline_value(self, element: Element, types: list[Schema], around: TypeContext) -> Schema:
        """A value before its array's type; drafter 3 takes that of a named type for a name."""
        name = element_name(element)
        if name in BASE_KINDS or self.reader.named.find(name) is not None:
            return self._adopted(self.reader.read(element, frozenset(), around), types)
        return self._adopted(Schema("string", sample=name, fixed=around.fixed), types)

    def _adopted(self, item: Schema, types: list[Schema]) -> Schema:
        """A value without a type of its own has that between its array's brackets."""
        only = types[0] if len(types) == 1 else None
        if only is None or item.kind != "string" or item.name or isinstance(item.sample, Missing):
            return item
        given = scalar(item.sample, only.kind)
        choices = [c for c in only.choices if str(c) == item.sample]
        if only.kind == "any" and choices:
            given = choices[0]
        elif only.kind in ("any", "object", "array", "ref") or only.types:
            return item
        return replace(only, sample=given, fixed=item.fixed)

    def _items(self, element: Element, around: TypeContext) -> Iterable[Schema]:
        """The values of one listed item; an Include has all items of its type."""
        if element_name(element) == "ref":
            included = self.reader.of_name(ref_target(element), around)
            return included.items or alternatives(included)
        return (self.reader.read(element, frozenset(), around),)

    def enum(self, schema: Schema, element: Element, around: TypeContext) -> Schema:
        """The values and types an enum allows (section 4.3, "Enum Structures")."""
        inside, start = around.inside(), offset(element)
        is_plain = element_name(element) == "enum"
        between = nested_types(self.reader.source, start) if is_plain else ()
        samples = listed_samples(self.reader.source, start)
        # Under a heading, drafter 3 lists the types between the brackets as well.
        own = [
            e
            for e in children(element)
            if not (offset(e) == start and (samples or (between and self._is_type(e))))
        ]
        listed = [
            replace(each, fixed=True) if offset(e) == start and each.sample is not MISSING else each
            for e in own
            for each in self._choices(e, inside)
        ]
        skipped = start if samples else -1
        sampled = self._given(_sampled(element), skipped, inside)
        default = self._given(_elements(attribute(element, "default") or ()), skipped, inside)
        nested = self.reader.nested(between, inside)
        if samples:
            listed = [replace(e, fixed=True) for e in self._samples(samples, nested)] + listed
        known = alternatives(schema)
        if not known:
            listed = listed or sampled or ([] if nested else default)
        # A scalar type is the kind of the listed values.
        listed = [t for t in nested if not listed or t.fixed or t.name] + listed
        values = [each.sample for each in listed if each.fixed]
        if len(listed) == len(values) == 1 and values[0] in schema.choices:
            return replace(schema, sample=values[0], fixed=around.fixed)
        # Samples and the default are values of the enum as well (4.4, 4.5).
        more = [*sampled, *default] if values or known else []
        enum = enum_of(schema, (*known, *listed, *more)) if listed or more else schema
        # What is added to a named enum is its example.
        return replace(enum, sample=values[0]) if known and values else enum

    def _given(
        self, elements: Iterable[Element], skipped: int, around: TypeContext
    ) -> list[Schema]:
        """The values of samples or defaults, but for those at the offset ``skipped``."""
        choices = (c for e in elements if offset(e) != skipped for c in self._choices(e, around))
        return [replace(each, fixed=True) for each in choices if each.sample is not MISSING]

    def _choices(self, element: Element, around: TypeContext) -> Iterable[Schema]:
        """What one member of an enum allows: a value, or any value of a type."""
        if element_name(element) == "ref":
            return alternatives(self.reader.of_name(ref_target(element), around))
        schema = self.reader.read(element, frozenset(), around)
        about = description(element) or schema.description
        if element_name(element) in ("string", "number", "boolean"):
            is_value = element.get("content") is not None
            return (replace(schema, fixed=is_value, description=about),)
        return alternatives(schema) or (schema,)


def _distinct(schemas: Iterable[Schema]) -> list[Schema]:
    """The types of values, each once."""
    types: list[Schema] = []
    for each in schemas:
        only = replace(each, sample=MISSING, fixed=False)
        if only not in types:
            types.append(only)
    return types


def _sampled(element: Element) -> Iterable[Element]:
    """The values before the type, and those of Sample sections."""
    return (e for group in attribute(element, "samples") or () for e in _elements(group))


def _elements(group: Any) -> list[Element]:
    elements = group if isinstance(group, list) else [group]
    return [e for e in elements if isinstance(e, dict)]
