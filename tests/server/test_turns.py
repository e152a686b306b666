"""Expensive work takes turns: few run, as many wait, and everybody else is answered."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from werkzeug.security import generate_password_hash

from contracts.runtime import turns
from contracts.runtime.jsonapi.errors import ApiError
from tests.server.concurrency import at_once
from tests.server.conftest import JsonApiClient, World, resource

HASHERS = "PASSWORD_HASHERS"


def test_as_many_wait_as_run_and_others_are_refused_at_once() -> None:
    queue, begun, end = turns.Turns(1), threading.Event(), threading.Event()
    done = []

    def work(name: str) -> None:
        with queue.one(patience=60):
            begun.set()
            end.wait()
            done.append(name)

    first, second = (threading.Thread(target=work, args=(name,)) for name in ("first", "second"))
    first.start()
    begun.wait()
    second.start()
    while queue.admitted._value:
        pass
    with pytest.raises(ApiError) as refused, queue.one(patience=60):
        raise AssertionError
    assert (refused.value.status, refused.value.headers["Retry-After"]) == ("503", "5")
    end.set()
    first.join()
    second.join()
    assert done == ["first", "second"]
    with queue.one(patience=0):
        pass


@pytest.fixture
def nobody_hashes(app: Flask) -> Any:
    """All who may hash passwords are at work, and as many wait."""
    with app.app_context():
        admitted = turns.turns(HASHERS).admitted
    for _ in range(2 * app.config[HASHERS]):
        admitted.acquire()
    yield
    for _ in range(2 * app.config[HASHERS]):
        admitted.release()


@pytest.mark.usefixtures("nobody_hashes")
def test_while_passwords_are_hashed_others_are_answered(
    client: JsonApiClient, world: World
) -> None:
    right = {"email": "jane@example.com", "password": "password"}
    new = resource("user", {"email": "new@example.com", "password": "long-enough"})
    for answer in (
        client.post("/v1/auth/login", json=right),
        client.call("POST", "/v1/users", new),
    ):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.call("GET", "/v1/events").status_code == 200
    changed = resource("user", {"first-name": "Jane"}, id_="1")
    assert client.call("PATCH", "/v1/users/1", changed, token=world.owner).status_code == 200


def test_no_more_passwords_are_hashed_at_once_than_allowed(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = app.config[HASHERS]
    running, peak, lock = 0, 0, threading.Lock()
    together = threading.Barrier(most)

    def counted(secret: str, method: str) -> str:
        nonlocal running, peak
        with lock:
            running += 1
            peak = max(peak, running)
        together.wait(timeout=60)
        made = generate_password_hash(secret, method=method)
        with lock:
            running -= 1
        return made

    monkeypatch.setattr("contracts.runtime.jsonapi.columns.generate_password_hash", counted)

    def signing_up(number: int) -> Any:
        new = resource("user", {"email": f"n{number}@example.com", "password": "long-enough"})
        return lambda client: client.call("POST", "/v1/users", new)

    answers = at_once(app, *map(signing_up, range(2 * most)))
    assert {answer.status_code for answer in answers} == {201}
    assert peak == most
