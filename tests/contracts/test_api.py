"""The public API: what it exports, what it documents, and that it prints nothing."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import pytest

from contracts import api

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "api.md"


def test_all_names_what_the_module_offers_and_nothing_else() -> None:
    public = {name for name in vars(api) if not name.startswith("_") and name != "annotations"}
    assert set(api.__all__) == public
    assert api.__all__ == sorted(api.__all__)


@pytest.mark.parametrize("name", api.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(api, name)), f"{name} has no docstring"
    words = set(re.findall(r"\w+", PAGE.read_text(encoding="utf-8")))
    assert name in words, f"docs/api.md does not mention {name}"


def test_the_examples_of_the_page_run_and_print_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, verbose=False)
    assert capsys.readouterr().out == ""
    assert (failed, tried > 20) == (0, True)
