"""What parts were parsed to, put together to one blueprint.

Of a piece, what it declares is known, and its elements are looked at only when they are asked
for: a long-lived process has built the resources of most pieces before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from contracts.read.elements import (
    Annotation,
    Deferred,
    GroupElement,
    Origin,
    ParsedBlueprint,
    ResourceElement,
    description_of,
    resource_from_element,
)
from contracts.read.parts import Part
from contracts.read.refract import (
    Element,
    attribute,
    children,
    classes,
    element_name,
    key,
    offset,
    text,
    title,
    type_name,
    value,
)
from contracts.read.source import Source
from contracts.read.source_maps import shifted


@dataclass(frozen=True, slots=True)
class GroupOutline:
    """A group of an API and how many resources it has."""

    name: str
    description: str
    offset: int
    resources: int


@dataclass(frozen=True, slots=True)
class ApiOutline:
    """What an ``api`` category says and declares.

    ``types`` are the named types with the number of the group they are in, -1 outside of groups.
    """

    title: str
    description: str
    metadata: tuple[tuple[str, str], ...]
    offset: int
    groups: tuple[GroupOutline, ...]
    types: tuple[tuple[str, int], ...]
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """What a part was parsed to; offsets count from the body's start.

    ``outline`` is None when the parser found an error, which then is among the annotations;
    ``key`` is the name of what was parsed, as in the cache. ``copy`` gives a copy of the ``api``
    category that may be changed.
    """

    key: str
    outline: ApiOutline | None
    annotations: tuple[Annotation, ...]
    copy: Callable[[], Element]


def api_outline(api: Element) -> ApiOutline:
    """What an ``api`` category says and declares."""
    groups = tuple(_groups(api))
    return ApiOutline(
        title=title(api),
        description=description_of(api),
        metadata=tuple((key(m), text(value(m))) for m in attribute(api, "meta") or ()),
        offset=offset(api),
        groups=tuple(
            GroupOutline(title(e), description_of(e), offset(e), len(tuple(_resources(e))))
            for e in groups
        ),
        types=tuple((type_name(element), group) for element, group in _types(api)),
        templates=tuple(
            text(attribute(resource, "href")) for group in groups for resource in _resources(group)
        ),
    )


def declared_twice(apart: Sequence[Part], pieces: Sequence[ParsedPart]) -> bool:
    """Whether two pieces declare the same group or URI template, which is worth a warning."""
    seen: set[tuple[str, str]] = set()
    for part, piece in zip(apart, pieces, strict=True):
        names = set(_declared(part, piece.outline)) if piece.outline else set()
        if names & seen:
            return True
        seen |= names
    return False


def _declared(part: Part, api: ApiOutline) -> Iterator[tuple[str, str]]:
    for number, group in enumerate(api.groups):
        # The first group of a part that continues began before; resources outside of groups are in
        # one without a name, which may not begin twice either.
        if group.offset >= 0 and not (part.continues and number == 0):
            yield "group", group.name
    for template in api.templates:
        yield "resource", template


def merged(source: Source, apart: Sequence[Part], pieces: Sequence[ParsedPart]) -> ParsedBlueprint:
    """One blueprint, its offsets counted from the start of the source.

    What continues a group is put back into it; where the beginning of a group is lost, the group
    begins with its next part. Title, description and metadata are the first part's.
    """
    first: ApiOutline | None = None
    groups: list[GroupElement] = []
    types: list[tuple[str, Deferred[Element]]] = []
    begun: int | None = None
    for part, piece in zip(apart, pieces, strict=True):
        api = _Api(source, part, piece, has_origins=len(apart) > 1)
        if part.continues and begun is not None:
            own, more = api.groups()[:1], [each for each, group in api.types() if group == 0]
            if own:
                groups[begun] = _with(groups[begun], own[0])
        else:
            own, more = api.groups(), [each for each, _ in api.types()]
            begun = len(groups) if own else None
            groups += own
            first = first or _moved_outline(part, piece)
        types += more
    return ParsedBlueprint(
        title=first.title if first else "",
        description=first.description if first else "",
        metadata=first.metadata if first else (),
        groups=tuple(groups),
        named=tuple(types),
        annotations=tuple(_moved(apart, pieces)),
        offset=first.offset if first else 0,
        lost=tuple(_lost(apart, pieces)),
    )


def _lost(apart: Sequence[Part], pieces: Sequence[ParsedPart]) -> Iterator[tuple[int, int]]:
    for part, piece in zip(apart, pieces, strict=True):
        if piece.outline is None:
            yield part.start, part.start + len(part.body)


def _with(group: GroupElement, more: GroupElement) -> GroupElement:
    texts = filter(None, (group.description, more.description))
    return replace(
        group, description="\n\n".join(texts), deferred=(*group.deferred, *more.deferred)
    )


def _moved_outline(part: Part, piece: ParsedPart) -> ApiOutline | None:
    outline = piece.outline
    return outline and replace(outline, offset=outline.offset + part.start)


def _moved(apart: Sequence[Part], pieces: Sequence[ParsedPart]) -> Iterator[Annotation]:
    for part, piece in zip(apart, pieces, strict=True):
        for each in piece.annotations:
            yield replace(each, offset=each.offset + part.start)


@dataclass
class _Api:
    """The groups and types of a piece, with the values read when they are asked for."""

    source: Source
    part: Part
    piece: ParsedPart
    has_origins: bool

    @cached_property
    def element(self) -> Element:
        """Its ``api`` category, with offsets that count from the start of the source."""
        element: Element = shifted(self.piece.copy(), self.part.start)
        return element

    def groups(self) -> list[GroupElement]:
        """Its groups."""
        groups, number = [], 0
        for group in self.piece.outline.groups if self.piece.outline else ():
            own = range(number, number + group.resources)
            number += group.resources
            deferred = tuple(Deferred(partial(self._resource, n), self._origin(n)) for n in own)
            start = group.offset + self.part.start
            groups.append(GroupElement(group.name, group.description, deferred, start))
        return groups

    def types(self) -> list[tuple[tuple[str, Deferred[Element]], int]]:
        """Its named types by name, with the number of their group."""
        outline = self.piece.outline
        return [
            ((name, Deferred(partial(self._type, number), self._origin(-number - 1))), group)
            for number, (name, group) in enumerate(outline.types if outline else ())
        ]

    @cached_property
    def _places(self) -> tuple[object, ...]:
        start = self.part.start
        return self.source.places(start, start + len(self.part.body))

    def _origin(self, number: int) -> Origin | None:
        return Origin(self.piece.key, number, self._places) if self.has_origins else None

    @cached_property
    def _resource_elements(self) -> list[Element]:
        return [each for group in _groups(self.element) for each in _resources(group)]

    def _resource(self, number: int) -> ResourceElement:
        return resource_from_element(self._resource_elements[number])

    @cached_property
    def _type_elements(self) -> list[Element]:
        return [element for element, _ in _types(self.element)]

    def _type(self, number: int) -> Element:
        return self._type_elements[number]


def _groups(api: Element) -> Iterator[Element]:
    return (e for e in children(api) if "resourceGroup" in classes(e))


def _resources(group: Element) -> Iterator[Element]:
    return (e for e in children(group) if element_name(e) == "resource")


def _types(category: Element, group: int | None = None) -> Iterator[tuple[Element, int]]:
    """The named types with the number of their group, in document order."""
    groups = 0
    for element in children(category):
        inside = group
        if inside is None:
            inside = groups if "resourceGroup" in classes(element) else -1
            groups += "resourceGroup" in classes(element)
        if element_name(element) == "dataStructure":
            yield from ((e, inside) for e in children(element) if type_name(e))
        elif element_name(element) in ("category", "resource"):
            yield from _types(element, inside)
