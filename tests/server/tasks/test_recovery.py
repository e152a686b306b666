"""Without a broker, web processes look for the tasks that a dead process left."""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
import requests

import server.images.avatars
from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.images.avatars import MAKE_IMAGES
from server.states import StateHandler
from server.tasks import records
from server.tasks.queue import queue_what_is_lost, queue_what_waits
from tests.server import pictures
from tests.server.images.test_avatars import set_avatar, upload
from tests.server.services.gunicorn_server import KEY, gunicorn, until

DIED = 17
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


def die(*_: Any) -> None:
    os._exit(DIED)


def before_the_record(site: dict[str, str], user: str, token: str) -> None:
    """Change an avatar, and die after the commit, before its task is recorded."""
    server.images.avatars.start = die  # type: ignore[assignment]
    _set_avatar(site, user, token)


def while_it_runs(site: dict[str, str], user: str, token: str) -> None:
    """Change an avatar, and die while its task runs in this process."""
    server.images.avatars.squares = die  # type: ignore[assignment]
    _set_avatar(site, user, token)


def _set_avatar(site: dict[str, str], user: str, token: str) -> None:
    from tests.server.conftest import JsonApiClient

    os.environ.update(site)
    app = create_app()
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    set_avatar(client, token, upload(client, token, pictures.png()), user)


def both_die(site: dict[str, str], tokens: tuple[str, str], died: Event, next_one: Event) -> None:
    """In a process without threads: two servers, each of which dies."""
    for dies, user, token in zip((while_it_runs, before_the_record), "12", tokens, strict=True):
        child = os.fork()
        if not child:
            dies(site, user, token)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == DIED
        died.set()
        assert next_one.wait(PATIENCE)


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
    context = multiprocessing.get_context("spawn")
    died, next_one = context.Event(), context.Event()
    process = context.Process(target=both_die, args=(site, tokens, died, next_one))
    process.start()
    assert died.wait(PATIENCE)
    # A task that is running looks like one whose process died: patience tells them apart.
    with gunicorn(tmp_path, {**site, "TASK_VISIBILITY_TIMEOUT": "1"}) as running:

        def user(number: int) -> dict[str, Any]:
            headers = {"Authorization": f"JWT {tokens[number - 1]}"}
            url = f"{running.url}/v1/users/{number}"
            answer = requests.get(url, headers=headers, timeout=PATIENCE)
            found: dict[str, Any] = answer.json()["data"]["attributes"]
            return found

        for number in (1, 2):
            # The second one dies later: a task that is started queues those that wait.
            until(lambda: user(number)["icon-image-url"], "the sizes are made")  # noqa: B023
            assert user(number)["original-image-url"] == user(number)["avatar-url"]
            next_one.set()
    process.join(PATIENCE)
    assert process.exitcode == 0


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
