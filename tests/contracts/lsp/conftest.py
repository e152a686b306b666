"""One server for all modules of tests, and a folder of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import FILES

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run these modules in one process, which loads the protocol and starts the server once."""
    for item in items:
        if item.path.parent == FOLDER:
            item.add_marker(pytest.mark.xdist_group("language server"))


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


@pytest.fixture
def line_break(request: pytest.FixtureRequest) -> str:
    """What ends lines; ``on_both_line_breaks`` sets it."""
    return str(getattr(request, "param", "\n"))


@pytest.fixture
def texts(line_break: str) -> dict[str, str]:
    """The files of the workspace."""
    return {name: text.replace("\n", line_break) for name, text in FILES.items()}


@pytest.fixture
def client(server: Client, tmp_path: Path, texts: dict[str, str]) -> Iterator[Client]:
    """The server, with the workspace's files on disk and none open.

    The folders above it, where the server looks for blueprints that include them, are empty.
    """
    folder = tmp_path / "of" / "the" / "workspace"
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    server.folder = folder
    yield server
    for name in list(server._versions):
        server.shut(name)
