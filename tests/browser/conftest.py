"""A preview of a part of our blueprint with a live server behind it, and a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from contracts.render.docs import render
from contracts.serve.preview import Preview, preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.editor_links import EditorLinks
from contracts.serve.scaffold import server_of
from tests.blueprint import copy_part
from tests.browser.browser import Visit, chromium, from_disk, require_chromium
from tests.contracts.blueprints import contract

HERE = Path(__file__).parent
SECOND_HALF = ("console", "served", "test_reading_tasks.py")
#: Seconds; the machine may be busy.
PATIENCE = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two browsers, each in one process of a parallel run: both halves take about as long."""
    groups = {
        path: f"browser-{int(path.relative_to(HERE).parts[0] in SECOND_HALF)}"
        for path in {item.path for item in items}
        if HERE in path.parents
    }
    for item in items:
        if item.path in groups:
            item.add_marker(pytest.mark.xdist_group(groups[item.path]))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, closed after the last test of this package.

    While it runs, so does Playwright's event loop in this thread, in which Django refuses to work.
    """
    require_chromium()
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a copy of a part of our blueprint.

    Each page that is loaded, and each save of a file, costs as much as the blueprint is long.
    """
    return copy_part(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="package")
def shown(copy: Path) -> Iterator[Preview]:
    """The running preview, with the project's own server behind it."""
    server = server_of(copy)
    backend = Backend("", server.serve, server.environment)
    with preview(copy, backend, editor=EditorLinks.of("vscode")) as running:
        yield running


@pytest.fixture
def blueprint(copy: Path, shown: Preview) -> Iterator[Path]:
    """The copy, to edit; each test leaves it as it was.

    The next one begins when the preview has seen that: else the page would change under it.
    """
    yield copy
    deadline = time.monotonic() + PATIENCE
    while not shown.board.is_current():
        assert time.monotonic() < deadline, "the preview does not see the last save"
        time.sleep(0.02)


@pytest.fixture(scope="package")
def origin(shown: Preview) -> str:
    """Where the preview is served."""
    return shown.url.removesuffix("/docs")


@pytest.fixture
def visits(browser: Browser, origin: str) -> Iterator[Callable[..., Visit]]:
    """Begins visits, each in a context of its own; checks all of them at the end."""
    begun: list[Visit] = []

    def begin(**options: object) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
        begun.append(Visit.begin(context, origin))
        return begun[-1]

    yield begin
    for visit in begun:
        visit.page.context.close()
    for visit in begun:
        visit.check()


@pytest.fixture
def visit(visits: Callable[..., Visit]) -> Visit:
    """One visit at a desk."""
    return visits()


@pytest.fixture(scope="module")
def desk(browser: Browser, origin: str) -> Iterator[Visit]:
    """One open page for all tests of a module that leave nothing behind but the address."""
    visit = Visit.begin(browser.new_context(viewport={"width": 1440, "height": 900}), origin)
    visit.open()
    yield visit
    visit.page.context.close()
    visit.check()


@pytest.fixture(scope="package")
def foreign(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An open page of a blueprint in the style of other people's, for tests that only read."""
    html = render(contract((HERE / "foreign.apib").read_text(encoding="utf-8")))["index.html"]
    with from_disk(browser, html, tmp_path_factory.mktemp("foreign")) as visit:
        yield visit
