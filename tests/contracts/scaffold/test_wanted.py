"""What is wanted of a new resource, and where it belongs in a contract made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.model import Access, Attribute, Contract, Relationship, ResourceType, Schema
from contracts.scaffold.context import context_of
from contracts.scaffold.include import with_include
from contracts.scaffold.shared import shared_types
from contracts.scaffold.wanted import (
    CannotScaffold,
    NewAttribute,
    NewResource,
    plural_of,
    titled,
    wanted,
)
from tests.contracts.factories import HERE, action, array, contract, obj, required


@pytest.mark.parametrize(
    ("text", "attribute", "example"),
    [
        ("name:string", NewAttribute("name", "string"), "Sample Name"),
        ("opens-at:timestamp!", NewAttribute("opens-at", "timestamp", required=True),
         "2099-01-01T09:00:00Z"),
        ("long-name:TEXT?", NewAttribute("long-name", "text", nullable=True), "Sample Long Name"),
        ("home-page:url", NewAttribute("home-page", "url"), "https://example.com/home-page"),
        ("rank:gold|Silver!", NewAttribute("rank", "gold|silver", True, False, ("gold", "Silver")),
         "gold"),
        ("n2:integer", NewAttribute("n2", "integer"), "3"),
    ],
)  # fmt: skip
def test_an_attribute_is_read(text: str, attribute: NewAttribute, example: str) -> None:
    assert wanted("thing", text) == NewResource("thing", "things", (attribute,))
    assert attribute.example == example


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name", "'name' is no attribute"),
        ("name:", "'name:' is no attribute"),
        (":string", "':string' is no attribute"),
        ("name:string!?", "no attribute"),
        ("Name:string", "cannot be called 'Name'"),
        ("-name:string", "cannot be called"),
        ("a--b:string", "cannot be called"),
        ("a_b:string", "cannot be called"),
        ("id:string", "cannot be called 'id'"),
        ("links:string", "cannot be called"),
        ("a:x", "'x' is no type of an attribute"),
        ("a:x|", "choices are words"),
        ("a:string b:number a:text", "the attribute a is given twice"),
        (" ", "at least one attribute"),
    ],
)
def test_what_is_no_attribute_is_refused(text: str, why: str) -> None:
    with pytest.raises(CannotScaffold) as refused:
        wanted("thing", text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "names", [("Thing",), ("a b",), ("thing", "Parent"), ("thing", "", "Things"), ("2a",)]
)
def test_names_are_small_letters_digits_and_dashes(names: tuple[str, ...]) -> None:
    name, parent, plural = (*names, "", "")[:3]
    with pytest.raises(CannotScaffold, match="no name of a resource"):
        wanted(name, "a:string", parent, plural)


def test_a_resource_has_a_plural_a_parent_and_a_title() -> None:
    made = wanted("opening-hour", "a:string", "tax-office", "hours")
    assert (made.plural, made.parent, made.title) == ("hours", "tax-office", "Opening Hour")
    assert titled("b2-c") == "B2 C"


@pytest.mark.parametrize(
    ("kind", "is_text"),
    [("string", True), ("date", True), ("a|b", True), ("integer", False), ("number", False),
     ("boolean", False)],
)  # fmt: skip
def test_text_has_quotes_in_json(kind: str, is_text: bool) -> None:
    assert NewAttribute("a", kind).is_text == is_text


@pytest.mark.parametrize(
    ("one", "many"),
    [("city", "cities"), ("day", "days"), ("box", "boxes"), ("bus", "buses"),
     ("match", "matches"), ("dish", "dishes"), ("note", "notes"), ("stomachx-y", "stomachx-ies")],
)  # fmt: skip
def test_a_plural(one: str, many: str) -> None:
    assert plural_of(one) == many


SHOP = ResourceType("shop", HERE, path="/api/shops/{id}")
OTHERS = (
    ResourceType("a", HERE, path="/v2/as/{id}"),
    ResourceType("b", HERE, path="/api/bs/{id}"),
    ResourceType("unserved", HERE),
)
LISTED = action(template="/api/shops", access=Access.ADMIN)
VENUE = wanted("venue", "name:string")
BELOW = wanted("venue", "name:string", "shop")


def of(*types: ResourceType, **changes: Any) -> Contract:
    return contract(LISTED, resource_types=types, **changes)


def test_the_prefix_is_that_of_most_types() -> None:
    assert context_of(of(*OTHERS, SHOP), VENUE).prefix == "/api"
    assert context_of(of(OTHERS[2]), VENUE).prefix == "/v1"


@pytest.mark.parametrize(
    ("made", "resource", "why"),
    [
        (of(SHOP), wanted("shop", "a:string"), "there is a resource type shop already"),
        (of(SHOP), wanted("x", "a:string", plural="shops"), "/api/shops is described already"),
        (of(SHOP), wanted("x", "deleted-at:date"), "the attribute deleted-at is added by itself"),
        (of(*OTHERS), BELOW, "there is no resource type shop; there are a, b"),
        (of(OTHERS[2]), wanted("x", "a:string", "unserved"),
         "there is no resource type unserved; there are none"),
    ],
)  # fmt: skip
def test_what_is_there_already_or_missing_is_said(
    made: Contract, resource: NewResource, why: str
) -> None:
    with pytest.raises(CannotScaffold) as refused:
        context_of(made, resource)
    assert why in str(refused.value)


OWNED = replace(SHOP, relationships=(Relationship("owner", "user"),))


@pytest.mark.parametrize(
    ("made", "resource", "access"),
    [
        (of(), VENUE, Access.PUBLIC),
        (of(SHOP), VENUE, Access.ADMIN),
        (of(SHOP), BELOW, Access.ADMIN),
        (of(OWNED), BELOW, Access.ORGANIZER),
        (contract(action(template="/api/shops"), resource_types=(OWNED,)), BELOW, Access.PUBLIC),
    ],
)
def test_who_may_call_it(made: Contract, resource: NewResource, access: Access) -> None:
    assert context_of(made, resource).access == access


def identifier(name: str, *more: str) -> Schema:
    kind = required("type", Schema("string", fixed=True, sample=name))
    return obj(kind, *(required(each, Schema("string")) for each in ("id", *more)))


def document(data: Schema, *more: str) -> Schema:
    return obj(required("data", data), *(required(each, obj()) for each in more))


SHOWN = identifier("shop", "attributes")


@pytest.mark.parametrize(
    ("schemas", "found"),
    [
        ({}, ("Shop Identifier", True, "")),
        ({"Shop Id": identifier("shop")}, ("Shop Id", False, "")),
        ({"A": identifier("shop"), "B": identifier("shop")}, ("A", False, "")),
        ({"A": identifier("other")}, ("Shop Identifier", True, "")),
        ({"A": SHOWN}, ("Shop Identifier", True, "")),
        ({"A Document": document(SHOWN, "jsonapi")}, ("Shop Identifier", True, "A Document")),
        ({"A": document(SHOWN, "jsonapi")}, ("Shop Identifier", True, "")),
        (
            {
                f"{each} Document": document(identifier(each, "attributes"), "jsonapi")
                for each in ("cart", "zoo")
            },
            ("Shop Identifier", True, ""),
        ),
        ({"A Document": document(SHOWN)}, ("Shop Identifier", True, "")),
        ({"A Document": document(identifier("shop"), "jsonapi")}, ("Shop Identifier", True, "")),
        ({"A Document": document(array(SHOWN), "jsonapi")}, ("Shop Identifier", True, "")),
        (
            {f"{each} Document": document(SHOWN, "jsonapi") for each in "BA"},
            ("Shop Identifier", True, "B Document"),
        ),
    ],
)
def test_the_types_of_the_parent_are_used(
    schemas: dict[str, Schema], found: tuple[str, bool, str]
) -> None:
    place = context_of(of(SHOP, schemas=schemas), BELOW)
    assert (place.identifier, place.identifier_is_new, place.document) == found
    assert place.parent == SHOP


def members(*names: str) -> Schema:
    return obj(*(required(each, obj()) for each in names))


@pytest.mark.parametrize(
    ("schemas", "bases"),
    [
        ({}, ("Document", "List Document")),
        ({"Document": members("jsonapi")}, ("Document", "List Document")),
        ({"Document": members("jsonapi", "x")}, ("", "List Document")),
        ({"List Document": members("jsonapi", "meta")}, ("Document", "List Document")),
        ({"List Document": members("jsonapi")}, ("Document", "")),
    ],
)
def test_documents_inherit_from_shared_types_of_their_kind(
    schemas: dict[str, Schema], bases: tuple[str, str]
) -> None:
    place = context_of(of(SHOP, schemas=schemas), VENUE)
    assert (place.document_base, place.list_base) == bases


def test_an_attribute_of_the_parent_is_no_owner() -> None:
    shop = replace(SHOP, attributes=(Attribute("owner", Schema("string")),))
    assert context_of(of(shop), BELOW).access == Access.ADMIN


NEW = "<!-- include(x.apib) -->"
FILES = {"a.apib": "# Group A", "t.apib": "\ufeff\n# Data Structures", "b.apib": "words"}


@pytest.mark.parametrize(
    ("root", "text"),
    [
        ("# A\n", f"# A\n\n{NEW}\n"),
        ("# A\n\n\n", f"# A\n\n{NEW}\n"),
        ("# A\r\nb\r\n", f"# A\r\nb\r\n\r\n{NEW}\r\n"),
        ("<!-- include(a.apib) -->\nend\n", f"<!-- include(a.apib) -->\n{NEW}\nend\n"),
        ("<!-- include(a.apib) -->\n<!-- include(b.apib) -->\n",
         f"<!-- include(a.apib) -->\n<!-- include(b.apib) -->\n{NEW}\n"),
        ("<!-- include(a.apib) -->\n<!-- include(t.apib) -->\n<!-- include(b.apib) -->\n",
         f"<!-- include(a.apib) -->\n{NEW}\n<!-- include(t.apib) -->\n<!-- include(b.apib) -->\n"),
        ("# A\n\n## data structures\n\n## T\n", f"# A\n\n{NEW}\n\n## data structures\n\n## T\n"),
        ("<!-- include(a.apib) -->\n\n# Data Structures\n",
         f"<!-- include(a.apib) -->\n{NEW}\n\n# Data Structures\n"),
    ],
)  # fmt: skip
def test_an_include_is_put_in_its_place(root: str, text: str) -> None:
    assert with_include(root, "x.apib", FILES.__getitem__) == text


@pytest.mark.parametrize(
    ("text", "known", "names"),
    [
        ("+ a (Integer)", (), ["Integer"]),
        ("+ a (array[Integer])", (), ["Integer"]),
        ("+ a (Integer, required)", (), ["Integer"]),
        ("+ a (required, Integer)", (), ["Integer"]),
        ("+ a (Integers)", (), []),
        ("+ Integer", (), []),
        ("+ a (Integer)", ("Integer",), []),
        ("+ a (List Meta) b (Date)", (), ["Integer", "Date", "List Meta"]),
        ("## X (List Document)", (),
         ["Integer", "JSON API", "Document", "List Document", "List Meta"]),
        ("## X (List Document)", ("Document", "List Meta"), ["List Document"]),
    ],
)  # fmt: skip
def test_shared_types_are_those_that_are_mentioned(
    text: str, known: tuple[str, ...], names: list[str]
) -> None:
    lines = shared_types(text, known).split("\n")
    found = [line[3:].partition(" (")[0] for line in lines if line.startswith("## ")]
    assert found == names
