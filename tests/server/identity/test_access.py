"""Who may do what, beyond the table of callers: worthless tokens, moves, promotions, peeping."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from contracts.runtime import Operation, PendingChange
from contracts.runtime.identity.access import AccessGuard, check_levels, has_level
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource

PACKAGE = load_package(GENERATED, BEHAVIOURS)
OPERATIONS = [(view, operation) for view in PACKAGE.resources for operation in view.operations]
PROTECTED = [(view, operation) for view, operation in OPERATIONS if operation.access != "public"]


@pytest.mark.parametrize("token_kind", ["expired", "deleted"])
@pytest.mark.parametrize(
    ("view", "operation"), PROTECTED, ids=[operation.id for _, operation in PROTECTED]
)
def test_a_worthless_token_comes_before_everything_else(
    client: JsonApiClient,
    world: World,
    states: StateHandler,
    view: Any,
    operation: Operation,
    token_kind: str,
) -> None:
    token = states.token("99") if token_kind == "deleted" else states.token("3", "expired")
    path = re.sub(r"\{[^}]+\}", "12345", view.url)
    response = client.call(operation.method, path, "{", token=token)
    assert response.status_code == 401


def test_a_missing_resource_is_404_for_everybody_who_is_signed_in(
    client: JsonApiClient, world: World
) -> None:
    for token in (world.stranger, world.owner, world.admin):
        assert client.call("DELETE", "/v1/faqs/99", token=token).status_code == 404
        assert client.call("GET", "/v1/users/99", token=token).status_code == 404


MOVES = [
    ("PATCH", "/v1/faqs/1/relationships/event", {"data": one("event", "2")}),
    ("PATCH", "/v1/faqs/1", resource("faq", {}, id_="1", event=one("event", "2"))),
    (
        "POST",
        "/v1/faqs",
        resource("faq", {"question": "q", "answer": "a"}, event=one("event", "2")),
    ),
    ("PATCH", "/v1/faq-types/1/relationships/event", {"data": one("event", "2")}),
    ("PATCH", "/v1/faq-types/1/relationships/faqs", {"data": [one("faq", "3")]}),
    ("POST", "/v1/faq-types/1/relationships/faqs", {"data": [one("faq", "3")]}),
]


@pytest.mark.parametrize(("method", "path", "document"), MOVES)
def test_nothing_is_moved_to_or_taken_from_somebody_elses_event(
    client: JsonApiClient, world: World, method: str, path: str, document: Any
) -> None:
    assert client.call(method, path, document, token=world.owner).status_code == 403
    faq = client.call("GET", "/v1/faqs/3").get_json(force=True)["data"]["relationships"]
    assert (faq["event"]["data"], faq["faq-type"]["data"]) == (one("event", "2"), None)


def test_an_owner_moves_a_faq_between_own_events(client: JsonApiClient, world: World) -> None:
    path = "/v1/faqs/2/relationships/event"
    moved = client.call("PATCH", path, {"data": one("event", "3")}, token=world.owner)
    assert moved.status_code == 204


@pytest.mark.parametrize("attribute", ["is-admin", "is-verified"])
def test_nobody_promotes_themselves(client: JsonApiClient, world: World, attribute: str) -> None:
    sent = resource("user", {attribute: True}, id_="1")
    refused = client.call("PATCH", "/v1/users/1", sent, token=world.owner)
    assert error(refused) == (403, f"/data/attributes/{attribute}")
    new = resource("user", {"email": "n@example.com", "password": "long-enough", attribute: True})
    for token in (None, world.owner):
        refused = client.call("POST", "/v1/users", new, token=token)
        assert error(refused) == (403, f"/data/attributes/{attribute}")
    assert client.call("POST", "/v1/users", new, token=world.admin).status_code == 201


@pytest.mark.parametrize("attribute", ["is-admin", "is-verified"])
def test_administrators_promote_others(client: JsonApiClient, world: World, attribute: str) -> None:
    for value in (True, False):
        sent = resource("user", {attribute: value}, id_="1")
        changed = client.call("PATCH", "/v1/users/1", sent, token=world.admin)
        assert changed.get_json(force=True)["data"]["attributes"][attribute] is value


USERS_THROUGH_OTHERS = [
    "/v1/events/1?include=owner",
    "/v1/faqs/1?include=event.owner",
    '/v1/events?filter=[{"name":"owner__email","op":"has","val":"jane@example.com"}]',
    '/v1/events?filter=[{"not":{"name":"owner","op":"has","val":'
    '{"name":"email","op":"like","val":"j%"}}}]',
]


@pytest.mark.parametrize("path", USERS_THROUGH_OTHERS)
def test_users_are_not_read_through_what_is_public(
    client: JsonApiClient, world: World, path: str
) -> None:
    assert client.call("GET", path).status_code == 401
    assert client.call("GET", path, token=world.stranger).status_code == 403
    assert client.call("GET", path, token=world.admin).status_code == 200


def test_users_may_include_themselves(client: JsonApiClient, world: World) -> None:
    found = client.call("GET", "/v1/events/1?include=owner", token=world.owner)
    assert found.get_json(force=True)["included"][0]["attributes"]["email"] == "jane@example.com"


NAMELESS = [
    ("user", Operation("GET", "list", access="self"), None),
    ("faq", Operation("GET", "list", access="organizer"), None),
    ("user", Operation("POST", "create", access="self"), {}),
    ("user", Operation("POST", "create", access="organizer"), {}),
    ("faq", Operation("POST", "create", access="organizer"), {}),
    ("faq", Operation("POST", "create", access="organizer"), {"event": None}),
]


@pytest.mark.parametrize(("type_", "operation", "data"), NAMELESS)
def test_where_nobody_is_named_only_administrators_are_admitted(
    app: Flask, world: World, type_: str, operation: Operation, data: dict[str, Any] | None
) -> None:
    schema = PACKAGE.schemas[type_]

    def ask() -> None:
        if data is None:
            AccessGuard().admit_to(operation, schema, None)
        else:
            AccessGuard().admit_change(PendingChange(operation, schema, data))

    with app.test_request_context(headers={"Authorization": f"JWT {world.admin}"}):
        ask()
    with (
        app.test_request_context(headers={"Authorization": f"JWT {world.owner}"}),
        pytest.raises(ApiError, match="Only administrators"),
    ):
        ask()


@on_one_database
@pytest.mark.parametrize(
    ("level", "type_", "row", "callers"),
    [
        ("self", "user", {"id": 1}, [1, 3]),
        ("self", "user", {"id": 2}, [2, 3]),
        ("self", "user", {"id": 3}, [3]),
        ("self", "event", {"id": 1, "owner_id": 2}, [3]),
        ("organizer", "event", {"id": 2, "owner_id": 1}, [1, 3]),
        ("organizer", "event", {"id": 1, "owner_id": 2}, [2, 3]),
        ("admin", "user", {"id": 2}, [3]),
        ("admin", "event", {"id": 1, "owner_id": 2}, [3]),
        ("self", "user", None, [3]),
        ("organizer", "event", None, [3]),
    ],
)
def test_a_level_is_that_of_the_row_before_the_change(
    app: Flask, level: str, type_: str, row: dict[str, int] | None, callers: list[int]
) -> None:
    operation = Operation("PATCH", "update", access=level)
    with app.app_context():
        package = app.extensions["jsonapi"].package
        schema, user = package.schemas[type_], package.users.opts.model
        obj = None if row is None else schema.opts.model(**row)
        users = [None, *(user(id=id, is_admin=id == 3) for id in (1, 2, 3))]
        changes = [PendingChange(operation, schema, {}, obj, each) for each in users]
        admitted = [c.identity and c.identity.id for c in changes if has_level(level, c)]
    assert admitted == callers


def test_an_unknown_level_stops_the_start() -> None:
    with pytest.raises(ValueError, match="read-it"):
        check_levels({"read-it": Operation("GET", "read-it", access="everybody")})
