"""Generated packages other than the project's own, and what keeps one from being served."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import configure_mappers

import server.generated as generated
from contracts.runtime import Behaviours, Package
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package, load_package
from contracts.runtime.states import StateHandler
from server.config import BEHAVIOURS, GENERATED
from tests.server.conftest import JsonApiClient, error, one, resource

MODULE = """
from __future__ import annotations
from datetime import date, datetime
from typing import Any
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, ForeignKey, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from contracts.runtime import (
    Operation, Record, ResourceDetail, ResourceList, ResourceRelationship, Schema, Timestamp,
    fields, new_database, new_metadata, reference,
)

class Model(Record, DeclarativeBase):
    metadata = new_metadata()

db = new_database(Model.metadata)
Model.session = db.session

things_friends = Table(
    "things_friends", Model.metadata,
    Column("things_id", ForeignKey("things.id", ondelete="CASCADE"), primary_key=True),
    Column("boxes_id", ForeignKey("boxes.id", ondelete="CASCADE"), primary_key=True),
)

class Box(Model):
    __tablename__ = "boxes"
    name: Mapped[str] = mapped_column(Text, default="box")
    things: Mapped[list[Thing]] = relationship(back_populates="box")

class Thing(Model):
    __tablename__ = "things"
    text: Mapped[str] = mapped_column(Text)
    whole: Mapped[int] = mapped_column(BigInteger, default=0)
    part: Mapped[float | None] = mapped_column(Float)
    flag: Mapped[bool] = mapped_column(Boolean, default=False)
    day: Mapped[date | None] = mapped_column(Date)
    hour: Mapped[str | None] = mapped_column(Text)
    moment: Mapped[datetime | None] = mapped_column(Timestamp)
    mail: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    uuid: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text, default="low")
    grade: Mapped[str] = mapped_column(Text, server_default="best")
    tags: Mapped[list[Any]] = mapped_column(JSON, default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    snake_name: Mapped[str | None] = mapped_column(Text)
    class_: Mapped[str | None] = mapped_column(Text)
    box_id: Mapped[int] = reference("boxes", required=True)
    box: Mapped[Box] = relationship(foreign_keys=[box_id], back_populates="things")
    friends: Mapped[list[Box]] = relationship(secondary=things_friends)

class BoxSchema(Schema):
    class Meta:
        type_ = "box"
        model = Box
        self_url = "/boxes/{id}"
    name = fields.String()
    things = fields.ToMany("thing", self_url="/boxes/{id}/relationships/things")

class ThingSchema(Schema):
    class Meta:
        type_ = "thing"
        model = Thing
        self_url = "/things/{id}"
    text = fields.String(required=True)
    whole = fields.Integer()
    part = fields.Number(allow_none=True)
    flag = fields.Boolean()
    day = fields.Date(allow_none=True)
    hour = fields.Time(allow_none=True)
    moment = fields.Timestamp(allow_none=True)
    mail = fields.Email(allow_none=True)
    link = fields.URL(allow_none=True)
    uuid = fields.UUID(allow_none=True)
    level = fields.String(choices=("low", "high"))
    grade = fields.String(choices=("good", "best"))
    tags = fields.Json(kind=list)
    extra = fields.Json(kind=dict)
    snake_name = fields.String(data_key="snake_name", allow_none=True)
    class_ = fields.String(data_key="class", allow_none=True)
    box = fields.ToOne("box", required=True)
    friends = fields.ToMany("box", self_url="/things/{id}/relationships/friends")

class Boxes(ResourceList):
    schema = BoxSchema
    url = "/boxes"
    operations = (Operation("POST", "create-box", access="public"),)

class BoxesId(ResourceDetail):
    schema = BoxSchema
    url = "/boxes/{id}"
    operations = (
        Operation("GET", "get-box", access="public"),
        Operation("DELETE", "delete-box", access="public"),
    )

class Things(ResourceList):
    schema = ThingSchema
    url = "/things"
    operations = (
        Operation("GET", "list-things", access="public"),
        Operation("POST", "create-thing", access="public"),
    )

class ThingsOfBox(ResourceList):
    schema = ThingSchema
    url = "/boxes/{id}/things"
    parent = "box"
    operations = (Operation("GET", "list-things-of-a-box", access="public"),)

class ThingsId(ResourceDetail):
    schema = ThingSchema
    url = "/things/{id}"
    operations = (
        Operation("GET", "get-thing", access="public"),
        Operation("PATCH", "update-thing", access="public"),
        Operation("DELETE", "delete-thing", access="user"),
    )

class ThingsIdFriends(ResourceRelationship):
    schema = ThingSchema
    url = "/things/{id}/relationships/friends"
    relationship = "friends"
    operations = (
        Operation("GET", "get-friends", access="public"),
        Operation("POST", "add-friends", access="public"),
        Operation("DELETE", "remove-friends", access="public"),
    )

class BoxesIdThings(ResourceRelationship):
    schema = BoxSchema
    url = "/boxes/{id}/relationships/things"
    relationship = "things"
    operations = (
        Operation("GET", "get-things", access="public"),
        Operation("PATCH", "replace-things", access="public"),
        Operation("DELETE", "remove-things", access="public"),
    )

SCHEMAS = (BoxSchema, ThingSchema)
RESOURCES = (Boxes, BoxesId, Things, ThingsOfBox, ThingsId, ThingsIdFriends, BoxesIdThings)
"""


@pytest.fixture(scope="module")
def served(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, StateHandler]]:
    """A package without users, soft deletion or behaviours, with every attribute type."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "other_generated.py").write_text(MODULE, encoding="utf-8")
    settings = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": database,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        app = create_app(settings, generated="other_generated")
        app.test_client_class = JsonApiClient
        handler = StateHandler(settings, generated="other_generated")
        yield app, handler
        handler.close()
    forget_package("other_generated")


@pytest.fixture
def other(served: tuple[Any, StateHandler]) -> JsonApiClient:
    """A client of the other package, with one box and one thing."""
    app, handler = served
    handler.reset()
    handler.create("box", "1")
    handler.create("box", "2")
    handler.create("thing", "1", {}, {"box": one("box", "1"), "friends": [one("box", "2")]})
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    client.underscores = True
    return client


def test_a_package_of_any_blueprint_is_served(other: JsonApiClient) -> None:
    listed = other.call("GET", "/boxes/1/things").get_json(force=True)
    assert [row["id"] for row in listed["data"]] == ["1"]
    assert other.call("GET", "/boxes/2/things").get_json(force=True)["data"] == []
    assert other.call("GET", "/boxes/9/things").status_code == 404


def test_a_to_many_relationship_of_its_own_is_kept_in_a_table(other: JsonApiClient) -> None:
    path = "/things/1/relationships/friends"
    assert other.call("GET", path).get_json(force=True)["data"] == [one("box", "2")]
    other.call("POST", path, {"data": [one("box", "1"), one("box", "2")]})
    assert len(other.call("GET", path).get_json(force=True)["data"]) == 2
    other.call("DELETE", path, {"data": [one("box", "2")]})
    assert other.call("GET", path).get_json(force=True)["data"] == [one("box", "1")]
    sent = resource("thing", {"text": "t"}, box=one("box", "1"), friends=[one("box", "2")])
    created = other.call("POST", "/things?include=friends", sent).get_json(force=True)
    assert created["data"]["relationships"]["friends"]["data"] == [one("box", "2")]
    assert [row["type"] for row in created["included"]] == ["box"]


@pytest.mark.parametrize(("method", "data"), [("PATCH", []), ("DELETE", [one("thing", "1")])])
def test_a_resource_cannot_be_taken_from_what_it_needs(
    other: JsonApiClient, method: str, data: Any
) -> None:
    path = "/boxes/1/relationships/things"
    assert other.call(method, path, {"data": data}).status_code == 403
    assert other.call("GET", path).get_json(force=True)["data"] == [one("thing", "1")]
    moved = other.call("PATCH", "/boxes/2/relationships/things", {"data": [one("thing", "1")]})
    assert moved.status_code == 200
    assert other.call("GET", path).get_json(force=True)["data"] == []


@pytest.mark.parametrize("name", ["tags", "extra"])
def test_objects_and_arrays_are_not_filtered_by(other: JsonApiClient, name: str) -> None:
    query = {"filter": json.dumps([{"name": name, "op": "eq", "val": "a"}])}
    assert error(other.call("GET", "/things", query=query)) == (400, "filter")


def test_what_a_state_leaves_out_is_the_first_of_its_choices(other: JsonApiClient) -> None:
    shown = other.call("GET", "/things/1").get_json(force=True)["data"]["attributes"]
    assert (shown["grade"], shown["level"]) == ("good", "low")


def test_deletion_without_deleted_at_is_final(other: JsonApiClient) -> None:
    assert other.call("DELETE", "/boxes/1").status_code == 200
    assert other.call("GET", "/things/1").status_code == 404


def test_without_users_nobody_is_signed_in(other: JsonApiClient) -> None:
    assert other.call("DELETE", "/things/1").status_code == 401
    sent = {"email": "a@example.com", "password": "long-enough"}
    assert other.post("/v1/auth/login", json=sent).status_code == 404


GOOD: list[tuple[str, Any, Any]] = [
    ("whole", 2**63 - 1, 2**63 - 1),
    ("whole", -(2**63) + 1, -(2**63) + 1),
    ("whole", 4.0, 4),
    ("part", 4, 4),
    ("part", 0.1, 0.1),
    ("part", None, None),
    ("flag", True, True),
    ("day", "2099-12-13", "2099-12-13"),
    ("hour", "23:59:59", "23:59:59"),
    ("hour", "12:00", "12:00"),
    ("hour", "23:59:59.5Z", "23:59:59.5Z"),
    ("moment", "2099-12-13T23:59:59+01:00", "2099-12-13T22:59:59Z"),
    ("mail", "a@example.com", "a@example.com"),
    ("link", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
    ("link", "http://localhost:5000/", "http://localhost:5000/"),
    (
        "uuid",
        "123E4567-e89b-12d3-a456-426614174000",
        "123e4567-e89b-12d3-a456-426614174000",
    ),
    ("level", "high", "high"),
    ("tags", ["a", 1, None, {"b": []}], ["a", 1, None, {"b": []}]),
    ("extra", {"a": {"b": [1.5, True]}}, {"a": {"b": [1.5, True]}}),
    ("snake_name", "x", "x"),
    ("class", "x", "x"),
]


@pytest.mark.parametrize(("name", "sent", "shown"), GOOD)
def test_a_value_comes_back(other: JsonApiClient, name: str, sent: Any, shown: Any) -> None:
    response = other.call("PATCH", "/things/1", resource("thing", {name: sent}, id_="1"))
    assert response.status_code == 200, response.text
    found = other.call("GET", "/things/1").get_json(force=True)["data"]["attributes"]
    assert found[name] == shown
    assert type(found[name]) is type(shown) or name == "part"


BAD: list[tuple[str, Any]] = [
    ("text", None),
    ("text", 1),
    ("whole", 2**63),
    ("whole", -(2**63) - 1),
    ("whole", 10**400),
    ("whole", 4.5),
    ("whole", "4"),
    ("whole", True),
    ("whole", None),
    ("part", "4"),
    ("part", False),
    ("part", 10**400),
    ("flag", "true"),
    ("flag", 1),
    ("flag", 0),
    ("day", "2099-12-13T00:00:00Z"),
    ("day", "2099-02-30"),
    ("day", "20991213"),
    ("day", "2099-W01-1"),
    ("day", 1),
    ("hour", "24:00:00"),
    ("hour", "24:00"),
    ("hour", "12:60"),
    ("hour", "noon"),
    ("moment", "2099-12-13 23:59:59Z"),
    ("moment", "2099-12-13T24:00:00Z"),
    ("moment", "2099-12-13T22:59:60Z"),
    ("moment", "2099-12-13T23:59Z"),
    ("moment", "٢099-12-13T23:59:59Z"),
    ("mail", "a"),
    ("mail", "a@"),
    ("mail", "a@b@c"),
    ("mail", ""),
    ("link", "example.com"),
    ("link", "javascript:alert(1)"),
    ("link", "ftp://example.com"),
    ("link", ""),
    ("uuid", "123"),
    ("uuid", "{123e4567-e89b-12d3-a456-426614174000}"),
    ("uuid", "123e4567e89b12d3a456426614174000"),
    ("level", "middle"),
    ("level", "LOW"),
    ("level", ["low"]),
    ("tags", {}),
    ("tags", ["\x00"]),
    ("tags", [{"\ud800": 1}]),
    ("extra", []),
    ("extra", {"a\x00": 1}),
    ("extra", "x"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_value_of_the_wrong_type_is_refused(other: JsonApiClient, name: str, value: Any) -> None:
    response = other.call("PATCH", "/things/1", resource("thing", {name: value}, id_="1"))
    assert error(response) == (422, f"/data/attributes/{name}")


@pytest.mark.parametrize(
    ("name", "value"), [("part", "1e400"), ("whole", "-1e400"), ("tags", "[[1e400]]")]
)
def test_a_number_beyond_a_double_is_refused(other: JsonApiClient, name: str, value: str) -> None:
    body = json.dumps(resource("thing", {name: "here"}, id_="1")).replace('"here"', value)
    assert error(other.call("PATCH", "/things/1", body)) == (422, f"/data/attributes/{name}")


@pytest.mark.parametrize(("depth", "status"), [(90, 200), (100, 400), (400, 400), (990, 400)])
def test_json_has_a_greatest_depth(other: JsonApiClient, depth: int, status: int) -> None:
    value = "[" * depth + "]" * depth
    body = json.dumps(resource("thing", {"tags": "here"}, id_="1")).replace('"here"', value)
    assert other.call("PATCH", "/things/1", body).status_code == status
    assert other.call("GET", "/things/1").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"filter[whole]": "0"}, 200),
        ({"filter[whole]": "9" * 19}, 400),
        ({"filter[whole]": "x"}, 400),
        ({"filter[part]": "1e5"}, 200),
        ({"filter[part]": "1e999"}, 400),
        ({"filter[day]": "2099-12-13"}, 200),
        ({"filter[tags]": "x"}, 400),
        ({"sort": "tags"}, 400),
        ({"sort": "-snake_name,class"}, 200),
        ({"filter": '[{"name": "extra", "op": "eq", "val": {}}]'}, 400),
        ({"filter": '[{"name": "whole", "op": "gt", "val": 1}]'}, 200),
        ({"filter": '[{"name": "whole", "op": "gt", "val": 99999999999999999999}]'}, 400),
        ({"filter": '[{"name": "whole", "op": "like", "val": "1"}]'}, 400),
    ],
)
def test_filters_know_the_types(other: JsonApiClient, query: dict[str, str], status: int) -> None:
    assert other.call("GET", "/things", query=query).status_code == status


