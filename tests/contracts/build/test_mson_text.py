"""What is read of MSON from the source text, because the parser leaves it out."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.build.mson_text import (
    DEEPEST,
    TypeExpression,
    is_wildcard,
    item_description,
    listed_samples,
    nested_types,
    with_literals,
)
from contracts.text.numbers import json_text


def written(types: tuple[TypeExpression, ...]) -> str:
    return ", ".join(f"{t.name}[{written(t.nested)}]" if t.nested else t.name for t in types)


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ("a (array[number])", "number"),
        ("a (array[array[number], string])", "array[number], string"),
        ("a (required, enum[ A , B ])", "A, B"),
        ("a (array[[A](#a)])", "A"),
        ("a (array)", ""),
        ("a (array[])", ""),
        ("a (string)\n+ b (array[number])", ""),
    ],
)
def test_types_between_brackets(line: str, types: str) -> None:
    assert written(nested_types(f"+ {line}", 2)) == types


def test_types_are_nested_to_a_depth() -> None:
    text = f"a ({'array[' * (DEEPEST + 5)}b{']' * (DEEPEST + 5)})"
    found, depth = nested_types(text, 0), 0
    while found and found[0].nested:
        found, depth = found[0].nested, depth + 1
    assert depth == DEEPEST


@pytest.mark.parametrize(
    ("line", "samples"),
    [
        ("list: *3, 4* (enum)", ("3", "4")),
        ("list: *3, 4*", ("3", "4")),
        ("*a, b c* (array)", ("a", "b c")),
        ("list: *3,4* - Words.", ("3", "4")),
        ("list: *3* (enum)", ()),
        ("list: **3, 4** (enum)", ()),
        ("list: * 3, 4* (enum)", ()),
        ("list: *3, 4 * (enum)", ()),
        ("list: *3*, *4* (enum)", ()),
        ("`a:*b, c*`: x", ()),
        ("`a:b`: *c, d* (enum)", ("c", "d")),
    ],
)
def test_values_between_one_pair_of_asterisks(line: str, samples: tuple[str, ...]) -> None:
    assert listed_samples(f"+ {line}\n+ other: *1, 2*", 2) == samples


@pytest.mark.parametrize(
    ("line", "is_any"),
    [
        ("a (*)", True),
        ("a ( * )", True),
        ("a (required, *)", True),
        ("a (*, required)", True),
        ("a (*b)", False),
        ("a *", False),
        ("a (string)\nb (*)", False),
    ],
)
def test_a_type_that_may_be_any(line: str, is_any: bool) -> None:
    assert is_wildcard(f"+ {line}", 2) is is_any


@pytest.mark.parametrize(
    ("line", "description"),
    [
        ("a (string) - Of a - b. ", "Of a - b."),
        ("`a - b` - Words.", "Words."),
        ("a (string)", ""),
        ("a -Words.", ""),
        ("a\nb - Words.", ""),
    ],
)
def test_a_description_is_behind_the_first_dash(line: str, description: str) -> None:
    assert item_description(f"+ {line}", 2) == description


#: A declaration, where it begins, the value that the parser read, and the value as it is written.
NUMBERS: dict[str, tuple[str, Any, str]] = {
    "digits after the sixth": ("a: 1.23456789", 1.234568, "1.23456789"),
    "an exponent": ("a: 1e3", 1000.0, "1e3"),
    "a large number": ("a: 12345678901234567890", 12345678901234567000.0, "12345678901234567890"),
    "another number": ("a: 5", 6, "6"),
    "no form of JSON's": ("a: 007", 7, "7"),
    "a part of a word": ("a: x1.50", 1.5, "1.5"),
    "in what is nested": ("a\n    + b: 1.50", 1.5, "1.50"),
    "in what is nested deeper": ("a\n    + b\n        + c: 1.50", 1.5, "1.50"),
    "in the next item": ("a\n+ b: 1.50", 1.5, "1.5"),
    "below the next heading": ("a\n# 1.50", 1.5, "1.5"),
    "in a line of text": ("a\n  Text 1.50.", 1.5, "1.5"),
    "the first of two": ("a: 1.0\n    + b: 1.00", 1.0, "1.0"),
    "of a list": ("a: 1.50, 2.50", [1.5, 2.5], "[1.50, 2.50]"),
    "of an object": ("a\n    + b: 1.50", {"b": 1.5}, '{"b": 1.50}'),
    "text": ("a: 1.50", "1.5", '"1.5"'),
    "a Boolean": ("a: 1", True, "true"),
}


@pytest.mark.parametrize(("text", "value", "literal"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_stay_as_they_are_written(text: str, value: Any, literal: str) -> None:
    for start in ("+ ", "- before 9\n+ "):
        found = with_literals(value, start + text, len(start))
        assert " ".join(json_text(found).split()) == literal
