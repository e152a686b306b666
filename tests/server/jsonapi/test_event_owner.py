"""The owner of an event and the events of a user: addresses, access, parameters of the list."""

from __future__ import annotations

import pytest

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, one, resource

LINKAGE, OWNER = "/v1/events/1/relationships/owner", "/v1/events/1/owner"
EVENTS = "/v1/users/1/events"


def ids(client: JsonApiClient, path: str, token: str) -> list[str]:
    answer = client.call("GET", path, token=token)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.get_json(force=True)["data"]]


def test_the_owners_id_is_public_as_in_the_event(client: JsonApiClient, world: World) -> None:
    assert client.call("GET", LINKAGE).get_json(force=True) == {
        "data": one("user", "1"),
        "links": {"self": LINKAGE, "related": OWNER},
        "jsonapi": {"version": "1.0"},
    }


@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE"])
def test_the_owner_of_an_event_cannot_be_replaced(
    client: JsonApiClient, world: World, method: str
) -> None:
    answer = client.call(method, LINKAGE, {"data": one("user", "2")}, token=world.admin)
    assert answer.status_code == 405
    assert client.call("GET", LINKAGE).get_json(force=True)["data"] == one("user", "1")


@pytest.mark.parametrize("path", [OWNER, EVENTS])
def test_who_owns_what_is_shown_to_owners_and_administrators(
    client: JsonApiClient, world: World, path: str
) -> None:
    assert client.call("GET", path).status_code == 401
    assert client.call("GET", path, token=world.stranger).status_code == 403
    for token in (world.owner, world.admin):
        assert client.call("GET", path, token=token).status_code == 200


def test_the_owner_is_the_same_resource_as_at_its_own_address(
    client: JsonApiClient, world: World
) -> None:
    shown = client.call("GET", OWNER, token=world.owner).get_json(force=True)
    own = client.call("GET", "/v1/users/1", token=world.owner).get_json(force=True)
    assert shown["data"] == own["data"]
    assert shown["links"] == {"self": OWNER}


def test_organizers_list_their_own_events(client: JsonApiClient, world: World) -> None:
    made = client.call(
        "POST",
        "/v1/events",
        resource(
            "event",
            {
                "name": "Unconference",
                "starts-at": "2098-01-01T00:00:00Z",
                "ends-at": "2098-01-02T00:00:00Z",
            },
        ),
        token=world.owner,
    ).get_json(force=True)["data"]["id"]
    assert ids(client, EVENTS, world.owner) == ["1", "3", made]
    assert ids(client, "/v1/users/2/events", world.stranger) == ["2"]
    assert client.call("DELETE", f"/v1/events/{made}", token=world.owner).status_code == 200
    assert ids(client, EVENTS, world.owner) == ["1", "3"]
    assert client.call("GET", f"{EVENTS}?get-trashed=true", token=world.owner).status_code == 403
    assert ids(client, f"{EVENTS}?get-trashed=true", world.admin) == ["1", "3", made]


def test_the_list_of_own_events_takes_the_parameters_of_lists(
    client: JsonApiClient, world: World, states: StateHandler
) -> None:
    owner = {"owner": one("user", "1")}
    for id_, name in (("11", "b"), ("12", "a")):
        states.create("event", id_, {"name": name}, owner)
    found = f"{EVENTS}?filter%5Bname%5D=a"
    assert ids(client, found, world.owner) == ["12"]
    named = '[{"name":"name","op":"in_","val":["a","b"]}]'
    assert ids(client, f"{EVENTS}?sort=name&filter={named}", world.owner) == ["12", "11"]
    page = f"{EVENTS}?sort=-name&filter={named}&page%5Bsize%5D=1&page%5Bnumber%5D=2"
    answer = client.call("GET", page, token=world.owner).get_json(force=True)
    assert [each["id"] for each in answer["data"]] == ["12"]
    assert answer["meta"] == {"count": 2}
    assert "prev" in answer["links"]
    included = client.call("GET", f"{EVENTS}?include=owner,faqs", token=world.owner)
    types = {each["type"] for each in included.get_json(force=True)["included"]}
    assert types == {"user", "faq"}


def test_events_come_with_their_user(client: JsonApiClient, world: World) -> None:
    user = client.call("GET", "/v1/users/1?include=events", token=world.owner).get_json(force=True)
    assert user["data"]["relationships"] == {
        "events": {
            "links": {"related": EVENTS},
            "data": [one("event", "1"), one("event", "3")],
        }
    }
    assert [each["id"] for each in user["included"]] == ["1", "3"]


def test_events_are_not_given_to_a_user_by_a_change_of_the_user(
    client: JsonApiClient, world: World
) -> None:
    sent = resource("user", {}, id_="1")
    sent["data"]["relationships"] = {"events": {"data": [one("event", "2")]}}
    refused = client.call("PATCH", "/v1/users/1", sent, token=world.owner)
    assert error(refused) == (403, "/data/relationships/events")