@pytest.mark.parametrize(
    ("behaviours", "complaint"),
    [
        (Behaviours(operations={"create-evnt": lambda _change: None}), "operation id: create-evnt"),
        (Behaviours(invariants={"events": lambda _row: None}), "JSON:API type: events"),
    ],
)
def test_a_behaviour_for_nothing_stops_the_start(behaviours: Behaviours, complaint: str) -> None:
    def found(_schemas: Mapping[str, Any]) -> Behaviours:
        return behaviours

    with pytest.raises(ValueError, match=complaint):
        Package.of(generated, found)


def test_a_package_is_loaded_once() -> None:
    assert load_package(GENERATED, BEHAVIOURS) is load_package(GENERATED, BEHAVIOURS)


@pytest.mark.parametrize(
    ("declared", "broken", "complaint"),
    [
        ("/boxes/{id}/things", "/boxes/{id}/{other}/things", "not known what its variables name"),
        ('    parent = "box"', '    parent = "thing"', "thing has 0 to-one relationships"),
    ],
)
def test_a_route_that_cannot_be_served_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declared: str, broken: str, complaint: str
) -> None:
    (tmp_path / "broken.py").write_text(MODULE.replace(declared, broken), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    settings = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    try:
        with pytest.raises(ValueError, match=complaint):
            create_app(settings, generated="broken")
    finally:
        forget_package("broken")
    gc.collect()  # of its models, some may be left
    configure_mappers()
