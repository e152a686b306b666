"""Collecting the tests is cheap: no blueprint is parsed for it, and no heavy library loaded."""

from __future__ import annotations

import gc
import sys
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from contracts.project.blueprint import read
from contracts.read.parse import parse_whole
from contracts.read.source import from_text
from tests.blueprint import remembered
from tests.collection import HEAVY
from tests.conftest import LOADED, pytest_collection

ROOT = Path(__file__).parent.parent


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("norecursedirs")
    folders = {
        folder
        for file in ROOT.glob("tests/**/test_*.py")
        for folder in file.relative_to(ROOT).parts[:-1]
    }
    assert "build" in folders
    assert [f for f in sorted(folders) if any(fnmatch(f, each) for each in patterns)] == []


def test_nothing_heavy_was_loaded_to_collect_the_tests_of_this_run(
    pytestconfig: pytest.Config,
) -> None:
    assert pytestconfig.stash[LOADED] == frozenset()


def test_a_module_that_parses_or_loads_something_heavy_is_not_collected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blueprint = tmp_path / "a.apib"
    blueprint.write_text("# A\n", encoding="utf-8")
    parses = (
        lambda: read(blueprint, cache=tmp_path),
        lambda: parse_whole(from_text("# A\n")),
    )
    parses[0]()  # now its parts are in the cache
    for name in HEAVY:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr("tests.blueprint.CACHE", tmp_path)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    config = SimpleNamespace(args=[], stash=pytest.Stash())
    collection = pytest_collection(cast("pytest.Session", SimpleNamespace(config=config)))
    next(collection)
    for name in HEAVY:
        with pytest.raises(AssertionError, match=rf"^{name} is loaded while tests are collected"):
            import_module(name)
    for parse in parses:
        with pytest.raises(AssertionError, match=r"^a blueprint is parsed while tests are"):
            parse()
    assert remembered(lambda: [read(blueprint, cache=tmp_path).contract.title])() == ("A",)
    with pytest.raises(StopIteration):
        collection.send(None)
    parses[0]()
