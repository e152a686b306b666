"""MSON: data structure elements to :class:`~contracts.model.Schema`.

Named types are expanded in place, inheritance and ``Include`` resolved. A type inside
itself ends in a ``ref``. Specification: apiaryio/mson, "MSON Specification", sections 3
(type attributes), 4.3 (nested members), 5 (inheritance, Include, One Of).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from contracts.build.mson_items import ItemReader
from contracts.build.mson_text import TypeExpression, is_wildcard, listed_samples, with_literals
from contracts.build.mson_types import BASE_KINDS, MEANINGS, NamedTypes, TypeContext
from contracts.build.mson_values import (
    alternatives,
    enum_of,
    flattened,
    integral,
    merged,
    scalar,
    value_of,
    with_lengths,
    with_shown_scheme,
    without,
)
from contracts.model import MISSING, Json, Location, Member, Missing, OneOf, Schema
from contracts.read.refract import (
    Element,
    attribute,
    children,
    description,
    element_name,
    key,
    offset,
    ref_target,
    type_attributes,
    value,
)

MOST_OPTIONS: Final = 64
"""One Of sections inside one another multiply; beyond this their members are optional."""


@dataclass(frozen=True, slots=True)
class MsonReader:
    """Reads data structures against the named types of a blueprint.

    ``locate`` turns an element's offset in the expanded text, which is ``source``, into a place
    in a file.
    """

    named: NamedTypes
    locate: Callable[[int], Location]
    source: str = ""
    _known: dict[tuple[str, TypeContext], tuple[Schema, frozenset[str]]] = field(
        default_factory=dict, compare=False
    )

    def named_schema(self, name: str) -> Schema:
        """The schema of the named type ``name``; ``any`` when there is no such type."""
        return self.of_name(name, TypeContext())

    def schema(self, element: Element) -> Schema:
        """The schema of a payload's data structure element."""
        return self.read(element, frozenset(), TypeContext())

    def is_declared(self, schema: Schema) -> bool:
        """Whether a schema that it has read is made of declared types alone."""
        unknown = {name for name, _ in self._known if name not in self.named}
        waiting, seen = [schema], set[int]()
        while unknown and waiting:
            node = waiting.pop()
            if node.kind == "any" and node.name in unknown:
                return False
            if id(node) not in seen:
                seen.add(id(node))
                waiting += [*(m.schema for m in node.members), *node.items, *node.types]
        return True

    def of_name(self, name: str, around: TypeContext) -> Schema:
        """A named type's schema where it is used; the same use gives the same value again."""
        known = self._known.get((name, around))
        if known is None:
            with self.named.recorded() as asked:
                schema = self._expanded(name, around)
            known = self._known[name, around] = (schema, frozenset(asked))
        self.named.asked |= known[1]
        return known[0]

    def _expanded(self, name: str, around: TypeContext) -> Schema:
        if name in around.open_types:
            return Schema("ref", name=name)
        element = self.named.find(name)
        if element is None:
            return Schema("any", name=name)
        inside = replace(around, open_types=around.open_types | {name})
        schema = self.read(element, frozenset(), inside)
        kind, meaning = MEANINGS.get(name.lower(), (schema.kind, schema.format))
        if schema.kind in ("string", "number"):
            schema = with_shown_scheme(integral(replace(schema, kind=kind, format=meaning)))
        text = description(element)
        return replace(with_lengths(schema, text), name=name, description=text)

    def of_expression(self, expression: TypeExpression, around: TypeContext) -> Schema:
        """The type that ``array[array[number]]`` names inside its brackets."""
        kind = BASE_KINDS.get(expression.name)
        if kind is None:
            return self.of_name(expression.name, around)
        if expression.name == "enum":
            return enum_of(Schema("any"), self.nested(expression.nested, around))
        nested = tuple(self.of_expression(inner, around) for inner in expression.nested)
        return Schema(kind, items=nested if kind == "array" else ())

    def nested(self, types: Iterable[TypeExpression], around: TypeContext) -> list[Schema]:
        """What the types between an enum's brackets allow."""
        schemas = [self.of_expression(each, around) for each in types]
        return [each for schema in schemas for each in alternatives(schema) or (schema,)]

    def _base(self, name: str) -> tuple[str, frozenset[str]]:
        """The base type that ``name`` goes back to, and the attributes on the way there."""
        marks: frozenset[str] = frozenset()
        seen: set[str] = set()
        while name not in seen and (element := self.named.find(name)) is not None:
            seen.add(name)
            marks |= type_attributes(element)
            name = element_name(element)
        return name, marks

    def read(self, element: Element, attributes: frozenset[str], around: TypeContext) -> Schema:
        """The schema of a value; ``attributes`` are those of its member."""
        attributes |= type_attributes(element)
        name = element_name(element)
        base, inherited = self._base(name)
        marks = attributes | inherited
        fixed = around.fixed or "fixed" in marks
        around = replace(
            around, fixed=fixed, complete=fixed or around.complete or "fixedType" in marks
        )
        schema = Schema(BASE_KINDS[name]) if name in BASE_KINDS else self.of_name(name, around)
        if "nullable" in attributes:
            schema = replace(schema, nullable=True)
        if schema.kind == "ref":
            return schema
        if base == "enum":
            schema = ItemReader(self).enum(schema, element, around)
        elif base == "array":
            schema = ItemReader(self).array(schema, element, around, is_typed="fixedType" in marks)
        else:
            schema = self._with_content(schema, element, around)
        schema = with_shown_scheme(self._with_samples(schema, element))
        closed = around.complete and schema.kind == "object" and bool(schema.members)
        return replace(schema, closed=True) if closed else schema

    def _with_content(self, schema: Schema, element: Element, around: TypeContext) -> Schema:
        content = element.get("content")
        if content is None or content == []:
            if schema == Schema("string") and is_wildcard(self.source, offset(element)):
                return Schema("any")
            return schema
        if not isinstance(content, list):
            given = scalar(content, schema.kind)
            given = with_literals(given, self.source, offset(element))
            return replace(schema, sample=given, fixed=around.fixed)
        members, one_of = self._members(children(element), around)
        kept = without(schema.one_of, {m.name for m in members})
        return replace(
            schema,
            kind="object",
            members=merged(schema.members, members),
            one_of=(*kept, *one_of),
            name="",
        )

    def _members(
        self, content: Iterable[Element], around: TypeContext
    ) -> tuple[tuple[Member, ...], tuple[OneOf, ...]]:
        """The members, those of all options among them, and the One Of sections."""
        members: tuple[Member, ...] = ()
        one_of: tuple[OneOf, ...] = ()
        for element in content:
            added: tuple[Member, ...] = ()
            options: tuple[OneOf, ...] = ()
            name = element_name(element)
            if name == "member":
                added = (self._member(element, around),)
            elif name == "ref":
                included = self.of_name(ref_target(element), around)
                added, options = included.members, included.one_of
            elif name == "select":
                one = self._one_of(element, around)
                added, options = flattened(one), (one,) if one else ()
            one_of = (*without(one_of, {m.name for m in added}), *options)
            members = merged(members, added)
        return members, one_of

    def _one_of(self, element: Element, around: TypeContext) -> OneOf:
        """The options; a One Of inside an option makes an option of each of its own."""
        combinations: list[tuple[Member, ...]] = []
        for option in children(element):
            members, inner = self._members(children(option), around)
            inside = {m.name for one in inner for each in one for m in each}
            combined = [tuple(m for m in members if m.name not in inside)]
            for one in inner:
                if len(combined) * len(one) > MOST_OPTIONS:
                    combined = [merged(each, flattened(one)) for each in combined]
                else:
                    combined = [merged(each, other) for each in combined for other in one]
            combinations += combined
        return tuple(each for each in combinations if each)

    def _member(self, element: Element, around: TypeContext) -> Member:
        name = element["content"]["key"]
        attributes = type_attributes(element)
        optional = "optional" in attributes
        variable = bool(attribute(name, "variable"))
        needed = around.complete and not variable
        text = description(element)
        schema = self.read(value(element), attributes, around.inside())
        return Member(
            name=key(element),
            schema=with_lengths(schema, text),
            # Section 5.4 has members of a fixed object "literally the same" as fixed ones.
            required="required" in attributes
            or (not optional and (needed or "fixed" in attributes)),
            description=text,
            location=self.locate(offset(name)),
            variable=variable,
            optional=optional,
            implied="required" not in attributes
            and ("fixed" in attributes or (around.fixed and needed)),
        )

    def _with_samples(self, schema: Schema, element: Element) -> Schema:
        samples = attribute(element, "samples") or []
        if element_name(element) == "enum" and not children(element):
            samples = samples[1:]  # the first are its members
            samples = samples[-1:] if attribute(element, "default") is None else []
        is_list = schema.kind != "string" or schema.choices
        if is_list and listed_samples(self.source, offset(element)):
            samples = []  # the parser read the asterisks with them; the items have them already
        # Its own sample, before that of its type; a value that is written out is in the schema.
        own = element.get("content") in (None, []) or schema.kind in ("array", "object")
        if samples and (schema.sample is MISSING or (own and element_name(element) != "enum")):
            schema = replace(schema, sample=self._section(samples[0], schema, element))
        default = attribute(element, "default")
        if default is not None:
            schema = replace(schema, default=self._section(default, schema, element))
        return schema

    def _section(self, raw: object, schema: Schema, element: Element) -> Json | Missing:
        """The value of a Sample or Default section; drafter 3 ends a paragraph with a newline."""
        given = with_literals(value_of(raw, schema), self.source, offset(element))
        return given.rstrip("\n") if isinstance(given, str) else given
