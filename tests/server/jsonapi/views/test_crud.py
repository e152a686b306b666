"""Resources are created, read, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource

EVENT = {"name": "PyConf", "starts-at": "2099-12-11T09:00:00Z", "ends-at": "2099-12-13T23:59:59Z"}
FAQ = {"question": "Why?", "answer": "Because."}


def test_a_created_resource_is_found_at_its_location(client: JsonApiClient, world: World) -> None:
    created = client.call("POST", "/v1/events", resource("event", EVENT), token=world.owner)
    assert created.status_code == 201
    found = client.call("GET", created.headers["Location"]).get_json(force=True)
    assert found["data"] == created.get_json(force=True)["data"]
    assert found["data"]["attributes"].items() >= EVENT.items()


def test_an_event_belongs_to_its_creator_and_has_an_identifier(
    client: JsonApiClient, world: World
) -> None:
    created = client.call("POST", "/v1/events", resource("event", EVENT), token=world.stranger)
    data = created.get_json(force=True)["data"]
    assert data["relationships"]["owner"]["data"] == one("user", "2")
    again = client.call("GET", f"/v1/events/{data['attributes']['identifier']}")
    assert again.get_json(force=True)["data"] == data


@pytest.mark.parametrize(
    "changed",
    [
        {"ends-at": "2000-01-01T00:00:00Z"},
        {"starts-at": "2999-01-01T00:00:00Z"},
        {"starts-at": "2050-01-01T00:00:01+01:00", "ends-at": "2049-12-31T23:00:00Z"},
    ],
)
def test_an_event_that_ends_before_it_starts_is_refused(
    client: JsonApiClient, world: World, changed: dict[str, str]
) -> None:
    sent = resource("event", changed, id_="1")
    refused = client.call("PATCH", "/v1/events/1", sent, token=world.owner)
    assert error(refused) == (422, "/data/attributes/ends-at")


def test_an_event_may_end_when_it_starts(client: JsonApiClient, world: World) -> None:
    moment = "2050-01-01T00:00:00Z"
    sent = resource("event", {"starts-at": moment, "ends-at": moment}, id_="1")
    assert client.call("PATCH", "/v1/events/1", sent, token=world.owner).status_code == 200


def test_a_password_is_never_shown(client: JsonApiClient) -> None:
    user = resource("user", {"email": "a@example.com", "password": "s3cr3t-word"})
    response = client.call("POST", "/v1/users", user)
    assert response.status_code == 201
    assert "s3cr3t" not in response.text
    assert "password" not in response.text


def test_a_patch_changes_what_it_sends_and_nothing_else(
    client: JsonApiClient, world: World
) -> None:
    sent = resource("faq", {"answer": "Here."}, id_="1")
    changed = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
    assert changed.status_code == 200
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]
    assert shown == changed.get_json(force=True)["data"]
    assert shown["attributes"] == {"question": "Where?", "answer": "Here.", "deleted-at": None}


def test_a_deleted_resource_is_gone_everywhere(client: JsonApiClient, world: World) -> None:
    deleted = client.call("DELETE", "/v1/faqs/1", token=world.owner)
    assert deleted.status_code == 200
    assert deleted.get_json(force=True) == {
        "meta": {"message": "Object successfully deleted"},
        "jsonapi": {"version": "1.0"},
    }
    assert client.call("GET", "/v1/faqs/1").status_code == 404
    assert client.call("DELETE", "/v1/faqs/1", token=world.owner).status_code == 404
    listed = client.call("GET", "/v1/events/1/faqs").get_json(force=True)
    assert [row["id"] for row in listed["data"]] == ["2"]
    assert listed["meta"]["count"] == 1
    linked = client.call("GET", "/v1/faq-types/1/relationships/faqs").get_json(force=True)
    assert linked["data"] == []
    included = client.call("GET", "/v1/events/1?include=faqs").get_json(force=True)["included"]
    assert [row["id"] for row in included] == ["2"]
    found = (
        '[{"name": "faqs", "op": "any", "val": {"name": "question", "op": "eq", "val": "Where?"}}]'
    )
    matching = client.call("GET", "/v1/events", query={"filter": found}).get_json(force=True)
    assert matching["data"] == []


def test_what_cannot_be_without_a_deleted_resource_is_deleted_with_it(
    client: JsonApiClient, world: World
) -> None:
    client.call("DELETE", "/v1/events/1", token=world.owner)
    for path in ("/v1/events/1", "/v1/events/b8324ae1", "/v1/faqs/1", "/v1/faq-types/1"):
        assert client.call("GET", path).status_code == 404
    assert client.call("GET", "/v1/faqs/3").status_code == 200


def test_optional_references_to_a_deleted_resource_are_cleared(
    client: JsonApiClient, world: World
) -> None:
    client.call("DELETE", "/v1/faq-types/1", token=world.owner)
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]
    assert shown["relationships"]["faq-type"]["data"] is None
    related = client.call("GET", "/v1/faqs/1/faq-type")
    assert (related.status_code, related.get_json(force=True)["data"]) == (200, None)


@pytest.mark.parametrize(
    "id_",
    [
        "999",
        "0",
        "-1",
        "01",
        "1.0",
        "1e0",
        "\N{FULLWIDTH DIGIT ONE}",
        "abc",
        "9223372036854775807",
        "9223372036854775808",
        "9" * 400,
        "%00",
        "1%00",
        "%20",
        "true",
        "1;--",
    ],
)
@pytest.mark.parametrize("path", ["/v1/faqs/{}", "/v1/events/{}", "/v1/events/{}/faqs"])
def test_what_is_nobodys_id_is_not_found(
    client: JsonApiClient, world: World, path: str, id_: str
) -> None:
    assert client.call("GET", path.format(id_)).status_code == 404


INVALID: list[tuple[dict[str, Any], str]] = [
    ({}, "/data/attributes/name"),
    ({"name": None}, "/data/attributes/name"),
    ({"name": 1}, "/data/attributes/name"),
    ({"name": ["a"]}, "/data/attributes/name"),
    ({"name": "a\x00b"}, "/data/attributes/name"),
    ({"name": "a\ud800b"}, "/data/attributes/name"),
    ({"starts-at": "2099-12-11"}, "/data/attributes/starts-at"),
    ({"starts-at": "2099-12-11T09:00:00"}, "/data/attributes/starts-at"),
    ({"starts-at": "2099-13-11T09:00:00Z"}, "/data/attributes/starts-at"),
    ({"starts-at": "0001-01-01T00:00:00+02:00"}, "/data/attributes/starts-at"),
    ({"starts-at": "2099-12-11T09:00:00+99:00"}, "/data/attributes/starts-at"),
    ({"starts-at": 4}, "/data/attributes/starts-at"),
    ({"unheard-of": 1}, "/data/attributes/unheard-of"),
    ({"starts_at": "2099-12-11T09:00:00Z"}, "/data/attributes/starts_at"),
    ({"id": "7"}, "/data/attributes/id"),
]


@on_one_database
@pytest.mark.parametrize(("attributes", "pointer"), INVALID)
def test_an_invalid_attribute_is_refused_with_its_pointer(
    client: JsonApiClient, world: World, attributes: dict[str, Any], pointer: str
) -> None:
    sent = {**EVENT, **attributes} if attributes else {k: EVENT[k] for k in EVENT if k != "name"}
    response = client.call("POST", "/v1/events", resource("event", sent), token=world.owner)
    assert error(response) == (422, pointer)


def test_every_mistake_is_reported_at_once(client: JsonApiClient, world: World) -> None:
    sent = resource("faq", {"question": 1, "extra": 2})
    response = client.call("POST", "/v1/faqs", sent, token=world.owner)
    pointers = [e["source"]["pointer"] for e in response.get_json(force=True)["errors"]]
    assert sorted(pointers) == [
        "/data/attributes/answer",
        "/data/attributes/extra",
        "/data/attributes/question",
        "/data/relationships/event",
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2099-12-11T09:00:00Z", "2099-12-11T09:00:00Z"),
        ("2099-12-11t09:00:00z", "2099-12-11T09:00:00Z"),
        ("2099-12-11T09:00:00+02:00", "2099-12-11T07:00:00Z"),
        ("2099-12-11T09:00:00.25-00:30", "2099-12-11T09:30:00.250000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_timestamps_are_shown_in_utc(
    client: JsonApiClient, world: World, given: str, shown: str
) -> None:
    sent = resource("event", {**EVENT, "starts-at": "0001-01-01T00:00:00Z", "ends-at": given})
    created = client.call("POST", "/v1/events", sent, token=world.owner)
    assert created.get_json(force=True)["data"]["attributes"]["ends-at"] == shown
    found = client.call("GET", created.headers["Location"]).get_json(force=True)["data"]
    assert found["attributes"]["ends-at"] == shown


@pytest.mark.parametrize(
    "text", ["", " ", "漢字", "🎉", "<b>", "'; DROP TABLE faqs; --", "a" * 10_000]
)
def test_any_text_comes_back_as_it_was(client: JsonApiClient, world: World, text: str) -> None:
    sent = resource("faq", {"question": "Why?", "answer": text}, event=one("event", "1"))
    created = client.call("POST", "/v1/faqs", sent, token=world.owner)
    found = client.call("GET", created.headers["Location"]).get_json(force=True)["data"]
    assert found["attributes"]["answer"] == text


@on_one_database
@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", (400, "")),
        ("{", (400, "")),
        ("[]", (400, "")),
        ("null", (400, "")),
        ("1", (400, "")),
        ('{"data": NaN}', (400, "")),
        (b'{"data": "\xff"}', (400, "")),
        ("[" * 200000, (400, "")),
        ('{"data": ' + "9" * 9999 + "}", (400, "")),
        ({}, (422, "/data")),
        ({"data": None}, (422, "/data")),
        ({"data": []}, (422, "/data")),
        ({"data": {}}, (422, "/data/type")),
        ({"data": {"type": 1}}, (422, "/data/type")),
        ({"data": {"type": "faqs"}}, (409, "/data/type")),
        ({"data": {"type": "event"}}, (409, "/data/type")),
        ({"data": {"type": "faq", "id": "7"}}, (403, "/data/id")),
        ({"data": {"type": "faq", "attributes": []}}, (422, "/data/attributes")),
        ({"data": {"type": "faq", "relationships": 1}}, (422, "/data/relationships")),
    ],
)
def test_a_document_that_is_none_is_refused(
    client: JsonApiClient, world: World, document: Any, expected: tuple[int, str]
) -> None:
    response = client.call("POST", "/v1/faqs", document, token=world.owner)
    assert error(response) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "faq"}, (422, "/data/id")),
        ({"type": "faq", "id": 1}, (422, "/data/id")),
        ({"type": "faq", "id": "2"}, (409, "/data/id")),
        ({"type": "faq", "id": "01"}, (409, "/data/id")),
        ({"type": "event", "id": "1"}, (409, "/data/type")),
    ],
)
def test_a_patch_names_the_resource_of_its_uri(
    client: JsonApiClient, world: World, data: Any, expected: tuple[int, str]
) -> None:
    response = client.call("PATCH", "/v1/faqs/1", {"data": data}, token=world.owner)
    assert error(response) == expected


def test_a_patch_by_identifier_names_the_id(client: JsonApiClient, world: World) -> None:
    sent = resource("event", {"name": "New"}, id_="1")
    response = client.call("PATCH", "/v1/events/b8324ae1", sent, token=world.owner)
    assert response.get_json(force=True)["data"]["attributes"]["name"] == "New"


@pytest.mark.parametrize("email", ["jane@example.com", "JANE@Example.com", " jane@example.com"])
def test_an_email_address_is_taken_in_any_case(
    client: JsonApiClient, world: World, email: str
) -> None:
    sent = resource("user", {"email": email, "password": "long-enough"})
    response = client.call("POST", "/v1/users", sent)
    if email.startswith(" "):
        assert error(response) == (422, "/data/attributes/email")
    else:
        assert error(response) == (409, "/data/attributes/email")


def test_the_email_address_of_a_deleted_user_is_free_again(
    client: JsonApiClient, world: World
) -> None:
    assert client.call("DELETE", "/v1/users/1", token=world.owner).status_code == 200
    sent = resource("user", {"email": "jane@example.com", "password": "long-enough"})
    assert client.call("POST", "/v1/users", sent).status_code == 201


@pytest.mark.parametrize("name", ["abc", "ABC", "  aBc \t", "STRASSE", "straße"])
def test_a_faq_type_name_is_unique_in_its_event(
    client: JsonApiClient, world: World, states: StateHandler, name: str
) -> None:
    states.create("faq-type", "9", {"name": "Straße"}, {"event": one("event", "1")})
    for event, status in (("1", 409), ("3", 201)):
        sent = resource("faq-type", {"name": name}, event=one("event", event))
        response = client.call("POST", "/v1/faq-types", sent, token=world.owner)
        assert response.status_code == status
        if status == 409:
            assert error(response) == (409, "/data/attributes/name")
    sent = resource("faq-type", {"name": name}, id_="3", event=one("event", "1"))
    response = client.call("PATCH", "/v1/faq-types/3", sent, token=world.owner)
    assert error(response) == (409, "/data/attributes/name")


def test_a_refused_write_leaves_nothing_behind(client: JsonApiClient, world: World) -> None:
    sent = resource("faq", {"answer": "Changed."}, id_="1", faq_type=one("faq-type", "3"))
    refused = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
    assert error(refused) == (422, "/data/relationships/faq-type")
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]
    assert shown["attributes"]["answer"] == "There."
    assert shown["relationships"]["faq-type"]["data"] == one("faq-type", "1")
