"""Rows are made as documented, with whatever they require, over any models."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import (
    DeclarativeBase,
    Session,
    relationship,
    scoped_session,
    sessionmaker,
    validates,
)
from sqlalchemy.pool import StaticPool

from contracts.agent.sqlalchemy import SqlAlchemyState
from contracts.agent.state import StateError


class Base(DeclarativeBase):
    pass


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


likes = sa.Table(
    "likes",
    Base.metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("picture_id", sa.ForeignKey("pictures.id"), primary_key=True),
)


class Account(Base):
    __tablename__ = "accounts"
    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.String(40), unique=True, nullable=False)
    is_super_admin = sa.Column(sa.Boolean, nullable=False, default=False)
    is_verified = sa.Column(sa.Boolean, nullable=False, default=False)


class Album(Base):
    __tablename__ = "albums"
    __table_args__ = (sa.UniqueConstraint("owner_id", "title"),)
    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String(10), nullable=False)
    owner_id = sa.Column(sa.ForeignKey("accounts.id"), nullable=False)
    owner = relationship(Account)
    pictures = relationship("Picture", back_populates="album")


class Picture(Base):
    __tablename__ = "pictures"
    id = sa.Column(sa.Integer, primary_key=True)
    slug = sa.Column(sa.String(20), unique=True, nullable=False)
    colour = sa.Column(sa.Enum(Colour), nullable=False)
    width = sa.Column(sa.Integer, sa.CheckConstraint("width > 10"), nullable=False)
    taken_at = sa.Column(sa.DateTime, nullable=False)
    album_id = sa.Column(sa.ForeignKey("albums.id"), nullable=False)
    album = relationship(Album, back_populates="pictures")
    liked_by = relationship(Account, secondary=likes)

    @validates("slug")
    def has_no_space(self, _key: str, value: str) -> str:
        if " " in value:
            raise ValueError("a slug has no space")
        return value


class Shelf(Base):
    """An owner's shelves are numbered."""

    __tablename__ = "shelves"
    __table_args__ = (sa.UniqueConstraint("owner_id", "number"),)
    id = sa.Column(sa.Integer, primary_key=True)
    number = sa.Column(sa.Integer, nullable=False)
    owner_id = sa.Column(sa.ForeignKey("accounts.id"), nullable=False)
    owner = relationship(Account)


class Node(Base):
    __tablename__ = "nodes"
    id = sa.Column(sa.Integer, primary_key=True)
    parent_id = sa.Column(sa.ForeignKey("nodes.id"), nullable=False)


