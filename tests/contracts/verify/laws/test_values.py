"""Values that laws make up: valid, different, in order, and the same every time."""

from __future__ import annotations

import zoneinfo
from typing import Any

import jsonschema_rs
import pytest

from contracts.build.schemas import DIALECT, schema_of
from contracts.model import MISSING, Attribute, Lengths, Member, Schema
from contracts.verify.laws.values import another, begins, schema_for_values, value
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


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        (
            Lengths(),
            {"UTC", "GMT", "Asia/Tokyo", "Africa/Cairo", "America/Lima", "Europe/Paris"},
        ),
        (Lengths(most=10), {"UTC", "GMT", "Asia/Tokyo"}),
        (Lengths(least=3, most=3), {"UTC", "GMT"}),
        (Lengths(least=4), {"Asia/Tokyo", "Africa/Cairo", "America/Lima", "Europe/Paris"}),
    ],
)
@pytest.mark.parametrize("sample", ["UTC", "CET"])
def test_a_time_zone_is_one_that_every_system_has(
    sample: str, lengths: Lengths, expected: set[str]
) -> None:
    schema = Schema("string", sample=sample, lengths=lengths)
    assert {value(schema, n) for n in range(30)} == expected
    assert expected <= zoneinfo.available_timezones()


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("icon-image-url", Schema("string"), "https://example.com/law001"),
        ("contactEmail", Schema("string"), "law001@example.com"),
        ("start_date", Schema("string"), "2099-01-02"),
        ("name", Schema("string"), "law001"),
        ("url", Schema("string", sample="a word"), "law001"),
        ("url", Schema("string", choices=("a", "b")), "b"),
        ("url", Schema("integer"), 2),
        ("number", Schema("string"), "law001"),
    ],
)
def test_a_text_that_no_example_shows_has_the_format_of_its_name(
    name: str, schema: Schema, expected: Any
) -> None:
    assert value(schema_for_values(Attribute(name, schema)), 1) == expected


def test_a_boolean_that_is_written_as_a_text_stays_one() -> None:
    assert [value(Schema("string", sample="false"), n) for n in (0, 1, 2)] == [
        "false",
        "true",
        "false",
    ]


@pytest.mark.parametrize("name", ["starts-at", "valid-from", "salesStart"])
def test_a_new_beginning_is_earlier_so_that_it_stays_before_its_end(name: str) -> None:
    attribute = Attribute(name, Schema("string", format="date-time", sample="2099-06-01T10:00:00Z"))
    taken = value(attribute.schema, 1)
    assert begins(attribute)
    found = another(attribute.schema, taken, is_earlier=True)
    assert isinstance(found, str)
    assert isinstance(taken, str)
    assert found < taken < str(another(attribute.schema, taken))


def test_only_moments_are_earlier() -> None:
    assert not begins(Attribute("ends-at", Schema("string", format="date-time")))
    assert another(Schema("string"), is_earlier=True) == another(Schema("string"))
    assert another(Schema("integer"), is_earlier=True) == another(Schema("integer"))


def test_another_number_stays_near_its_example() -> None:
    schema = Schema("integer", sample=80)
    found = another(schema, value(schema, 1), value(schema, 2))
    assert isinstance(found, int)
    assert 82 < found < 100
