"""API Elements as drafter 3.2.7 writes them, read into small frozen classes.

:mod:`contracts.read.pieces` puts a blueprint together of them; the MSON trees inside stay raw
elements, for :mod:`contracts.read.refract` to read. Bodies made by the parser are gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from contracts.read.refract import (
    Element,
    attribute,
    children,
    classes,
    content,
    description,
    element_name,
    key,
    offset,
    text,
    title,
    type_attributes,
    value,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """What determines an element: the part it was parsed from, its number there, its place.

    Elements of two parses with equal origins are equal but for their offsets, and their places
    are the same. ``part`` is the key of all text that was parsed; ``places`` says which lines of
    which files it stands on.
    """

    part: str
    number: int
    places: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the parser found wrong: its numeric code, message and place."""

    code: int
    message: str
    error: bool
    offset: int
    length: int = 0


@dataclass(frozen=True, slots=True)
class HeaderElement:
    """One header of a request or response."""

    name: str
    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Asset:
    """A body or schema written out in the blueprint; ``offset`` is its first character."""

    text: str
    content_type: str
    offset: int


@dataclass(frozen=True, slots=True)
class Variable:
    """One item of a Parameters section; ``type`` is as written (``number``), or empty.

    A parameter written ``enum[string]`` has ``enum`` set and its members in ``choices``, which
    stand at ``choice_offsets``: their descriptions are in the text alone.
    """

    name: str
    type: str
    required: bool
    description: str
    example: str
    default: str
    choices: tuple[str, ...]
    enum: bool
    offset: int
    choice_offsets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PayloadElement:
    """A request or response. ``method`` is a request's, ``status`` a response's.

    ``name`` is a request's title, ``variables`` are those of its own Parameters section.
    ``attributes`` is the root of its MSON tree, or None.
    ``body`` and ``schema`` are there only when the author wrote them out.
    """

    name: str
    method: str
    status: int
    headers: tuple[HeaderElement, ...]
    description: str
    attributes: Element | None
    body: Asset | None
    schema: Asset | None
    offset: int
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionElement:
    """A request with the response it gets, as Dredd pairs them."""

    request: PayloadElement
    response: PayloadElement


@dataclass(frozen=True, slots=True)
class ActionElement:
    """An action. ``href`` is its own URI template, empty when it uses the resource's.

    ``method`` is that of its first transaction, empty when it has none.
    """

    name: str
    method: str
    href: str
    relation: str
    description: str
    variables: tuple[Variable, ...]
    attributes: Element | None
    transactions: tuple[TransactionElement, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """A resource; ``attributes`` is its own named type (``+ Attributes``), or None."""

    name: str
    href: str
    description: str
    variables: tuple[Variable, ...]
    attributes: Element | None
    actions: tuple[ActionElement, ...]
    offset: int


class Deferred(Generic[T]):
    """A value of the parser's result that is read when it is asked for, and its origin.

    Two are equal when their values are.
    """

    __slots__ = ("_read", "_values", "origin")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, read: Callable[[], T], origin: Origin | None = None) -> None:
        self.origin = origin
        self._read = read
        self._values: list[T] = []

    @property
    def value(self) -> T:
        """The value, read once."""
        if not self._values:
            self._values.append(self._read())
        return self._values[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deferred) and bool(self.value == other.value)


@dataclass(frozen=True, slots=True)
class GroupElement:
    """A resource group. Resources outside any group come in one whose name is empty."""

    name: str
    description: str
    deferred: tuple[Deferred[ResourceElement], ...]
    offset: int

    @property
    def resources(self) -> tuple[ResourceElement, ...]:
        """The group's resources."""
        return tuple(each.value for each in self.deferred)


@dataclass(frozen=True, slots=True)
class ParsedBlueprint:
    """A whole blueprint as parsed. ``named`` are the named types by name, in document order.

    They include resources' own ``+ Attributes``, which MSON names after the resource.
    ``lost`` are the stretches of the source, from one offset to another, that have no elements
    because the parser stopped at an error.
    """

    title: str = ""
    description: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    groups: tuple[GroupElement, ...] = ()
    named: tuple[tuple[str, Deferred[Element]], ...] = ()
    annotations: tuple[Annotation, ...] = ()
    offset: int = 0
    lost: tuple[tuple[int, int], ...] = ()

    @property
    def types(self) -> tuple[Element, ...]:
        """The elements of the named types."""
        return tuple(each.value for _, each in self.named)


