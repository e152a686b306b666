"""Parsing a blueprint part by part, with the same result as parsing it whole.

drafter spends most of its time expanding named types, for example bodies and schemas that
this package makes itself. So a part is one section of the text, and of the types it names
it gets *stubs*: an object type's heading without its members. What a type states and gets
wrong comes from the section that declares it.

Why the result is the same: sections are independent in Markdown (:mod:`contracts.read.outline`
refuses any text where that is in doubt), and the elements name types instead of expanding
them. Of a named type, the parser needs only the base type, to read values and nested
members; stubs keep that. Scalar, enum and array types decide how values are read, so they
are kept whole. What is declared twice in two sections is the one thing left:
:func:`declared_twice` finds it, and then the text is parsed whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.read.elements import Annotation
from contracts.read.outline import NamedType, Outline, TopLevelSection
from contracts.read.refract import (
    Element,
    attribute,
    children,
    classes,
    element_name,
    offset,
    text,
    title,
)

PREFIX = "FORMAT: 1A\n\n# A\n\n"
TYPES = "# Data Structures\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """What is handed to the parser: a stretch of the source, with stubs after it.

    ``start`` is the offset of ``body`` in the source. A part that ``continues`` holds
    resources of the group that the part before it began.
    """

    body: str
    start: int = 0
    prefix: str = ""
    suffix: str = ""
    continues: bool = False

    @property
    def text(self) -> str:
        """The whole of it."""
        return self.prefix + self.body + self.suffix

    def holds(self, offset: int) -> bool:
        """Whether ``offset``, counted from the body's start, is inside the body."""
        return 0 <= offset < len(self.body) or offset == 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What a part was parsed to; offsets count from the body's start.

    ``api`` is None when the parser found an error, which then is among the annotations; ``key``
    is the name of what was parsed, as in the cache.
    """

    api: Element | None
    annotations: tuple[Annotation, ...]
    key: str = ""


def parts(source: str, outline: Outline | None) -> tuple[Part, ...]:
    """The parts ``source`` is parsed in: one without an outline, else one for each section."""
    if outline is None:
        return (Part(source),)
    return tuple(_part(source, outline, section) for section in outline.sections)


def joined(pairs: Iterable[tuple[Part, Element | None]]) -> tuple[Element, ...]:
    """The parts' ``api`` categories, what continues a group put back into it.

    Where the beginning of a group is lost (None), the group begins with its next part.
    """
    found: list[Element] = []
    group: Element | None = None
    for part, api in pairs:
        own = next((c for c in children(api or {}) if "resourceGroup" in classes(c)), None)
        if part.continues and group is not None:
            group["content"] = [*children(group), *children(own or {})]
            continue
        group = own
        if api is not None:
            found.append(api)
    return tuple(found)


def declared_twice(pieces: Iterable[Piece]) -> bool:
    """Whether two pieces declare the same group or URI template, which is worth a warning."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        names = set(_declared(piece.api)) if piece.api else set()
        if names & seen:
            return True
        seen |= names
    return False


def stubs(source: str, outline: Outline, around: str, *, start: int, end: int) -> str:
    """Stubs of the types that ``around`` may name, save those declared in ``start`` to ``end``."""
    if not outline.types:
        return ""
    longest_first = "|".join(sorted(map(re.escape, outline.types), key=len, reverse=True))
    names = re.compile(rf"(?<![^\W_])(?:{longest_first})(?![^\W_])")
    found: dict[str, str] = {}
    texts = [around]
    while texts:
        for name in set(names.findall(texts.pop())) - found.keys():
            declared = outline.types[name]
            if not start <= declared.start < end:
                found[name] = _stub(source, outline, declared)
                texts.append(found[name])
    in_order = [found[name] for name in outline.types if name in found]
    return "".join(in_order)


def _part(source: str, outline: Outline, section: TopLevelSection) -> Part:
    body = source[section.start : section.end]
    prefix = "" if section.kind == "head" else PREFIX
    if section.group:
        prefix += f"{section.group}\n\n"
    # Where a section follows, so does a heading: it is what ends an item or a paragraph.
    named = TYPES + stubs(source, outline, body, start=section.start, end=section.end)
    return Part(body, section.start, prefix, named, section.kind == "resource")


def _stub(source: str, outline: Outline, declared: NamedType) -> str:
    if outline.root(declared.name) != "object":
        return source[declared.start : declared.end].rstrip() + "\n\n"
    inside = ", ".join(("object", *declared.attributes))
    return f"## {declared.spelling} ({inside})\n\n"


def _declared(api: Element) -> Iterable[tuple[str, str]]:
    for category in children(api):
        if "resourceGroup" in classes(category):
            if offset(category) >= 0:  # else it is the heading of a part that continues
                yield "group", title(category)
            for resource in children(category):
                if element_name(resource) == "resource":
                    yield "resource", text(attribute(resource, "href"))
