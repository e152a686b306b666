"""What is deleted softly can be read and restored by administrators."""

from __future__ import annotations

from typing import Any

import pytest

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, one, resource

TRASH = {"get-trashed": "true"}
DELETED = '[{"name": "deleted-at", "op": "isnot", "val": null}]'


def restored(type_: str, id_: str = "1", **attributes: Any) -> dict[str, Any]:
    return resource(type_, {"deleted-at": None, **attributes}, id_=id_)


def delete(client: JsonApiClient, world: World, path: str) -> None:
    assert client.call("DELETE", path, token=world.admin).status_code == 200


PATHS = [
    ("user", "/v1/users/1"),
    ("event", "/v1/events/1"),
    ("event", "/v1/events/b8324ae1"),
    ("faq", "/v1/faqs/1"),
    ("faq-type", "/v1/faq-types/1"),
]


@pytest.mark.parametrize(("type_", "path"), PATHS)
def test_administrators_read_and_restore_what_is_deleted(
    client: JsonApiClient, world: World, type_: str, path: str
) -> None:
    before = client.call("GET", path, token=world.admin).get_json(force=True)["data"]
    delete(client, world, path)
    assert client.call("GET", path, token=world.admin).status_code == 404
    shown = client.call("GET", path, token=world.admin, query=TRASH).get_json(force=True)["data"]
    assert shown["attributes"].pop("deleted-at")
    assert shown["attributes"].items() <= before["attributes"].items()
    back = client.call("PATCH", path, restored(type_), token=world.admin)
    assert back.status_code == 200
    assert back.get_json(force=True)["data"] == before
    assert client.call("GET", path, token=world.admin).get_json(force=True)["data"] == before


def test_a_restored_resource_can_be_asked_for_with_the_parameter(
    client: JsonApiClient, world: World
) -> None:
    delete(client, world, "/v1/faqs/1")
    sent = restored("faq", answer="Here.")
    back = client.call("PATCH", "/v1/faqs/1", sent, token=world.admin, query=TRASH)
    assert back.status_code == 200
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]["attributes"]
    assert (shown["answer"], shown["deleted-at"]) == ("Here.", None)


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/v1/events/1/faqs", ["1", "2"]),
        ("/v1/faq-types/1/faqs", ["1"]),
        ("/v1/events", ["1", "2", "3"]),
        ("/v1/users", ["1", "2", "3"]),
    ],
)
def test_lists_show_what_is_deleted_only_when_asked(
    client: JsonApiClient, world: World, path: str, ids: list[str]
) -> None:
    delete(client, world, "/v1/users/1")
    shown = client.call("GET", path, token=world.admin, query=TRASH).get_json(force=True)
    assert [row["id"] for row in shown["data"]] == ids
    assert shown["meta"]["count"] == len(ids)
    query = {**TRASH, "filter": DELETED}
    trash = client.call("GET", path, token=world.admin, query=query).get_json(force=True)
    assert all(row["attributes"]["deleted-at"] for row in trash["data"])
    plain = client.call("GET", path, token=world.admin)
    assert plain.status_code == 404 or len(plain.get_json(force=True)["data"]) < len(ids)


def test_what_is_deleted_is_included_in_the_trash_only(client: JsonApiClient, world: World) -> None:
    delete(client, world, "/v1/faqs/1")
    query = {**TRASH, "include": "faqs.faq-type"}
    shown = client.call("GET", "/v1/events/1", token=world.admin, query=query)
    assert [row["id"] for row in shown.get_json(force=True)["included"]] == ["1", "1", "2"]
    plain = client.call("GET", "/v1/events/1", token=world.admin, query={"include": "faqs"})
    assert [row["id"] for row in plain.get_json(force=True)["included"]] == ["2"]


@pytest.mark.parametrize("path", ["/v1/faqs/1", "/v1/events", "/v1/events/1/faqs", "/v1/users/1"])
def test_nobody_else_looks_into_the_trash(client: JsonApiClient, world: World, path: str) -> None:
    assert client.call("GET", path, query=TRASH).status_code == 401
    assert client.call("GET", path, query=TRASH, token=world.owner).status_code == 403
    assert client.call("GET", path, query={"get-trashed": "false"}, token=world.owner).status_code
    for value in ("", "1", "True", "yes"):
        refused = client.call("GET", path, query={"get-trashed": value}, token=world.admin)
        assert error(refused) == (400, "get-trashed")


@pytest.mark.parametrize("path", ["/v1/faqs/1/event", "/v1/faqs/1/relationships/event"])
def test_other_addresses_have_no_trash(client: JsonApiClient, world: World, path: str) -> None:
    refused = client.call("GET", path, query=TRASH, token=world.admin)
    assert error(refused) == (400, "get-trashed")


