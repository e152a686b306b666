"""Guessing passwords is slowed down, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any

import pytest
from werkzeug.test import TestResponse

from contracts.runtime.jsonapi.errors import ApiError
from server import create_app
from server.identity.counters import Counters
from server.identity.limits import client_of
from tests.server.concurrency import at_once
from tests.server.conftest import JsonApiClient, World
from tests.server.services.redis_server import RedisServer, redis_server


def application(settings: dict[str, Any], **more: str) -> JsonApiClient:
    """A client of an application where three failures a minute are allowed."""
    limit = {"RATELIMIT_ENABLED": True, "LOGIN_FAILURES": "3 per minute"}
    app = create_app({**settings, **limit, **more})
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    return client


@pytest.fixture
def limited(settings: dict[str, Any], world: World) -> JsonApiClient:
    """A client of an application that counts in memory."""
    return application(settings)


def login(
    client: JsonApiClient, email: str, password: str = "wrong", machine: str = "192.0.2.1"
) -> TestResponse:
    body = {"email": email, "password": password}
    return client.post("/v1/auth/login", json=body, environ_base={"REMOTE_ADDR": machine})


def test_one_machine_may_fail_a_few_times(limited: JsonApiClient) -> None:
    for number in range(3):
        assert login(limited, f"somebody{number}@example.com").status_code == 401
    refused = login(limited, "jane@example.com", "password")
    assert refused.status_code == 429
    (error,) = refused.get_json(force=True)["errors"]
    assert (error["status"], error["title"]) == ("429", "Too many requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert login(limited, "jane@example.com", "password", "192.0.2.2").status_code == 200


@pytest.mark.parametrize("spelling", ["jane@example.com", "JANE@example.com", " jane@example.com"])
def test_one_address_is_guessed_at_a_few_times_from_everywhere(
    limited: JsonApiClient, spelling: str
) -> None:
    for number in range(3):
        assert login(limited, spelling, machine=f"192.0.2.{number}").status_code == 401
    refused = login(limited, "jane@example.com", machine="192.0.2.9")
    assert refused.status_code == 429
    assert login(limited, "john@example.com", machine="192.0.2.9").status_code == 401


def test_who_logs_in_is_not_counted(limited: JsonApiClient) -> None:
    for _ in range(9):
        assert login(limited, "jane@example.com", "password").status_code == 200


def test_nothing_else_is_limited(limited: JsonApiClient) -> None:
    for _ in range(9):
        assert limited.call("GET", "/v1/users/1").status_code == 401
        assert limited.call("POST", "/v1/auth/refresh").status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"email": 1}', b"\xff"])
def test_what_is_no_login_is_no_failure(limited: JsonApiClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for _ in range(9):
        response = limited.post("/v1/auth/login", data=body, headers=headers)
        assert response.status_code in (400, 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"email": "jane@example.com", "password": "' + b"x" * 2**20 + b'"}', 413),
        (b'{"email": ' + b"[" * 200 + b"]" * 200 + b', "password": "x"}', 400),
        (b'{"email": "\\ud800", "password": "x"}', 422),
    ],
)
def test_no_body_gets_past_the_limit(limited: JsonApiClient, body: bytes, status: int) -> None:
    """A body that cannot be read is refused before anything is counted or checked."""
    headers = {"Content-Type": "application/json"}
    for _ in range(9):
        assert limited.post("/v1/auth/login", data=body, headers=headers).status_code == status
    for _ in range(3):
        assert login(limited, "jane@example.com").status_code == 401
    assert login(limited, "jane@example.com").status_code == 429


def test_an_address_of_any_length_is_counted_and_not_logged(
    limited: JsonApiClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for expected in (401, 401, 401, 429):
        assert login(limited, "?" * 100_000).status_code == expected
    assert "????" not in caplog.text


def test_attempts_that_come_at_once_are_counted_one_by_one(limited: JsonApiClient) -> None:
    wrong = [lambda client: login(client, "jane@example.com")] * 60
    statuses = [response.status_code for response in at_once(limited.application, *wrong)]
    assert (statuses.count(401), statuses.count(429)) == (3, 57)


@pytest.mark.parametrize("shared", [False, True], ids=["memory", "redis"])
def test_sixty_undecided_attempts_are_as_many_as_allowed(
    shared: bool, request: pytest.FixtureRequest
) -> None:
    """All ask before the first one ends, in memory and in Redis."""
    uri = request.getfixturevalue("redis").url if shared else "memory://"
    config = {"RATELIMIT_STORAGE_URI": uri, "RATELIMIT_STORAGE_OPTIONS": {}}
    counter, limit = Counters(config), "10 per minute"
    asked = Barrier(60)

    def attempt(_: int) -> bool:
        try:
            with counter.attempt(limit, ["client:x", "email:y"]):
                asked.wait()
                return True
        except ApiError:
            asked.wait()
            return False

    with ThreadPoolExecutor(60) as pool:
        assert list(pool.map(attempt, range(60))).count(True) == 10
        # None failed, so none is counted any more.
        assert list(pool.map(attempt, range(60))).count(True) == 10


def test_an_attempt_that_outlives_its_window_is_not_given_back_twice(
    redis: RedisServer,
) -> None:
    config = {"RATELIMIT_STORAGE_URI": redis.url, "RATELIMIT_STORAGE_OPTIONS": {}}
    counter, limit = Counters(config), "1 per minute"
    with counter.attempt(limit, ["client:x"]), redis.client() as client:
        client.flushall()
    with pytest.raises(ApiError), counter.attempt(limit, ["client:x"]):
        raise ApiError(401, "wrong")
    with pytest.raises(ApiError) as refused, counter.attempt(limit, ["client:x"]):
        raise AssertionError
    assert refused.value.status == "429"


@pytest.mark.parametrize("shared", [False, True], ids=["memory", "redis"])
def test_of_a_quota_no_more_is_spent_than_there_is(
    shared: bool, request: pytest.FixtureRequest
) -> None:
    uri = request.getfixturevalue("redis").url if shared else "memory://"
    counter = Counters({"RATELIMIT_STORAGE_URI": uri, "RATELIMIT_STORAGE_OPTIONS": {}})
    asked = Barrier(20)

    def spend(amount: int) -> bool:
        asked.wait()
        try:
            counter.spend("100 per day", "user:1", amount)
        except ApiError as error:
            return error.status != "429"
        return True

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(spend, [9] * 20)).count(True) in range(1, 12)
    # What was refused does not count: whatever is left can be spent.
    for _ in range(11):
        with suppress(ApiError):
            counter.spend("100 per day", "user:1", 9)
    counter.spend("100 per day", "user:1", 1)
    with pytest.raises(ApiError):
        counter.spend("100 per day", "user:1", 1)
    counter.spend("100 per day", "user:2", 100)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis that counts."""
    with redis_server(durable=False) as started:
        yield started


