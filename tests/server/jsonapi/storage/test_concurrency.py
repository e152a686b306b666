"""Requests at the same time: each rule holds as if they had come one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from contracts.runtime.jsonapi.storage import datalayer
from tests.server.concurrency import Send, at_once
from tests.server.conftest import JsonApiClient, World, error, one, resource

NAME = "/data/attributes/name"
EMAIL = "/data/attributes/email"


@pytest.fixture(autouse=True)
def slow_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough a time between write and commit for every other request to come in between."""
    check = datalayer.check_invariants

    def slowly(rows: Iterable[Any]) -> None:
        check(rows)
        time.sleep(0.1)

    monkeypatch.setattr(datalayer, "check_invariants", slowly)


def sending(method: str, path: str, document: Any, token: str | None) -> Send:
    return lambda client: client.call(method, path, document, token=token)


def new_user(email: str) -> dict[str, Any]:
    return resource("user", {"email": email, "password": "long-enough"})


def get(client: JsonApiClient, path: str) -> Any:
    return client.call("GET", path).get_json(force=True)["data"]


@pytest.mark.parametrize("names", [["same"] * 6, ["Same", " same", "SAME ", "ſame"]])
def test_of_several_faq_types_of_a_name_made_at_once_there_is_one(
    app: Flask, client: JsonApiClient, world: World, names: list[str]
) -> None:
    answers = at_once(
        app,
        *(
            sending(
                "POST",
                "/v1/faq-types",
                resource("faq-type", {"name": name}, event=one("event", "1")),
                world.owner,
            )
            for name in names
        ),
    )
    refused = [answer for answer in answers if answer.status_code != 201]
    assert len(refused) == len(names) - 1
    assert {error(answer) for answer in refused} == {(409, NAME)}
    assert len(get(client, "/v1/events/1/faq-types")) == 2


def test_of_several_faq_types_renamed_alike_at_once_one_is(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    event = one("event", "1")
    for id_ in ("11", "12", "13"):
        world.states.create("faq-type", id_, {"name": f"old {id_}"}, {"event": event})
    answers = at_once(
        app,
        *(
            sending(
                "PATCH",
                f"/v1/faq-types/{id_}",
                resource("faq-type", {"name": "new"}, id_=id_),
                world.owner,
            )
            for id_ in ("11", "12", "13")
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    names = [row["attributes"]["name"] for row in get(client, "/v1/events/1/faq-types")]
    assert names.count("new") == 1


def test_of_several_users_of_an_address_made_at_once_there_is_one(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    answers = at_once(
        app,
        *(
            sending(
                "POST",
                "/v1/users",
                resource("user", {"email": email, "password": "long-enough"}),
                None,
            )
            for email in ("new@example.com", "NEW@example.com", "New@Example.com")
        ),
    )
    refused = [answer for answer in answers if answer.status_code != 201]
    assert [error(answer) for answer in refused] == [(409, EMAIL)] * 2


def test_a_user_restored_while_the_address_is_taken_does_not_share_it(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    assert client.call("DELETE", "/v1/users/1", token=world.admin).status_code == 200
    new = resource("user", {"email": "jane@example.com", "password": "long-enough"})
    back = resource("user", {"deleted-at": None}, id_="1")
    answers = at_once(
        app,
        sending("POST", "/v1/users", new, None),
        sending("PATCH", "/v1/users/1", back, world.admin),
    )
    assert sorted(answer.status_code for answer in answers) in ([201, 409], [200, 409])
    query = {"filter[email]": "jane@example.com"}
    found = client.call("GET", "/v1/users", token=world.admin, query=query)
    assert found.get_json(force=True)["meta"]["count"] == 1


def test_a_faq_is_not_filed_under_a_type_that_moves_or_goes_at_the_same_time(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    filed = resource(
        "faq",
        {"question": "q", "answer": "a"},
        event=one("event", "3"),
        faq_type=one("faq-type", "3"),
    )
    moved = {"data": one("event", "1")}
    for method, path, document in (
        ("PATCH", "/v1/faq-types/3/relationships/event", moved),
        ("DELETE", "/v1/faq-types/3", None),
    ):
        answers = at_once(
            app,
            *(sending("POST", "/v1/faqs", filed, world.owner) for _ in range(2)),
            sending(method, path, document, world.owner),
        )
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 404, 422}
        types = {row["id"]: "1" for row in get(client, "/v1/events/1/faq-types")}
        types |= {row["id"]: "3" for row in get(client, "/v1/events/3/faq-types")}
        for event in ("1", "3"):
            for faq in get(client, f"/v1/events/{event}/faqs"):
                type_ = faq["relationships"]["faq-type"]["data"]
                assert type_ is None or types[type_["id"]] == event


def test_members_that_two_types_want_at_once_belong_to_one_of_them(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    event = one("event", "1")
    world.states.create("faq-type", "4", {"name": "fourth"}, {"event": event})
    forward = {"data": [one("faq", "1"), one("faq", "2")]}
    backward = {"data": [one("faq", "2"), one("faq", "1")]}
    answers = at_once(
        app,
        sending("PATCH", "/v1/faq-types/1/relationships/faqs", forward, world.owner),
        sending("PATCH", "/v1/faq-types/4/relationships/faqs", backward, world.owner),
    )
    # Whoever loses a deadlock is told to come again.
    assert sorted(answer.status_code for answer in answers) in ([204, 204], [204, 409])
    members = [
        row["id"]
        for id_ in ("1", "4")
        for row in get(client, f"/v1/faq-types/{id_}/relationships/faqs")
    ]
    assert sorted(members) == ["1", "2"]
