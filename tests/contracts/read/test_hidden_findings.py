"""What the parser reports wrongly of types, or found and forgot, on elements made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Severity
from contracts.read.elements import (
    ActionElement,
    Annotation,
    Deferred,
    GroupElement,
    ParsedBlueprint,
    PayloadElement,
    ResourceElement,
    TransactionElement,
)
from contracts.read.parser_diagnostics import hidden_findings, without_false_mixins
from contracts.read.refract import Element
from contracts.read.source import from_text

MIXIN = Annotation(
    4, "unable to render JSON/JSONSchema. mixin base type should be the same", False, 0
)
URI = Annotation(12, "URI template", False, 0)
OTHER = Annotation(10, "another", False, 0)


def element(name: str, *inside: Element, id: str = "", at: int = 0) -> Element:
    meta = {"meta": {"id": id}} if id else {}
    return {"element": name, "content": list(inside), "offset": at, **meta}


def include(name: str, at: int = 0) -> Element:
    return {"element": "ref", "content": {"href": name}, "offset": at}


def member(value: Element, key: str = "a") -> Element:
    return {"element": "member", "content": {"key": key, "value": value}, "offset": 0}


def one_of(*options: Element) -> Element:
    return element("select", *(element("option", each) for each in options))


def parsed(
    *types: Element, groups: tuple[GroupElement, ...] = (), more: tuple[Annotation, ...] = ()
) -> ParsedBlueprint:
    named = tuple((each["meta"]["id"], Deferred(lambda each=each: each)) for each in types)
    return ParsedBlueprint(named=named, groups=groups, annotations=(MIXIN, OTHER, *more))


def group(*roots: Element | None) -> GroupElement:
    """A group with the attributes of an action, a request and a response."""
    action, *payloads = roots
    request, response = (
        PayloadElement("", "GET", 200, (), "", each, None, None, 0) for each in payloads
    )
    transactions = (TransactionElement(request, response),)
    actions = (ActionElement("", "GET", "", "", "", (), action, transactions, 0),)
    resource = ResourceElement("", "/a", "", (), None, actions, 0)
    return GroupElement("", "", (Deferred(lambda: resource),), 0)


ARRAY = element("array", id="List")
SUB = element("List", id="Sub")
OBJECT = element("object", id="Base")
CHILD = element("Base", id="Child")
NUMBER = element("number", id="Number")

#: Types that include others, and whether one is of another base type.
MIXINS: dict[str, tuple[Element, bool]] = {
    "nothing": (element("object", id="X"), False),
    "an object": (element("object", include("Base"), id="X"), False),
    "an object of another one": (element("object", include("Child"), id="X"), False),
    "an object in a type of it": (element("Child", include("Base"), id="X"), False),
    "an array in an object": (element("object", include("List"), id="X"), True),
    "an array's type in an object": (element("object", include("Sub"), id="X"), True),
    "an array in an array": (element("array", include("Sub"), id="X"), False),
    "an object in an array": (element("Sub", include("Child"), id="X"), True),
    "a number in an object": (element("object", include("Number"), id="X"), True),
    "an object in a number": (element("Number", include("Base"), id="X"), True),
    "an object in One Of": (element("object", one_of(include("Base")), id="X"), False),
    "an array in One Of": (element("object", one_of(include("List")), id="X"), True),
    "an array in the second option": (
        element("object", one_of(include("Base"), include("List")), id="X"),
        True,
    ),
    "an object in a member": (
        element("object", member(element("object", include("Base"))), id="X"),
        False,
    ),
    "an array in a member": (
        element("object", member(element("Base", include("List"))), id="X"),
        True,
    ),
    "an array in a member that is one": (
        element("object", member(element("array", include("List"))), id="X"),
        False,
    ),
    "an array after an object": (
        element("object", include("Base"), member(element("number")), include("Sub"), id="X"),
        True,
    ),
    "a type of itself": (element("X", include("X"), id="X"), False),
}


@pytest.mark.parametrize(("own", "is_wrong"), MIXINS.values(), ids=list(MIXINS))
def test_an_include_of_another_base_type_is_reported_where_there_is_one(
    own: Element, is_wrong: bool
) -> None:
    blueprint = parsed(ARRAY, SUB, OBJECT, CHILD, NUMBER, own)
    assert without_false_mixins(blueprint) == ((MIXIN, OTHER) if is_wrong else (OTHER,))


@pytest.mark.parametrize("place", range(3), ids=["action", "request", "response"])
def test_includes_of_attributes_are_looked_at(place: int) -> None:
    roots = [element("object", include("List")) if n == place else None for n in range(3)]
    blueprint = parsed(ARRAY, groups=(group(None, None, None), group(*roots)))
    assert without_false_mixins(blueprint) == (MIXIN, OTHER)


def test_without_such_a_message_all_are_kept() -> None:
    blueprint = ParsedBlueprint(annotations=(OTHER, URI))
    assert without_false_mixins(blueprint) == (OTHER, URI)


def hidden(*types: Element, **given: Any) -> list[tuple[int, str]]:
    """Line and message of what the parser forgot in a text of empty lines."""
    blueprint = parsed(*types, more=(URI,), **given)
    found = list(hidden_findings(from_text("\n" * 20), blueprint))
    assert all((each.code, each.severity) == ("parser-4", Severity.ERROR) for each in found)
    return [(each.location.line, each.message) for each in found]


def unknown(name: str) -> str:
    return f"the type {name!r} is not declared"


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (element("object", id="X"), []),
        (element("Base", id="X"), []),
        (element("Nope", id="X", at=3), [(4, unknown("Nope"))]),
        (element("object", include("Base"), id="X"), []),
        (element("object", include("Nope", 5), id="X"), [(6, unknown("Nope"))]),
        (element("object", include("object"), id="X"), []),
        (element("object", one_of(include("Nope", 5)), id="X"), [(6, unknown("Nope"))]),
        (element("object", member(element("Nope", at=2)), id="X"), [(3, unknown("Nope"))]),
        (element("object", member(element("enum")), id="X"), []),
        (element("object", member(element("array", element("Nope", at=1))), id="X"),
         [(2, unknown("Nope"))]),
        (element("object", member(element("Base")), member(element("Nope", at=7), "b"), id="X"),
         [(8, unknown("Nope"))]),
        (element("object", id="Base", at=9), [(10, "the type 'Base' is declared twice")]),
    ],
)  # fmt: skip
def test_what_was_forgotten_is_reported(own: Element, found: list[tuple[int, str]]) -> None:
    assert hidden(OBJECT, own) == found


def test_each_type_that_is_not_declared_is_reported_where_it_is_used() -> None:
    roots = [element(name, at=line) for line, name in enumerate(("One", "Two", "One"), 3)]
    assert hidden(OBJECT, groups=(group(*roots),)) == [
        (4, unknown("One")),
        (5, unknown("Two")),
        (6, unknown("One")),
    ]


@pytest.mark.parametrize(
    ("text", "message", "found"),
    [
        ("+ \ninclude Nope\n", "mixin type may not include", [(2, unknown("Nope"))]),
        ("+ \nInclude  Nope Not \n", "mixin type may not include", [(2, unknown("Nope Not"))]),
        ("+ \nInclude Base\n", "mixin type may not include", []),
        ("+ \nInclude string\n", "mixin type may not include", []),
        ("+ \nInclude Nope\n", "another message", []),
        ("+ \nwords\n", "mixin type may not include", []),
    ],
)
def test_includes_that_the_parser_left_out_are_looked_at(
    text: str, message: str, found: list[tuple[int, str]]
) -> None:
    warning = Annotation(6, message, False, 3)
    blueprint = ParsedBlueprint(
        named=(("Base", Deferred(lambda: OBJECT)),), annotations=(OTHER, URI, warning)
    )
    shown = hidden_findings(from_text(text), blueprint)
    assert [(each.location.line, each.message) for each in shown] == found


@pytest.mark.parametrize(
    "annotations", [(OTHER,), (URI, Annotation(4, "an error", True, 0)), (), (MIXIN,)]
)
def test_nothing_was_forgotten_without_that_warning_or_is_known_after_an_error(
    annotations: tuple[Annotation, ...],
) -> None:
    unknown_type = element("Nope", id="X")
    blueprint = ParsedBlueprint(
        named=(("X", Deferred(lambda: unknown_type)),), annotations=annotations
    )
    assert list(hidden_findings(from_text("\n"), blueprint)) == []
