"""Health beside the real things: each that breaks turns exactly its check red, until fixed."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import flask_migrate
import jsonschema
import pytest
from flask import Flask
from sqlalchemy import text

from contracts.render.json_schema import payload_schema
from contracts.runtime.packages import load_package
from server import create_app
from server.config import BEHAVIOURS, GENERATED
from tests.blueprint import contract
from tests.server.changed_package import changed_package
from tests.server.services import preloaded
from tests.server.services.postgresql import Cluster
from tests.server.services.redis_server import RedisServer, redis_server

#: All tests share the same services.
pytestmark = pytest.mark.xdist_group("health-services")
ROOT = Path(__file__).parents[3]
NAMES = [
    "health_check_db",
    "health_check_revision",
    "health_check_migrations",
    "health_check_redis",
    "health_check_celery",
]
#: Seconds for what takes a moment on a busy machine: a worker's start, a recovery.
PATIENCE = 90
#: Seconds that a check may take: enough for what is well on a busy machine.
LIMIT = 8


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server(durable=False) as made:
        yield made


@dataclass
class Worker:
    """A real worker process."""

    environment: dict[str, str]
    folder: Path
    process: preloaded.Command | None = None

    def start(self) -> None:
        self.process = preloaded.start(
            *("celery", "-A", "server.worker:celery", "worker", "-c1"),
            folder=ROOT,
            log=self.folder / "worker.log",
            environment=self.environment,
        )

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
            self.process = None


@pytest.fixture(scope="module")
def worker(
    postgres: Cluster, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    services = {
        "APP_CONFIG": "testing",
        "DATABASE_URL": postgres.url,
        "CELERY_BROKER_URL": redis.url,
    }
    made = Worker({**os.environ, **services}, tmp_path_factory.mktemp("worker"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def settings(postgres: Cluster, redis: RedisServer, worker: Worker) -> dict[str, Any]:
    """Everything is configured, and every request looks anew."""
    return {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": postgres.url,
        "REDIS_URL": redis.url,
        "CELERY_BROKER_URL": redis.url,
        "HEALTH_SUCCESS_TTL": 0,
        "HEALTH_FAILURE_TTL": 0,
        "HEALTH_TIMEOUT": LIMIT,
    }


@pytest.fixture(scope="module")
def app(settings: dict[str, Any]) -> Iterator[Flask]:
    """An application whose database is migrated, with a worker that answers."""
    made = create_app(settings)
    with made.app_context():
        flask_migrate.upgrade()
    await_health(made, {})
    yield made
    with made.app_context():
        load_package(GENERATED, BEHAVIOURS).db.engine.dispose()


def report(app: Flask) -> dict[str, Any]:
    """The health document; it must be of its documented schema, and list every check."""
    response = app.test_client().get("/health-check")
    document: dict[str, Any] = response.get_json()
    for schema in documented()[response.status_code]:
        jsonschema.validate(document, schema)
    assert document["status"] == {200: "success", 503: "failure"}[response.status_code]
    assert [result["checker"] for result in document["results"]] == NAMES
    assert app.test_client().get("/health-check/live").status_code == 200
    return document


@cache
def documented() -> dict[int, list[dict[str, Any]]]:
    """The blueprint's schemas of the health document, by status."""
    (action,) = [a for a in contract().actions() if a.path == "/health-check"]
    found: dict[int, list[dict[str, Any]]] = {200: [], 503: []}
    for transaction in action.transactions:
        schema = payload_schema(transaction.response, contract().schemas)
        assert schema is not None
        found[transaction.response.status].append(schema)
    assert all(found.values())
    return found


def failures(app: Flask) -> dict[str, str]:
    """What is red, and what it says."""
    results = report(app)["results"]
    return {each["checker"]: each["output"] for each in results if not each["passed"]}


def await_health(app: Flask, wanted: dict[str, str]) -> None:
    """Ask until exactly ``wanted`` is red."""
    deadline = time.monotonic() + PATIENCE
    while (found := failures(app)) != wanted:
        assert time.monotonic() < deadline, f"still red: {found}"
        time.sleep(0.1)


