"""Linkage is read and changed through relationship endpoints and through resources."""

from __future__ import annotations

from typing import Any

import pytest

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource

FAQS = "/v1/faq-types/1/relationships/faqs"
TYPE = "/v1/faqs/1/relationships/faq-type"
EVENT = "/v1/faqs/1/relationships/event"


def linkage(client: JsonApiClient, path: str) -> Any:
    return client.call("GET", path).get_json(force=True)["data"]


def test_linkage_comes_with_its_links(client: JsonApiClient, world: World) -> None:
    assert client.call("GET", TYPE).get_json(force=True) == {
        "data": one("faq-type", "1"),
        "links": {"self": TYPE, "related": "/v1/faqs/1/faq-type"},
        "jsonapi": {"version": "1.0"},
    }
    assert linkage(client, FAQS) == [one("faq", "1")]


def test_a_resource_shows_links_only_where_endpoints_are(
    client: JsonApiClient, world: World
) -> None:
    event = client.call("GET", "/v1/events/1").get_json(force=True)["data"]["relationships"]
    assert event == {
        "owner": {
            "links": {
                "self": "/v1/events/1/relationships/owner",
                "related": "/v1/events/1/owner",
            },
            "data": one("user", "1"),
        },
        "faqs": {"links": {"related": "/v1/events/1/faqs"}},
        "faq-types": {"links": {"related": "/v1/events/1/faq-types"}},
    }


@pytest.mark.parametrize(
    ("method", "sent", "kept"),
    [
        ("PATCH", ["2"], ["2"]),
        ("PATCH", [], []),
        ("PATCH", ["2", "1", "2"], ["1", "2"]),
        ("POST", ["2"], ["1", "2"]),
        ("POST", ["1"], ["1"]),
        ("DELETE", ["1"], []),
        ("DELETE", ["2", "99"], ["1"]),
        ("DELETE", [], ["1"]),
    ],
)
def test_a_to_many_relationship_changes(
    client: JsonApiClient, world: World, method: str, sent: list[str], kept: list[str]
) -> None:
    document = {"data": [one("faq", id_) for id_ in sent]}
    answer = client.call(method, FAQS, document, token=world.owner)
    assert (answer.status_code, answer.data) == (204, b"")
    assert sorted(row["id"] for row in linkage(client, FAQS)) == kept


@pytest.mark.parametrize(
    ("path", "target"), [(TYPE, None), (TYPE, one("faq-type", "4")), (EVENT, one("event", "1"))]
)
def test_a_to_one_relationship_changes(
    client: JsonApiClient, world: World, states: StateHandler, path: str, target: Any
) -> None:
    states.create("faq-type", "4", {"name": "more"}, {"event": one("event", "1")})
    changed = client.call("PATCH", path, {"data": target}, token=world.owner)
    assert (changed.status_code, changed.data) == (204, b"")
    assert linkage(client, path) == target


@pytest.mark.parametrize(
    ("method", "path", "data", "expected"),
    [
        ("PATCH", EVENT, None, (422, "/data")),
        ("PATCH", EVENT, [], (422, "/data")),
        ("PATCH", EVENT, "1", (422, "/data")),
        ("PATCH", EVENT, {"type": "event"}, (422, "/data/id")),
        ("PATCH", EVENT, {"type": "event", "id": 1}, (422, "/data/id")),
        ("PATCH", EVENT, one("faq", "1"), (409, "/data/type")),
        ("PATCH", EVENT, one("event", "99"), (404, "/data")),
        ("PATCH", EVENT, one("event", "b8324ae1"), (404, "/data")),
        ("PATCH", EVENT, one("event", "9" * 40), (404, "/data")),
        ("PATCH", EVENT, one("event", "\x00"), (404, "/data")),
        ("PATCH", TYPE, one("faq-type", "3"), (422, "/data")),
        ("PATCH", FAQS, None, (422, "/data")),
        ("PATCH", FAQS, one("faq", "1"), (422, "/data")),
        ("PATCH", FAQS, [one("faq", "1"), None], (422, "/data/1")),
        ("PATCH", FAQS, [one("faq", "1"), one("event", "1")], (409, "/data/1/type")),
        ("POST", FAQS, [one("faq", "1"), one("faq", "99")], (404, "/data/1")),
        ("POST", FAQS, one("faq", "1"), (422, "/data")),
        ("DELETE", FAQS, one("faq", "1"), (422, "/data")),
        ("PATCH", "/v1/faqs/99/relationships/event", one("event", "1"), (404, "")),
    ],
)
def test_wrong_linkage_is_refused(
    client: JsonApiClient,
    world: World,
    method: str,
    path: str,
    data: Any,
    expected: tuple[int, str],
) -> None:
    response = client.call(method, path, {"data": data}, token=world.owner)
    assert error(response) == expected
    assert linkage(client, TYPE) == one("faq-type", "1")
    assert linkage(client, EVENT) == one("event", "1")


