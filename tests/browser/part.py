"""Fixtures of folders whose tests preview a part of our blueprint.

Each page that is loaded, and each save of a file, costs as much as the blueprint is long. What
depends on the part is made here anew, or else it would be that of the whole blueprint.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from contracts.serve.preview import Preview, preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.editor_links import EditorLinks
from contracts.serve.scaffold import server_of
from tests.blueprint import copy_part


def previewed(blueprint: Path) -> AbstractContextManager[Preview]:
    """A preview with the project's own server behind it."""
    server = server_of(blueprint)
    backend = Backend("", server.serve, server.environment)
    return preview(blueprint, backend, editor=EditorLinks.of("vscode"))


@pytest.fixture(scope="package")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a copy of the part."""
    return copy_part(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="package")
def shown(copy: Path) -> Iterator[Preview]:
    """The running preview of the part."""
    with previewed(copy) as running:
        yield running


@pytest.fixture(scope="package")
def origin(shown: Preview) -> str:
    """Where the preview of the part is served."""
    return shown.url.removesuffix("/docs")