def test_a_redis_counts_for_all_who_share_it(
    settings: dict[str, Any], world: World, redis: RedisServer
) -> None:
    client = application(settings, RATELIMIT_STORAGE_URI=redis.url)
    for _ in range(3):
        assert login(client, "jane@example.com").status_code == 401
    assert login(client, "jane@example.com").status_code == 429
    with redis.client() as shared:
        assert shared.dbsize() == 3  # failures of the client and of the account, logins
    for email in ("\ud800", "\x00"):
        assert login(client, email, machine="192.0.2.2").status_code == 422


def test_without_its_redis_a_server_counts_for_itself(
    settings: dict[str, Any], world: World, redis: RedisServer
) -> None:
    client = application(settings, RATELIMIT_STORAGE_URI=redis.url)
    assert login(client, "jane@example.com").status_code == 401
    redis.stop()
    for _ in range(3):
        assert login(client, "jane@example.com").status_code == 401
    assert login(client, "jane@example.com").status_code == 429
    assert login(client, "john@example.com", "password", "192.0.2.2").status_code == 200


def test_tests_and_judges_are_not_limited(client: JsonApiClient) -> None:
    for _ in range(20):
        assert login(client, "jane@example.com").status_code == 401


def test_strangers_do_not_lock_out_a_client_that_has_logged_in_before(
    limited: JsonApiClient,
) -> None:
    assert login(limited, "jane@example.com", "password", "192.0.2.50").status_code == 200
    for number in range(9):
        login(limited, "jane@example.com", machine=f"192.0.2.{number}")
    assert login(limited, "jane@example.com", "password", "192.0.2.9").status_code == 429
    assert login(limited, "jane@example.com", "password", "192.0.2.50").status_code == 200
    for _ in range(3):
        assert login(limited, "jane@example.com", machine="192.0.2.50").status_code == 401
    assert login(limited, "jane@example.com", "password", "192.0.2.50").status_code == 429


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        (None, "None"),
    ],
)
def test_a_client_is_an_address_or_a_network_of_64_bits(address: str | None, client: str) -> None:
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("setting", "path", "body", "answers"),
    [
        ("SIGNUP_LIMIT", "/v1/users", b"{", {400, 406, 415}),
        ("LOGIN_LIMIT", "/v1/auth/login", b"{", {400}),
        ("UPLOAD_LIMIT", "/v1/upload/image", b"{", {401}),
    ],
)
def test_requests_that_cost_much_are_limited_by_client(
    settings: dict[str, Any], setting: str, path: str, body: bytes, answers: set[int]
) -> None:
    client = application(settings, **{setting: "2 per minute"})

    def send(machine: str) -> TestResponse:
        environ = {"REMOTE_ADDR": machine}
        headers = {"Content-Type": "application/json"}
        return client.post(path, data=body, headers=headers, environ_base=environ)

    for _ in range(2):
        assert send("192.0.2.1").status_code in answers
    refused = send("192.0.2.1")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert send("192.0.2.2").status_code in answers
    assert client.call("GET", "/v1/events").status_code == 200


def test_right_logins_are_limited_as_well(settings: dict[str, Any], world: World) -> None:
    client = application(settings, LOGIN_LIMIT="4 per minute")
    statuses = [login(client, "jane@example.com", "password").status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2
