"""A small blueprint of two files under preview, and raw HTTP to it."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from contracts.serve.preview import Preview, preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.board import Board
from tests.blueprint import CACHE

ROOT_TEXT = "FORMAT: 1A\n\n# Things API\n\n<!-- include(things.apib) -->\n"
THINGS = "# Group Things\n\n## Things [/things]\n\n### List Things [GET]\nAll.\n\n+ Response 204\n"


@pytest.fixture
def blueprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root file; ``things.apib`` is beside it. A preview starts no parser for known texts."""
    monkeypatch.setenv("CONTRACT_CACHE", str(CACHE))
    folder = tmp_path / "blueprint"
    folder.mkdir()
    (folder / "api.apib").write_text(ROOT_TEXT, encoding="utf-8")
    (folder / "things.apib").write_text(THINGS, encoding="utf-8")
    return folder / "api.apib"


@pytest.fixture
def new_board() -> Iterator[Callable[..., Board]]:
    """Makes boards, and ends their parsers."""
    with ExitStack() as made:
        yield lambda *given: made.enter_context(closing(Board(*given)))


@pytest.fixture
def shown(blueprint: Path) -> Iterator[Preview]:
    """The running preview, with no server behind it."""
    with preview(blueprint, Backend()) as running:
        yield running


Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def ask(shown: Preview) -> Iterator[Ask]:
    """Sends one request exactly as given."""
    address = shown.url.removeprefix("http://").removesuffix("/docs")
    connections: list[http.client.HTTPConnection] = []

    def send(path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(address, timeout=20)
        connections.append(connection)
        connection.request(method, path, headers=headers)
        return connection.getresponse()

    yield send
    for connection in connections:
        connection.close()
