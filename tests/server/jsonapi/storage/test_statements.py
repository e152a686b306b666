"""How many statements a request costs does not depend on how many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert

from contracts.runtime import now
from contracts.runtime.jsonapi.columns import prepared_hash
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, one, resource
from tests.server.snapshots import Snapshots

PACKAGE = load_package(GENERATED, BEHAVIOURS)
#: The many are more than SQLAlchemy loads with one statement by default (500).
SIZES = (10, 600)
FIRST = 1000


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = PACKAGE.db.engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", note)


@contextmanager
def counted_connections(app: Flask) -> Iterator[list[int]]:
    """For each connection taken from the pool meanwhile, how many are in use then.

    Those that were kept open before are closed first.
    """
    taken: list[int] = []
    in_use = 0

    def take(*_: Any) -> None:
        nonlocal in_use
        in_use += 1
        taken.append(in_use)

    def give_back(*_: Any) -> None:
        nonlocal in_use
        in_use -= 1

    listeners = {"checkout": take, "checkin": give_back, "detach": give_back}
    with app.app_context():
        PACKAGE.db.engine.dispose()
        pool = PACKAGE.db.engine.pool
    for name, listener in listeners.items():
        sqlalchemy_event.listen(pool, name, listener)
    try:
        yield taken
    finally:
        for name, listener in listeners.items():
            sqlalchemy_event.remove(pool, name, listener)


def fill(app: Flask, size: int) -> None:
    """``size`` users, each with an event, a FAQ type and a FAQ; and as many of the event 1."""
    user, event, faq_type, faq = (
        PACKAGE.schemas[type_].opts_model() for type_ in ("user", "event", "faq-type", "faq")
    )
    rows: dict[Any, list[dict[str, Any]]] = {user: [], event: [], faq_type: [], faq: []}
    password = prepared_hash("x", app.config["PASSWORD_HASH_METHOD"])
    for id_ in range(FIRST, FIRST + size):
        rows[user].append({"id": id_, "email": f"{id_}@example.com", "password": password})
        named = {"name": f"Event {id_}", "starts_at": now(), "ends_at": now()}
        rows[event].append({"id": id_, "owner_id": id_, **named})
        for number, event_id in ((id_, id_), (id_ + size, 1)):
            filed = {"id": number, "event_id": event_id}
            rows[faq_type].append({**filed, "name": f"Type {number}"})
            rows[faq].append({**filed, "faq_type_id": number, "question": "q", "answer": "a"})
    with app.app_context(), PACKAGE.db.engine.begin() as connection:
        for model, values in rows.items():
            connection.execute(insert(model.__table__), values)


Ask = Callable[[JsonApiClient, World], Any]


def counts(
    app: Flask, client: JsonApiClient, snapshots: Snapshots, *asks: Ask
) -> Iterator[tuple[tuple[int, int], ...]]:
    """The status and number of statements of each request, among 10 rows and among 600."""
    found: list[list[tuple[int, int]]] = []
    for size in SIZES:

        def create(states: StateHandler, size: int = size) -> World:
            world = World(states)
            fill(app, size)
            return world

        snapshots.bring((World, size), create)
        world = snapshots.made((World, size))
        client.call("GET", "/v1/users/3", token=world.admin)
        found.append([])
        for ask in asks:
            with counted_statements(app) as seen:
                response = ask(client, world)
            found[-1].append((response.status_code, len(seen)))
    return zip(*found, strict=True)


LISTS = [
    # An event's row if it is named; the count, the page; one for each included relationship.
    ("/v1/events/1/faqs?sort=question", 3),
    ("/v1/events/1/faqs?include=faq-type.event", 5),
    ("/v1/events?include=faqs.faq-type.event,faq-types.faqs", 7),
    ("/v1/events?sort=-name&filter[name]=Event 1,Event 2,Event 1005&include=faqs.faq-type", 4),
]
SINGLES = [
    # The row; then one statement for each included relationship.
    ("/v1/events/1?include=faqs.faq-type.event", 4),
    ("/v1/faq-types/1/relationships/faqs", 2),
]
READS = [
    *((f"{path}&page[size]={size}", most) for path, most in LISTS for size in (100, 700)),
    *SINGLES,
]


def test_reading_costs_as_many_statements_among_ten_rows_as_among_six_hundred(
    app: Flask, client: JsonApiClient, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_PAGE_SIZE", 700)
    monkeypatch.setitem(app.config, "MAX_INCLUDED", 10_000)

    def read(path: str) -> Ask:
        return lambda client, _world: client.call("GET", path)

    few, many = zip(
        *counts(app, client, snapshots, *(read(path) for path, _ in READS)), strict=True
    )
    assert {status for status, _ in few} == {200}
    assert dict(zip(READS, many, strict=True)) == dict(zip(READS, few, strict=True))
    assert [row for row, (_, sent) in zip(READS, many, strict=True) if sent > row[1]] == []


INCLUDING = [
    ("/v1/events/1/faqs", False),
    ("/v1/events/1/faqs?include=faq-type,event", False),
    ("/v1/events/1/faqs?include=faq-type.event", False),
    ("/v1/faqs/1?include=faq-type.event", False),
    # Members of a collection; and a resource that is not for everybody.
    ("/v1/events/1?include=faqs", True),
    ("/v1/faqs/1?include=event.owner", True),
]


@pytest.mark.parametrize(("path", "loads"), INCLUDING)
def test_what_everybody_may_read_is_included_without_loading_objects(
    client: JsonApiClient, world: World, path: str, loads: bool
) -> None:
    loaded: list[object] = []

    def note(row: object, _context: object) -> None:
        loaded.append(row)

    models = [PACKAGE.schemas[type_].opts_model() for type_ in ("event", "faq-type", "faq")]
    for model in models:
        sqlalchemy_event.listen(model, "load", note)
    try:
        response = client.call("GET", path, token=world.admin)
    finally:
        for model in models:
            sqlalchemy_event.remove(model, "load", note)
    assert response.status_code == 200
    assert bool(loaded) is loads


def test_an_empty_relationship_includes_nothing(client: JsonApiClient, world: World) -> None:
    shown = client.call("GET", "/v1/events/1/faqs?include=faq-type").get_json()
    assert [each["relationships"]["faq-type"]["data"] for each in shown["data"]] == [
        one("faq-type", "1"),
        None,
    ]
    assert [each["id"] for each in shown["included"]] == ["1"]


OWNERS = "/v1/events?include=owner,faqs.event&page[size]=100"


def test_asking_whether_users_may_be_shown_costs_nothing_more(
    app: Flask, client: JsonApiClient, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_INCLUDED", 10_000)
    ((few, many),) = counts(
        app, client, snapshots, lambda c, world: c.call("GET", OWNERS, token=world.admin)
    )
    assert few == many
    assert few[0] == 200


NEW = resource(
    "faq",
    {"question": "q", "answer": "a"},
    event=one("event", "1"),
    faq_type=one("faq-type", "1"),
)
WRITES: list[tuple[str, str, Any]] = [
    ("POST", "/v1/faqs", NEW),
    ("POST", "/v1/faq-types", resource("faq-type", {"name": "new"}, event=one("event", "1"))),
    ("PATCH", "/v1/faqs/2/relationships/faq-type", {"data": one("faq-type", "1")}),
    ("PATCH", "/v1/faq-types/1", resource("faq-type", {"name": "other"}, id_="1")),
    ("PATCH", "/v1/events/1", resource("event", {"name": "other"}, id_="1")),
]


@pytest.mark.parametrize(("method", "path", "document"), WRITES)
def test_writing_loads_no_more_rows_among_six_hundred(
    app: Flask,
    client: JsonApiClient,
    snapshots: Snapshots,
    method: str,
    path: str,
    document: Any,
) -> None:
    loaded: list[list[object]] = []

    def ask(client: JsonApiClient, world: World) -> Any:
        rows: list[object] = []
        loaded.append(rows)

        def note(row: object, _context: object) -> None:
            rows.append(row)

        models = [schema.opts_model() for schema in PACKAGE.schemas.values()]
        for model in models:
            sqlalchemy_event.listen(model, "load", note)
        try:
            # All FAQs of the event 1 are of the type 1.
            with app.app_context(), PACKAGE.db.engine.begin() as connection:
                faq = PACKAGE.schemas["faq"].opts_model().__table__
                connection.execute(
                    faq.update().where(faq.c.event_id == 1, faq.c.id > 2).values(faq_type_id=1)
                )
            return client.call(method, path, document, token=world.owner)
        finally:
            for model in models:
                sqlalchemy_event.remove(model, "load", note)

    ((few, many),) = counts(app, client, snapshots, ask)
    assert few == many
    assert few[0] in (200, 201, 204)
    assert len(loaded[0]) == len(loaded[1]) <= 4


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events/1/faqs",
        "/v1/events/1/faqs?include=event,faq-type",
        "/v1/events/1/faq-types?include=faqs",
        "/v1/events",
    ],
)
def test_a_list_uses_one_connection_at_a_time(
    app: Flask, client: JsonApiClient, world: World, path: str
) -> None:
    with counted_connections(app) as taken:
        assert client.call("GET", path).status_code == 200
    assert set(taken) == {1}


@pytest.mark.parametrize("path", ["/v1/events/1/faqs", "/v1/events/1/faqs?include=event,faq-type"])
def test_an_event_and_its_faqs_are_read_over_one_connection(
    app: Flask, client: JsonApiClient, world: World, path: str
) -> None:
    with counted_connections(app) as taken:
        assert client.call("GET", path).status_code == 200
    assert taken == [1]


def test_the_next_read_takes_no_connection(app: Flask, client: JsonApiClient, world: World) -> None:
    with counted_connections(app) as taken:
        for path in ("/v1/events/1/faqs", "/v1/events/1", "/v1/events/1/faqs"):
            assert client.call("GET", path).status_code == 200
    assert taken == [1]