class CaseInsensitive(sa.types.UserDefinedType[str]):
    """A type of the database's own, such as CITEXT: SQLAlchemy says nothing of its values."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TEXT"


class Contact(Base):
    __tablename__ = "contacts"
    id = sa.Column(sa.Integer, primary_key=True)
    _email = sa.Column("email", CaseInsensitive, nullable=False)


class State(SqlAlchemyState):
    def token(self, user: str, kind: str = "access") -> str:
        return f"{kind}-{user}"


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    made = sa.create_engine("sqlite://", poolclass=StaticPool)
    sa.event.listen(made, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = ON"))
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def state(engine: sa.Engine) -> State:
    return State(base=Base, engine=engine)


def rows(engine: sa.Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(sa.select(model).order_by(model.id)).all())


def test_what_is_required_is_made_up_within_its_limits(state: State, engine: sa.Engine) -> None:
    state.create("picture", "7", {})
    (picture,) = rows(engine, Picture)
    assert picture.id == 7
    assert picture.width > 10
    assert picture.colour in Colour
    assert " " not in picture.slug
    (album,) = rows(engine, Album)
    assert picture.album_id == album.id
    assert len(album.title) <= 10
    assert "@" in rows(engine, Account)[0].email


DOCUMENTED = [
    ({"taken-at": "2020-01-02T03:04:05Z"}, "taken_at", dt.datetime(2020, 1, 2, 3, 4, 5)),
    ({"takenAt": "2020-01-02T05:04:05+02:00"}, "taken_at", dt.datetime(2020, 1, 2, 3, 4, 5)),
    ({"taken_at": "Thu, 02 Jan 2020 03:04:05 GMT"}, "taken_at", dt.datetime(2020, 1, 2, 3, 4, 5)),
    ({"colour": "blue"}, "colour", Colour.BLUE),
    ({"colour": "RED"}, "colour", Colour.RED),
    ({"width": "20"}, "width", 20),
    ({"album_id": 4}, "album_id", 4),
    ({"albumId": "4"}, "album_id", 4),
    ({"album": 4}, "album_id", 4),
    ({"album": {"id": 4, "title": "Summer"}}, "album_id", 4),
]


@pytest.mark.parametrize(("attributes", "column", "value"), DOCUMENTED)
def test_a_documented_value_is_stored(
    state: State, engine: sa.Engine, attributes: dict[str, Any], column: str, value: Any
) -> None:
    state.create("Pictures", "1", attributes)
    assert state.notes == []
    assert getattr(rows(engine, Picture)[0], column) == value


def test_a_nested_object_is_a_row_with_its_values(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {"album": {"id": 4, "title": "Summer"}})
    state.create("picture", "2", {"album": {"type": "album", "id": 4}})  # linkage changes nothing
    state.create("picture", "3", {"album": {"id": None, "title": "Winter"}})
    assert [(album.id, album.title) for album in rows(engine, Album)] == [
        (4, "Summer"),
        (5, "Winter"),
    ]
    assert [picture.album_id for picture in rows(engine, Picture)] == [4, 4, 5]


def test_a_factory_gives_only_what_nobody_documented(
    state: State, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a key, the row of a foreign key, a unique value twice, or what is no column."""
    picture = {"id": 50, "slug": "made", "width": 30, "album_id": 77, "frame": "oak"}
    album = {"id": 60, "title": "made"}
    monkeypatch.setattr(
        "contracts.agent.state.project_factories",
        lambda: {Picture: lambda: {**picture, "colour": Colour.BLUE}, Album: lambda: album},
    )
    state.create("picture", "1", {"colour": "red", "album": {"title": "Summer"}})
    state.create("picture", "2")
    first, second = rows(engine, Picture)
    assert (first.id, first.slug, first.width, first.colour) == (1, "made", 30, Colour.RED)
    assert (second.id, second.width, second.colour) == (2, 30, Colour.BLUE)
    assert second.slug != "made"
    (summer,) = rows(engine, Album)
    assert (summer.id, summer.title) == (1, "Summer")
    assert first.album_id == second.album_id == 1


def test_a_value_that_a_column_cannot_have_is_noted(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {"colour": "green", "width": "wide", "frame": "oak"})
    assert [note.split(":")[0] for note in state.notes] == [
        "Picture.colour = 'green'",
        "Picture.width = 'wide'",
        "Picture",
    ]
    assert rows(engine, Picture)[0].width > 10


def test_linkage_of_every_kind_is_made(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {}, {"liked-by": [{"type": "account", "id": "5"}]})
    state.create("album", "9", {}, {"pictures": [{"type": "picture", "id": "1"}]})
    with Session(engine) as session:
        picture = session.get_one(Picture, 1)
        assert picture.album_id == 9
        assert [account.id for account in picture.liked_by] == [5]


def test_a_unique_value_is_not_given_twice(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {"slug": "sea"})
    state.create("picture", "2", {"slug": "sea"})
    first, second = rows(engine, Picture)
    assert (first.slug, second.slug) == ("sea", "sea-2")  # beside it in order


def test_a_type_of_the_databases_own_gets_a_text_by_its_name(
    state: State, engine: sa.Engine
) -> None:
    state.create("contact", "1", {})
    assert rows(engine, Contact)[0]._email.endswith("@example.com")


def test_an_address_that_another_row_has_stays_an_address(state: State, engine: sa.Engine) -> None:
    for id in ("1", "2"):
        state.create("account", id, {"email": "ada@example.org"})
    assert [row.email for row in rows(engine, Account)] == ["ada@example.org", "ada-2@example.org"]


