"""The documentation of a value: one row for it, with rows for its members."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from contracts.build.samples import distinct_items
from contracts.model import Json, Member, Missing, Schema
from contracts.text.lengths import lengths_phrase
from contracts.text.lifecycle import lifecycle
from contracts.text.numbers import json_text

#: From a named type to its anchor on the page; empty for a name that has none.
Link: TypeAlias = Callable[[str], str]

_NOTHING: Final = re.compile(r"[\s.–—-]*|n/?a|none", re.I)
_OTHER_FILE: Final = re.compile(r"^\w+://[^/?#]+/(?:[^?#]*/)?[^/?#]*\.\w+(?:[?#]|$)")
_IMAGE_NAME: Final = re.compile(r"(?:image|avatar|logo|photo|icon)[-_]ur[il]$", re.I)
_IMAGE_FILE: Final = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:[?#]|$)", re.I)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A member: its type in words, choices, facts as (label, value), and its own members.

    ``anchor`` leads to the named type that ``type_name`` names; both may be empty. ``image``
    is the address of an example picture; ``id`` is the row's own anchor, when it has one.
    """

    name: str
    kind: str
    type_name: str = ""
    anchor: str = ""
    required: bool = False
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choice_descriptions: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    description: str = ""
    children: tuple[ValueRow, ...] = ()
    image: str = ""
    id: str = ""


def rows(schema: Schema, link: Link, *, expand: bool = True) -> tuple[ValueRow, ...]:
    """The rows of an object's members or an array's items; of a scalar, none.

    With ``expand`` off, a named type inside is only linked to, for it has its own place.
    """
    if schema.kind == "array":
        items = schema.items if schema.fixed else distinct_items(schema)
        if len(items) == 1:
            inner = items[0]
            return () if _stays_closed(inner, link, expand) else rows(inner, link, expand=expand)
        return tuple(row(Member("item", item), link, expand=expand) for item in items)
    if schema.types:
        return _alternatives(schema, link, expand=expand)
    return tuple(
        replace(shown, notes=(*shown.notes, *_options_of(schema, shown.name)))
        for shown in (row(member, link, expand=expand) for member in schema.members)
    )


def _alternatives(schema: Schema, link: Link, *, expand: bool) -> tuple[ValueRow, ...]:
    """The objects and arrays among the types that a value may have."""
    inner = [each for each in schema.types if each.kind in ("object", "array")]
    return tuple(
        row(Member(f"as {_scalar_kind(each)}", each), link, expand=expand) for each in inner
    )


def _options_of(schema: Schema, name: str) -> Iterator[str]:
    """What a member of a One Of section excludes: ``one of month, interval``."""
    for options in schema.one_of:
        names = [[m.name for m in option] for option in options]
        if any(name in option for option in names):
            yield "one of: " + " | ".join(" + ".join(option) for option in names)


def _notes(member: Member) -> Iterator[str]:
    if member.variable:
        yield "any name, this is an example"
    if life := lifecycle(member.own_description):
        yield life
    if member.schema.nullable:
        yield "nullable"
    if member.schema.kind == "array" and member.schema.fixed:
        yield "exactly these items, in this order"


def row(member: Member, link: Link, *, expand: bool = True) -> ValueRow:
    """The row of one member."""
    schema = member.schema
    items = distinct_items(schema)
    named = items[0] if schema.kind == "array" and len(items) == 1 else schema
    anchor = link(named.name)
    return ValueRow(
        name=member.name,
        kind=_kind(schema, items),
        type_name=named.name if anchor else "",
        anchor=anchor,
        required=member.required,
        notes=tuple(_notes(member)),
        choices=() if schema.fixed else tuple(map(plain, schema.choices)),
        choice_descriptions=() if schema.fixed else schema.choice_descriptions,
        facts=tuple(_facts(schema)),
        # A documented type describes itself in its own place.
        description=description_text(member.description)
        or ("" if anchor else description_text(schema.description)),
        children=() if _stays_closed(schema, link, expand) else rows(schema, link, expand=expand),
        image=image(member),
    )


def description_text(description: str) -> str:
    """A description, or an empty text where it is a dash for none."""
    return "" if _NOTHING.fullmatch(description) else description


def image(member: Member) -> str:
    """The example of an attribute that holds a picture's address, or an empty text."""
    sample = member.schema.sample
    if not isinstance(sample, str) or not sample.startswith(("https://", "http://")):
        return ""
    if _IMAGE_FILE.search(sample):
        return sample
    # Its name may show that, unless the address shows that it is something else.
    is_named = _IMAGE_NAME.search(member.name) and not _OTHER_FILE.search(sample)
    return sample if is_named else ""


def plain(value: Json) -> str:
    """A value for readers: texts bare, anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def _stays_closed(schema: Schema, link: Link, expand: bool) -> bool:
    return not expand and schema.kind in ("object", "array") and bool(link(schema.name))


def _kind(schema: Schema, items: tuple[Schema, ...]) -> str:
    if schema.kind == "array" and items:
        return "array of " + " or ".join(dict.fromkeys(_scalar_kind(item) for item in items))
    return _scalar_kind(schema)


def _scalar_kind(schema: Schema) -> str:
    if schema.kind == "ref":
        return "object"
    if schema.types:
        return " or ".join(dict.fromkeys(map(_alternative, schema.types)))
    if schema.choices:
        return "enum" if schema.kind == "any" else f"enum of {schema.kind}"
    return f"{schema.kind} ({schema.format})" if schema.format else schema.kind


def _alternative(schema: Schema) -> str:
    """One of the types a value may have: a single value is named."""
    if schema.fixed and schema.kind != "array" and not isinstance(schema.sample, Missing):
        return plain(schema.sample)
    return _scalar_kind(schema)


def _facts(schema: Schema) -> Iterator[tuple[str, str]]:
    if schema.fixed and schema.kind != "array":
        yield "always", "" if isinstance(schema.sample, Missing) else plain(schema.sample)
        return
    if schema.lengths:
        yield "length", lengths_phrase(schema.lengths)
    if not isinstance(schema.default, Missing):
        yield "default", plain(schema.default)
    if not isinstance(schema.sample, Missing):
        yield "example", plain(schema.sample)
