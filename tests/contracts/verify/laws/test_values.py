"""Values that laws make up: valid, different, in order, and the same every time."""

from __future__ import annotations

import zoneinfo
from typing import Any

import jsonschema_rs
import pytest

from contracts.build.schemas import DIALECT, schema_of
from contracts.model import MISSING, Member, Schema
from contracts.verify.laws.values import another, value
from contracts.verify.strict.query import out_of_order

ORDERED = {
    "text": Schema("string"),
    "e-mail": Schema("string", format="email", sample="jane@example.com"),
    "url": Schema("string", format="uri"),
    "uuid": Schema("string", format="uuid"),
    "moment": Schema("string", format="date-time"),
    "moment from an example": Schema("string", format="date-time", sample="2099-12-31T23:59:59Z"),
    "day": Schema("string", format="date", sample="2099-02-28"),
    "day without an example": Schema("string", format="date"),
    "time": Schema("string", format="time"),
    "integer": Schema("integer"),
    "integer from an example": Schema("integer", sample=378),
    "number": Schema("number", sample=9.5),
}
OTHERS = {
    "boolean": Schema("boolean"),
    "enum": Schema("string", choices=("a", "b", "c")),
    "list": Schema("array", items=(Schema("integer"),)),
    "object": Schema("object", members=(Member("a", Schema("string")),)),
}


def is_valid(schema: Schema, found: Any) -> bool:
    validator = jsonschema_rs.validator_for(
        {"$schema": DIALECT, **schema_of(schema)}, validate_formats=True
    )
    return bool(validator.is_valid(found))


@pytest.mark.parametrize("schema", [*ORDERED.values(), *OTHERS.values()], ids=[*ORDERED, *OTHERS])
def test_values_are_valid_and_always_the_same(schema: Schema) -> None:
    for n in (0, 1, 2, 100, 104, 500, 900):
        assert is_valid(schema, value(schema, n)), value(schema, n)
        assert value(schema, n) == value(schema, n)


@pytest.mark.parametrize("schema", ORDERED.values(), ids=ORDERED)
def test_values_grow(schema: Schema) -> None:
    values = [value(schema, n) for n in (0, 1, 2, 59, 60, 100, 103, 500)]
    assert len(set(map(str, values))) == len(values)
    assert values == sorted(values)  # type: ignore[type-var]
    assert out_of_order(values, descending=False) is None


@pytest.mark.parametrize("schema", [*ORDERED.values(), *OTHERS.values()], ids=[*ORDERED, *OTHERS])
def test_another_value_is_none_of_those_taken(schema: Schema) -> None:
    taken = value(schema, 0)
    found = another(schema, taken)
    assert found != taken
    assert is_valid(schema, found)


def test_there_is_no_other_value_where_all_are_taken() -> None:
    assert another(Schema("boolean"), True, False) is MISSING
    assert another(Schema("string", choices=("a",)), "a") is MISSING
    assert another(Schema("string", fixed=True, sample="x"), "x") is MISSING


def test_an_end_stays_after_its_beginning() -> None:
    begin = Schema("string", format="date-time", sample="2099-12-11T09:00:00Z")
    end = Schema("string", format="date-time", sample="2099-12-13T23:59:59Z")
    for n in range(0, 1000, 100):
        assert str(value(begin, n)) < str(value(end, n))


def test_a_time_zone_is_one_that_exists() -> None:
    zones = {value(Schema("string", sample="UTC"), n) for n in range(30)}
    assert len(zones) > 5
    assert zones <= zoneinfo.available_timezones()
