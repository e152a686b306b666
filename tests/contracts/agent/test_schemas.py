"""What schemas, views and factories of a project say is used; nobody repeats it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from marshmallow import Schema as Plain
from marshmallow import validate
from marshmallow.class_registry import _registry
from marshmallow.fields import Integer
from marshmallow_jsonapi import Schema, fields
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import StaticPool

from contracts.agent.sqlalchemy import SqlAlchemyState


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "tbl_rooms"
    pk: Mapped[int] = mapped_column(primary_key=True)
    nr: Mapped[str] = mapped_column(sa.String(20), unique=True)
    mood: Mapped[str]
    seats: Mapped[int]
    guests: Mapped[list[Guest]] = relationship(back_populates="room")


class Guest(Base):
    __tablename__ = "tbl_guests"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    room_pk: Mapped[int] = mapped_column(sa.ForeignKey("tbl_rooms.pk"))
    room: Mapped[Room] = relationship(back_populates="guests")


class Parcel(Base):
    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    weight: Mapped[int]


class Letter(Base):
    __tablename__ = "letters"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    pages: Mapped[int]


class RoomSchema(Schema):
    class Meta:
        type_ = "chamber"
        model = Room

        @staticmethod
        def inflect(text: str) -> str:
            return text.replace("_", "-")

    id = fields.Str(attribute="nr")
    public_mood = fields.Str(attribute="mood", validate=validate.OneOf(["calm", "loud"]))
    visitors = fields.Relationship(attribute="guests", many=True, type_="guest")
    places = fields.Int(attribute="seats", validate=validate.Range(min=2, max=9))


class ParcelSchema(Plain):
    """A schema that states neither type nor model: it is of the model of its name."""

    heaviness = Integer(attribute="weight")


class MessageSchema(Schema):
    """A schema that names no model: it is of the model of its type."""

    class Meta:
        type_ = "letter"

    id = fields.Str()
    heading = fields.Str(attribute="subject")


@pytest.fixture
def another_application() -> Iterator[None]:
    """Schemas of another application in the process: of a model, and one that names none."""
    known = {name: list(classes) for name, classes in _registry.items()}
    another = {"__module__": "another_application.schemas"}
    meta = type("Meta", (), {"type_": "guest", "model": type("Guest", (), {})})
    type("GuestSchema", (Schema,), {**another, "Meta": meta, "id": fields.Str()})
    type("LetterSchema", (Plain,), {**another, "topic": fields.Str(attribute="subject")})
    yield
    _registry.clear()
    _registry.update(known)


class State(SqlAlchemyState):
    def token(self, user: str, kind: str = "access") -> str:
        return f"{kind} of {user}"


#: Imported when a test runs: collecting tests loads no Faker.
FACTORIES = "tests.contracts.agent.project_factories"


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    import_module(FACTORIES)
    made = sa.create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


def only(engine: sa.Engine, model: Any) -> Any:
    with Session(engine) as session:
        return session.scalars(sa.select(model)).one()


def test_a_schema_names_the_type_its_id_and_its_attributes(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    linked = {"visitors": [{"type": "guest", "id": "3"}]}
    state.create("chamber", "B-12", {"public-mood": "loud", "places": 4}, linked)
    assert state.notes == []
    room = only(engine, Room)
    assert (room.nr, room.mood, room.seats) == ("B-12", "loud", 4)
    assert (only(engine, Guest).id, only(engine, Guest).room_pk) == (3, room.pk)


def test_a_schema_without_a_model_is_of_the_model_of_its_name(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).create("parcel", "1", {"heaviness": 3})
    assert only(engine, Parcel).weight == 3


def test_a_schema_without_a_model_is_of_the_model_of_its_type(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).create("letter", "1", {"heading": "News"})
    assert only(engine, Letter).subject == "News"


@pytest.mark.usefixtures("another_application")
def test_schemas_of_another_application_decide_nothing(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    state.create("guest", "3", {"name": "Ada"})
    state.create("letter", "4", {"topic": "News"})
    assert only(engine, Guest).name == "Ada"
    assert state.missing == {"Letter": {"topic": True}}


def test_validators_of_a_schema_limit_what_is_made_up(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).create("chamber", "B-12")
    room = only(engine, Room)
    assert room.mood in ("calm", "loud")
    assert 2 <= room.seats <= 9


def test_a_factory_makes_what_is_not_documented(engine: sa.Engine) -> None:
    State(base=Base, engine=engine, factories=[FACTORIES]).create("parcel", "1")
    parcel = only(engine, Parcel)
    assert (parcel.label[:23], parcel.weight) == ("parcel from the factory", 7)


def test_what_is_documented_is_not_the_factorys(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).create("parcel", "1", {"weight": 2})
    assert only(engine, Parcel).weight == 2


def test_polyfactory_is_used_as_well(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).create("letter", "1")
    assert only(engine, Letter).subject == "from the other factory"
