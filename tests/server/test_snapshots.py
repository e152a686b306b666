"""Tests begin with the rows that were created, whatever the test before them has written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, one, resource
from tests.server.snapshots import LIFETIME, Database, Snapshots, connected


class Counted:
    """A database that counts the scripts it runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.scripts = 0

    def run(self, script: str) -> None:
        self.scripts += 1
        self._database.run(script)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


@pytest.fixture
def counted(app: Flask, database: str) -> Iterator[Counted]:
    with closing(connected(app, database)) as connection:
        yield Counted(connection)


@pytest.fixture
def own(counted: Counted, handler: StateHandler, tmp_path: Path) -> Snapshots:
    made = Snapshots(handler, counted, tmp_path / "faults")
    made.bring("world", World)
    return made


def rows(app: Flask) -> dict[str, list[Any]]:
    """All rows of all tables."""
    db = app.extensions["jsonapi"].package.db
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: sorted(connection.execute(select(table)).all(), key=str)
            for name, table in db.metadata.tables.items()
        }


def execute(app: Flask, statement: str) -> None:
    with app.app_context(), app.extensions["jsonapi"].package.db.engine.begin() as connection:
        connection.execute(text(statement))


WRITTEN = [
    "DELETE FROM faqs",
    "DELETE FROM faqs WHERE id = 3",
    "UPDATE users SET email = 'other@example.com' WHERE id = 1",
    "UPDATE events SET deleted_at = created_at",
    "DELETE FROM tasks",
]


@pytest.mark.parametrize("statement", WRITTEN)
def test_what_was_written_since_is_undone(app: Flask, own: Snapshots, statement: str) -> None:
    before = rows(app)
    execute(app, statement)
    assert rows(app) != before
    own.bring("world", World)
    assert rows(app) == before


def test_what_the_state_handler_wrote_is_undone(
    app: Flask, own: Snapshots, handler: StateHandler
) -> None:
    before = rows(app)
    handler.create("user", "9")
    own.bring("world", World)
    assert rows(app) == before
    handler.reset()
    own.bring("world", World)
    assert rows(app) == before


def test_rows_that_were_only_read_are_written_once(
    app: Flask, own: Snapshots, counted: Counted
) -> None:
    execute(app, "UPDATE faqs SET answer = 'a'")
    for _ in range(3):
        own.bring("world", World)
        assert rows(app)["faqs"]
    assert counted.scripts == 1


def test_rows_of_another_name_replace_them(app: Flask, own: Snapshots) -> None:
    before = rows(app)
    own.bring("a user", lambda states: states.create("user", "5"))
    assert {name: len(found) for name, found in rows(app).items() if found} == {"users": 1}
    own.bring("world", World)
    assert rows(app) == before


def test_the_next_id_is_that_after_the_highest(
    app: Flask, own: Snapshots, settings: dict[str, Any]
) -> None:
    app.test_client_class = JsonApiClient
    client = app.test_client()
    document = resource("faq", {"question": "q", "answer": "a"}, event=one("event", "1"))
    for _ in range(2):
        own.bring("world", World)
        answer = client.post(
            "/v1/faqs",
            json=document,
            headers={"Authorization": f"JWT {own.made('world').owner}"},
            content_type="application/vnd.api+json",
        )
        assert answer.status_code == 201
        assert answer.get_json(force=True)["data"]["id"] == "4"


def test_tokens_that_were_made_with_the_rows_stay_valid(
    app: Flask, own: Snapshots, handler: StateHandler
) -> None:
    handler.reset()
    own.bring("world", World)
    answer = app.test_client().get(
        "/v1/users/1", headers={"Authorization": f"JWT {own.made('world').owner}"}
    )
    assert answer.status_code == 200


def test_a_test_changes_only_its_copy_of_what_was_made(own: Snapshots) -> None:
    owner = own.made("world").owner
    own.made("world").owner = "another token"
    assert own.made("world").owner == owner


def test_rows_are_created_anew_before_their_tokens_expire(
    own: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    later = time.monotonic() + LIFETIME + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    for _ in range(2):
        own.bring("world", made.append)
    assert len(made) == 1


def test_health_checks_pass_again(own: Snapshots, tmp_path: Path) -> None:
    (tmp_path / "faults").write_text("health_check_db")
    own.bring("world", World)
    assert not (tmp_path / "faults").exists()
