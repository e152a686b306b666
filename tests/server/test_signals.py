"""Signals: after the commit or never, once, and harmless whatever their receivers do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from blinker import NamedSignal
from flask import Flask

from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.signals import announce, faqs_changed, send, user_avatar_changed
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, one, resource

AVATAR = "https://example.com/other.png"


@pytest.fixture(scope="module")
def loud(settings: dict[str, Any]) -> Flask:
    """An application whose signals reach their receivers, which tests have to ask for."""
    made = create_app({**settings, "SIGNALS_ENABLED": True})
    made.test_client_class = JsonApiClient
    return made


@contextmanager
def heard(signal: NamedSignal, do: Callable[[], None] = lambda: None) -> Iterator[list[Any]]:
    """What a receiver hears while this lasts; it calls ``do`` each time."""
    calls: list[Any] = []

    def receiver(sender: Flask, **facts: Any) -> None:
        calls.append((sender, facts))
        do()

    with signal.connected_to(receiver):
        yield calls


def call(app: Flask, method: str, path: str, document: Any, token: str) -> Any:
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    return client.call(method, path, document, token=token)


def change_avatar(app: Flask, token: str, url: str | None = AVATAR) -> Any:
    document = resource("user", {"avatar-url": url}, id_="1")
    return call(app, "PATCH", "/v1/users/1", document, token)


def test_a_new_avatar_is_announced_by_the_application(loud: Flask, world: World) -> None:
    with heard(user_avatar_changed) as calls:
        assert change_avatar(loud, world.owner).status_code == 200
    assert calls == [(loud, {"user_id": 1})]


def test_signals_are_mute_under_test_unless_a_test_asks_for_them(app: Flask, world: World) -> None:
    with heard(user_avatar_changed) as calls:
        assert change_avatar(app, world.owner).status_code == 200
    assert calls == []


def test_a_user_who_registers_with_an_avatar_is_announced_and_one_without_is_not(
    loud: Flask, world: World
) -> None:
    for number, (attributes, count) in enumerate(
        [({}, 0), ({"avatar-url": None}, 0), ({"avatar-url": AVATAR}, 1)]
    ):
        new = {"email": f"new{number}@example.com", "password": "long-enough", **attributes}
        with heard(user_avatar_changed) as calls:
            made = call(loud, "POST", "/v1/users", resource("user", new), world.owner)
        assert made.status_code == 201
        id_ = int(made.get_json(force=True)["data"]["id"])
        assert calls == [(loud, {"user_id": id_})] * count


@pytest.mark.parametrize("attributes", [{"first-name": "J"}, {"avatar-url": AVATAR}, {}])
def test_what_leaves_the_avatar_as_it_is_announces_nothing(
    loud: Flask, states: StateHandler, attributes: dict[str, str]
) -> None:
    states.create("user", "1", {"avatar-url": AVATAR})
    document = resource("user", attributes, id_="1")
    with heard(user_avatar_changed) as calls:
        assert call(loud, "PATCH", "/v1/users/1", document, states.token("1")).status_code == 200
    assert calls == []


def test_the_receiver_finds_what_is_announced_committed(loud: Flask, world: World) -> None:
    seen = []

    def look() -> None:
        engine = jsonapi().package.db.engine
        with engine.connect() as another:
            query = "SELECT avatar_url FROM users WHERE id = 1"
            seen.append(another.exec_driver_sql(query).scalar())

    with heard(user_avatar_changed, look):
        change_avatar(loud, world.owner)
    assert seen == [AVATAR]


def test_what_is_rolled_back_is_not_announced_then_nor_later(loud: Flask, world: World) -> None:
    taken = {"avatar-url": AVATAR, "email": "john@example.com"}
    with heard(user_avatar_changed) as calls:
        document = resource("user", taken, id_="1") | {"meta": {"current-password": "password"}}
        assert call(loud, "PATCH", "/v1/users/1", document, world.owner).status_code == 409
        assert calls == []
        name = resource("user", {"first-name": "J"}, id_="1")
        assert call(loud, "PATCH", "/v1/users/1", name, world.owner).status_code == 200
    assert calls == []


def test_of_a_session_that_is_rolled_back_nothing_remains(loud: Flask) -> None:
    with loud.app_context(), heard(faqs_changed) as calls:
        session = jsonapi().package.db.session
        announce(session, faqs_changed, event_id=1)
        session.rollback()
        session.commit()
        assert calls == []
        announce(session, faqs_changed, event_id=2)
        session.commit()
        session.commit()
    assert calls == [(loud, {"event_id": 2})]


def test_a_receiver_that_raises_is_logged_and_the_request_succeeds(
    loud: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        session = jsonapi().package.db.session
        session.add(jsonapi().package.schemas["faq"].opts_model()(question="unfinished"))
        raise RuntimeError("a receiver's own trouble")

    with (
        caplog.at_level(logging.ERROR, "server.signals"),
        heard(user_avatar_changed, fail),
        heard(user_avatar_changed) as others,
    ):
        answer = change_avatar(loud, world.owner)
    assert answer.status_code == 200
    assert answer.get_json(force=True)["data"]["attributes"]["avatar-url"] == AVATAR
    assert len(others) == 1
    (record,) = caplog.records
    assert "user-avatar-changed" in record.message
    assert record.exc_info is not None
    assert "own trouble" in str(record.exc_info[1])


def test_what_a_receiver_writes_is_in_the_answer(loud: Flask, world: World) -> None:
    def write() -> None:
        with jsonapi().package.db.engine.begin() as another:
            another.exec_driver_sql("UPDATE users SET details = 'seen' WHERE id = 1")

    with heard(user_avatar_changed, write):
        answer = change_avatar(loud, world.owner)
    assert answer.get_json(force=True)["data"]["attributes"]["details"] == "seen"
    client = loud.test_client()
    headers = {"Authorization": f"JWT {world.owner}", "Accept": "application/vnd.api+json"}
    assert client.get("/v1/users/1", headers=headers).headers["ETag"] == answer.headers["ETag"]


def test_blinkers_own_muting_works_too(loud: Flask) -> None:
    with loud.app_context(), heard(faqs_changed) as calls:
        with faqs_changed.muted():
            send(faqs_changed, event_id=1)
        assert calls == []
        send(faqs_changed, event_id=1)
        assert len(calls) == 1


FAQ = {"question": "q", "answer": "a"}
CHANGES: dict[str, tuple[str, str, Any, set[int]]] = {
    "added": ("POST", "/v1/faqs", resource("faq", FAQ, event=one("event", "1")), {1}),
    "changed": ("PATCH", "/v1/faqs/1", resource("faq", {"answer": "b"}, id_="1"), {1}),
    "unchanged": ("PATCH", "/v1/faqs/1", resource("faq", {}, id_="1"), set()),
    "moved": (
        "PATCH",
        "/v1/faqs/2/relationships/event",
        {"data": one("event", "3")},
        {1, 3},
    ),
    "deleted": ("DELETE", "/v1/faqs/1", None, {1}),
    "deleted with their event": ("DELETE", "/v1/events/1", None, {1}),
    "deleted with the owner of their events": ("DELETE", "/v1/users/1", None, {1}),
    "another type": ("DELETE", "/v1/faq-types/3", None, set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_events_whose_faqs_change_are_announced(loud: Flask, world: World, name: str) -> None:
    method, path, document, events = CHANGES[name]
    with heard(faqs_changed) as calls:
        assert call(loud, method, path, document, world.owner).status_code in (200, 201, 204)
    assert sorted(facts["event_id"] for _, facts in calls) == sorted(events)


@pytest.mark.parametrize(
    ("path", "type_"), [("/v1/faqs/1", "faq"), ("/v1/events/1", "event"), ("/v1/users/1", "user")]
)
def test_faqs_that_come_back_are_announced(
    loud: Flask, world: World, path: str, type_: str
) -> None:
    assert call(loud, "DELETE", path, None, world.owner).status_code == 200
    back = resource(type_, {"deleted-at": None}, id_="1")
    with heard(faqs_changed) as calls:
        assert call(loud, "PATCH", path, back, world.admin).status_code == 200
    assert calls == [(loud, {"event_id": 1})]
