"""The server as it runs in production: gunicorn, its signals, logs and metrics."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from server import create_app
from server.states import StateHandler
from tests.server.services import preloaded
from tests.server.services.gunicorn_server import (
    KEY,
    PATIENCE,
    Gunicorn,
    answers,
    gunicorn,
    start,
    until,
)
from tests.server.services.redis_server import free_port, redis_server

JSON_API = {"Content-Type": "application/vnd.api+json"}


def production(folder: Path) -> dict[str, str]:
    """The settings of a production on a SQLite file with two users, whose password is s3cret."""
    settings = {
        "TESTING": True,
        "SECRET_KEY": KEY,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/app.db",
    }
    create_app(settings)
    states = StateHandler(settings)
    for user, email in (("1", "jane@example.com"), ("2", "john@example.com")):
        states.create("user", user, {"email": email, "password": "s3cret-password"})
    states.close()
    return {"DATABASE_URL": f"sqlite:///{folder}/app.db", "METRICS_ENABLED": "on"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings for one test, with one worker."""
    return {**production(tmp_path), "WEB_CONCURRENCY": "1"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gunicorn]:
    """A server with two workers for all tests that leave it so, with Jane's password as it is."""
    folder = tmp_path_factory.mktemp("production")
    with gunicorn(folder, production(folder)) as made:
        yield made


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"WEB_THREADS": "many"}, "WEB_THREADS is 'many'"),
    ],
)
def test_an_unsafe_start_is_refused_in_one_line(
    tmp_path: Path, environment: dict[str, str], reason: str
) -> None:
    made = start("server.wsgi:app", tmp_path, free_port(), environment)
    assert made.process.wait(PATIENCE) == 1
    assert made.text().startswith(f"The server does not start: {reason}")
    assert made.text().count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["gunicorn.log"]