def test_what_is_not_made_is_reported_by_type(state: State) -> None:
    wanted = [
        {"type": "picture", "id": "1", "attributes": {"colour": "green", "frame": "oak"}},
        {"type": "unicorn", "id": "1"},
        {"type": "album", "id": "1", "attributes": {"title": "Sea", "pictures": 12}},
        {"type": "account", "id": "7", "attributes": {"email": "ada@example.org"}},
    ]
    answer = state.apply({"version": 1, "reset": True, "resources": wanted})
    assert answer["unmade"] == {
        "picture": ["colour", "frame"],
        "unicorn": [],
        "album": ["pictures"],
    }
    assert "unmade" not in state.apply({"version": 1, "reset": True, "resources": wanted[3:]})


def test_columns_that_are_unique_together_are_kept_apart(state: State, engine: sa.Engine) -> None:
    owner = {"owner": {"type": "user", "id": "3"}}
    state.create("album", "1", {"title": "Sea"}, owner)
    state.create("album", "2", {"title": "Sea"})
    first, second = rows(engine, Album)
    assert first.title == second.title == "Sea"
    assert first.owner_id != second.owner_id


def test_a_documented_number_is_kept_where_it_is_unique_for_each_owner(
    state: State, engine: sa.Engine
) -> None:
    links = {"owner": {"type": "user", "id": "3"}}
    for attributes, relationships, unmade in (
        ({"number": 1, "owner-id": 3}, {}, "owner-id"),
        ({"number": 1}, links, "owner"),
    ):
        state.reset()
        wanted = {"type": "shelf", "attributes": attributes, "relationships": relationships}
        answer = state.apply({"resources": [{**wanted, "id": id} for id in ("1", "2")]})
        assert answer["unmade"] == {"shelf": [unmade]}
        first, second = rows(engine, Shelf)
        assert (first.number, first.owner_id, second.number) == (1, 3, 1)
        assert second.owner_id != 3


def test_a_documented_text_is_changed_where_another_row_of_the_owner_has_it(
    state: State, engine: sa.Engine
) -> None:
    wanted = {"type": "album", "attributes": {"title": "Sea", "owner-id": 3}}
    answer = state.apply({"resources": [{**wanted, "id": id} for id in ("1", "2")]})
    assert answer["unmade"] == {"album": ["title"]}
    first, second = rows(engine, Album)
    assert (first.title, first.owner_id, second.owner_id) == ("Sea", 3, 3)
    assert second.title != "Sea"


#: Attributes and linkage that say different things of one column, the album, and what is not made.
DISAGREEING: list[tuple[dict[str, Any], dict[str, Any], int, list[str]]] = [
    ({"album-id": 5}, {"album": {"type": "album", "id": "4"}}, 4, ["album-id"]),
    ({"album": 4, "album-id": 5}, {}, 4, ["album-id"]),
    ({"album-id": 5, "album": 4}, {}, 4, ["album-id"]),
    ({"album-id": 4, "album": 4}, {}, 4, []),
]


@pytest.mark.parametrize(("attributes", "links", "album", "unmade"), DISAGREEING)
def test_what_another_name_has_decided_is_reported(
    state: State,
    engine: sa.Engine,
    attributes: dict[str, Any],
    links: dict[str, Any],
    album: int,
    unmade: list[str],
) -> None:
    wanted = {"type": "picture", "id": "1", "attributes": attributes, "relationships": links}
    answer = state.apply({"resources": [wanted]})
    assert rows(engine, Picture)[0].album_id == album
    assert answer.get("unmade", {}) == ({"picture": unmade} if unmade else {})


def test_members_of_a_resource_are_no_attributes(state: State, engine: sa.Engine) -> None:
    members = {"id": "9", "type": "album", "links": {}, "title": "Sea"}
    assert state.apply({"resources": [{"type": "album", "id": "1", "attributes": members}]}) == {
        "version": 1,
        "notes": [],
    }
    assert [(album.id, album.title) for album in rows(engine, Album)] == [(1, "Sea")]


