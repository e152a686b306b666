"""Passwords: common ones are refused, and credentials change with the present password only."""

from __future__ import annotations

from typing import Any

import pytest

from server import create_app
from tests.server.conftest import JsonApiClient, World, error, resource

PASSWORD = "/data/attributes/password"
CURRENT = "/meta/current-password"


@pytest.mark.parametrize(
    "password",
    [
        *("password", "PASSWORD", "12345678", "qwertyuiop", "iloveyou", "aaaaaaaaaaa", "zzzzZZZZ"),
        *("new.user@example.com", "New.User@Example.com", "new.user"),
    ],
)
def test_a_common_password_is_refused(client: JsonApiClient, world: World, password: str) -> None:
    new = resource("user", {"email": "new.user@example.com", "password": password})
    assert error(client.call("POST", "/v1/users", new)) == (422, PASSWORD)
    changes = {"email": "new.user@example.com", "password": password}
    changed = resource("user", changes, id_="1") | {"meta": {"current-password": "password"}}
    answer = client.call("PATCH", "/v1/users/1", changed, token=world.owner)
    assert error(answer) == (422, PASSWORD)


@pytest.mark.parametrize("password", ["correct-horse-battery", "fünf Zebras", "🦓🦓🦓🦓🐎🐎🐎🐎"])
def test_any_other_password_is_taken(client: JsonApiClient, password: str) -> None:
    new = resource("user", {"email": "new@example.com", "password": password})
    assert client.call("POST", "/v1/users", new).status_code == 201
    right = {"email": "new@example.com", "password": password}
    assert client.post("/v1/auth/login", json=right).status_code == 200


CHANGES = [{"email": "other@example.com"}, {"password": "correct-horse-battery"}]


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (None, (422, CURRENT)),
        ({}, (422, CURRENT)),
        ([], (422, "/meta")),
        ({"current-password": None}, (422, CURRENT)),
        ({"current-password": 1}, (422, CURRENT)),
        ({"current-password": ""}, (403, CURRENT)),
        ({"current-password": "wrong"}, (403, CURRENT)),
    ],
)
def test_credentials_do_not_change_without_the_present_password(
    client: JsonApiClient,
    world: World,
    changes: dict[str, str],
    meta: Any,
    expected: tuple[int, str],
) -> None:
    sent = resource("user", changes, id_="1")
    if meta is not None:
        sent["meta"] = meta
    assert error(client.call("PATCH", "/v1/users/1", sent, token=world.owner)) == expected
    right = {"email": "jane@example.com", "password": "password"}
    assert client.post("/v1/auth/login", json=right).status_code == 200


@pytest.mark.parametrize("changes", CHANGES)
def test_credentials_change_with_the_present_password(
    client: JsonApiClient, world: World, changes: dict[str, str]
) -> None:
    sent = resource("user", changes, id_="1") | {"meta": {"current-password": "password"}}
    assert client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code == 200
    right = {"email": "jane@example.com", "password": "password"} | changes
    assert client.post("/v1/auth/login", json=right).status_code == 200


def test_whoever_sends_the_user_back_whole_needs_no_password(
    client: JsonApiClient, world: World
) -> None:
    shown = client.call("GET", "/v1/users/1", token=world.owner).get_json(force=True)
    sent = {"data": shown["data"]}
    assert client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code == 200


@pytest.mark.parametrize(("user", "status"), [("1", 200), ("3", 422)])
def test_administrators_change_those_of_others_without_it(
    client: JsonApiClient, world: World, user: str, status: int
) -> None:
    sent = resource("user", {"password": "correct-horse-battery"}, id_=user)
    answer = client.call("PATCH", f"/v1/users/{user}", sent, token=world.admin)
    assert answer.status_code == status


def test_guessing_the_present_password_is_limited_as_logins_are(
    settings: dict[str, Any], world: World
) -> None:
    limits = {"RATELIMIT_ENABLED": True, "LOGIN_FAILURES": "3 per minute"}
    app = create_app({**settings, **limits})
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    sent = resource("user", {"password": "correct-horse-battery"}, id_="1")
    sent["meta"] = {"current-password": "wrong"}
    statuses = [
        client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code for _ in range(5)
    ]
    assert statuses == [403, 403, 403, 429, 429]
