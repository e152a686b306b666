"""The compact diff of a failure message."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import MISSING
from contracts.text.json_diff import WIDTH, diff, shortened


@pytest.mark.parametrize(
    ("expected", "seen", "lines"),
    [
        ({"a": 1}, {"a": 1.0}, ()),
        ({"a": 1}, {"a": True}, ("/a", "- 1", "+ true")),
        ({"a": 1}, {}, ("/a", "- 1")),
        ({}, {"a": None}, ("/a", "+ null")),
        ([1, 2], [1, 3, 4], ("/1", "- 2", "+ 3", "/2", "+ 4")),
        ({"a": {"b": ["é"]}}, {"a": {"b": []}}, ("/a/b/0", '- "é"')),
        ({"a": {}}, {"a": []}, ("/a", "- {}", "+ []")),
        (1, "1", ("the whole body", "- 1", '+ "1"')),
        ({"a": 1}, MISSING, ("the whole body", '- {"a": 1}')),
        (MISSING, MISSING, ()),
    ],
)
def test_each_difference_is_its_place_and_both_values(
    expected: Any, seen: Any, lines: tuple[str, ...]
) -> None:
    assert diff(expected, seen) == lines


def test_a_long_value_loses_its_middle() -> None:
    text = shortened("x" * 500)
    assert len(text) == WIDTH
    assert text.startswith('"xxx')
    assert " … " in text
    assert text.endswith('xxx"')
    assert shortened("x" * (WIDTH - 2)) == '"' + "x" * (WIDTH - 2) + '"'


def test_many_differences_are_counted() -> None:
    lines = diff(list(range(30)), [], limit=2)
    assert lines == ("/0", "- 0", "/1", "- 1", "and 28 more")
