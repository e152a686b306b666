"""A database that is stopped, hangs or is locked: 503 or a wait, then success again."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from psycopg.errors import IdleInTransactionSessionTimeout, InFailedSqlTransaction
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InternalError, SQLAlchemyError

from contracts.runtime.jsonapi.storage.database import is_unavailable
from server import create_app
from tests.server.conftest import JsonApiClient, resource
from tests.server.services.gunicorn_server import PATIENCE, gunicorn, until
from tests.server.services.postgresql import Cluster
from tests.server.services.redis_server import free_port

NEW = resource("user", {"email": "jane@example.com", "password": "long-enough"})


@pytest.fixture(scope="module")
def app(postgres: Cluster) -> Flask:
    given = {"TESTING": True, "CREATE_TABLES": True, "SQLALCHEMY_DATABASE_URI": postgres.url}
    made = create_app(given)
    made.test_client_class = JsonApiClient
    # The cluster commits in memory, and is stopped without warning.
    with create_engine(postgres.url).connect() as connection:
        connection.execute(text("CHECKPOINT"))
    return made


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [("GET", "/v1/events", None), ("GET", "/v1/faqs/1", None), ("POST", "/v1/users", NEW)],
)
def test_requests_are_answered_503_until_the_database_is_back(
    app: Flask, postgres: Cluster, method: str, path: str, document: Any
) -> None:
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    before = client.call(method, path, document).status_code
    assert before in (200, 201, 404)
    postgres.stop()
    try:
        answer = client.call(method, path, document)
    finally:
        postgres.start()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    error = answer.get_json(force=True)["errors"][0]
    assert (error["status"], error["title"]) == ("503", "Service unavailable")
    assert "psycopg" not in answer.text
    assert client.call("GET", "/v1/events").status_code == 200


def test_a_hanging_database_hangs_requests_but_not_those_who_ask_for_the_health(
    postgres: Cluster, tmp_path: Path
) -> None:
    """Not even when every thread of every worker waits for the database."""
    inside = free_port()
    environment = {
        "DATABASE_URL": postgres.url,
        "CREATE_TABLES": "on",
        "WEB_CONCURRENCY": "1",
        "MANAGEMENT_PORT": str(inside),
        "HEALTH_SUCCESS_TTL": "0",
        "HEALTH_FAILURE_TTL": "0",
        "HEALTH_TIMEOUT": "8",
    }
    with ThreadPoolExecutor(8) as pool, gunicorn(tmp_path, environment) as served:

        def ask(url: str) -> requests.Response:
            return requests.get(url, timeout=PATIENCE)

        address = f"http://127.0.0.1:{inside}"
        assert ask(f"{address}/health-check").status_code == 200
        with postgres.hanging():
            waiting = [pool.submit(ask, f"{served.url}/v1/events") for _ in range(8)]
            report = ask(f"{address}/health-check")
            assert report.status_code == 503
            failed = [r["checker"] for r in report.json()["results"] if not r["passed"]]
            assert failed == ["health_check_db"]
            assert ask(f"{address}/health-check/live").status_code == 200
            assert not any(request.done() for request in waiting)
        assert {request.result().status_code for request in waiting} == {200}
        until(lambda: ask(f"{address}/health-check").ok, "the database is well again")
        assert ask(f"{address}/v1/events").status_code == 404


def busy(folder: Path) -> None:
    path = folder / "db.sqlite"
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE one (id INTEGER)"))


def missing_folder(folder: Path) -> None:
    create_engine(f"sqlite:///{folder}/none/db.sqlite").connect()


def no_connection_left(folder: Path) -> None:
    path = f"sqlite:///{folder}/db.sqlite"
    engine = create_engine(path, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect(), engine.connect():
        pass


def no_table(_folder: Path) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT * FROM none"))


def no_sql(_folder: Path) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECTED"))


def ended_session(_folder: Path) -> None:
    raise InternalError("", {}, IdleInTransactionSessionTimeout())


def refused_statement(_folder: Path) -> None:
    raise InternalError("", {}, InFailedSqlTransaction())


@pytest.mark.parametrize(
    ("fails", "unavailable"),
    [
        (ended_session, True),
        (refused_statement, False),
        (busy, True),
        (missing_folder, True),
        (no_connection_left, True),
        (no_table, False),
        (no_sql, False),
    ],
)
def test_failures_that_pass_by_themselves_are_distinguished_from_others(
    tmp_path: Path, fails: Any, unavailable: bool
) -> None:
    with pytest.raises(SQLAlchemyError) as found:
        fails(tmp_path)
    assert is_unavailable(found.value) is unavailable
