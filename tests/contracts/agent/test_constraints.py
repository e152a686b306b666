"""Constraints of a table limit what is made up, however the application writes them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, declarative_base

from contracts.agent.columns import Column
from contracts.agent.sqlalchemy_models import mapped_models
from contracts.agent.values import made_up, stored


class Base(DeclarativeBase):
    pass


class Quarter(Base):
    name = sa.Column("name", sa.Text, nullable=False)
    season = sa.Column("season", sa.Text, nullable=False)
    seats = sa.Column("seats", sa.Integer, nullable=False)
    period = sa.Column("period", postgresql.DATERANGE, nullable=False)
    opened = sa.Column("opened", postgresql.TSTZRANGE, nullable=False)
    rows = sa.Column("rows", postgresql.INT4RANGE, nullable=False)
    __table__ = sa.Table(
        "quarters",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        name,
        season,
        seats,
        period,
        opened,
        rows,
        sa.CheckConstraint(name.in_(["Fall", "Winter"]), name="valid_name"),
        sa.CheckConstraint("season IN ('dry', 'wet')", name="valid_season"),
        sa.CheckConstraint(seats >= 4, name="enough_seats"),
    )


@pytest.fixture(scope="module")
def columns() -> dict[str, Column]:
    return mapped_models(Base)[0].columns


def test_choices_of_an_expression_and_of_a_text_are_known(columns: dict[str, Column]) -> None:
    assert columns["name"].choices == ["Fall", "Winter"]
    assert columns["season"].choices == ["dry", "wet"]
    assert columns["seats"].minimum == 4


#: A condition on a whole number, the least and the greatest that it allows.
LIMITS = {
    "x >= 5": (5, None),
    "x > 5": (6, None),
    "x <= 5": (None, 5),
    "x < 5": (None, 4),
    "x > 1 AND x < 9": (2, 8),
    "x > -3": (-2, None),
    "y > 1": (None, None),
    "xx > 1": (None, None),
}


@pytest.mark.parametrize(("condition", "limits"), LIMITS.items(), ids=LIMITS)
def test_a_condition_limits_the_numbers_of_its_column(
    condition: str, limits: tuple[int | None, int | None]
) -> None:
    base = declarative_base()
    keys = {name: sa.Column(sa.Integer, primary_key=True) for name in ("x", "xx", "y")}
    check = sa.CheckConstraint(condition)
    type("Size", (base,), {"__tablename__": "sizes", "__table_args__": (check,), **keys})
    column = mapped_models(base)[0].columns["x"]
    assert (column.minimum, column.maximum) == limits


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("period", "[2017-09-09,2017-12-08)", "[2017-12-18,2018-03-18)"),
        ("opened", "[2017-09-09,2017-12-08)", "[2017-12-18,2018-03-18)"),
        ("rows", "[10,20)", "[20,30)"),
    ],
)
def test_ranges_do_not_overlap(
    columns: dict[str, Column], name: str, first: str, second: str
) -> None:
    found = made_up(columns[name], 1)
    assert [next(found), next(found)] == [first, second]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"start": "2017-01-01", "end": "2017-04-01"}, "[2017-01-01,2017-04-01)"),
        ("[2017-01-01,2017-04-01]", "[2017-01-01,2017-04-01]"),
    ],
)
def test_a_range_is_read_from_its_ends(
    columns: dict[str, Column], value: object, expected: str
) -> None:
    assert stored(columns["period"], value) == expected


def test_what_is_no_range_is_refused(columns: dict[str, Column]) -> None:
    with pytest.raises(ValueError, match="is not a range"):
        stored(columns["period"], 7)
