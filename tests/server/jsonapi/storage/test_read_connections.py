"""Connections that stay open for reads: no transaction, no limit exceeded, no fault kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.runtime.config import database_url
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.storage.database import Timeouts, prepare_engine
from contracts.runtime.jsonapi.storage.read_connections import ReadConnections, Reading
from tests.server.conftest import JsonApiClient, World, resource

ONE = text("SELECT 1")
OTHERS = (
    "SELECT {} FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    """An engine with a pool of two connections, and none beyond."""
    made = create_engine(
        database_url(empty_database), pool_size=2, max_overflow=0, pool_timeout=0.01
    )
    prepare_engine(made, timeouts=Timeouts(statement=0.5))
    yield made
    made.dispose()


def read(reads: ReadConnections) -> object:
    with Reading(reads) as execute:
        return execute(ONE).scalar_one()


def test_a_connection_is_used_again(engine: Engine) -> None:
    reads = ReadConnections(engine)
    with Reading(reads) as execute:
        execute(ONE).scalar_one()
        first = reads.take()
        reads.give_back(first)
    assert reads.take() is not reads.take()
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_kept_connections_leave_the_whole_pool_to_others(engine: Engine) -> None:
    reads = ReadConnections(engine)
    with Reading(reads), Reading(reads):
        pass
    with engine.connect(), engine.connect():
        assert read(reads) == 1


def test_there_are_no_more_than_the_pool_and_as_many_kept(engine: Engine) -> None:
    reads = ReadConnections(engine)
    for _ in range(3):
        with Reading(reads), Reading(reads):
            pass
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(Reading(reads))
        with pytest.raises(PoolTimeout):
            stack.enter_context(Reading(reads))
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_connection_whose_statement_failed_is_closed(engine: Engine) -> None:
    reads = ReadConnections(engine)
    read(reads)
    kept = reads.take()
    reads.give_back(kept)
    sent: list[object] = []
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given))
    with pytest.raises((OperationalError, ProgrammingError)), Reading(reads) as execute:
        execute(text("SELECT nothing FROM nowhere"))
    assert len(sent) == 1, "what is wrong is not sent again"
    assert kept.closed
    assert read(reads) == 1


def test_a_refused_request_closes_no_connection(engine: Engine) -> None:
    reads = ReadConnections(engine)
    read(reads)
    kept = reads.take()
    reads.give_back(kept)
    with pytest.raises(ApiError), Reading(reads):
        raise ApiError(404, "There is none.")
    assert reads.take() is kept


def test_disposing_of_the_engine_closes_them(engine: Engine) -> None:
    reads = ReadConnections(engine)
    read(reads)
    kept = reads.take()
    reads.give_back(kept)
    engine.dispose()
    assert kept.closed
    assert read(reads) == 1


def test_statements_of_a_kept_connection_have_a_time_out(engine: Engine) -> None:
    reads = ReadConnections(engine)
    read(reads)
    endless = (
        "SELECT pg_sleep(3600)"
        if engine.dialect.name == "postgresql"
        else "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    with pytest.raises(OperationalError), Reading(reads) as execute:
        execute(text(endless)).all()
    assert read(reads) == 1


def test_no_transaction_is_open_between_requests(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    assert client.call("GET", "/v1/events/1").status_code == 200
    with app.app_context(), app.extensions["jsonapi"].package.db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            states = connection.execute(text(OTHERS.format("state"))).scalars().all()
            assert "idle in transaction" not in states
        else:
            # It succeeds only if nobody reads from an old snapshot.
            checkpoint = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
            assert checkpoint[0] == 0


def test_each_read_shows_what_was_committed_before(client: JsonApiClient, world: World) -> None:
    for name in ("One", "Two", "Three"):
        document = resource("event", {"name": name}, id_="1")
        changed = client.call("PATCH", "/v1/events/1", document, token=world.owner)
        assert changed.status_code == 200
        shown = client.call("GET", "/v1/events/1").get_json()
        assert shown["data"]["attributes"]["name"] == name


def test_a_connection_that_the_database_closed_is_replaced(engine: Engine) -> None:
    """On PostgreSQL; SQLite has no server that could close one."""
    reads = ReadConnections(engine)
    read(reads)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            ended = connection.execute(text(OTHERS.format("pg_terminate_backend(pid)"))).all()
        assert len(ended) == 1
    assert [read(reads), read(reads)] == [1, 1]


def test_a_forked_process_has_connections_of_its_own(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    assert client.call("GET", "/v1/events/1").status_code == 200
    reads = app.extensions["jsonapi"].reads
    kept = reads.take()
    reads.give_back(kept)
    child = os.fork()
    if not child:
        # Not the parent's assertions: whatever happens, the child must end here.
        status = 1
        try:
            right = client.call("GET", "/v1/events/1").status_code == 200
            status = 0 if right and reads.take() is not kept else 2
        finally:
            os._exit(status)
    _, code = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(code) == 0
    assert client.call("GET", "/v1/events/1").status_code == 200
    assert reads.take() is kept