def test_a_request_under_way_hinders_no_health_check_and_is_answered_before_the_server_ends(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """With one worker."""
    folder = tmp_path / "slow"
    folder.mkdir()
    with gunicorn(tmp_path, environment, "tests.server.production.slow_app:app") as served:
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(requests.get, f"{served.url}/slow{folder}", timeout=PATIENCE)
            until((folder / "started").exists, "the request is running")
            assert requests.get(f"{served.url}/health-check/live", timeout=PATIENCE).ok
            assert not answer.done()
            served.process.send_signal(signal.SIGTERM)
            until(lambda: "Handling signal: term" in served.text(), "gunicorn has noticed")
            assert not answer.done()
            (folder / "release").touch()
            assert (answer.result().status_code, answer.result().text) == (200, "done")
        assert served.process.wait(PATIENCE) == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(served.url, timeout=PATIENCE)
    assert not list(tmp_path.glob("metrics-*"))


def test_all_workers_counts_are_reported_and_outlive_them(served: Gunicorn) -> None:
    """Whichever worker answers; one that is killed takes nothing with it."""
    asked = counted(served)
    for _ in range(2):
        for _ in range(10):
            # No session: each request has a connection, and so perhaps a worker, of its own.
            assert requests.get(f"{served.url}/v1/events", timeout=PATIENCE).ok
            asked += 1
        # A worker counts a request when it has been sent, which the client may know before.
        until(lambda: counted(served) == asked, f"{asked} requests are counted")  # noqa: B023
        gone = served.workers()[0]
        os.kill(gone, signal.SIGKILL)
        until(lambda: gone not in served.workers() and len(served.workers()) == 2, "a new worker")  # noqa: B023
    assert "jane" not in requests.get(f"{served.url}/metrics", timeout=PATIENCE).text


def counted(served: Gunicorn) -> float:
    """The successful lists of events that the metrics tell of."""
    text = requests.get(f"{served.url}/metrics", timeout=PATIENCE).text
    pattern = r'^http_requests_total\{method="GET",route="/v1/events",status="200"\} (\S+)$'
    return sum(float(number) for number in re.findall(pattern, text, re.MULTILINE))


def test_a_reload_keeps_counts_and_answers(served: Gunicorn) -> None:
    """SIGHUP: the configuration is read again, and new workers take over."""
    expected = counted(served) + 1
    assert requests.get(f"{served.url}/v1/events", timeout=PATIENCE).ok
    until(lambda: counted(served) == expected, "the request is counted")
    old = set(served.workers())
    served.process.send_signal(signal.SIGHUP)
    until(lambda: len(served.workers()) == 2 and not old & set(served.workers()), "new workers")
    until(lambda: counted(served) == expected, "the request is still known")


def login(url: str, password: str, name: str = "jane", **headers: str) -> requests.Response:
    document = {"email": f"{name}@example.com", "password": password}
    return requests.post(f"{url}/v1/auth/login", json=document, headers=headers, timeout=PATIENCE)


def test_every_line_of_the_log_is_an_object_and_requests_are_known_by_their_ids(
    served: Gunicorn,
) -> None:
    assert login(served.url, "s3cret-password", **{"X-Request-ID": "mine"}).ok
    until(lambda: "mine" in served.text(), "the request is logged")
    (line,) = [line for line in served.lines() if line.get("request_id") == "mine"]
    assert line["message"] == "POST /v1/auth/login 200"
    assert (line["level"], line["logger"]) == ("INFO", "server.ops.request_log")
    assert (line["method"], line["path"], line["status"]) == ("POST", "/v1/auth/login", 200)
    assert {line["pid"] for line in served.lines()} >= {line["pid"]}


def test_no_secret_is_logged(served: Gunicorn) -> None:
    """Passwords, right and wrong, tokens, queries, and whatever cannot be read as HTTP."""
    token = login(served.url, "s3cret-password", "john").json()["access_token"]
    assert login(served.url, "wr0ng-s3cret", "john").status_code == 401
    headers = {**JSON_API, "Authorization": f"JWT {token}"}

    def ask(method: str, path: str, **given: Any) -> requests.Response:
        url = served.url + path
        return requests.request(method, url, headers=headers, timeout=PATIENCE, **given)

    assert ask("GET", "/v1/users/2").ok
    attributes = {"password": "n3w-s3cret"}
    change = {
        "data": {"type": "user", "id": "2", "attributes": attributes},
        "meta": {"current-password": "s3cret-password"},
    }
    assert ask("PATCH", "/v1/users/2", json=change).ok
    assert ask("PATCH", "/v1/users/2", data='{"password": "br0ken-s3cret').status_code == 401
    assert ask("GET", f"/v1/users?filter=qu3ry-s3cret&token={token}").status_code >= 400
    assert ask("GET", f"/health-check?token={token}").status_code in (200, 503)
    raw(served, f"GET /?token={token} HTTP/1.1 s3cret\r\nHost: x\r\n\r\n")
    raw(served, f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization JWT {token}\r\n\r\n")
    last = {"X-Request-ID": "the-last"}
    requests.get(f"{served.url}/v1/events", headers=last, timeout=PATIENCE)
    until(lambda: "the-last" in served.text(), "the last request is logged")
    text = served.text()
    for secret in (token, "s3cret-password", "wr0ng", "n3w", "br0ken", "qu3ry", KEY):
        assert secret not in text
    assert token.split(".")[2] not in text
    assert served.lines()


def raw(served: Gunicorn, text: str) -> None:
    """Send something, and read whatever comes back."""
    port = int(served.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def test_a_hanging_redis_keeps_nobody_from_logging_in(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with redis_server(durable=False) as redis:
        shared = {**environment, "RATELIMIT_STORAGE_URI": redis.url}
        with gunicorn(tmp_path, shared) as served:
            assert login(served.url, "s3cret-password").ok
            assert redis.process is not None
            redis.process.send_signal(signal.SIGSTOP)
            try:
                assert login(served.url, "s3cret-password").ok
                assert login(served.url, "wrong").status_code == 401
            finally:
                redis.process.send_signal(signal.SIGCONT)


def test_the_development_server_logs_no_secret_either(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    variables = {**environment, "APP_CONFIG": "development", "SECRET_KEY": KEY}
    port, log = free_port(), tmp_path / "log"
    process = preloaded.start(
        *("server", "--port", str(port)),
        folder=tmp_path,
        log=log,
        environment={**os.environ, **variables},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or answers(url), "the server answers")
        token = login(url, "s3cret-password").json()["access_token"]
        headers = {"Authorization": f"JWT {token}"}
        query = {"token": token, "sort": "name"}
        requests.get(f"{url}/v1/events", query, headers=headers, timeout=PATIENCE)
        until(lambda: "GET /v1/events" in log.read_text(), "the request is logged")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
    text = log.read_text()
    assert (code, "Traceback" in text) == (0, False), text
    assert "POST /v1/auth/login 200" in text
    assert token not in text
    assert "s3cret" not in text
