"""The health checks, each a function that may hang or raise.

``CHECKS`` is the list. A check that needs another is skipped while that one fails, so that a
cause is reported once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

#: libpq's shortest connection timeout, in seconds.
SHORTEST_CONNECT_TIMEOUT = 2


class CheckFailed(Exception):
    """A check has failed; the text is part of the response, the cause goes to the log."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A check: its name in the response, its function, and the check it needs.

    ``run`` returns a description, or raises :class:`CheckFailed`. ``failure`` is a typical failure
    text, for tests that make the check fail deliberately.
    """

    name: str
    run: Callable[[Flask], str]
    failure: str
    needs: str = ""


def database(app: Flask) -> str:
    """Whether the database accepts a new connection, responds, and would let it write."""
    try:
        with _connection(app) as connection:
            read_only = _is_read_only(connection)
    except SQLAlchemyError as error:
        raise CheckFailed("Error connecting to database") from error
    if read_only:
        raise CheckFailed("database is read-only")
    return "database ok"


def _is_read_only(connection: Connection) -> bool:
    """Whether the database refuses writes: a standby, a setting, or a file without permission."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("SELECT 1"))
        file = connection.engine.url.database
        return bool(file) and file != ":memory:" and not os.access(str(file), os.W_OK)
    # A standby's transactions are read-only as well.
    return connection.execute(text("SHOW transaction_read_only")).scalar() == "on"


def models(app: Flask) -> str:
    """Whether every model can be selected from, column by column."""
    with _connection(app) as connection:
        for model in _models(app):
            try:
                connection.execute(select(model.__table__).limit(1)).first()
            except SQLAlchemyError as error:
                raise CheckFailed(f"{model.__name__} model out of date with migrations") from error
    return "database up to date with migrations"


def revision(app: Flask) -> str:
    """Whether the database's migration is the newest of the code."""
    if app.config["CREATE_TABLES"]:
        return "migrations not configured: tables are made from the models"
    wanted = _heads(str(app.extensions["migrate"].directory))
    with _connection(app) as connection:
        current = _revisions(connection)
    if current != wanted:
        raise CheckFailed(f"database at revision {_list(current)}, needs {_list(wanted)}")
    return f"database at revision {_list(current)}"


def redis(app: Flask) -> str:
    """Whether every configured Redis responds."""
    urls = [url for url in _redis_urls(app) if url]
    if not urls:
        return "redis not configured"
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError
    from redis.retry import Retry

    limit = app.config["HEALTH_TIMEOUT"]
    for url in urls:
        client = Redis.from_url(
            url,
            socket_timeout=limit,
            socket_connect_timeout=limit,
            retry=Retry(NoBackoff(), 0),
        )
        try:
            client.ping()
        except RedisError as error:
            raise CheckFailed("Error connecting to redis") from error
        finally:
            client.close()
    return "redis ok"


def workers(app: Flask) -> str:
    """Whether a Celery worker responds; a busy one does."""
    celery = app.extensions.get("celery")
    if celery is None or not app.config["CELERY_BROKER_URL"]:
        return "celery not configured"
    limit = app.config["HEALTH_TIMEOUT"]
    # A separate connection: a hanging one must not come from the pool that queues tasks.
    with celery.connection_for_write(connect_timeout=limit) as connection:
        answers = celery.control.ping(timeout=limit / 2, limit=1, connection=connection)
    if not answers:
        raise CheckFailed("no celery worker answers")
    return "celery ok"


#: In the order of the response; each after the check it needs. A database that lacks a
#: migration also lacks what the models need: only the former is reported.
CHECKS = (
    HealthCheck("health_check_db", database, "Error connecting to database"),
    HealthCheck(
        "health_check_revision",
        revision,
        "database at revision 0001, needs 0002",
        needs="health_check_db",
    ),
    HealthCheck(
        "health_check_migrations",
        models,
        "Event model out of date with migrations",
        needs="health_check_revision",
    ),
    HealthCheck("health_check_redis", redis, "Error connecting to redis"),
    HealthCheck(
        "health_check_celery", workers, "no celery worker answers", needs="health_check_redis"
    ),
)


def _connection(app: Flask) -> Connection:
    """A connection apart from the pool of the requests, to be closed."""
    return _engine(app).connect()


def _engine(app: Flask) -> Engine:
    """An engine whose connections are not those of the requests.

    SQLite has nothing to connect to, and a database in memory is there for one engine only.
    """
    with app.app_context():
        engine: Engine = app.extensions["jsonapi"].package.db.engine
    if engine.dialect.name == "sqlite":
        return engine
    limit = max(SHORTEST_CONNECT_TIMEOUT, round(app.config["HEALTH_TIMEOUT"]))
    return _engine_of(engine.url.render_as_string(hide_password=False), limit)


@lru_cache
def _engine_of(url: str, limit: int) -> Engine:
    return create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": limit}
    )


def _models(app: Flask) -> list[Any]:
    """Every model, by name."""
    package = app.extensions["jsonapi"].package
    some = next(iter(package.schemas.values())).opts_model()
    models = [mapper.class_ for mapper in some.registry.mappers]
    return sorted(models, key=lambda model: str(model.__name__))


@lru_cache
def _heads(directory: str) -> frozenset[str]:
    """The newest revisions among the migrations of the code."""
    from alembic.script import ScriptDirectory

    return frozenset(ScriptDirectory(directory).get_heads())


def _revisions(connection: Connection) -> frozenset[str]:
    """The revisions of the database; empty before its first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return frozenset()
    return frozenset(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _list(revisions: frozenset[str]) -> str:
    return ", ".join(sorted(revisions)) or "none"


def _redis_urls(app: Flask) -> list[str]:
    """``REDIS_URL``, and the URL of the broker if it is a Redis."""
    broker = app.config["CELERY_BROKER_URL"]
    urls = [app.config["REDIS_URL"], broker if broker.startswith("redis") else ""]
    return list(dict.fromkeys(urls))
