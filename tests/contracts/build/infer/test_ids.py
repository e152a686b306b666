"""Ids, and links with ids, as examples show them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.build.infer.ids import is_number
from contracts.model import ResourceType
from tests.contracts.blueprints import contract


@pytest.mark.parametrize(
    ("id_", "is_one"),
    [
        ("1", True),
        ("10", True),
        (str(2**63 - 1), True),
        (str(2**63), False),
        ("0", False),
        ("01", False),
        ("-1", False),
        ("1.5", False),
        ("a1", False),
        ("", False),
        ("١", False),
    ],
)
def test_a_numbered_row_can_have_an_id(id_: str, is_one: bool) -> None:
    assert is_number(id_) is is_one


def book(*shown: dict[str, Any], path: str = "/books/{id}", sent: str = "") -> ResourceType:
    """The type of books; ``shown`` are resource objects, without type and attributes."""
    actions = "".join(
        f"## B{number} [{path}]\n\n### Show {number} [GET]\n\n"
        "+ Response 200 (application/vnd.api+json)\n\n        "
        + json.dumps({"data": {"type": "book", "attributes": {"title": "Dunes"}, **each}})
        + "\n\n"
        for number, each in enumerate(shown)
    )
    found = contract(f"FORMAT: 1A\n\n# API\n\n{actions}{sent}").resource_type("book")
    assert found is not None
    return found


SELF = {
    "a path": ("/v1/books/1", "/v1/books/{id}"),
    "a path with a query": ("/v1/books/1?include=author?", "/v1/books/{id}"),
    "an id that is a text": ("/v1/books/dunes", "/v1/books/dunes"),
    "the id of a parent": ("/v1/people/7/books/1", "/v1/people/{id}/books/{id}"),
    "another host": ("https://example.org/v1/books/1", ""),
    "an object": ({"href": "/v1/books/1"}, "/v1/books/{id}"),
    "a template": ("/v1/books/{id}", ""),
    "a placeholder": ("/v1/books/<id>", ""),
    "null": (None, ""),
}


@pytest.mark.parametrize(("link", "template"), SELF.values(), ids=SELF)
def test_a_link_to_itself_shows_the_address_of_a_resource(link: Any, template: str) -> None:
    assert book({"id": "1", "links": {"self": link}}).link == template


def test_the_link_that_ends_in_the_id_is_preferred() -> None:
    shown = [
        {"id": "1", "links": {"self": "/v1/books/latest"}},
        {"id": "a", "links": {"self": "/books/a"}},
    ]
    assert book(*shown).link == "/books/{id}"
    assert book(*shown[:1], {"id": "2", "links": {"self": "/old"}}).link == "/v1/books/latest"


@pytest.mark.parametrize(
    ("id_", "text"), [("1", False), (1, False), ("dunes", True), ("0", True), (True, False)]
)
def test_an_id_that_no_numbered_row_can_have_is_a_text(id_: Any, text: bool) -> None:
    assert book({"id": id_}).text_ids is text


PARAMETER = (
    "## Named [/books/{{{name}}}]\n\n+ Parameters\n    + {name}: `{value}`\n\n"
    "### Name [GET]\n\n+ Response 204\n"
)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("id", "dunes", True), ("id", "4", False), ("title", "dunes", False)],
)
def test_a_path_that_names_a_resource_by_a_text_has_ids_of_text(
    name: str, value: str, text: bool
) -> None:
    """But not where the text is an attribute's: that is a natural key."""
    assert book({"id": "1"}, sent=PARAMETER.format(name=name, value=value)).text_ids is text


@pytest.mark.parametrize(
    ("method", "id_", "may"),
    [("POST", "9", True), ("POST", None, False), ("PATCH", "9", False)],
)
def test_a_creation_that_sends_an_id_allows_ids_of_clients(
    method: str, id_: str | None, may: bool
) -> None:
    data = {"type": "book", "attributes": {"title": "Dunes"}} | ({"id": id_} if id_ else {})
    sent = (
        f"## Sent [/books]\n\n### Send [{method}]\n\n+ Request (application/vnd.api+json)\n\n"
        f"        {json.dumps({'data': data})}\n\n+ Response 204\n"
    )
    assert book({"id": "1"}, sent=sent).client_ids is may


@pytest.mark.parametrize(("example", "text"), [("1", False), ("dunes", True)])
def test_a_uri_names_its_own_type_by_a_text(example: str, text: bool) -> None:
    body = '{"data": {"type": "%s", "id": "1", "attributes": {"title": "x"}}}'
    resources = "".join(
        f"## {type_} [/{path}/{{id}}]\n\n+ Parameters\n    + id: `{id_}` (string, required)\n\n"
        f"### Show {type_} [GET]\n\n+ Response 200 (application/vnd.api+json)\n\n"
        f"        {body % type_}\n\n"
        for type_, path, id_ in (
            ("author", "authors", "1"),
            ("book", "books", example),
            ("shop", "shops", "1"),
        )
    )
    types = contract(f"FORMAT: 1A\n\n# API\n\n{resources}").resource_types
    assert {each.name for each in types if each.text_ids} == ({"book"} if text else set())
