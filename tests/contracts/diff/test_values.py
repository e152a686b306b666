"""Values, types and alternatives in the words of a change."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.diff.schemas import alternatives_text
from contracts.diff.values import named, shown_type
from contracts.model import Schema
from tests.contracts.factories import identifier, obj


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((), ""),
        (("é", 1, None, True), '"é", 1, null, true'),
        (tuple(range(6)), "0, 1, 2, 3, 4, 5"),
        (tuple(range(8)), "0, 1, 2, 3, 4, 5 and 2 more"),
        ((object,), f'"{object}"'),
    ],
)
def test_values_are_json_the_first_few_of_many(values: tuple[Any, ...], text: str) -> None:
    assert named(values) == text


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (Schema("string"), "string"),
        (Schema("string", format="date"), "string (date)"),
        (Schema("ref", name="Tree"), "type Tree"),
        (Schema("object", name="Tree"), "object"),
    ],
)
def test_a_type_is_its_kind_and_format(schema: Schema, text: str) -> None:
    assert shown_type(schema) == text


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (Schema("string"), "string"),
        (Schema("any", types=(Schema("string"), Schema("number"))), "string or number"),
        (Schema("any", types=(Schema("string", fixed=True, sample="é"),)), '"é"'),
        (Schema("any", types=(Schema("string", fixed=True),)), "string"),
        (Schema("any", types=(identifier("thing"), obj())), "thing or object"),
        (Schema("any", types=(Schema("object", name="Box"), Schema("null"))), "Box or null"),
    ],
)
def test_alternatives_are_named_by_value_type_or_kind(schema: Schema, text: str) -> None:
    assert alternatives_text(schema) == text
