"""A served application on a fresh database, and a client that checks every JSON:API answer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, make_url, text
from werkzeug.test import TestResponse

from contracts.runtime import now
from contracts.runtime.config import database_url
from server import create_app
from server.states import StateHandler
from tests.server.jsonapi_checker import MEDIA_TYPE, problems
from tests.server.services.postgresql import Cluster, cluster, server
from tests.server.snapshots import Snapshots, connected


class JsonApiClient(FlaskClient):
    """Sends and expects JSON:API; every response must follow the specification."""

    #: Names may have underscores (``DASHERIZE_API`` is off).
    underscores = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """The response, after the shared checker has passed it."""
        response = super().open(*args, **kwargs)
        sent = response.request
        found = problems(response, sent.method, sent.path, underscores=self.underscores)
        assert not found, f"{found}\n{response.text}"
        return response

    def call(
        self,
        method: str,
        path: str,
        document: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> TestResponse:
        """Send ``document`` (or a raw text) as JSON:API with a token."""
        sent = {"Accept": MEDIA_TYPE}
        data = None
        if document is not None:
            sent["Content-Type"] = MEDIA_TYPE
            data = document if isinstance(document, str | bytes) else json.dumps(document)
        if token:
            sent["Authorization"] = f"JWT {token}"
        sent |= headers or {}
        return self.open(path, method=method, headers=sent, data=data, query_string=query or None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL: ``TEST_DATABASE_URL``, or one started from its binaries."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
    else:
        with server() as url:
            yield url


def new_database(server_url: str, purpose: str) -> str:
    """The URL of an empty database on a PostgreSQL; other workers have others."""
    url = make_url(database_url(server_url))
    name = f"{url.database}_{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database: whatever needs one, runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
    return new_database(request.getfixturevalue("postgresql"), "tests")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of the module's own, which it may stop and start."""
    with cluster() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, for one test; on both databases, too."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return new_database(request.getfixturevalue("postgresql"), "empty")


@pytest.fixture(scope="session")
def settings(database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of the application and of its state handler."""
    return {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": database,
        "CREATE_TABLES": True,
        "HEALTH_FAULTS_FILE": str(tmp_path_factory.mktemp("faults") / "faults"),
    }


@pytest.fixture(scope="session")
def app(settings: dict[str, Any]) -> Flask:
    """The application."""
    made = create_app(settings)
    made.test_client_class = JsonApiClient
    return made


@pytest.fixture(scope="session")
def handler(app: Flask, settings: dict[str, Any]) -> Iterator[StateHandler]:
    """The state handler on the application's database."""
    made = StateHandler(settings)
    yield made
    made.close()


@pytest.fixture(scope="session")
def snapshots(
    app: Flask, handler: StateHandler, database: str, settings: dict[str, Any]
) -> Iterator[Snapshots]:
    """Rows of the application's database that several tests begin with."""
    with closing(connected(app, database)) as connection:
        yield Snapshots(handler, connection, Path(settings["HEALTH_FAULTS_FILE"]))


@pytest.fixture
def states(
    request: pytest.FixtureRequest, handler: StateHandler, snapshots: Snapshots
) -> StateHandler:
    """The state handler, after a reset; with the rows of ``world`` where a test uses these."""
    if "world" in request.fixturenames:
        snapshots.bring(World, World)
    else:
        handler.reset()
    return handler


@pytest.fixture
def client(app: Flask, states: StateHandler) -> JsonApiClient:
    """A client of the application, whose database is empty."""
    made = app.test_client()
    assert isinstance(made, JsonApiClient)
    return made


@pytest.fixture
def world(states: StateHandler, snapshots: Snapshots) -> World:
    """Two organizers with an event each, an administrator, FAQs and FAQ types."""
    made: World = snapshots.made(World)
    return made


class World:
    """Rows that most tests need, and the tokens of their users."""

    def __init__(self, states: StateHandler) -> None:
        self.states = states
        for id_, name, admin in (("1", "jane", False), ("2", "john", False), ("3", "root", True)):
            email = f"{name}@example.com"
            attributes = {"email": email, "password": "password", "is-admin": admin}
            # A request that notes the access of its user would change rows.
            states.create("user", id_, {**attributes, "last-accessed-at": now().isoformat()})
        self.owner, self.stranger, self.admin = (states.token(id_) for id_ in "123")
        for id_, owner in (("1", "1"), ("2", "2"), ("3", "1")):
            attributes = {"name": f"Event {id_}", "identifier": f"b8324ae{id_}"}
            states.create("event", id_, attributes, {"owner": one("user", owner)})
        event = one("event", "1")
        states.create("faq-type", "1", {"name": "abc"}, {"event": event})
        states.create("faq-type", "2", {"name": "xyz"}, {"event": one("event", "2")})
        states.create("faq-type", "3", {"name": "third"}, {"event": one("event", "3")})
        typed = {"event": event, "faq-type": one("faq-type", "1")}
        states.create("faq", "1", {"question": "Where?", "answer": "There."}, typed)
        states.create("faq", "2", {"question": "When?", "answer": "Then."}, {"event": event})
        other = {"event": one("event", "2")}
        states.create("faq", "3", {"question": "Who?", "answer": "They."}, other)
        states.create("task", "1", {"state": "SUCCESS", "result": {}})


#: What reads the user of a token, and notes when.
OF_THE_CALLER = re.compile(
    r"BEGIN|SELECT [^?]* AS token_version\b|UPDATE users SET last_accessed_at=\S+ WHERE"
)


@pytest.fixture
def no_statement(app: Flask) -> Iterator[None]:
    """Fail a test whose application sends a statement: it has to run on both databases.

    Except for those of the caller, which requests of many tests send.
    """
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = app.extensions["jsonapi"].package.db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield
    event.remove(engine, "before_cursor_execute", note)
    assert [each for each in seen if not OF_THE_CALLER.match(each)] == []


def on_one_database(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test on SQLite alone, because its application sends no statement of its own."""
    once = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
    marked: Callable[..., None] = once(pytest.mark.usefixtures("no_statement")(test))
    return marked


def one(type_: str, id_: str) -> dict[str, str]:
    """A resource identifier."""
    return {"type": type_, "id": id_}


def resource(
    type_: str,
    attributes: dict[str, Any] | None = None,
    *,
    id_: str | None = None,
    **relationships: Any,
) -> dict[str, Any]:
    """A request document; ``faq_type=…`` is linkage of the relationship ``faq-type``."""
    data: dict[str, Any] = {"type": type_}
    if id_ is not None:
        data["id"] = id_
    if attributes is not None:
        data["attributes"] = attributes
    if relationships:
        data["relationships"] = {
            name.replace("_", "-"): {"data": linkage} for name, linkage in relationships.items()
        }
    return {"data": data}


def error(response: TestResponse) -> tuple[int, str]:
    """The status, and the pointer or parameter of the first error."""
    first = response.get_json(force=True)["errors"][0]
    source = first.get("source", {})
    return response.status_code, source.get("pointer", source.get("parameter", ""))
