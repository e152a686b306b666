"""Values of columns: read from JSON, and made up within what the column allows."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from contracts.agent.columns import Column
from contracts.agent.values import made_up, read_datetime, stored

UTC = dt.UTC
NOON = dt.datetime(2017, 6, 1, 12, 0)
NOON_UTC = NOON.replace(tzinfo=UTC)
NOON_EAST = dt.datetime(2017, 6, 1, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))


class Colour(enum.Enum):
    RED = "r"
    DEEP_BLUE = 2


#: Texts and numbers that are a date and time.
MOMENTS: dict[Any, dt.datetime] = {
    "2017-06-01T12:00:00": NOON,
    "2017-06-01T12:00:00Z": NOON_UTC,
    "2017-06-01T12:00:00z": NOON_UTC,
    " 2017-06-01 12:00:00 ": NOON,
    "2017-06-01T14:00:00+02:00": NOON_EAST,
    "2017-06-01T14:00:00+0200": NOON_EAST,
    "2017-06-01T09:30:00-0230": NOON_UTC,
    "2017-06-01T12:00:00.5": NOON.replace(microsecond=500_000),
    "2017-06-01T12:00:00.1234567Z": NOON_UTC.replace(microsecond=123_456),
    "2017-06-01T12:00:00.25-0230": NOON_UTC.replace(hour=14, minute=30, microsecond=250_000),
    "2017-06-01": dt.datetime(2017, 6, 1),
    "Thu, 01 Jun 2017 12:00:00 GMT": NOON_UTC,
    0: dt.datetime(1970, 1, 1, tzinfo=UTC),
    1496318400.5: NOON_UTC.replace(microsecond=500_000),
}


@pytest.mark.parametrize(("value", "moment"), MOMENTS.items(), ids=map(str, MOMENTS))
def test_a_date_and_time_is_read(value: Any, moment: dt.datetime) -> None:
    found = read_datetime(value)
    assert found == moment
    assert (found.tzinfo is None) == (moment.tzinfo is None)


@pytest.mark.parametrize("value", ["", "Z", "noon", True, None, 1e300, "2017-13-01", "1.5"])
def test_what_is_no_date_and_time_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a date and time"):
        read_datetime(value)


#: The kind of a column, a JSON value, and what is stored.
STORED: list[tuple[str, Any, Any]] = [
    ("string", "a", "a"),
    ("string", True, "true"),
    ("string", False, "false"),
    ("string", 1.5, "1.5"),
    ("string", ["a"], '["a"]'),
    ("integer", 3, 3),
    ("integer", 3.0, 3),
    ("integer", " 3 ", 3),
    ("integer", 2**63 - 1, 2**63 - 1),
    ("integer", -(2**63) + 1, -(2**63) + 1),
    ("number", "1.5", 1.5),
    ("decimal", 1.1, Decimal("1.1")),
    ("boolean", "True", True),
    ("boolean", "FALSE", False),
    ("boolean", 0, False),
    ("boolean", 1, True),
    ("datetime", "2017-06-01T14:00:00+02:00", NOON),
    ("datetime", "2017-06-01T12:00:00", NOON),
    ("date", "2017-06-01T23:59:59Z", dt.date(2017, 6, 1)),
    ("time", "12:30:00Z", dt.time(12, 30)),
    ("time", "12:30", dt.time(12, 30)),
    ("interval", "1:02:03.5", dt.timedelta(hours=1, minutes=2, seconds=3.5)),
    ("interval", "1:02", dt.timedelta(hours=1, minutes=2)),
    ("interval", 90, dt.timedelta(seconds=90)),
    ("interval", "1.5", dt.timedelta(seconds=1.5)),
    ("uuid", str(uuid.UUID(int=5)), uuid.UUID(int=5)),
    ("uuid", uuid.UUID(int=5), uuid.UUID(int=5)),
    ("days", {"from": "2017-06-01", "to": "2017-06-02"}, "[2017-06-01,2017-06-02)"),
    ("numbers", "[1,2]", "[1,2]"),
    ("array", [1], [1]),
    ("binary", "é", "é".encode()),
    ("binary", b"\xff", b"\xff"),
    ("json", {"a": 1}, {"a": 1}),
    ("any", 3, 3),
]


@pytest.mark.parametrize(("kind", "value", "wanted"), STORED)
def test_a_json_value_is_stored_as_its_column_has_it(kind: str, value: Any, wanted: Any) -> None:
    found = stored(Column("a", kind), value)
    assert found == wanted
    assert type(found) is type(wanted)


def test_a_moment_has_a_time_zone_where_its_column_has() -> None:
    aware = Column("a", "datetime", aware=True)
    assert stored(aware, "2017-06-01T12:00:00") == NOON_UTC
    assert stored(aware, "2017-06-01T14:00:00+02:00") == NOON_UTC


#: The kind of a column, a value that it cannot have, and the reason.
REFUSED: list[tuple[str, Any, str]] = [
    ("integer", True, "is not an integer"),
    ("integer", 1.5, "is not an integer"),
    ("integer", [1], "is not an integer"),
    ("integer", 2**63, "has more than 64 bits"),
    ("integer", -(2**63), "has more than 64 bits"),
    ("integer", 1e400, "is out of range"),
    ("number", False, "is not a number"),
    ("decimal", "a", "is not a number"),
    ("boolean", "yes", "is neither true nor false"),
    ("boolean", 2, "is neither true nor false"),
    ("datetime", "noon", "is not a date and time"),
    ("datetime", "0001-01-01T00:00:00+02:00", "is out of range"),
    ("interval", 1e300, "is out of range"),
    ("days", {"from": 1}, "is not a range"),
    ("days", {"a": 1, "b": 2, "c": 3}, "is not a range"),
    ("array", "a", "is not an array"),
]


@pytest.mark.parametrize(("kind", "value", "reason"), REFUSED)
def test_a_value_that_a_column_cannot_have_is_refused(kind: str, value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        stored(Column("a", kind), value)


def test_null_and_long_texts_need_a_column_that_allows_them() -> None:
    assert stored(Column("a", "integer"), None) is None
    with pytest.raises(ValueError, match="is required, so it cannot be null"):
        stored(Column("a", "integer", nullable=False), None)
    short = Column("a", "string", length=3)
    assert stored(short, "abc") == "abc"
    with pytest.raises(ValueError, match="is longer than 3 characters"):
        stored(short, "abcd")
    assert stored(Column("a", "binary", length=3), "abcd") == b"abcd"


@pytest.mark.parametrize(
    ("value", "choice"),
    [
        ("r", Colour.RED),
        ("RED", Colour.RED),
        ("red", Colour.RED),
        ("R", Colour.RED),
        (2, Colour.DEEP_BLUE),
        ("deep_blue", Colour.DEEP_BLUE),
        ("Colour.RED", Colour.RED),
    ],
)
def test_a_choice_is_known_by_its_value_or_its_name(value: Any, choice: Colour) -> None:
    assert stored(Column("a", "string", choices=list(Colour)), value) is choice


def test_what_is_no_choice_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match=r"^is not one of r, 2$"):
        stored(Column("a", "string", choices=list(Colour)), "green")
    with pytest.raises(ValueError, match=r"^is not one of x, y$"):
        stored(Column("a", "string", choices=["x", "y"]), "z")
    assert stored(Column("a", "string", choices=["x", "y"]), "Y") == "y"


def first(column: Column, serial: int, count: int = 3) -> list[Any]:
    return list(islice(made_up(column, serial), count))


#: The name and the options of a text column, and the first values that are made up.
TEXTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("first_name", {}, ["first name 7", "text7", "7"]),
    ("email", {}, ["somebody7@example.com", "email 7", "text7"]),
    ("home_url", {}, ["https://example.com/7", "home url 7", "text7"]),
    ("phone", {}, ["+49300000007", "phone 7", "text7"]),
    ("uuid", {}, [str(uuid.UUID(int=7)), "uuid 7", "text7"]),
    ("color", {}, ["#000007", "color 7", "text7"]),
    ("country_code", {}, ["CODE7", "DE", "country code 7"]),
    ("name", {"format": "date-time"}, ["12:00:00", "2017-06-01", "date time 7"]),
    ("name", {"length": 4}, ["me 7", "ext7", "7"]),
    ("name", {"shortest": 8}, ["name 7xx", "text7xxx", "7xxxxxxx"]),
]


@pytest.mark.parametrize(("name", "options", "texts"), TEXTS)
def test_texts_are_made_up_as_their_format_or_name_asks_for(
    name: str, options: dict[str, Any], texts: list[str]
) -> None:
    assert first(Column(name, "string", **options), 7) == texts


#: The kind and the options of a column, and the first two values of number 7.
OTHERS: list[tuple[str, dict[str, Any], list[Any]]] = [
    ("integer", {}, [7, 8]),
    ("integer", {"minimum": 10}, [17, 18]),
    ("integer", {"minimum": 1, "maximum": 8}, [8, 8]),
    ("integer", {"maximum": 7}, [7, 7]),
    ("integer", {"minimum": 5, "maximum": 4}, [5, 5]),
    ("number", {}, [7.0, 8.0]),
    ("decimal", {}, [Decimal(7), Decimal(8)]),
    ("datetime", {}, [NOON + dt.timedelta(days=7), NOON + dt.timedelta(days=8)]),
    ("datetime", {"aware": True}, [NOON_UTC + dt.timedelta(days=7 + n) for n in (0, 1)]),
    ("date", {}, [dt.date(2017, 6, 8), dt.date(2017, 6, 9)]),
    ("time", {}, [dt.time(12, 7), dt.time(12, 8)]),
    ("interval", {}, [dt.timedelta(hours=1)] * 2),
    ("uuid", {}, [uuid.UUID(int=7), uuid.UUID(int=8)]),
    ("json", {}, [{}, {}]),
    ("array", {}, [[], []]),
    ("binary", {}, [b"7", b"8"]),
    ("numbers", {}, ["[70,80)", "[80,90)"]),
    ("days", {}, ["[2019-05-02,2019-07-31)", "[2019-08-10,2019-11-08)"]),
    ("boolean", {}, [False, True]),
    ("string", {"choices": ["x", "y", "z"]}, ["x", "y"]),
]


@pytest.mark.parametrize(("kind", "options", "values"), OTHERS)
def test_other_values_are_made_up_within_their_limits(
    kind: str, options: dict[str, Any], values: list[Any]
) -> None:
    found = first(Column("a", kind, **options), 7, 2)
    assert found == values
    assert [type(each) for each in found] == [type(each) for each in values]
    assert not any(isinstance(each, dt.datetime) and each.tzinfo for each in found) or (
        options.get("aware")
    )


def test_twenty_numbers_are_tried() -> None:
    assert list(made_up(Column("a", "integer"), 3)) == list(range(3, 23))