def test_nobody_else_restores(client: JsonApiClient, world: World) -> None:
    living = client.call("PATCH", "/v1/faqs/1", restored("faq"), token=world.owner)
    assert living.status_code == 200, "it was not deleted, so null changes nothing"
    delete(client, world, "/v1/faqs/1")
    gone = client.call("PATCH", "/v1/faqs/1", restored("faq"), token=world.owner)
    assert gone.status_code == 404
    asked = client.call("PATCH", "/v1/faqs/1", restored("faq"), token=world.owner, query=TRASH)
    assert asked.status_code == 403
    assert client.call("PATCH", "/v1/faqs/1", restored("faq")).status_code == 401


@pytest.mark.parametrize("value", ["2099-12-13T23:59:59Z", "", 0, False, []])
def test_a_deletion_time_can_only_be_removed(
    client: JsonApiClient, world: World, value: Any
) -> None:
    sent = resource("faq", {"deleted-at": value}, id_="1")
    refused = client.call("PATCH", "/v1/faqs/1", sent, token=world.admin)
    assert error(refused) == (403, "/data/attributes/deleted-at")


def test_restoring_what_is_not_deleted_changes_nothing(client: JsonApiClient, world: World) -> None:
    before = client.call("GET", "/v1/users/1", token=world.owner).get_json(force=True)
    answer = client.call("PATCH", "/v1/users/1", restored("user"), token=world.admin)
    assert answer.status_code == 200
    assert client.call("GET", "/v1/users/1", token=world.owner).get_json(force=True) == before


def test_what_is_deleted_is_changed_only_by_restoring_it(
    client: JsonApiClient, world: World
) -> None:
    delete(client, world, "/v1/faqs/1")
    sent = resource("faq", {"answer": "Here."}, id_="1")
    assert client.call("PATCH", "/v1/faqs/1", sent, token=world.admin).status_code == 404
    refused = client.call("PATCH", "/v1/faqs/1", sent, token=world.admin, query=TRASH)
    assert refused.status_code == 409
    assert client.call("DELETE", "/v1/faqs/1", token=world.admin).status_code == 404


def test_a_user_whose_address_was_taken_meanwhile_stays_deleted(
    client: JsonApiClient, world: World
) -> None:
    delete(client, world, "/v1/users/1")
    new = resource("user", {"email": "JANE@example.com", "password": "long-enough"})
    assert client.call("POST", "/v1/users", new).status_code == 201
    refused = client.call("PATCH", "/v1/users/1", restored("user"), token=world.admin)
    assert error(refused) == (409, "/data/attributes/email")
    assert client.call("GET", "/v1/events/1").status_code == 404
    sent = restored("user", email="jane2@example.com")
    assert client.call("PATCH", "/v1/users/1", sent, token=world.admin).status_code == 200
    assert client.call("GET", "/v1/events/1").status_code == 200


def test_a_restored_users_earlier_tokens_stay_worthless(
    client: JsonApiClient, world: World
) -> None:
    delete(client, world, "/v1/users/1")
    client.call("PATCH", "/v1/users/1", restored("user"), token=world.admin)
    assert client.call("GET", "/v1/users/1", token=world.owner).status_code == 401
    body = {"email": "jane@example.com", "password": "password"}
    token = client.post("/v1/auth/login", json=body).get_json()["access_token"]
    assert client.call("GET", "/v1/users/1", token=token).status_code == 200


def test_what_was_deleted_together_comes_back_together(client: JsonApiClient, world: World) -> None:
    delete(client, world, "/v1/faqs/2")
    delete(client, world, "/v1/users/1")
    client.call("PATCH", "/v1/users/1", restored("user"), token=world.admin)
    living = ["/v1/events/1", "/v1/events/3", "/v1/faq-types/1", "/v1/faq-types/3", "/v1/faqs/1"]
    for path in living:
        assert client.call("GET", path).status_code == 200
    assert client.call("GET", "/v1/faqs/2").status_code == 404
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]["relationships"]
    assert shown["faq-type"]["data"] == one("faq-type", "1")


def test_a_restored_resource_does_not_refer_to_what_is_deleted(
    client: JsonApiClient, world: World
) -> None:
    delete(client, world, "/v1/faqs/1")
    delete(client, world, "/v1/faq-types/1")
    back = client.call("PATCH", "/v1/faqs/1", restored("faq"), token=world.admin)
    shown = back.get_json(force=True)["data"]["relationships"]
    assert shown["faq-type"]["data"] is None
    assert client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]["relationships"] == shown


def test_nothing_comes_back_without_what_it_requires(client: JsonApiClient, world: World) -> None:
    delete(client, world, "/v1/events/1")
    refused = client.call("PATCH", "/v1/faqs/1", restored("faq"), token=world.admin)
    assert error(refused) == (409, "/data/attributes/deleted-at")
    assert client.call("GET", "/v1/faqs/1").status_code == 404


def test_the_name_of_a_faq_type_can_be_taken_while_it_is_deleted(
    client: JsonApiClient, world: World, states: StateHandler
) -> None:
    delete(client, world, "/v1/faq-types/1")
    states.create("faq-type", "9", {"name": "ABC"}, {"event": one("event", "1")})
    refused = client.call("PATCH", "/v1/faq-types/1", restored("faq-type"), token=world.admin)
    assert error(refused) == (409, "/data/attributes/name")
