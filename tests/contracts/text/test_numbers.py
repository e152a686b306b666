"""Numbers are printed as they were written."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from contracts.text.numbers import WrittenNumber, json_text, number_of, plain_numbers, written
from contracts.text.payloads import json_of

TEXT = """{
  "power": 1e3,
  "price": 1.50,
  "exact": 0.12345678901234567890123,
  "huge": 1e400,
  "big": 12345678901234567890,
  "list": [
    2.0,
    -0.0
  ],
  "empty": [],
  "name": "漢字"
}"""


def test_numbers_are_printed_as_they_were_read() -> None:
    value = json_of(TEXT, as_written=True)
    assert json_text(value, indent=2) == TEXT
    assert json_text(value["list"]) == "[2.0, -0.0]"


def test_a_written_number_equals_its_value() -> None:
    number = written("1e3")
    assert number == 1000
    assert hash(number) == hash(1000)
    assert str(number) == "1e3"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_copies_are_printed_the_same(copied: Any) -> None:
    assert copied(WrittenNumber("1e3")).text == "1e3"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345678901234567890", 12345678901234567890),
        ("-0.5", -0.5),
        ("1E-2", 0.01),
        *((text, None) for text in ("", "nan", "inf", "1_000", ".5", "007", "+1", "٣", "1" * 5000)),
    ],
)
def test_a_number_is_what_json_calls_one(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_plain_numbers_are_of_pythons_own_types() -> None:
    value = plain_numbers({"a": [WrittenNumber("1e3")]})
    assert type(value["a"][0]) is float


@pytest.mark.parametrize("value", [{}, [], (1, 2), {"a": {1: None}}, "é", True, {"a": [{}]}])
def test_other_values_are_printed_as_json_prints_them(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False)
    assert json_text(value, indent=2) == json.dumps(value, ensure_ascii=False, indent=2)
