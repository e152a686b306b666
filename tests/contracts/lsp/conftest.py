"""One server for all modules of tests, and a folder of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import FILES


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    temporary = tmp_path_factory.mktemp("temporary")
    environment = {"TMPDIR": str(temporary)}
    client = Client(tmp_path_factory.mktemp("workspace"), environment=environment)
    yield client
    assert client.close() == 0
    assert_no_traceback(client)
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def server(running_server: Client) -> Iterator[Client]:
    yield running_server
    assert_no_traceback(running_server)


def assert_no_traceback(client: Client) -> None:
    """The log of the server has none so far; it begins anew."""
    log = b"".join(client.log)
    client.log.clear()
    assert b"Traceback" not in log, log.decode()


@pytest.fixture(params=["\n", "\r\n"], ids=["LF", "CRLF"])
def line_break(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def texts(line_break: str) -> dict[str, str]:
    """The files of the workspace."""
    return {name: text.replace("\n", line_break) for name, text in FILES.items()}


@pytest.fixture
def client(server: Client, tmp_path: Path, texts: dict[str, str]) -> Iterator[Client]:
    """The server, with the workspace's files on disk and none open."""
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    server.folder = tmp_path
    yield server
    for name in list(server._versions):
        server.shut(name)
