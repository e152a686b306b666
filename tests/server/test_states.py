"""The state handler makes what a judge asks for true, without the application."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from contracts.runtime.config import database_url
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, one, resource

ROOT = Path(__file__).parents[2]


def data(client: JsonApiClient, path: str, token: str | None = None) -> Any:
    return client.call("GET", path, token=token).get_json(force=True)["data"]


def test_a_created_resource_has_the_given_id_attributes_and_relationships(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.create("user", "7", {"email": "u@example.com", "password": "password"})
    attributes = {
        "name": "PyConf",
        "identifier": "b8324ae2",
        "starts-at": "2099-12-11T09:00:00Z",
        "ends-at": "2099-12-13T23:59:59Z",
        "created-at": "2017-07-24T16:52:01Z",
        "deleted-at": None,
    }
    states.create("event", "5", attributes, {"owner": one("user", "7")})
    shown = data(client, "/v1/events/5")
    assert shown["attributes"] == attributes
    assert shown["relationships"]["owner"]["data"] == one("user", "7")
    login = {"email": "u@example.com", "password": "password"}
    assert client.post("/v1/auth/login", json=login).status_code == 200


def test_what_is_required_and_not_given_is_made_up(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.create("faq", "3")
    states.create("user", "8")
    states.create("user", "9")
    shown = data(client, "/v1/faqs/3")
    assert shown["attributes"]["question"]
    event = shown["relationships"]["event"]["data"]["id"]
    assert data(client, f"/v1/events/{event}")["attributes"]["identifier"]


def test_children_can_be_linked_from_their_parent(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.create("faq", "1")
    states.create("faq", "2")
    linked = {"event": one("event", "1"), "faqs": [one("faq", "1"), one("faq", "2")]}
    states.create("faq-type", "4", {"name": "abc"}, linked)
    found = data(client, "/v1/faq-types/4/relationships/faqs")
    assert found == [one("faq", "1"), one("faq", "2")]


def test_reset_empties_every_table(client: JsonApiClient, states: StateHandler) -> None:
    states.create("faq", "3")
    states.reset()
    assert client.call("GET", "/v1/faqs/3").status_code == 404
    assert data(client, "/v1/events") == []
    states.reset()


def test_the_server_numbers_its_rows_after_the_seeded_ones(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.create("user", "1")
    states.create("event", "41", {}, {"owner": one("user", "1")})
    sent = resource("faq-type", {"name": "n"}, event=one("event", "41"))
    states.create("faq-type", "17", {}, {"event": one("event", "41")})
    created = client.call("POST", "/v1/faq-types", sent, token=states.token("1"))
    assert created.status_code == 201
    assert int(created.get_json(force=True)["data"]["id"]) > 17


def test_tokens_are_good_or_expired(client: JsonApiClient, states: StateHandler) -> None:
    states.create("user", "1")
    assert client.call("GET", "/v1/users/1", token=states.token("1")).status_code == 200
    expired = states.token("1", "expired")
    assert client.call("GET", "/v1/users/1", token=expired).status_code == 401


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda s: s.create("speaker", "1"), LookupError),
        (lambda s: s.create("faq", "x"), ValueError),
        (lambda s: s.create("faq", "1", {"colour": "red"}), LookupError),
        (lambda s: s.create("faq", "1", {}, {"speaker": None}), LookupError),
        (lambda s: s.create("faq", "1", {"question": 1}), ValueError),
        (lambda s: s.token("x"), ValueError),
        (lambda s: s.token("1", "eternal"), ValueError),
        (lambda s: s.fail(["health_check_moon"]), LookupError),
    ],
)
def test_misuse_is_reported(states: StateHandler, call: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        call(states)


def test_a_reference_to_nothing_is_refused(states: StateHandler) -> None:
    with pytest.raises(IntegrityError):
        states.create("faq", "1", {}, {"event": one("event", "99")})


def test_faults_need_a_file(settings: dict[str, Any]) -> None:
    handler = StateHandler({**settings, "HEALTH_FAULTS_FILE": ""})
    with pytest.raises(RuntimeError, match="HEALTH_FAULTS_FILE"):
        handler.fail(["health_check_db"])
    handler.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_the_handler_starts_no_application(settings: dict[str, Any], handler: object) -> None:
    url = settings["SQLALCHEMY_DATABASE_URI"]
    code = (
        "import flask\n"
        "flask.Flask.__init__ = None\n"
        "from server.states import StateHandler\n"
        f"handler = StateHandler({{'SQLALCHEMY_DATABASE_URI': {database_url(url)!r}}})\n"
        "handler.reset()\n"
        "handler.create('user', '1')\n"
        "handler.token('1')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