@pytest.mark.parametrize("scoped", [False, True])
def test_sessions_are_the_applications_own(engine: sa.Engine, scoped: bool) -> None:
    factory = sessionmaker(engine)
    state = State(base=Base, session=scoped_session(factory) if scoped else factory)
    state.create("account", "7")
    assert [account.id for account in rows(engine, Account)] == [7]


def test_the_same_record_again_is_changed(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {"slug": "sea"})
    state.create("picture", "1", {"slug": "sand"})
    assert [picture.slug for picture in rows(engine, Picture)] == ["sand"]


def test_a_row_may_require_itself(state: State, engine: sa.Engine) -> None:
    state.create("node", "3")
    assert [(node.id, node.parent_id) for node in rows(engine, Node)] == [(3, 3)]


def test_reset_empties_everything(state: State, engine: sa.Engine) -> None:
    state.create("picture", "1", {}, {"liked-by": [{"type": "account", "id": "5"}]})
    state.create("node", "3")
    state.reset()
    assert [len(rows(engine, m)) for m in (Account, Album, Picture, Node)] == [0, 0, 0, 0]


def test_whoever_signs_in_exists_and_may(state: State, engine: sa.Engine) -> None:
    asked = {"user": "8", "kind": "access", "role": "admin"}
    assert state.apply({"version": 1, "reset": True, "token": asked})["token"] == "access-8"
    (account,) = rows(engine, Account)
    assert (account.id, account.is_super_admin, account.is_verified) == (8, True, True)
    state.apply({"token": {**asked, "user": "9", "role": "user"}})
    assert not rows(engine, Account)[1].is_super_admin


def test_a_type_without_model_is_noted(state: State) -> None:
    state.create("sculpture", "1")
    assert "aliases={'sculpture': 'Model'}" in state.notes[0]


def test_an_alias_names_a_model(engine: sa.Engine) -> None:
    State(base=Base, engine=engine, aliases={"sculpture": "Picture"}).create("sculpture", "1")
    assert len(rows(engine, Picture)) == 1


def test_what_cannot_be_an_id_is_refused_in_one_sentence(state: State) -> None:
    with pytest.raises(StateError, match="Album: the id 'x' "):
        state.create("album", "x")


