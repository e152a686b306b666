"""Time-outs of the database: slow statements are 503, locks that are not given 409 or 503."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from contracts.runtime.config import database_url
from contracts.runtime.jsonapi.storage.database import Timeouts, is_unavailable, prepare_engine
from server import create_app
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, resource

#: As long as a machine lives that waits for it.
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}
LIMITS = {"STATEMENT_TIMEOUT": 1, "LOCK_TIMEOUT": 0.2, "IDLE_TRANSACTION_TIMEOUT": 30}


@pytest.fixture
def limited(empty_database: str) -> Iterator[Flask]:
    """An application with short time-outs."""
    given = {"TESTING": True, "CREATE_TABLES": True, "SQLALCHEMY_DATABASE_URI": empty_database}
    app = create_app({**given, **LIMITS})
    app.test_client_class = JsonApiClient
    yield app
    engine_of(app).dispose()


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        engine: Engine = app.extensions["jsonapi"].package.db.engine
    return engine


def client_of(app: Flask) -> JsonApiClient:
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    return client


def test_a_statement_that_takes_too_long_is_503_and_the_next_request_is_answered(
    limited: Flask,
) -> None:
    engine, session = engine_of(limited), limited.extensions["jsonapi"].package.db.session

    @limited.get("/slow")
    def slow() -> str:
        return str(session.execute(text(ENDLESS[engine.dialect.name])).scalar())

    client = client_of(limited)
    answer = client.get("/slow")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.get_json(force=True)["errors"][0]["title"] == "Service unavailable"
    assert client.call("GET", "/v1/events").status_code == 200


def test_a_write_to_what_another_one_has_locked_is_409(limited: Flask, empty_database: str) -> None:
    states = StateHandler({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty_database})
    states.create("user", "1", {"email": "jane@example.com"})
    token = states.token("1")
    states.close()
    change = resource("user", {"first-name": "Jane"}, id_="1")
    other = create_engine(make_url(database_url(empty_database)))
    client = client_of(limited)
    # The last access of the user is written by the first request, and not by those that follow.
    assert client.call("PATCH", "/v1/users/1", change, token=token).status_code == 200
    with other.connect() as connection:
        if other.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT id FROM users FOR UPDATE"))
        answer = client.call("PATCH", "/v1/users/1", change, token=token)
        connection.rollback()
    other.dispose()
    assert answer.status_code == 409
    assert "send it again" in answer.get_json(force=True)["errors"][0]["detail"]
    assert client.call("PATCH", "/v1/users/1", change, token=token).status_code == 200


def shown(engine: Engine, name: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(f"SHOW {name}")).scalar()


@pytest.mark.parametrize(
    ("query", "timeouts", "statement", "idle"),
    [
        ({}, Timeouts(2, 1, 3), "2s", "3s"),
        ({}, Timeouts(0, 0, 0), "0", "0"),
        ({"options": "-c statement_timeout=7s"}, Timeouts(2, 1, 3), "7s", "3s"),
    ],
)
def test_sessions_of_postgresql_have_the_time_outs_unless_the_url_has_others(
    postgresql: str, query: dict[str, str], timeouts: Timeouts, statement: str, idle: str
) -> None:
    engine = create_engine(make_url(database_url(postgresql)).update_query_dict(query))
    prepare_engine(engine, timeouts=timeouts)
    assert shown(engine, "statement_timeout") == statement
    assert shown(engine, "idle_in_transaction_session_timeout") == idle
    engine.dispose()


def test_a_session_that_ended_because_it_was_idle_may_be_retried(postgresql: str) -> None:
    engine = create_engine(database_url(postgresql))
    prepare_engine(engine, timeouts=Timeouts(idle=0.1))
    observer = create_engine(database_url(postgresql))
    gone = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    with engine.connect() as connection, observer.connect() as other:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        for _ in range(100_000):
            other.rollback()
            if not other.execute(gone, {"pid": pid}).scalar():
                break
        with pytest.raises(DBAPIError) as raised:
            connection.execute(text("SELECT 1"))
    assert is_unavailable(raised.value)
    engine.dispose()
    observer.dispose()
