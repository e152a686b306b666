"""Headers that protect responses: against sniffing, and against caches that share."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from contracts.runtime.jsonapi.storage.datalayer import DataLayer
from tests.server.conftest import JsonApiClient, World, resource

# Headers do not depend on the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FAQ = "/v1/faqs/1"
PATCH = resource("faq", {"answer": "Here."}, id_="1")


def path_of(rule: Rule) -> str:
    """An address of the rule: every variable is 1."""
    return str(rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)[1])  # type: ignore[index]


def test_a_browser_guesses_the_type_of_no_response(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    statuses = set()
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) | {"TRACE"}:
            for token in (None, world.admin):
                answer = client.call(method, path_of(rule), token=token)
                assert answer.headers["X-Content-Type-Options"] == "nosniff", (method, rule.rule)
                statuses.add(answer.status_code)
    assert {200, 401, 404, 405, 415} <= statuses


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", FAQ, 500), ("GET", "/v1/events?sort=x", 400)],
)
def test_nor_of_a_failure(
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    status: int,
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(DataLayer, "get_columns", fails)
    answer = client.call(method, path)
    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (status, "nosniff")


@pytest.mark.parametrize(
    ("method", "path", "body", "who", "status", "caching"),
    [
        ("GET", FAQ, None, None, 200, {"no-cache"}),
        ("GET", FAQ, None, "owner", 200, {"no-cache", "private"}),
        ("HEAD", FAQ, None, "owner", 200, {"no-cache", "private"}),
        ("GET", "/v1/users/1", None, "owner", 200, {"no-cache", "private"}),
        ("GET", "/v1/users/1", None, None, 401, set()),
        ("GET", "/v1/users/1", None, "stranger", 403, {"private"}),
        ("PATCH", FAQ, PATCH, "owner", 200, {"private"}),
        ("DELETE", FAQ, None, "owner", 200, {"private"}),
        ("GET", "/nowhere", None, "owner", 404, {"private"}),
    ],
)
def test_caches_keep_apart_what_callers_get(
    client: JsonApiClient,
    world: World,
    method: str,
    path: str,
    body: Any,
    who: str | None,
    status: int,
    caching: set[str],
) -> None:
    answer = client.call(method, path, body, token=getattr(world, who) if who else None)
    assert answer.status_code == status
    assert set(answer.cache_control) == caching
    assert "Authorization" in answer.vary


def test_an_unchanged_document_is_as_private(client: JsonApiClient, world: World) -> None:
    tag = client.call("GET", FAQ, token=world.owner).headers["ETag"]
    again = client.call("GET", FAQ, token=world.owner, headers={"If-None-Match": tag})
    assert (again.status_code, set(again.cache_control)) == (304, {"no-cache", "private"})
    assert "Authorization" in again.vary


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/auth/login", {"email": "jane@example.com", "password": "password"}, 200),
        ("POST", "/v1/auth/login", {"email": "jane@example.com", "password": "wrong"}, 401),
        ("POST", "/v1/auth/login", {}, 422),
        ("POST", "/v1/auth/refresh", None, 200),
        ("GET", "/health-check", None, 200),
        ("GET", "/health-check/live", None, 200),
    ],
)
def test_no_cache_stores_tokens_or_the_health(
    client: JsonApiClient, world: World, method: str, path: str, body: Any, status: int
) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"JWT {world.owner}"}
    answer = client.open(path, method=method, data=json.dumps(body), headers=headers)
    assert (answer.status_code, set(answer.cache_control)) == (status, {"no-store"})


def test_an_unhealthy_answer_is_not_stored(client: JsonApiClient, world: World) -> None:
    world.states.fail(["health_check_db"])
    answer = client.call("GET", "/health-check")
    assert (answer.status_code, set(answer.cache_control)) == (503, {"no-store"})


def test_images_are_public_for_everybody(client: JsonApiClient, world: World) -> None:
    answer = client.call("GET", "/v1/images/placeholder.png", token=world.owner)
    assert answer.status_code == 200
    assert answer.cache_control.public
    assert not answer.cache_control.private
    assert "Authorization" not in answer.vary
