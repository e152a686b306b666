"""Lengths of texts in descriptions and JSON Schemas."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Lengths
from contracts.text.lengths import json_schema_lengths, lengths_phrase, stated_lengths


@pytest.mark.parametrize(
    ("described", "lengths"),
    [
        ("(at most 255 characters)", (0, 255)),
        ("Shown in lists (at most 255 characters).", (0, 255)),
        ("A password (8 to 128 characters).", (8, 128)),
        ("(at least 8 characters)", (8, 0)),
        ("A country (exactly 2 characters).", (2, 2)),
        ("(at most 1 character)", (0, 1)),
        ("(at most 10,000 characters)", (0, 10_000)),
        ("(at most 1,000,000 characters)", (0, 1_000_000)),
        ("(writable by: admin) (at most 9 characters)", (0, 9)),
        ("", (0, 0)),
        # Prose that states no length of the text itself.
        ("Names of at most 255 characters are shown in lists.", (0, 0)),
        ("(at most 255 pixels)", (0, 0)),
        ("(at most 255)", (0, 0)),
        ("(at most ٣ characters)", (0, 0)),
        ("(at most 99999999999999999999 characters)", (0, 0)),
    ],
)
def test_a_phrase_in_parentheses_states_lengths(described: str, lengths: tuple[int, int]) -> None:
    assert stated_lengths(described) == Lengths(*lengths)


@pytest.mark.parametrize(
    "lengths", [Lengths(0, 1), Lengths(0, 255), Lengths(8, 0), Lengths(8, 128), Lengths(2, 2)]
)
def test_lengths_in_words_state_the_same_lengths(lengths: Lengths) -> None:
    assert stated_lengths(f"({lengths_phrase(lengths)})") == lengths


@pytest.mark.parametrize(("least", "most"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_lengths_are_stated_where_there_is_a_least_or_a_most(least: int, most: int) -> None:
    assert bool(Lengths(least, most)) is (least + most > 0)


def test_no_length_has_no_words() -> None:
    assert lengths_phrase(Lengths()) == ""


@pytest.mark.parametrize(
    ("schema", "lengths"),
    [
        ({"minLength": 1, "maxLength": 9}, (1, 9)),
        ({"maxLength": True}, (0, 0)),
        ({"maxLength": "9"}, (0, 0)),
        ({"minLength": -1}, (0, 0)),
    ],
)
def test_a_json_schema_states_lengths_as_numbers(
    schema: dict[str, Any], lengths: tuple[int, int]
) -> None:
    assert json_schema_lengths(schema) == Lengths(*lengths)
