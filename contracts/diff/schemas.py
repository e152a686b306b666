"""Two shapes of a payload compared, member by member, from the client's side.

A change inside a named type or a JSON:API resource is reported for that type, wherever it shows,
so that one edit is one change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from contracts.build.samples import distinct_items, sample
from contracts.diff.body_shapes import UNKNOWN
from contracts.diff.change import ChangeFinding, ChangeKind, Side
from contracts.diff.changes import CHANGES
from contracts.diff.deprecation import deprecation_kind
from contracts.diff.schema_place import SchemaPlace
from contracts.diff.values import named, shown_type
from contracts.model import MISSING, Json, Location, Member, Missing, Schema
from contracts.text.lengths import lengths_phrase
from contracts.text.lifecycle import is_deprecated
from contracts.text.payloads import fixed_type

#: Types whose values are all values of the other: an integer is a number.
_WIDER: Final = {
    ("integer", "number"),
    ("integer", "any"),
    ("number", "any"),
    ("string", "any"),
} | {
    ("boolean", "any"),
    ("object", "any"),
    ("array", "any"),
}


@dataclass(slots=True)
class SchemaComparison:
    """Compares shapes of one ``side``.

    ``exact``: both sides say what is required; else only what is there and its type count.
    ``linked`` returns whether a relationship is compared elsewhere, by type and name.
    """

    side: Side
    exact: bool
    linked: Callable[[str, str], bool] = lambda _type, _name: False
    findings: list[ChangeFinding] = field(default_factory=list)

    def compare(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        """Collects in ``findings`` how ``new`` differs from ``old``."""
        if UNKNOWN in (old, new):
            return
        spot = spot.at(old, new)
        if old.kind != new.kind:
            self._kinds(old, new, spot)
            return
        if old.kind == "ref":
            if old.name != new.name:
                self._note("type-changed", spot, old.name, new.name)
            return
        if self.exact:
            self._values(old, new, spot)
        if old.types or new.types:
            self._types(old, new, spot)
        if old.kind == "object":
            self._members(old, new, spot)
        elif old.kind == "array":
            self._items(old, new, spot)

    def _note(self, code: str, spot: SchemaPlace, before: str = "", after: str = "") -> None:
        self._record(CHANGES[f"{self.side}-{code}"], spot, before, after)

    def _record(
        self, kind: ChangeKind, spot: SchemaPlace, before: str = "", after: str = ""
    ) -> None:
        self.findings.append(ChangeFinding(kind, spot.subject, spot.places, before, after))

    def _kinds(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        code = "type-changed"
        if self.side == "request" and (old.kind, new.kind) in _WIDER:
            code = "type-widened"
        elif self.side == "response" and (new.kind, old.kind) in _WIDER:
            code = "type-narrowed"
        if not self.exact and {old.kind, new.kind} == {"integer", "number"}:
            return  # an example of a number may be either
        self._note(code, spot, shown_type(old), shown_type(new))

    def _values(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        request = self.side == "request"
        if old.nullable != new.nullable:
            code = {
                (True, True): "null-accepted",
                (True, False): "null-refused",
                (False, True): "null-added",
                (False, False): "null-removed",
            }[request, new.nullable]
            self._note(code, spot)
        if old.format != new.format:
            self._note("format-changed", spot, old.format or "none", new.format or "none")
        self._lengths(old, new, spot)
        if old.fixed and new.fixed and old.kind not in ("object", "array"):
            before, after = sample(old), sample(new)
            if before != after:
                self._note("value-changed", spot, named([before]), named([after]))
        else:
            self._choices(old, new, spot)
        if request and old.default != new.default:
            self._note("default-changed", spot, _given(old), _given(new))

    def _lengths(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        """A length that some old value does not have is narrower; anything else is wider."""
        if old.lengths == new.lengths:
            return
        shorter = new.lengths.most and not 0 < old.lengths.most <= new.lengths.most
        narrower = shorter or new.lengths.least > old.lengths.least
        before, after = (lengths_phrase(each.lengths) or "any length" for each in (old, new))
        self._note(f"length-{'narrowed' if narrower else 'widened'}", spot, before, after)

    def _choices(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        before, after = _choices(old), _choices(new)
        lost = [value for value in before if value not in after]
        gained = [value for value in after if value not in before]
        if before and after:
            if lost:
                self._note("choices-narrowed", spot, named(lost))
            if gained:
                self._note("choices-widened", spot, "", named(gained))
        elif after:
            code = "choices-narrowed" if self.side == "request" else "choices-introduced"
            after_only = f"anything but {named(after)}" if self.side == "request" else named(after)
            self._note(code, spot, "", after_only)
        elif before:
            code = "choices-widened" if self.side == "request" else "choices-dropped"
            self._note(code, spot, named(before), "any value")

    def _types(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        """Alternatives: what one side alone has, and how those that both have differ."""
        before = {_item_name(each): each for each in old.types}
        after = {_item_name(each): each for each in new.types}
        if not before or not after:
            self._note("type-changed", spot, alternatives_text(old), alternatives_text(new))
            return
        for name in before:
            if name in after:
                self.compare(before[name], after[name], spot)
        if self.exact:
            lost = [name for name in before if name not in after]
            gained = [name for name in after if name not in before]
            if lost:
                self._note("choices-narrowed", spot, ", ".join(lost))
            if gained:
                self._note("choices-widened", spot, "", ", ".join(gained))

    def _members(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        before = {_key(member): member for member in old.members}
        after = {_key(member): member for member in new.members}
        type_name = spot.anchor if spot.resource and spot.path == ("relationships",) else ""
        for name in chain(before, (name for name in after if name not in before)):
            one, other = before.get(name), after.get(name)
            linked = bool(type_name) and self.linked(type_name, name)
            where = spot.inside(name, _place(one), _place(other))
            if one is None or other is None:
                if not linked:
                    self._only(one, other, old, new, where)
                continue
            if self.exact and not (linked and self.side == "request"):
                self._required(one, other, old, new, where)
            deprecation = deprecation_kind(one.own_description, other.own_description)
            if deprecation and not linked:
                self._record(deprecation, where)
            if linked:
                one, other = _without_linkage(one), _without_linkage(other)
            self.compare(one.schema, other.schema, where)
        if self.exact and old.closed != new.closed:
            self._note("closed" if new.closed else "opened", spot)
        before_options, after_options = _options(old), _options(new)
        if self.exact and before_options != after_options:
            self._note("options-changed", spot, before_options or "none", after_options or "none")

    def _only(
        self, one: Member | None, other: Member | None, old: Schema, new: Schema, spot: SchemaPlace
    ) -> None:
        """A member that only one side has."""
        if self.side == "response":
            if one is not None:
                was_deprecated = is_deprecated(one.own_description)
                self._note(f"{'deprecated-' if was_deprecated else ''}member-removed", spot)
            else:
                self._note("member-added-closed" if old.closed else "member-added", spot)
        elif one is not None:
            self._note("member-refused" if new.closed else "member-removed", spot)
        elif other is not None:
            self._note("member-added-required" if other.required else "member-added", spot)

    def _required(
        self, one: Member, other: Member, old: Schema, new: Schema, spot: SchemaPlace
    ) -> None:
        """What is required; ``fixed-type`` requires all, and has changes of its own."""
        if old.closed == new.closed and one.required != other.required:
            self._note("member-required" if other.required else "member-optional", spot)

    def _items(self, old: Schema, new: Schema, spot: SchemaPlace) -> None:
        if self.exact and old.fixed != new.fixed:
            code = "items-narrowed" if new.fixed else "items-widened"
            listed = f"exactly {len((new if new.fixed else old).items)}, in order"
            self._note(code, spot, *(("any", listed) if new.fixed else (listed, "any")))
            return
        if old.fixed and new.fixed and len(old.items) == len(new.items):
            for place, (one, other) in enumerate(zip(old.items, new.items, strict=True)):
                self.compare(one, other, spot.inside(f"[{place}]", None, None))
            return
        self._item_types(distinct_items(old), distinct_items(new), spot)

    def _item_types(
        self, before: tuple[Schema, ...], after: tuple[Schema, ...], spot: SchemaPlace
    ) -> None:
        if not before or not after:
            return
        inside = spot.inside("[]", None, None)
        if len(before) == len(after) == 1:
            self.compare(before[0], after[0], inside)
            return
        before_items = {_item_name(item): item for item in before}
        after_items = {_item_name(item): item for item in after}
        for name, item in before_items.items():
            if name in after_items:
                self.compare(item, after_items[name], inside)
        lost = [name for name in before_items if name not in after_items]
        gained = [name for name in after_items if name not in before_items]
        if lost:
            self._note("items-narrowed", spot, ", ".join(lost))
        if gained:
            self._note("items-widened", spot, "", ", ".join(gained))


def _key(member: Member) -> str:
    """What a member is compared by; the name of a variable one is an example."""
    return "*" if member.variable else member.name


def _options(schema: Schema) -> str:
    """The One Of sections in words: ``until or times``, what is required of each option."""
    sections = []
    for options in schema.one_of:
        names = (", ".join(m.name for m in option if m.required) for option in options)
        every = (", ".join(m.name for m in option) for option in options)
        sections.append(
            " or ".join(n or f"{e} (optional)" for n, e in zip(names, every, strict=True))
        )
    return "; ".join(sections)


def _place(member: Member | None) -> Location | None:
    return member.location if member else None


def _without_linkage(member: Member) -> Member:
    """A relationship object without the inside of its ``data``, which is compared with its type."""
    members = tuple(
        replace(m, schema=UNKNOWN) if m.name == "data" else m for m in member.schema.members
    )
    return replace(member, schema=replace(member.schema, members=members))


def _choices(schema: Schema) -> list[Json]:
    is_value = schema.fixed and schema.kind not in ("object", "array")
    return [sample(schema)] if is_value else list(schema.choices)


def _given(schema: Schema) -> str:
    return "none" if schema.default is MISSING else named([schema.default])


def alternatives_text(schema: Schema) -> str:
    """The alternatives of a value, or its type where it has none."""
    return " or ".join(map(_item_name, schema.types)) or shown_type(schema)


def _item_name(item: Schema) -> str:
    if item.fixed and not isinstance(item.sample, Missing):
        return named([item.sample])
    return fixed_type(item) or item.name or shown_type(item)


def findings(comparison: SchemaComparison, operation: str) -> Iterator[ChangeFinding]:
    """What a comparison found, as found in ``operation``."""
    return (replace(finding, operation=operation) for finding in comparison.findings)
