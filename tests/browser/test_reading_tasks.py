"""The ways through our page that docs/reading.md counts lead where they should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.reading import done, write_own_site
from benchmarks.reading_tasks import TASKS, Task
from contracts.project.blueprint import read
from contracts.render.openapi import render
from tests.blueprint import PART, copy_part
from tests.browser.readers import Site, site


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page of a part of our blueprint with its downloads and its changes, served."""
    folder = tmp_path_factory.mktemp("reading")
    found = read(copy_part(folder, (*PART, "tasks.apib", "faq-types.apib"))).contract
    folder /= "ours"
    write_own_site(folder, render(found)["openapi.json"], found)
    with site(folder) as running:
        yield running


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_reader_gets_there(browser: Browser, own: Site, task: Task) -> None:
    way = task.ways["ours"]
    assert way is not None
    assert done(browser, own, task, "ours") == str(len(way))