def test_a_relationship_document_needs_data(client: JsonApiClient, world: World) -> None:
    assert error(client.call("PATCH", EVENT, {}, token=world.owner)) == (422, "/data")


@pytest.mark.parametrize(
    ("relationships", "expected"),
    [
        ({}, (422, "/data/relationships/event")),
        ({"event": None}, (422, "/data/relationships/event/data")),
        ({"event": one("event", "99")}, (404, "/data/relationships/event/data")),
        ({"event": one("user", "1")}, (409, "/data/relationships/event/data/type")),
        ({"event": [one("event", "1")]}, (422, "/data/relationships/event/data")),
        (
            {"event": one("event", "1"), "faq_type": one("faq-type", "2")},
            (422, "/data/relationships/faq-type"),
        ),
        (
            {"event": one("event", "1"), "owner": one("user", "1")},
            (422, "/data/relationships/owner"),
        ),
    ],
)
def test_a_resource_with_wrong_linkage_is_refused(
    client: JsonApiClient, world: World, relationships: Any, expected: tuple[int, str]
) -> None:
    sent = resource("faq", {"question": "q", "answer": "a"}, **relationships)
    assert error(client.call("POST", "/v1/faqs", sent, token=world.owner)) == expected
    listed = client.call("GET", "/v1/events/1/faqs").get_json(force=True)
    assert listed["meta"]["count"] == 2


@on_one_database
@pytest.mark.parametrize("value", [None, [], "x", {}, {"links": {}}])
def test_a_relationship_must_have_data(client: JsonApiClient, world: World, value: Any) -> None:
    sent = resource("faq", {"question": "q", "answer": "a"})
    sent["data"]["relationships"] = {"event": value}
    response = client.call("POST", "/v1/faqs", sent, token=world.owner)
    assert error(response) == (422, "/data/relationships/event")


def test_read_only_relationships_are_refused(client: JsonApiClient, world: World) -> None:
    sent = resource("event", {}, id_="1", owner=one("user", "2"))
    response = client.call("PATCH", "/v1/events/1", sent, token=world.owner)
    assert error(response) == (403, "/data/relationships/owner")


def test_moving_a_faq_type_away_from_its_faqs_is_refused(
    client: JsonApiClient, world: World
) -> None:
    path = "/v1/faq-types/1/relationships/event"
    response = client.call("PATCH", path, {"data": one("event", "3")}, token=world.owner)
    assert response.status_code == 422
    assert linkage(client, path) == one("event", "1")


def test_a_faq_moves_to_another_event_together_with_its_type(
    client: JsonApiClient, world: World
) -> None:
    linked = {"event": one("event", "3"), "faq_type": one("faq-type", "3")}
    sent = resource("faq", {}, id_="1", **linked)
    assert client.call("PATCH", "/v1/faqs/1", sent, token=world.owner).status_code == 200
    assert linkage(client, TYPE) == one("faq-type", "3")


def test_any_number_of_identifiers_can_be_sent(
    client: JsonApiClient, world: World, states: StateHandler
) -> None:
    known = [str(id_) for id_ in range(1000, 1700)]
    with states.together():
        for id_ in known:
            states.create("faq", id_, {}, {"event": one("event", "1")})
    document = {"data": [one("faq", id_) for id_ in known]}
    assert client.call("PATCH", FAQS, document, token=world.owner).status_code == 204
    assert len(linkage(client, FAQS)) == 700
    unknown = {"data": [one("faq", str(id_)) for id_ in range(1000, 15000)]}
    response = client.call("PATCH", FAQS, unknown, token=world.owner)
    assert error(response) == (404, "/data/700")
    assert client.call("DELETE", "/v1/events/1", token=world.owner).status_code == 200
    assert client.call("GET", "/v1/faqs/1699").status_code == 404


def test_related_resources_are_whole_documents(client: JsonApiClient, world: World) -> None:
    event = client.call("GET", "/v1/events/1").get_json(force=True)
    related = client.call("GET", "/v1/faqs/1/event").get_json(force=True)
    assert related["data"] == event["data"]
    assert related["links"] == {"self": "/v1/faqs/1/event"}
    assert client.call("GET", "/v1/faqs/99/event").status_code == 404


@pytest.mark.parametrize("data", [None, {}, one("faq", "1"), "1", 1, True])
def test_linkage_to_many_is_a_list(client: JsonApiClient, world: World, data: Any) -> None:
    for method in ("PATCH", "POST", "DELETE"):
        answer = client.call(method, FAQS, {"data": data}, token=world.owner)
        assert error(answer) == (422, "/data")
    sent = resource("faq-type", {}, id_="1")
    sent["data"]["relationships"] = {"faqs": {"data": data}}
    answer = client.call("PATCH", "/v1/faq-types/1", sent, token=world.owner)
    assert error(answer) == (422, "/data/relationships/faqs/data")
    assert linkage(client, FAQS) == [one("faq", "1")]
