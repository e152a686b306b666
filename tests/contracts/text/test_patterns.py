"""A short text for a regular expression."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text.patterns import LONGEST, matching


@pytest.mark.parametrize(
    ("pattern", "least", "text"),
    [
        ("", 0, ""),
        ("^$", 0, ""),
        ("a", 0, "a"),
        ("^[0-9a-f]{8}-[0-9a-f]{4}$", 0, "aaaaaaaa-aaaa"),
        (r"^\d{4}-\d\d$", 0, "0000-00"),
        (r"^\w+@\w+\.(?:com|org)$", 0, "a@a.com"),
        ("^(GET|POST)$", 0, "GET"),
        ("^[^a-z]$", 0, "0"),
        (r"^[\]\\]$", 0, "\\"),
        ("^a?b*c+d{2,}e{1,3}$", 0, "cdde"),
        ("^[a-z]*$", 3, "aaa"),
        ("^[a-z]{1,5}$", 9, None),  # the pattern and the length exclude each other
        (r"^\u00e9\x41\t\/$", 0, "éA\t/"),
        ("^.{3}$", 0, "aaa"),
        ("^[a-z]+?$", 0, "a"),
        ("[[a]", 0, "a"),
        ("{}", 0, "{}"),
        ("^(?=a)b$", 0, None),
        (r"^(a)\1$", 0, None),
        ("(", 0, None),
        (")", 0, None),
        ("^[^\\s\\S]$", 0, None),
        ("a{2000}", 0, None),
        ("(" * 60 + ")" * 60, 0, None),
        ("((a{99}){99}){99}", 0, None),
    ],
)
def test_a_pattern_gives_a_text_that_it_matches(pattern: str, least: int, text: str | None) -> None:
    assert matching(pattern, least=least) == text


@given(st.text(alphabet=r"ab(|)[]^-$.*+?{}1,\dw", max_size=12), st.integers(0, 9))
def test_what_is_found_matches_and_nothing_raises(pattern: str, least: int) -> None:
    text = matching(pattern, least=least)
    assert text is None or (re.search(pattern, text) and least <= len(text) <= LONGEST)
