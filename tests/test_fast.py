"""`make test-fast` leaves out what needs a service, a browser or Dredd, and what takes longest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.examples import FEW, examples
from tests.fast import SLOW, is_fast, within

ROOT = Path(__file__).parent.parent
DREDD = pytest.mark.skipif(True, reason="Dredd is missing: npm ci").mark


def item(nodeid: str, fixtures: tuple[str, ...] = (), *marks: Any, **params: object) -> Any:
    """A collected test."""
    return SimpleNamespace(
        nodeid=nodeid,
        fixturenames=fixtures,
        iter_markers=lambda name: (each for each in marks if each.name == name),
        callspec=SimpleNamespace(params=params),
    )


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        (item("a.py::test_a[1]"), True),
        (item(f"{SLOW[0]}a.py::test_a"), False),
        (item("a.py::test_a", ("redis",)), False),
        (item("a.py::test_a", ("visit", "browser")), False),
        (item("a.py::test_a", (), database="postgresql"), False),
        (item("a.py::test_a", (), database="sqlite"), True),
        (item("a.py::test_a", (), DREDD), False),
        (item("a.py::test_a", (), pytest.mark.skipif(True, reason="Windows").mark), True),
    ],
)
def test_a_test_is_fast_that_needs_nothing_else(test: Any, wanted: bool) -> None:
    assert is_fast(test) is wanted


def test_what_is_named_exists() -> None:
    assert [name for name in SLOW if not (ROOT / name.partition("::")[0]).exists()] == []


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (0, ["new.py::test_a"]),
        (2.9, ["new.py::test_a"]),
        (3, ["new.py::test_a", "a.py::test_a[1]", "a.py::test_b"]),
        (6.9, ["new.py::test_a", "a.py::test_a[1]", "a.py::test_b"]),
        (7, None),
    ],
)
def test_files_that_take_least_fill_the_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, wanted: list[str] | None
) -> None:
    monkeypatch.setattr("tests.fast.recorded_by_file", lambda: {"a.py": 3.0, "b.py": 4.0})
    tests = ["b.py::test_a", "a.py::test_a[1]", "a.py::test_b", "new.py::test_a"]
    assert within(tests, seconds) == set(tests if wanted is None else wanted)


def test_property_tests_try_few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.examples.SEARCHED", 0)
    monkeypatch.setattr("tests.examples._most", FEW)
    assert (examples(200), examples(5)) == (FEW, 5)
    monkeypatch.setattr("tests.examples._most", None)
    assert examples(200) == 200
