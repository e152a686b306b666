"""MSON: data structure elements to :class:`~contracts.model.Schema`.

Named types are expanded in place, inheritance and ``Include`` resolved. A type inside
itself ends in a ``ref``. Specification: apiaryio/mson, "MSON Specification", sections 3
(type attributes), 4.3 (nested members), 5 (inheritance, Include, One Of).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contracts.build.mson_text import TypeExpression, is_wildcard, nested_types, number_literal
from contracts.build.mson_values import (
    alternatives,
    enum_of,
    flattened,
    integral,
    merged,
    scalar,
    value_of,
    without,
)
from contracts.model import MISSING, Kind, Location, Member, Missing, OneOf, Schema
from contracts.read.refract import (
    Element,
    attribute,
    children,
    description,
    element_name,
    key,
    offset,
    text,
    type_attributes,
    value,
)

BASE_KINDS: Final[dict[str, Kind]] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "enum": "any",
    "null": "any",
    "*": "any",
}

#: Named scalar types with a meaning of their own: name in lower case to (kind, format).
MEANINGS: Final[dict[str, tuple[Kind, str]]] = {
    "integer": ("integer", ""),
    "timestamp": ("string", "date-time"),
    "date time": ("string", "date-time"),
    "datetime": ("string", "date-time"),
    "date-time": ("string", "date-time"),
    "date": ("string", "date"),
    "time": ("string", "time"),
    "email": ("string", "email"),
    "url": ("string", "uri"),
    "uri": ("string", "uri"),
    "uuid": ("string", "uuid"),
}

MOST_OPTIONS: Final = 64
"""One Of sections inside one another multiply; beyond this their members are optional."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What surrounds a value: the named types it is inside of, and what they say of it.

    ``fixed``: its values are the only ones. ``complete``: all its members must be there.
    """

    open_types: frozenset[str] = frozenset()
    fixed: bool = False
    complete: bool = False

    def inside(self) -> _Around:
        """For the values nested in it: ``fixed`` is theirs too, ``fixed-type`` is not."""
        return replace(self, complete=False)


@dataclass(frozen=True, slots=True)
class MsonReader:
    """Reads data structures against the named types of a blueprint.

    ``named`` holds the raw element of each named type; ``locate`` turns an element's
    offset in the expanded text, which is ``source``, into a place in a file.
    """

    named: Mapping[str, Element]
    locate: Callable[[int], Location]
    source: str = ""
    _known: dict[tuple[str, _Around], Schema] = field(default_factory=dict, compare=False)

    def named_schemas(self) -> dict[str, Schema]:
        """Every named type's schema, by name."""
        return {name: self.named_schema(name) for name in self.named}

    def named_schema(self, name: str) -> Schema:
        """The schema of the named type ``name``; ``any`` when there is no such type."""
        return self._of_name(name, _Around())

    def schema(self, element: Element) -> Schema:
        """The schema of a payload's data structure element."""
        return self._read(element, frozenset(), _Around())

    def _of_name(self, name: str, around: _Around) -> Schema:
        """A named type's schema where it is used; the same use gives the same value again."""
        found = self._known.get((name, around))
        if found is None:
            found = self._known[name, around] = self._expanded(name, around)
        return found

    def _expanded(self, name: str, around: _Around) -> Schema:
        if name in around.open_types:
            return Schema("ref", name=name)
        element = self.named.get(name)
        if element is None:
            return Schema("any", name=name)
        open_session = replace(around, open_types=around.open_types | {name})
        schema = self._read(element, frozenset(), open_session)
        kind, meaning = MEANINGS.get(name.lower(), (schema.kind, schema.format))
        if schema.kind in ("string", "number"):
            schema = integral(replace(schema, kind=kind, format=meaning))
        return replace(schema, name=name, description=description(element))

    def _of_expression(self, expression: TypeExpression, around: _Around) -> Schema:
        """The type that ``array[array[number]]`` names inside its brackets."""
        kind = BASE_KINDS.get(expression.name)
        if kind is None:
            return self._of_name(expression.name, around)
        if expression.name == "enum":
            return enum_of(Schema("any"), self._nested(expression.nested, around))
        nested = tuple(self._of_expression(inner, around) for inner in expression.nested)
        return Schema(kind, items=nested if kind == "array" else ())

    def _nested(self, types: Iterable[TypeExpression], around: _Around) -> list[Schema]:
        """What the types between an enum's brackets allow."""
        found = [self._of_expression(each, around) for each in types]
        return [each for schema in found for each in alternatives(schema) or (schema,)]

    def _base(self, name: str) -> tuple[str, frozenset[str]]:
        """The base type that ``name`` goes back to, and the attributes on the way there."""
        marks: frozenset[str] = frozenset()
        seen: set[str] = set()
        while name in self.named and name not in seen:
            seen.add(name)
            marks |= type_attributes(self.named[name])
            name = element_name(self.named[name])
        return name, marks

    def _read(self, element: Element, attributes: frozenset[str], around: _Around) -> Schema:
        """The schema of a value; ``attributes`` are those of its member."""
        attributes |= type_attributes(element)
        name = element_name(element)
        base, inherited = self._base(name)
        marks = attributes | inherited
        fixed = around.fixed or "fixed" in marks
        around = replace(
            around, fixed=fixed, complete=fixed or around.complete or "fixedType" in marks
        )
        schema = Schema(BASE_KINDS[name]) if name in BASE_KINDS else self._of_name(name, around)
        if "nullable" in attributes:
            schema = replace(schema, nullable=True)
        if schema.kind == "ref":
            return schema
        if base == "enum":
            schema = self._enum(schema, element, around)
        elif base == "array":
            schema = self._array(schema, element, around, is_typed="fixedType" in marks)
        else:
            schema = self._with_content(schema, element, around)
        schema = self._with_samples(schema, element)
        closed = around.complete and schema.kind == "object" and bool(schema.members)
        return replace(schema, closed=True) if closed else schema

    def _with_content(self, schema: Schema, element: Element, around: _Around) -> Schema:
        content = element.get("content")
        if content is None or content == []:
            if schema == Schema("string") and is_wildcard(self.source, offset(element)):
                return Schema("any")
            return schema
        if not isinstance(content, list):
            given = scalar(content, schema.kind)
            return self._with_literal(
                replace(schema, sample=given, fixed=around.fixed), offset(element)
            )
        members, one_of = self._members(children(element), around)
        kept = without(schema.one_of, {m.name for m in members})
        return replace(
            schema,
            kind="object",
            members=merged(schema.members, members),
            one_of=(*kept, *one_of),
            name="",
        )

    def _with_literal(self, schema: Schema, start: int) -> Schema:
        """With the number as it is written, where a double cannot hold it."""
        given = schema.sample
        if isinstance(given, bool) or not isinstance(given, int | float):
            return schema
        literal = number_literal(self.source, start, given)
        if literal.lstrip("-").isdecimal():
            return replace(schema, sample=int(literal))
        return replace(schema, literal="" if literal == json.dumps(given) else literal)

    # Arrays and enums

    def _array(
        self, schema: Schema, element: Element, around: _Around, *, is_typed: bool
    ) -> Schema:
        """The items: types between brackets, values before them, and what is listed."""
        content = children(element)
        if not content:
            return schema
        start, inside = offset(element), around.inside()
        listed = [e for e in content if offset(e) != start or element_name(e) == "ref"]
        inline = [e for e in content if e not in listed]
        types = [
            self._of_expression(each, inside) for each in nested_types(self.source, start)
        ] or [self._read(e, frozenset(), inside) for e in inline if self._is_type(e)]
        values = [self._inline_value(e, types, inside) for e in inline if not self._is_type(e)] + [
            self._adopted(item, types) for e in listed for item in self._items(e, inside)
        ]
        shown = {value.kind for value in values} if _are_scalars(values) else set()
        items = [*(t for t in types if t.kind not in shown), *values]
        is_tuple = around.fixed and not is_typed and (bool(values) or schema.fixed)
        return replace(schema, items=(*schema.items, *items), fixed=is_tuple, name="")

    def _is_type(self, element: Element) -> bool:
        """Whether an item names a type and gives no value."""
        name = element_name(element)
        known = name in BASE_KINDS or name in self.named
        return known and "content" not in element and attribute(element, "samples") is None

    def _inline_value(self, element: Element, types: list[Schema], around: _Around) -> Schema:
        """A value before its array's type; drafter 3 takes that of a named type for a name."""
        name = element_name(element)
        if name in BASE_KINDS or name in self.named:
            return self._read(element, frozenset(), around)
        given = Schema("string", sample=name, fixed=around.fixed)
        return self._adopted(given, types)

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

    def _items(self, element: Element, around: _Around) -> Iterable[Schema]:
        """What one listed item stands for; an Include for all items of its type."""
        if element_name(element) == "ref":
            included = self._of_name(_ref_target(element), around)
            return included.items or alternatives(included)
        return (self._read(element, frozenset(), around),)

    def _enum(self, schema: Schema, element: Element, around: _Around) -> Schema:
        """The values and types an enum allows (section 4.3, "Enum Structures")."""
        inside = around.inside()
        listed = [each for e in children(element) for each in self._choices(e, inside)]
        if not listed and not alternatives(schema):
            found = [e for group in attribute(element, "samples") or () for e in _elements(group)]
            listed = [each for e in found for each in self._choices(e, inside)]
        if element_name(element) == "enum":
            nested = self._nested(nested_types(self.source, offset(element)), inside)
            # A scalar type says of what kind the listed values are.
            listed = [t for t in nested if not listed or t.fixed or t.name] + listed
        known = alternatives(schema)
        values = [each.sample for each in listed if each.fixed]
        if len(listed) == len(values) == 1 and values[0] in schema.choices:
            return replace(schema, sample=values[0], fixed=around.fixed)
        enum = enum_of(schema, (*known, *listed)) if listed else schema
        # What is added to a named enum is its example.
        return replace(enum, sample=values[0]) if known and values else enum

    def _choices(self, element: Element, around: _Around) -> Iterable[Schema]:
        """What one member of an enum allows: a value, or any value of a type."""
        if element_name(element) == "ref":
            return alternatives(self._of_name(_ref_target(element), around))
        found = self._read(element, frozenset(), around)
        about = description(element) or found.description
        if element_name(element) in ("string", "number", "boolean"):
            is_value = element.get("content") is not None
            return (replace(found, fixed=is_value, description=about),)
        return alternatives(found) or (found,)

    # Objects

    def _members(
        self, content: Iterable[Element], around: _Around
    ) -> tuple[tuple[Member, ...], tuple[OneOf, ...]]:
        """The members, those of all options among them, and the One Of sections."""
        members: tuple[Member, ...] = ()
        one_of: tuple[OneOf, ...] = ()
        for element in content:
            found: tuple[Member, ...] = ()
            options: tuple[OneOf, ...] = ()
            name = element_name(element)
            if name == "member":
                found = (self._member(element, around),)
            elif name == "ref":
                included = self._of_name(_ref_target(element), around)
                found, options = included.members, included.one_of
            elif name == "select":
                one = self._one_of(element, around)
                found, options = flattened(one), (one,)
            one_of = (*without(one_of, {m.name for m in found}), *options)
            members = merged(members, found)
        return members, one_of

    def _one_of(self, element: Element, around: _Around) -> OneOf:
        """The options; a One Of inside an option makes an option of each of its own."""
        found: list[tuple[Member, ...]] = []
        for option in children(element):
            members, inner = self._members(children(option), around)
            inside = {m.name for one in inner for each in one for m in each}
            combined = [tuple(m for m in members if m.name not in inside)]
            for one in inner:
                if len(combined) * len(one) > MOST_OPTIONS:
                    combined = [merged(each, flattened(one)) for each in combined]
                else:
                    combined = [merged(each, other) for each in combined for other in one]
            found += combined
        return tuple(each for each in found if each)

    def _member(self, element: Element, around: _Around) -> Member:
        name = element["content"]["key"]
        attributes = type_attributes(element)
        optional = "optional" in attributes
        variable = bool(attribute(name, "variable"))
        needed = around.complete and not variable
        return Member(
            name=key(element),
            schema=self._read(value(element), attributes, around.inside()),
            # Section 5.4 has members of a fixed object "literally the same" as fixed ones.
            required="required" in attributes
            or (not optional and (needed or "fixed" in attributes)),
            description=description(element),
            location=self.locate(offset(name)),
            variable=variable,
            optional=optional,
        )

    def _with_samples(self, schema: Schema, element: Element) -> Schema:
        samples = attribute(element, "samples") or []
        if element_name(element) == "enum" and not children(element):
            samples = samples[1:]  # the first are its members
            samples = samples[-1:] if attribute(element, "default") is None else []
        if samples and schema.sample is MISSING:
            given = value_of(samples[0], schema)
            schema = self._with_literal(replace(schema, sample=given), offset(element))
        default = attribute(element, "default")
        if default is not None:
            schema = replace(schema, default=value_of(default, schema))
        return schema


def _are_scalars(schemas: list[Schema]) -> bool:
    return all(s.kind not in ("object", "array", "ref") for s in schemas)


def _elements(group: Any) -> list[Element]:
    found = group if isinstance(group, list) else [group]
    return [e for e in found if isinstance(e, dict)]


def _ref_target(element: Element) -> str:
    content = element.get("content")
    return text(content.get("href")) if isinstance(content, dict) else text(content)
