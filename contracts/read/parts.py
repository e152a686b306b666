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
:func:`contracts.read.pieces.declared_twice` finds it, and then the text is parsed whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contracts.read.outline import NamedType, Outline, TopLevelSection
from contracts.text.kept import Kept

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


def parts(source: str, outline: Outline | None, kept: Kept) -> tuple[Part, ...]:
    """The parts ``source`` is parsed in: one without an outline, else one for each section."""
    if outline is None:
        return (Part(source),)
    stubs = _Stubs(source, outline, kept)
    return tuple(_part(source, stubs, section) for section in outline.sections)


class _Stubs:
    """Stubs of the types of a text."""

    def __init__(self, source: str, outline: Outline, kept: Kept) -> None:
        self.source, self.outline, self.kept = source, outline, kept
        longest_first = sorted(map(re.escape, outline.types), key=len, reverse=True)
        self.names = re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])")

    def around(self, section: TopLevelSection) -> str:
        """Stubs of the types that a section may name, save those that are declared in it."""
        if not self.outline.types:
            return ""
        stubs: dict[str, str] = {}
        texts = [self.source[section.start : section.end]]
        while texts:
            for name in self._mentioned(texts.pop()) - stubs.keys():
                declared = self.outline.types[name]
                if not section.start <= declared.start < section.end:
                    stubs[name] = self._stub(declared)
                    texts.append(stubs[name])
        in_order = [stubs[name] for name in self.outline.types if name in stubs]
        return "".join(in_order)

    def _mentioned(self, text: str) -> frozenset[str]:
        """The names of types in a text."""
        key = ("mentioned", self.names.pattern, text)
        return self.kept.get(key, lambda: frozenset(self.names.findall(text)))

    def _stub(self, declared: NamedType) -> str:
        if self.outline.root(declared.name) != "object":
            return self.source[declared.start : declared.end].rstrip() + "\n\n"
        inside = ", ".join(("object", *declared.attributes))
        return f"## {declared.spelling} ({inside})\n\n"


def _part(source: str, stubs: _Stubs, section: TopLevelSection) -> Part:
    body = source[section.start : section.end]
    prefix = "" if section.kind == "head" else PREFIX
    if section.group:
        prefix += f"{section.group}\n\n"
    # Where a section follows, so does a heading: it is what ends an item or a paragraph.
    return Part(
        body, section.start, prefix, TYPES + stubs.around(section), section.kind == "resource"
    )
