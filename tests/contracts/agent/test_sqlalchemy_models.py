"""What is read of SQLAlchemy models."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base, relationship, synonym

from contracts.agent.sqlalchemy_models import mapped_models

Base = declarative_base()


class Person(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "people"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    label = synonym("name")
    _secret = synonym("name")
    pets = relationship("Pet")
    pet_names = association_proxy("pets", "name")

    @property
    def shown(self) -> str:
        return str(self.name)

    @property
    def nickname(self) -> str:
        return str(self.name)

    @nickname.setter
    def nickname(self, value: str) -> None:
        self.name = value

    @property
    def _hidden(self) -> str:
        return str(self.name)

    @_hidden.setter
    def _hidden(self, value: str) -> None:
        self.name = value

    @hybrid_property
    def initial(self) -> str:
        return str(self.name)[0]


class Pet(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "pets"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    person_id = sa.Column(sa.ForeignKey("people.id"))


def test_public_properties_synonyms_and_proxies_can_be_assigned() -> None:
    person = next(each for each in mapped_models(Base) if each.name == "Person")
    assert sorted(person.settable) == ["label", "nickname", "pet_names"]


class Stock(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "stocks"
    id = sa.Column(sa.Integer, primary_key=True)
    plain = sa.Column(sa.String(20), nullable=False)
    empty = sa.Column(sa.String(20))
    made = sa.Column(sa.String(20), nullable=False, default="a")
    made_there = sa.Column(sa.String(20), nullable=False, server_default="a")
    sold = sa.Column(sa.DateTime, nullable=False, default="a")
    sold_in_zone = sa.Column(sa.DateTime(timezone=True), nullable=False, default="a")
    computed = sa.Column(sa.Integer, sa.Computed("id + 1"), nullable=False)
    counted = sa.Column(sa.Integer, sa.Identity(), nullable=False)
    person_id = sa.Column(sa.ForeignKey("people.id"), nullable=False)


class Extension(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "extensions"
    id = sa.Column(sa.ForeignKey("people.id"), primary_key=True)


class Code(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "codes"
    id = sa.Column(sa.String(5), primary_key=True)


class Seat(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "seats"
    row = sa.Column(sa.String(5), primary_key=True)
    number = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(5), unique=True)
    stock_id = sa.Column(sa.ForeignKey("stocks.id"))
    __table_args__ = (sa.UniqueConstraint("stock_id", "number"),)


def test_columns_are_unique_alone_or_together_and_so_are_those_of_a_primary_key() -> None:
    seat = next(each for each in mapped_models(Base) if each.name == "Seat")
    assert sorted(map(sorted, seat.together)) == [["number", "row"], ["number", "stock_id"]]
    assert [key for key, column in seat.columns.items() if column.unique] == ["code"]


def test_a_column_is_required_where_nothing_else_gives_it_a_value() -> None:
    required = {
        each.name: sorted(c.key for c in each.columns.values() if c.required)
        for each in mapped_models(Base)
    }
    assert required["Stock"] == ["person_id", "plain"]
    assert required["Extension"] == ["id"]
    assert required["Code"] == ["id"]


def test_a_column_has_the_length_of_its_texts_and_the_target_of_its_key() -> None:
    stock = next(each for each in mapped_models(Base) if each.name == "Stock")
    assert {key: column.length for key, column in stock.columns.items() if column.length} == {
        **dict.fromkeys(("plain", "empty", "made", "made_there"), 20)
    }
    assert {key: c.target for key, c in stock.columns.items() if c.target} == {"person_id": Person}
    assert [key for key, column in stock.columns.items() if column.nullable] == ["empty"]


def test_a_column_has_a_time_zone_where_its_type_has() -> None:
    stock = next(each for each in mapped_models(Base) if each.name == "Stock")
    assert [key for key, column in stock.columns.items() if column.aware] == ["sold_in_zone"]