@pytest.mark.parametrize(
    ("name", "allowed", "empties"),
    [
        ("shop.sqlite", "", False),
        ("shop_test.sqlite", "", True),
        ("shop.sqlite", "shop.sqlite", True),
        ("latest.sqlite", "", False),
    ],
)
def test_only_a_database_for_tests_is_emptied(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, name: str, allowed: str, empties: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = sa.create_engine(f"sqlite:///{name}")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(Account(email="a@example.com"))
    state = State(base=Base, engine=engine, database=allowed)
    if empties:
        state.reset()
    else:
        with pytest.raises(StateError, match="only one with the word 'test'"):
            state.reset()
    assert len(rows(engine, Account)) == (0 if empties else 1)
    engine.dispose()


def test_a_guess_that_the_database_refuses_leaves_the_rest(state: State, engine: sa.Engine) -> None:
    """As where the values of a unique enumeration run out."""
    guess = {"type": "album", "id": "x", "guessed": True}
    state.apply({"resources": [{"type": "album", "id": "1"}, guess, {"type": "album", "id": "2"}]})
    assert [album.id for album in rows(engine, Album)] == [1, 2]
    assert [note for note in state.notes if "the id 'x'" in note]


def test_what_cannot_be_without_a_parent_is_reported(state: State) -> None:
    wanted = {"type": "album", "id": "1", "relationships": {"owner": None}}
    answer = state.apply({"version": 1, "reset": True, "resources": [wanted]})
    assert answer["unmade"] == {"album": ["owner"]}


class Tag(Base):
    """A row that is named by texts, and whose key is a text."""

    __tablename__ = "tags"
    code = sa.Column(sa.String(40), primary_key=True)
    area = sa.Column(sa.String(10))
    name = sa.Column(sa.String(10))
    number = sa.Column(sa.Integer, unique=True)


class Frame(Base):
    """Each picture has one frame at most."""

    __tablename__ = "frames"
    id = sa.Column(sa.Integer, primary_key=True)
    picture_id = sa.Column(sa.ForeignKey("pictures.id"), nullable=False, unique=True)


def test_a_parent_that_another_row_has_taken_is_not_shared(state: State, engine: sa.Engine) -> None:
    for id in ("1", "2", "3"):
        state.create("frame", id)
    assert len({frame.picture_id for frame in rows(engine, Frame)}) == 3


#: What stands in linkage or in a nested object, and the albums beside the first, by id and title.
ITEMS: dict[str, tuple[Any, list[tuple[int, str]]]] = {
    "a bare id": (5, [(5, "title 2")]),
    "a text that is an id": ("5", [(5, "title 2")]),
    "an identifier": ({"type": "album", "id": "5"}, [(5, "title 2")]),
    "an identifier with meta": ({"id": 5, "meta": {"title": "M"}}, [(5, "title 2")]),
    "an object with values": ({"id": "5", "title": "Sea"}, [(5, "Sea")]),
    "an object without an id": ({"title": "Sea"}, [(2, "Sea")]),
    "an object whose id is null": ({"id": None, "title": "Sea"}, [(2, "Sea")]),
    "an object whose id is empty": ({"id": "", "title": "Sea"}, [(2, "Sea")]),
    "a title that no row has": ("Sea", [(2, "Sea")]),
    "a title that a row has": ("First", []),
    "an id that a row has": ({"type": "album", "id": "1"}, []),
}


@pytest.mark.parametrize(("item", "made"), ITEMS.values(), ids=ITEMS)
def test_a_related_row_is_found_or_made(
    item: Any, made: list[tuple[int, str]], state: State, engine: sa.Engine
) -> None:
    state.create("album", "1", {"title": "First"})
    with state.unit():
        found = state.related(state.names().of(Album), item)
        assert (found.id, found.title) in (made or [(1, "First")])
    first, *others = ((album.id, album.title) for album in rows(engine, Album))
    assert first == (1, "First")
    assert others == made


def test_an_existing_row_gets_the_values_of_a_nested_object(
    state: State, engine: sa.Engine
) -> None:
    state.create("album", "1", {"title": "First"})
    with state.unit():
        state.related(state.names().of(Album), {"type": "album", "id": "1", "title": "New"})
    assert [album.title for album in rows(engine, Album)] == ["New"]


def test_a_row_of_a_label_or_a_text_key_is_found_by_it(state: State, engine: sa.Engine) -> None:
    with state.unit():
        tags = state.names().of(Tag)
        assert state.related(tags, "red").code == "red"
        assert state._labelled(tags, "Old").name == "Old"
        assert state._labelled(tags, "Old").name == "Old"
    with Session(engine) as session:
        found = session.scalars(sa.select(Tag)).all()
    assert sorted((tag.code, tag.name, tag.area) for tag in found)[1:] == [("red", None, None)]
    assert len(found) == 2


def test_a_text_names_no_row_of_a_model_without_texts(state: State) -> None:
    with state.unit(), pytest.raises(StateError, match=r"Node has no column .* 'Sea'"):
        state.related(state.names().of(Node), "Sea")


def test_a_fresh_parent_is_out_of_the_way_of_documented_ids(
    state: State, engine: sa.Engine
) -> None:
    """The first has the first id; where it will not do, another has one far away."""
    for id in ("1", "2"):
        state.create("album", id, {"title": "Sea"})
    first, second = (album.owner_id for album in rows(engine, Album))
    assert first == 1
    assert 100001 < second < 100020


def test_notes_are_said_once_and_begin_anew(state: State) -> None:
    state.apply({"resources": [{"type": "album", "id": "1", "attributes": {"frame": 1}}] * 2})
    assert state.notes == ["Album: the model has no attribute frame"]
    state.apply({"resources": []})
    assert state.notes == []
