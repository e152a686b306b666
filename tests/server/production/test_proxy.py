"""The proxy of deploy/nginx.conf in front of gunicorn."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.server.services.gunicorn_server import gunicorn
from tests.server.services.postgresql import unavailable
from tests.server.services.redis_server import free_port

SETTINGS = Path(__file__).parents[3] / "deploy" / "nginx.conf"
MEDIA_TYPE = "application/vnd.api+json"
START_SECONDS = 30


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx before a server of one process and two threads."""
    if shutil.which("nginx") is None:
        unavailable("nginx is not installed: nothing ran behind it (apt install nginx-light)")
    folder = tmp_path_factory.mktemp("proxied")
    environment = {
        "APP_CONFIG": "testing",
        "TEST_DATABASE_URL": f"sqlite:///{folder}/db.sqlite",
        "CREATE_TABLES": "on",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "2",
        "PROXY_COUNT": "1",
    }
    with gunicorn(folder, environment) as served:
        port = free_port()
        text = SETTINGS.read_text().replace("/tmp/", f"{folder}/")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
        text = text.replace("127.0.0.1:8000", urlsplit(served.url).netloc)
        (folder / "nginx.conf").write_text(text)
        command = ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with (folder / "nginx.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    pytest.fail("nginx did not start")


def test_trickled_requests_keep_nobody_from_the_server(proxied: str) -> None:
    address = urlsplit(proxied)
    with ExitStack() as stack:
        for number in range(40):
            where = (str(address.hostname), int(address.port or 0))
            trickled = stack.enter_context(socket.create_connection(where, 60))
            head = b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\n"
            length = b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
            trickled.sendall(head + length if number % 2 else head)
        for _ in range(3):
            assert requests.get(f"{proxied}/health-check/live", timeout=60).ok


def test_a_body_beyond_the_proxys_limit_is_a_json_api_document(proxied: str) -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", SETTINGS.read_text())
    body = bytes(int(megabytes) * 2**20 + 1)
    answer = requests.post(f"{proxied}/v1/upload/image", data=body, timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, MEDIA_TYPE)
    assert answer.json()["errors"][0]["status"] == "413"


def test_the_proxy_names_no_version(proxied: str) -> None:
    answer = requests.get(f"{proxied}/v1/nowhere", timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, MEDIA_TYPE)
    assert "Server" in answer.headers
    assert not re.search(r"\d", answer.headers["Server"])
