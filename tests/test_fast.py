"""`make test-fast` leaves out what needs a service, a browser or Dredd, and what takes long."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.examples import FEW, examples
from tests.fast import LONG, is_fast

RECORDED = {
    "long.py": LONG,
    "a.py": LONG / 2,
    "a.py::test_long": LONG,
    "b.py::test_long": LONG,
}
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
        (item("new.py::test_a"), True),
        (item("a.py::test_a[1]"), True),
        (item("a.py::test_long[1]"), False),
        (item("b.py::test_a"), True),
        (item("long.py::test_a"), False),
        (item("a.py::test_a", ("redis",)), False),
        (item("a.py::test_a", ("visit", "browser")), False),
        (item("a.py::test_a", (), database="postgresql"), False),
        (item("a.py::test_a", (), database="sqlite"), True),
        (item("a.py::test_a", (), DREDD), False),
        (item("a.py::test_a", (), pytest.mark.skipif(True, reason="Windows").mark), True),
    ],
    ids=lambda value: value.nodeid if hasattr(value, "nodeid") else None,
)
def test_a_test_is_fast(monkeypatch: pytest.MonkeyPatch, test: Any, wanted: bool) -> None:
    monkeypatch.setattr("tests.fast.recorded", lambda: RECORDED)
    assert is_fast(test) is wanted


def test_property_tests_try_few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.examples.SEARCHED", 0)
    monkeypatch.setattr("tests.examples._most", FEW)
    assert (examples(200), examples(5)) == (FEW, 5)
    monkeypatch.setattr("tests.examples._most", None)
    assert examples(200) == 200