@contextmanager
def redis_stopped(app: Flask, redis: RedisServer, **_: Any) -> Iterator[None]:
    redis.stop()
    yield
    redis.start()


@contextmanager
def redis_hangs(app: Flask, redis: RedisServer, **_: Any) -> Iterator[None]:
    assert redis.process is not None
    redis.process.send_signal(signal.SIGSTOP)
    yield
    redis.process.send_signal(signal.SIGCONT)


@contextmanager
def worker_stopped(app: Flask, worker: Worker, **_: Any) -> Iterator[None]:
    worker.stop()
    yield
    worker.start()


@contextmanager
def worker_hangs(app: Flask, worker: Worker, **_: Any) -> Iterator[None]:
    assert worker.process is not None
    worker.process.send_signal(signal.SIGSTOP)
    yield
    worker.process.send_signal(signal.SIGCONT)


@contextmanager
def postgresql_stopped(app: Flask, postgres: Cluster, **_: Any) -> Iterator[None]:
    postgres.stop()
    yield
    postgres.start()


@contextmanager
def postgresql_hangs(app: Flask, postgres: Cluster, **_: Any) -> Iterator[None]:
    with postgres.hanging():
        yield


@contextmanager
def column_renamed(app: Flask, **_: Any) -> Iterator[None]:
    execute(app, "ALTER TABLE faqs RENAME COLUMN answer TO reply")
    yield
    execute(app, "ALTER TABLE faqs RENAME COLUMN reply TO answer")


@contextmanager
def migration_rolled_back(app: Flask, **_: Any) -> Iterator[None]:
    with app.app_context():
        flask_migrate.downgrade(revision="-1")
    yield
    with app.app_context():
        flask_migrate.upgrade()


def execute(app: Flask, statement: str) -> None:
    with app.app_context(), load_package(GENERATED, BEHAVIOURS).db.engine.begin() as connection:
        connection.execute(text(statement))


NO_ANSWER = f"no answer within {LIMIT} s"
OUTDATED = "Faq model out of date with migrations"
Breakage = Callable[..., AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("breakage", "checker", "output"),
    [
        (redis_stopped, "health_check_redis", "Error connecting to redis"),
        (redis_hangs, "health_check_redis", f"Error connecting to redis|{NO_ANSWER}"),
        (worker_stopped, "health_check_celery", "no celery worker answers"),
        (worker_hangs, "health_check_celery", f"no celery worker answers|{NO_ANSWER}"),
        (postgresql_stopped, "health_check_db", "Error connecting to database"),
        (postgresql_hangs, "health_check_db", f"Error connecting to database|{NO_ANSWER}"),
        (column_renamed, "health_check_migrations", OUTDATED),
        (migration_rolled_back, "health_check_revision", r"database at revision \d+, needs \d+"),
    ],
)
def test_what_breaks_turns_its_check_red_until_it_is_fixed(
    app: Flask,
    postgres: Cluster,
    redis: RedisServer,
    worker: Worker,
    breakage: Breakage,
    checker: str,
    output: str,
) -> None:
    with breakage(app=app, postgres=postgres, redis=redis, worker=worker):
        found = failures(app)
        assert list(found) == [checker]
        assert re.fullmatch(output, found[checker])
    await_health(app, {})


def test_a_hanging_database_and_a_hanging_redis_are_both_told_of(
    app: Flask, postgres: Cluster, redis: RedisServer
) -> None:
    with postgresql_hangs(app, postgres=postgres), redis_hangs(app, redis=redis):
        assert list(failures(app)) == ["health_check_db", "health_check_redis"]
    await_health(app, {})


def test_a_column_of_a_model_without_a_migration_turns_its_check_red(
    app: Flask, settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = changed_package(tmp_path, monkeypatch)
    changed = create_app(settings, name)
    assert failures(changed) == {"health_check_migrations": "Faq model out of date with migrations"}
    execute(app, "ALTER TABLE faqs ADD COLUMN mood TEXT")
    assert failures(changed) == {}
    execute(app, "ALTER TABLE faqs DROP COLUMN mood")
    assert failures(app) == {}
