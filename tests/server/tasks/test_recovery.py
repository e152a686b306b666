"""Without a broker, web processes look for the tasks that a dead process left."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.images.avatars import MAKE_IMAGES
from server.states import StateHandler
from server.tasks import records
from server.tasks.queue import queue_what_is_lost, queue_what_waits
from tests.server.services import preloaded
from tests.server.services.gunicorn_server import KEY, gunicorn, until
from tests.server.tasks.dying_server import BEFORE_THE_RECORD, DIED, WHILE_IT_RUNS

ROOT = Path(__file__).parents[3]
PATIENCE = 300


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a server without a broker."""
    return {
        "APP_CONFIG": "development",
        "CREATE_TABLES": "on",
        "SECRET_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.db",
        "STORAGE_URL": str(tmp_path / "images"),
        "PUBLIC_URL": "http://localhost",
        "WEB_CONCURRENCY": "1",
    }


def die(moment: str, user: str, token: str, site: dict[str, str], folder: Path) -> None:
    """Let a server change a user's avatar and die."""
    log = folder / "dying_server.log"
    dying = preloaded.start(
        *("tests.server.tasks.dying_server", moment, user, token),
        folder=ROOT,
        log=log,
        environment={**os.environ, **site},
    )
    assert dying.wait(PATIENCE) == DIED, log.read_text(encoding="utf-8")


@pytest.mark.timeout(600)
def test_sizes_that_dying_processes_did_not_make_are_made_by_another_one(
    site: dict[str, str], tmp_path: Path
) -> None:
    database = {"SQLALCHEMY_DATABASE_URI": site["DATABASE_URL"], "SECRET_KEY": KEY}
    create_app({**database, "CREATE_TABLES": True})
    handler = StateHandler(database)
    for user in "12":
        handler.create("user", user)
    tokens = (handler.token("1"), handler.token("2"))
    handler.close()
    die(WHILE_IT_RUNS, "1", tokens[0], site, tmp_path)
    # A task that is running looks like one whose process died: patience tells them apart.
    with gunicorn(tmp_path, {**site, "TASK_VISIBILITY_TIMEOUT": "1"}) as running:

        def user(number: int) -> dict[str, Any]:
            headers = {"Authorization": f"JWT {tokens[number - 1]}"}
            url = f"{running.url}/v1/users/{number}"
            answer = requests.get(url, headers=headers, timeout=PATIENCE)
            found: dict[str, Any] = answer.json()["data"]["attributes"]
            return found

        until(lambda: user(1)["icon-image-url"], "the sizes are made")
        assert user(1)["original-image-url"] == user(1)["avatar-url"]
        # The second one dies later: a task that is started queues those that wait.
        die(BEFORE_THE_RECORD, "2", tokens[1], site, tmp_path)
        until(lambda: user(2)["icon-image-url"], "the sizes are made")
        assert user(2)["original-image-url"] == user(2)["avatar-url"]


@pytest.mark.parametrize(("age", "queued"), [(59, 0), (61, 1)])
def test_a_task_that_may_be_running_is_left_alone(
    settings: dict[str, Any], states: StateHandler, age: int, queued: int
) -> None:
    app = create_app({**settings, "TASK_VISIBILITY_TIMEOUT": 60})
    with app.app_context():
        records.add(7, MAKE_IMAGES, (99, "none.png"))
        package = jsonapi().package
        table = package.schemas["task"].opts_model().__table__
        with package.db.engine.begin() as connection:
            moment = datetime.now(UTC) - timedelta(seconds=age)
            connection.execute(table.update().values(created_at=moment))
        assert queue_what_waits() == queued


@pytest.mark.parametrize(("age", "queued"), [(119, 0), (121, 1)])
def test_a_queued_task_is_lost_after_two_visibility_timeouts(
    settings: dict[str, Any], states: StateHandler, age: int, queued: int
) -> None:
    app = create_app({**settings, "TASK_VISIBILITY_TIMEOUT": 60})
    with app.app_context():
        records.add(7, MAKE_IMAGES, (99, "none.png"))
        records.note_queued(7)
        package = jsonapi().package
        table = package.schemas["task"].opts_model().__table__
        with package.db.engine.begin() as connection:
            moment = datetime.now(UTC) - timedelta(seconds=age)
            connection.execute(table.update().values(queued_at=moment))
        assert queue_what_is_lost() == queued
