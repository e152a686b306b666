"""The ways through our page that docs/reading.md counts lead where they should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.reading import DESK, opened, performed, write_own_site
from benchmarks.reading_tasks import TASKS, Task
from contracts.project.blueprint import read
from contracts.render.openapi import render
from tests.blueprint import copy_part
from tests.browser.readers import Site, site


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page of a part of our blueprint with its downloads and its changes, served."""
    folder = tmp_path_factory.mktemp("reading")
    groups = ("authentication", "users", "faqs", "tasks", "faq-types")
    found = read(copy_part(folder, [f"{name}.apib" for name in groups])).contract
    folder /= "ours"
    write_own_site(folder, render(found)["openapi.json"], found)
    with site(folder) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, own: Site) -> Iterator[Page]:
    """One page for all tasks; each opens it anew."""
    found = opened(browser, own, permissions=["clipboard-read", "clipboard-write"])
    yield found
    found.context.close()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_reader_gets_there(page: Page, own: Site, task: Task) -> None:
    way = task.ways["ours"]
    assert way is not None
    page.evaluate("localStorage.clear(); sessionStorage.clear(); navigator.clipboard.writeText('')")
    page.emulate_media(media="screen")
    page.set_viewport_size(dict(task.viewport or DESK))  # type: ignore[arg-type]
    page.goto(f"{own.url}/")
    assert performed(page, task, "ours") == str(len(way))
