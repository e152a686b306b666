"""On PostgreSQL sequences go on after documented ids, and circles of keys are emptied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from contracts.agent.sqlalchemy import SqlAlchemyState
from tests.server.services.postgresql import server


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    captain_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("players.id", use_alter=True, deferrable=True)
    )


class Player(Base):
    __tablename__ = "players"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id", deferrable=True))


class Seat(Base):
    __tablename__ = "seats"
    row: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)


class State(SqlAlchemyState):
    def token(self, user: str, kind: str = "access") -> str:
        return f"{kind} of {user}"


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    with server() as url:
        maintenance = sa.create_engine(driven(url), isolation_level="AUTOCOMMIT")
        with maintenance.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE agent_test"))
        maintenance.dispose()
        made = sa.create_engine(driven(url).set(database="agent_test"))
        Base.metadata.create_all(made)
        yield made
        made.dispose()


def driven(url: str) -> sa.URL:
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def test_numbering_goes_on_after_documented_ids(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    state.apply({"reset": True, "resources": [{"type": "team", "id": "42"}]})
    with Session(engine) as session:
        session.add(Team(name="after"))
        session.commit()
        assert session.scalars(sa.select(Team.id).order_by(Team.id)).all() == [42, 43]


def test_numbering_goes_on_in_every_column_of_a_primary_key(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    seat = {"type": "seat", "id": "A", "attributes": {"number": 12}}
    state.apply({"reset": True, "resources": [seat]})
    with Session(engine) as session:
        session.add(Seat(row="B"))
        session.commit()
        assert session.execute(sa.select(Seat.row, Seat.number)).all() == [("A", 12), ("B", 13)]


def test_a_reset_numbers_from_one_again(engine: sa.Engine) -> None:
    State(base=Base, engine=engine).reset()
    with Session(engine) as session:
        session.add(Team(name="first"))
        session.commit()
        assert session.scalars(sa.select(Team.id)).all() == [1]


def test_tables_that_refer_to_each_other_are_emptied(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    state.apply(
        {
            "reset": True,
            "resources": [
                {"type": "team", "id": "1"},
                {"type": "player", "id": "7", "attributes": {"team_id": 1}},
                {"type": "team", "id": "1", "attributes": {"captain_id": 7}},
            ],
        }
    )
    assert state.notes == []
    state.reset()
    with Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0


def test_a_guess_that_the_database_refuses_leaves_the_rest(engine: sa.Engine) -> None:
    state = State(base=Base, engine=engine)
    guess = {"type": "team", "id": str(2**40), "guessed": True}  # beyond the column's integers
    state.apply({"reset": True, "resources": [{"type": "team", "id": "1"}, guess]})
    with Session(engine) as session:
        assert session.scalars(sa.select(Team.id)).all() == [1]
    assert "refuses it" in state.notes[0]