def description_of(element: Element) -> str:
    """The text that describes a category, a resource or an action."""
    texts = (text(e) for e in children(element) if element_name(e) == "copy")
    return "\n\n".join(texts)


def resource_from_element(element: Element) -> ResourceElement:
    """The value of a ``resource`` element."""
    inner = children(element)
    return ResourceElement(
        name=title(element),
        href=text(attribute(element, "href")),
        description=description_of(element),
        variables=_variables(element),
        attributes=next((_root(e) for e in inner if element_name(e) == "dataStructure"), None),
        actions=tuple(_action(e) for e in inner if element_name(e) == "transition"),
        offset=offset(element),
    )


def _root(structure: Element) -> Element | None:
    return next(iter(children(structure)), None)


def _action(element: Element) -> ActionElement:
    pairs = (e for e in children(element) if element_name(e) == "httpTransaction")
    transactions = tuple(_transaction(e) for e in pairs)
    own = attribute(element, "data")
    return ActionElement(
        name=title(element),
        method=transactions[0].request.method if transactions else "",
        href=text(attribute(element, "href")),
        relation=text(attribute(element, "relation")),
        description=description_of(element),
        variables=_variables(element),
        attributes=_root(own) if own else None,
        transactions=transactions,
        offset=offset(element),
    )


def _variables(element: Element) -> tuple[Variable, ...]:
    variables = attribute(element, "hrefVariables")
    return tuple(map(_variable, children(variables))) if variables else ()


def _variable(member: Element) -> Variable:
    inside = value(member)
    is_enum = element_name(inside) == "enum"
    plain = inside.get("content")
    return Variable(
        name=key(member),
        type=title(member),
        required="optional" not in type_attributes(member),
        description=description(member),
        example=_sample(inside) if is_enum else (plain if isinstance(plain, str) else ""),
        default=_first_text(attribute(inside, "default")),
        choices=tuple(text(e) for e in children(inside)) if is_enum else (),
        choice_offsets=tuple(map(offset, children(inside))) if is_enum else (),
        enum=is_enum,
        offset=offset(member),
    )


def _sample(element: Element) -> str:
    return _first_text(attribute(element, "samples"))


def _first_text(node: Any) -> str:
    """The first text of a value wrapped in elements and lists, as drafter nests samples."""
    while isinstance(node, list):
        node = node[0] if node else None
    inside = content(node)
    return _first_text(inside) if isinstance(inside, list) else text(node)


def _transaction(element: Element) -> TransactionElement:
    payloads = {element_name(e): _payload(e) for e in children(element)}
    return TransactionElement(payloads["httpRequest"], payloads["httpResponse"])


def _payload(element: Element) -> PayloadElement:
    inner = children(element)
    status = text(attribute(element, "statusCode"))
    structures = (_root(e) for e in inner if element_name(e) == "dataStructure")
    return PayloadElement(
        name=title(element),
        method=text(attribute(element, "method")),
        status=int(status) if status.isdecimal() else 0,
        headers=_headers(element),
        description=description_of(element),
        attributes=next(structures, None),
        body=_asset(inner, "messageBody"),
        schema=_asset(inner, "messageBodySchema"),
        offset=offset(element),
        variables=_variables(element),
    )


def _headers(element: Element) -> tuple[HeaderElement, ...]:
    headers = attribute(element, "headers")
    return tuple(
        HeaderElement(key(m), text(value(m)), offset(m))
        for m in (children(headers) if headers else ())
    )


def _asset(inner: tuple[Element, ...], kind: str) -> Asset | None:
    for element in inner:
        if element_name(element) == "asset" and kind in classes(element):
            return Asset(text(element), text(attribute(element, "contentType")), offset(element))
    return None
