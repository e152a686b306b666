"""A request is refused for the first thing that is wrong, in one order (docs/architecture.md)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource

#: An operation of each kind, on rows that do not exist.
KINDS = {
    "list": ("GET", "/v1/users"),
    "list of a parent": ("GET", "/v1/events/999/faqs"),
    "to-many relationship": ("GET", "/v1/faq-types/999/relationships/faqs"),
    "detail": ("GET", "/v1/faqs/999"),
    "related resource": ("GET", "/v1/faqs/999/event"),
    "relationship": ("GET", "/v1/faqs/999/relationships/event"),
    "creation": ("POST", "/v1/faqs"),
    "update": ("PATCH", "/v1/faqs/999"),
    "deletion": ("DELETE", "/v1/faqs/999"),
    "replacement of a relationship": ("PATCH", "/v1/faqs/999/relationships/event"),
    "addition to a relationship": ("POST", "/v1/faq-types/999/relationships/faqs"),
    "removal from a relationship": ("DELETE", "/v1/faq-types/999/relationships/faqs"),
}

#: Wrong wherever they are sent: unknown to the operation, or with a value that cannot be meant.
WRONG = {
    "unknown": {"bogus": "1"},
    "unknown family": {"sort[name]": "1"},
    "unclosed bracket": {"page[size": "1"},
    "type of a fieldset": {"fields[bogus]": "name"},
    "field of a fieldset": {"fields[faq]": "bogus"},
    "secret in a fieldset": {"fields[user]": "password"},
    "included path": {"include": "bogus"},
    "deep included path": {"include": "event.owner.event.owner"},
    "sorting": {"sort": "bogus"},
    "second sorting": {"sort": "id,bogus"},
    "page number": {"page[number]": "0"},
    "page size": {"page[size]": "many"},
    "large page": {"page[size]": "1000000"},
    "member of a page": {"page[limit]": "1"},
    "filter that is no JSON": {"filter": "["},
    "filter that is no list": {"filter": "{}"},
    "field of a filter": {"filter": json.dumps([{"name": "bogus", "op": "eq", "val": 1}])},
    "operator of a filter": {"filter": json.dumps([{"name": "id", "op": "bogus", "val": "1"}])},
    "node of a filter": {"filter": "[1]"},
    "field of a simple filter": {"filter[bogus]": "1"},
    "trash": {"get-trashed": "perhaps"},
    "NUL": {"sort": "id\x00"},
}


def send(client: JsonApiClient, world: World, kind: str, query: Any) -> TestResponse:
    """A request of this kind whose row is missing and whose body is no JSON."""
    method, path = KINDS[kind]
    body = None if method == "GET" else "{"
    return client.call(method, path, body, token=world.admin, query=query)


@on_one_database
@pytest.mark.parametrize("kind", KINDS)
def test_every_wrong_parameter_is_refused_before_any_row_is_looked_for(
    client: JsonApiClient, world: World, kind: str
) -> None:
    answers = {wrong: error(send(client, world, kind, query)) for wrong, query in WRONG.items()}
    assert answers == {wrong: (400, *query) for wrong, query in WRONG.items()}


@on_one_database
@pytest.mark.parametrize("kind", KINDS)
def test_a_parameter_that_is_given_twice_is_refused_before_any_row_is_looked_for(
    client: JsonApiClient, world: World, kind: str
) -> None:
    answer = send(client, world, kind, [("include", "event"), ("include", "event")])
    assert error(answer) == (400, "include")


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"list", "creation"}))
def test_without_a_wrong_parameter_the_missing_row_is_shown(
    client: JsonApiClient, world: World, kind: str
) -> None:
    assert send(client, world, kind, {}).status_code == 404


def test_parameters_are_read_before_what_a_filter_looks_into_is_asked_for(
    client: JsonApiClient, world: World
) -> None:
    """A filter on users is for administrators; a page of no size is for nobody."""
    node = {"name": "owner__email", "op": "has", "val": "jane@example.com"}
    query = {"filter": json.dumps([node]), "page[size]": "0"}
    assert error(client.call("GET", "/v1/events", query=query)) == (400, "page[size]")
    del query["page[size]"]
    assert client.call("GET", "/v1/events", query=query).status_code == 401


def update_steps(world: World) -> list[tuple[int, dict[str, Any]]]:
    """What an update that is wrong in every way is refused with, and what corrects that."""
    whole = {"answer": "There.", "question": "Where?"}
    typed = {"faq_type": one("faq-type", "999")}
    return [
        (405, {"method": "PATCH"}),
        (401, {"token": world.stranger}),
        (415, {"headers": {"Accept": "application/vnd.api+json; a=b", "If-Match": '"old"'}}),
        (406, {"headers": {"If-Match": '"old"'}}),
        (400, {"query": None}),
        (404, {"path": "/v1/faqs/1"}),
        (403, {"token": world.owner}),
        (412, {"headers": None}),
        (400, {"document": resource("event", {"answer": 1}, id_="1")}),
        (409, {"document": resource("faq", {"answer": 1}, id_="2")}),
        (422, {"document": resource("faq", whole, id_="2", **typed)}),
        (409, {"document": resource("faq", whole, id_="1", **typed)}),
        (404, {"document": resource("faq", whole, id_="1", faq_type=one("faq-type", "2"))}),
        (422, {"document": resource("faq", whole, id_="1", faq_type=one("faq-type", "1"))}),
    ]


def test_an_update_is_refused_step_by_step(client: JsonApiClient, world: World) -> None:
    request: dict[str, Any] = {
        "method": "PUT",
        "path": "/v1/faqs/999",
        "document": "{",
        "query": {"sort": "bogus"},
        "headers": {"Content-Type": "text/plain", "Accept": "application/vnd.api+json; a=b"},
    }
    for status, corrected in update_steps(world):
        assert client.call(**request).status_code == status, corrected
        request |= corrected
    assert client.call(**request).status_code == 200


def creation_steps(world: World) -> list[tuple[int, dict[str, Any]]]:
    """The same for a creation in an event of somebody else."""
    whole = {"name": "abc"}
    return [
        (401, {"token": world.stranger}),
        (415, {"headers": {"Accept": "application/vnd.api+json; a=b"}}),
        (406, {"headers": None}),
        (400, {"query": None}),
        (400, {"document": resource("faq", {}, id_="7")}),
        (409, {"document": resource("faq-type", {}, id_="7")}),
        (403, {"document": resource("faq-type", {"name": 1}, event=one("event", "999"))}),
        (422, {"document": resource("faq-type", whole, event=one("event", "999"))}),
        (404, {"document": resource("faq-type", whole, event=one("event", "1"))}),
        (403, {"token": world.owner}),
        (409, {"document": resource("faq-type", {"name": "new"}, event=one("event", "1"))}),
    ]


def test_a_creation_is_refused_step_by_step(client: JsonApiClient, world: World) -> None:
    request: dict[str, Any] = {
        "method": "POST",
        "path": "/v1/faq-types",
        "document": "{",
        "query": {"page[size]": "1"},
        "headers": {"Content-Type": "text/plain", "Accept": "application/vnd.api+json; a=b"},
    }
    for status, corrected in creation_steps(world):
        assert client.call(**request).status_code == status, corrected
        request |= corrected
    assert client.call(**request).status_code == 201


def test_a_body_too_large_to_read_waits_for_the_row(client: JsonApiClient, world: World) -> None:
    for token in (world.owner, world.admin):
        for path, status in (("/v1/faqs/999", 404), ("/v1/faqs/1", 413)):
            sent = client.call("PATCH", path, "x" * 2_000_000, token=token)
            assert sent.status_code == status
