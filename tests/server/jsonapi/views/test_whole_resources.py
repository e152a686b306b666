"""A resource that was read, changed and sent back whole is accepted, as many clients send it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import JsonApiClient, World, error, one, resource

#: Addresses of resources with an attribute to change.
KINDS = {
    "/v1/faqs/1": "answer",
    "/v1/faqs/1?include=event,faq-type": "answer",
    "/v1/faq-types/1": "name",
    "/v1/faq-types/1?include=faqs": "name",
    "/v1/events/1": "name",
    "/v1/events/1?include=faqs,faq-types": "name",
    "/v1/users/1": "first-name",
}


def read(client: JsonApiClient, world: World, path: str) -> dict[str, Any]:
    """The resource object at ``path``."""
    answer = client.call("GET", path, token=world.owner)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json(force=True)["data"]
    return found


@pytest.mark.parametrize(("path", "changed"), KINDS.items())
def test_a_resource_is_sent_back_whole(
    client: JsonApiClient, world: World, path: str, changed: str
) -> None:
    for token in (world.owner, world.admin):
        whole = read(client, world, path)
        whole["attributes"][changed] = "New"
        answer = client.call("PATCH", path.partition("?")[0], {"data": whole}, token=token)
        assert answer.status_code == 200, answer.text
        shown = read(client, world, path)
        whole["attributes"].pop("last-accessed-at", None)
        shown["attributes"].pop("last-accessed-at", None)
        assert shown == whole


#: Read-only values of an event that were not read, and where an error points to.
CHANGED = [
    ({"identifier": "mine"}, {}, "/data/attributes/identifier"),
    ({"identifier": None}, {}, "/data/attributes/identifier"),
    ({"created-at": "2000-01-01T00:00:00Z"}, {}, "/data/attributes/created-at"),
    ({"created-at": 1}, {}, "/data/attributes/created-at"),
    ({"deleted-at": "2099-12-13T23:59:59Z"}, {}, "/data/attributes/deleted-at"),
    ({}, {"owner": one("user", "2")}, "/data/relationships/owner"),
    ({}, {"owner": one("faq", "1")}, "/data/relationships/owner"),
    ({}, {"owner": None}, "/data/relationships/owner"),
    ({}, {"faqs": []}, "/data/relationships/faqs"),
    ({}, {"faqs": [one("faq", "1")]}, "/data/relationships/faqs"),
    ({}, {"faqs": [one("faq", "1"), one("faq", "3")]}, "/data/relationships/faqs"),
    ({}, {"faqs": one("faq", "1")}, "/data/relationships/faqs"),
    ({}, {"faqs": [{}, 1]}, "/data/relationships/faqs"),
]


@pytest.mark.parametrize(("attributes", "linked", "pointer"), CHANGED)
def test_a_changed_read_only_value_is_forbidden(
    client: JsonApiClient,
    world: World,
    attributes: dict[str, Any],
    linked: dict[str, Any],
    pointer: str,
) -> None:
    sent = resource("event", attributes, id_="1", **linked)
    answer = client.call("PATCH", "/v1/events/1", sent, token=world.owner)
    assert error(answer) == (403, pointer)


def test_a_value_that_only_its_spelling_tells_apart_is_unchanged(
    client: JsonApiClient, world: World
) -> None:
    moment = read(client, world, "/v1/events/1")["attributes"]["created-at"]
    spelled = moment.replace("Z", "+00:00")
    swapped = [one("faq", "2"), one("faq", "1")]
    sent = resource("event", {"created-at": spelled}, id_="1", faqs=swapped)
    answer = client.call("PATCH", "/v1/events/1", sent, token=world.owner)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("value", "status"), [(None, 200), ("2000-01-01T00:00:00Z", 200), ("2999-01-01T00:00:00Z", 403)]
)
def test_the_last_access_may_have_advanced_since_it_was_read(
    client: JsonApiClient, world: World, value: str | None, status: int
) -> None:
    read(client, world, "/v1/users/1")
    sent = resource("user", {"last-accessed-at": value}, id_="1")
    assert client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code == status


@pytest.mark.parametrize(("value", "status"), [(False, 200), (True, 403)])
def test_a_reserved_attribute_may_be_repeated(
    client: JsonApiClient, world: World, value: bool, status: int
) -> None:
    sent = resource("user", {"is-admin": value}, id_="1")
    assert client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code == status


def test_what_is_invalid_comes_before_what_is_read_only(
    client: JsonApiClient, world: World
) -> None:
    sent = resource("event", {"identifier": "mine", "name": 1}, id_="1")
    answer = client.call("PATCH", "/v1/events/1", sent, token=world.owner)
    assert error(answer) == (422, "/data/attributes/name")
    assert len(answer.get_json(force=True)["errors"]) == 1


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [({"deleted-at": None}, 201), ({"created-at": None}, 403), ({"identifier": "mine"}, 403)],
)
def test_a_new_resource_sets_no_read_only_value(
    client: JsonApiClient, world: World, attributes: dict[str, Any], expected: int
) -> None:
    times = {"starts-at": "2099-12-11T09:00:00Z", "ends-at": "2099-12-13T23:59:59Z"}
    sent = resource("event", {"name": "New", **times, **attributes})
    answer = client.call("POST", "/v1/events", sent, token=world.owner)
    assert answer.status_code == expected


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("faq-type", {"links": {"related": "/v1/faqs/1/faq-type"}}, 200),
        ("faq-type", {"meta": {}}, 200),
        ("event", {"links": {}}, 200),
        ("faq-type", {}, 422),
        ("faq-type", None, 422),
        ("bogus", {"links": {}}, 422),
    ],
)
def test_a_relationship_without_data_says_nothing(
    client: JsonApiClient, world: World, name: str, value: Any, status: int
) -> None:
    sent = resource("faq", {}, id_="1")
    sent["data"]["relationships"] = {name: value}
    assert client.call("PATCH", "/v1/faqs/1", sent, token=world.owner).status_code == status
    linkage = client.call("GET", "/v1/faqs/1/relationships/faq-type").get_json(force=True)
    assert linkage["data"] == one("faq-type", "1")
