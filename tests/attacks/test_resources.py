"""Attempts to use up a server's resources (OWASP API4:2023)."""

from __future__ import annotations

import base64
import io
import json
import random
import socket
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

from server.states import StateHandler
from tests.server.services.gunicorn_server import KEY, Gunicorn, gunicorn

pytestmark = pytest.mark.attack

MEDIA_TYPE = "application/vnd.api+json"
#: Seconds for one answer on a busy machine.
PATIENCE = 60
EMAIL, PASSWORD = "jane@example.com", "correct-horse-battery"


class Target:
    """A server under attack, and a user of it."""

    def __init__(self, served: Gunicorn, token: str) -> None:
        self.served, self.token = served, token

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """The response to a JSON:API request of the user."""
        signed = {"Authorization": f"JWT {self.token}", "Content-Type": MEDIA_TYPE, **headers}
        data = body if isinstance(body, bytes) else json.dumps(body) if body else None
        url = f"{self.served.url}{path}"
        return requests.request(method, url, data=data, headers=signed, timeout=PATIENCE)

    def login(self, email: str, password: str) -> int:
        """The status of a login."""
        body = {"email": email, "password": password}
        url = f"{self.served.url}/v1/auth/login"
        return requests.post(url, json=body, timeout=PATIENCE).status_code


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """One process with its default threads and limits."""
    folder = tmp_path_factory.mktemp("attacked")
    url = f"sqlite:///{folder}/db.sqlite"
    environment = {
        "APP_CONFIG": "testing",
        "TEST_DATABASE_URL": url,
        "CREATE_TABLES": "on",
        "WEB_CONCURRENCY": "1",
        "RATELIMIT_ENABLED": "on",
        "LOGIN_LIMIT": "1000 per minute",
        "PASSWORD_HASH_METHOD": "scrypt:32768:8:1",
        "STORAGE_URL": str(folder / "images"),
    }
    with gunicorn(folder, environment) as served:
        states = StateHandler({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": KEY})
        states.create("user", "1", {"email": EMAIL, "password": PASSWORD})
        states.create("event", "1", {"name": "Event"}, {"owner": {"type": "user", "id": "1"}})
        token = states.token("1")
        states.close()
        yield Target(served, token)


@pytest.fixture(autouse=True)
def answered_afterwards(target: Target) -> Iterator[None]:
    """Whatever was sent, the next request is answered."""
    yield
    assert target.send("GET", "/v1/events/1").status_code == 200


def test_logins_with_an_enormous_email_cost_as_little_as_others(target: Target) -> None:
    statuses = [target.login("?" * 900_000, "wrong") for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert "????" not in target.served.text()


def test_many_right_logins_at_once_leave_threads_for_others(target: Target) -> None:
    with ThreadPoolExecutor(40) as pool:
        logins = [pool.submit(target.login, EMAIL, PASSWORD) for _ in range(40)]
        others = [target.send("GET", "/v1/events").status_code for _ in range(10)]
        statuses = {login.result() for login in logins}
    assert others == [200] * 10
    # The failures of the test before are this client's.
    assert statuses <= {200, 429, 503}


@pytest.mark.parametrize("wildcard", ["%", "_", "%_"])
def test_a_pattern_of_many_wildcards_is_refused(target: Target, wildcard: str) -> None:
    condition = [{"name": "name", "op": "like", "val": wildcard * 400}]
    answer = target.send("GET", f"/v1/events?filter={requests.utils.quote(json.dumps(condition))}")
    assert answer.status_code == 400


@pytest.mark.parametrize("length", [4000, 900_000])
def test_a_long_email_is_refused(target: Target, length: int) -> None:
    letters = "".join(random.Random(1).choices(string.ascii_letters, k=length))
    attributes = {"email": f"{letters}@example.com", "password": PASSWORD}
    new = {"data": {"type": "user", "attributes": attributes}}
    assert target.send("POST", "/v1/users", new).status_code == 422


def test_errors_are_few_however_much_is_wrong(target: Target) -> None:
    attributes = {f"a{number}": 1 for number in range(6_000)}
    new = {"data": {"type": "event", "attributes": attributes}}
    answer = target.send("POST", "/v1/events", new)
    assert answer.status_code == 422
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("body", [b"[" * 500_000, b'{"a":' * 100_000, b"1" * 900_000, b"\xff" * 9])
def test_a_body_that_is_nested_or_long_is_refused(target: Target, body: bytes) -> None:
    assert target.send("POST", "/v1/events", body).status_code == 400


def test_small_files_of_large_images_do_not_use_up_the_memory(target: Target) -> None:
    out = io.BytesIO()
    image = Image.new("RGBA", (5000, 5000), (1, 2, 3, 4))
    image.save(out, "WEBP", lossless=True, method=0, quality=0)
    body = json.dumps({"data": base64.b64encode(out.getvalue()).decode()}).encode()
    kind = {"Content-Type": "application/json"}

    def upload(_: int) -> int:
        return target.send("POST", "/v1/upload/image", body, **kind).status_code

    with ThreadPoolExecutor(4) as pool:
        uploads = [pool.submit(upload, number) for number in range(4)]
        others = [target.send("GET", "/v1/events").status_code for _ in range(10)]
        statuses = {each.result() for each in uploads}
    assert others == [200] * 10
    assert statuses <= {201, 422, 503}


@pytest.mark.parametrize(
    "chunk", [b"zz\r\nab\r\n", b"-1\r\n", b"5\r\nab", b"FFFFFFFFFFFFFFFFF\r\n"]
)
def test_a_malformed_chunk_is_no_failure_of_the_server(target: Target, chunk: bytes) -> None:
    address = urlsplit(target.served.url)
    head = (
        "POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 60) as sock:
        sock.sendall(head.encode() + chunk)
        sock.shutdown(socket.SHUT_WR)
        received = b""
        while part := sock.recv(65536):
            received += part
    assert received == b"" or received.startswith(b"HTTP/1.1 4")


def test_every_line_of_the_log_is_one_entry(target: Target) -> None:
    target.send("GET", "/v1/events/1%0d%0a%7b%22level%22%3a%22forged%22%7d")
    target.send("GET", "/v1/events", **{"X-Request-ID": "a" * 5000})
    lines = target.served.text().splitlines()
    assert not [line for line in lines if line.lstrip().startswith('{"level":"forged"')]
    assert max(map(len, lines)) < 20_000
