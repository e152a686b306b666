"""compose.yaml as it is, without containers: proxy, web, worker, migration, PostgreSQL, Redis."""

from __future__ import annotations

import base64
import io
import json
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

from tests.server.conftest import new_database
from tests.server.production.compose import Composed, composed
from tests.server.services.gunicorn_server import PATIENCE, until
from tests.server.services.postgresql import unavailable

# All tests share one set of services, and the last one stops the server.
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("compose")]

MEDIA_TYPE = "application/vnd.api+json"
EMAIL, PASSWORD = "jane@example.com", "correct-horse-battery"


@pytest.fixture(scope="module")
def running(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    if shutil.which("nginx") is None:
        unavailable("nginx is not installed: nothing ran behind it (apt install nginx-light)")
    database = new_database(postgresql, "composed")
    with composed(tmp_path_factory.mktemp("composed"), database) as made:
        yield made


@pytest.fixture(scope="module")
def user(running: Composed) -> dict[str, str]:
    """The headers of a user who signed up and logged in."""
    attributes = {"email": EMAIL, "password": PASSWORD}
    new = {"data": {"type": "user", "attributes": attributes}}
    kind = {"Content-Type": MEDIA_TYPE}
    url = f"{running.url}/v1/users"
    made = requests.post(url, json.dumps(new), headers=kind, timeout=PATIENCE)
    assert made.status_code == 201, made.text
    url = f"{running.url}/v1/auth/login"
    login = requests.post(url, json={"email": EMAIL, "password": PASSWORD}, timeout=PATIENCE)
    return {"Authorization": f"JWT {login.json()['access_token']}", **kind}


def test_every_health_check_passes_also_that_of_the_worker(running: Composed) -> None:
    def passes() -> bool:
        answer = requests.get(f"{running.management}/health-check", timeout=PATIENCE)
        # Each of the two processes keeps what it has checked.
        return answer.ok and all(result["passed"] for result in answer.json()["results"])

    # While the worker starts, each look for it costs the server as much as many requests.
    until(lambda: " ready." in running.log("worker"), "the worker has started")
    until(passes, "all health checks pass")
    live = requests.get(f"{running.management}/health-check/live", timeout=PATIENCE)
    assert live.status_code == 200


def test_the_worker_makes_the_sizes_of_an_avatar(running: Composed, user: dict[str, str]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), (1, 2, 3)).save(out, "PNG")
    kind = {**user, "Content-Type": "application/json"}
    body = {"data": base64.b64encode(out.getvalue()).decode()}
    url = f"{running.url}/v1/upload/image"
    address = requests.post(url, json=body, headers=kind, timeout=PATIENCE).json()["url"]

    def shown() -> dict[str, Any]:
        found = requests.get(f"{running.url}/v1/users/1", headers=user, timeout=PATIENCE).json()
        attributes: dict[str, Any] = found["data"]["attributes"]
        return attributes

    change = {"type": "user", "id": "1", "attributes": {"avatar-url": address}}
    url = f"{running.url}/v1/users/1"
    changed = requests.patch(url, json.dumps({"data": change}), headers=user, timeout=PATIENCE)
    assert changed.status_code == 200, changed.text
    until(lambda: shown()["thumbnail-image-url"], "the worker has made the thumbnail")
    assert requests.get(shown()["thumbnail-image-url"], timeout=PATIENCE).status_code == 200


@pytest.mark.attack
@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked\r\nContent-Length: 4",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: +4",
    ],
)
def test_no_request_is_smuggled_through_the_proxy(running: Composed, framing: str) -> None:
    hidden = "GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    head = f"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}"
    address = urlsplit(running.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 60) as sock:
        sock.sendall(f"{head}\r\n\r\n0\r\n\r\n{hidden}".encode())
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
    requests.get(f"{running.url}/v1/events", timeout=PATIENCE)
    assert "/v1/smuggled" not in running.log("web")


@pytest.mark.attack
@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded"])
def test_no_header_of_a_client_gets_into_what_caches_keep(running: Composed, name: str) -> None:
    headers = {name: "evil.example", "Accept": MEDIA_TYPE}
    answer = requests.get(f"{running.url}/v1/events", headers=headers, timeout=PATIENCE)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.attack
def test_a_client_cannot_choose_the_address_that_is_counted(running: Composed) -> None:
    def register(number: int) -> int:
        own = {"X-Forwarded-For": f"203.0.113.{number}"}
        return requests.post(f"{running.url}/v1/users", headers=own, timeout=PATIENCE).status_code

    statuses = [register(number) for number in range(21)]  # SIGNUP_LIMIT and one more
    assert statuses[-1] == 429
    assert set(statuses) == {415, 429}


def test_workers_are_replaced_while_every_request_is_answered(running: Composed) -> None:
    stop = Event()

    def ask(_: int) -> set[int]:
        seen = set()
        while not stop.is_set():
            seen.add(requests.get(f"{running.url}/v1/events", timeout=PATIENCE).status_code)
        return seen

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(4)]
        try:
            before = running.log("web").count("Booting worker")
            running.processes["web"].send_signal(signal.SIGHUP)
            until(lambda: running.log("web").count("Booting worker") >= before + 2, "new workers")
            until(lambda: running.log("web").count("Worker exiting") >= 2, "the old ones have gone")
        finally:
            stop.set()
        assert {status for each in asked for status in each.result()} == {200}


def test_an_outage_of_the_server_is_a_json_api_document(running: Composed) -> None:
    web = running.processes["web"]
    web.terminate()
    assert web.wait(PATIENCE) == 0
    answer = requests.get(f"{running.url}/v1/events", timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, MEDIA_TYPE)
    assert answer.headers["Retry-After"]
    assert answer.json()["errors"][0]["status"] == "503"
