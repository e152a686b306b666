"""Real workers on a real Redis: killed, cut off, restarted; nothing is lost or done twice.

SQLite and a folder are enough for all but the whole flow: what is judged is the way of a task
through Redis.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.images import image_store
from server.images.avatars import SIZES
from server.ops.logs import request_id
from server.states import StateHandler
from server.tasks.queue import queue_what_waits, start
from tests.server import pictures
from tests.server.conftest import new_database
from tests.server.services import preloaded
from tests.server.services.redis_server import RedisServer, redis_server
from tests.server.tasks.held_tasks import GO, HOLD, HOLD_STUBBORNLY, RUNS, register

ROOT = Path(__file__).parents[3]
#: How long a test waits for what must happen; the machine may be busy.
PATIENCE = 300
VISIBILITY = 3

pytestmark = pytest.mark.xdist_group("workers")


def eventually(what: str, check: Callable[[], Any]) -> Any:
    """What ``check`` returns as soon as it is true."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(f"{what}: not within {PATIENCE} s")


class Site:
    """A server's settings, its application as a producer of tasks, and its workers."""

    def __init__(self, folder: Path, redis: RedisServer, database: str = "") -> None:
        self.folder, self.redis = folder, redis
        self.variables = {
            "APP_CONFIG": "testing",
            "DATABASE_URL": database or f"sqlite:///{folder}/db.sqlite",
            "SIGNALS_ENABLED": "1",
            "LOG_FORMAT": "json",
            "CELERY_BROKER_URL": redis.url,
            "STORAGE_URL": str(folder / "images"),
            "TASK_VISIBILITY_TIMEOUT": str(VISIBILITY),
            "PYTHONPATH": str(ROOT),
        }
        self.app = self.producer()
        self.processes: list[preloaded.Command] = []

    def producer(self) -> Flask:
        """The application; it knows the test's task, too."""
        given = {
            "TESTING": True,
            "CREATE_TABLES": True,
            "SIGNALS_ENABLED": True,
            "SQLALCHEMY_DATABASE_URI": self.variables["DATABASE_URL"],
            "CELERY_BROKER_URL": self.redis.url,
            "STORAGE_URL": self.variables["STORAGE_URL"],
            "TASK_VISIBILITY_TIMEOUT": VISIBILITY,
        }
        app = create_app(given)
        register(app.extensions["celery"])
        return app

    def worker(self, *options: str, processes: int = 1) -> preloaded.Command:
        """A worker with this many pool processes; a process group of its own."""
        number = len(self.processes) + 1
        command = ["celery", "-A", "tests.server.tasks.worker_app:celery"]
        command += ["worker", "--concurrency", str(processes), "--hostname", f"w{number}@localhost"]
        command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO", *options]
        process = preloaded.start(
            *command,
            folder=self.folder,
            log=self.folder / f"worker{number}.log",
            environment={**os.environ, **self.variables},
            new_session=True,
        )
        self.processes.append(process)
        return process

    def start(self, name: str, *arguments: Any) -> int:
        with self.app.app_context():
            return start(name, *arguments)

    def hold(self, name: str = HOLD) -> int:
        return self.start(name, str(self.folder))

    def states(self) -> dict[int, str]:
        with self.app.app_context():
            package = jsonapi().package
            table = package.schemas["task"].opts_model().__table__
            with package.db.engine.connect() as connection:
                return dict(connection.execute(select(table.c.id, table.c.state)).all())  # type: ignore[arg-type]

    def state(self, id_: int) -> str:
        return self.states()[id_]

    def runs(self) -> list[tuple[int, int]]:
        """Pool process and worker of each run of the held task."""
        file = self.folder / RUNS
        lines = file.read_text().splitlines() if file.exists() else []
        return [(int(pid), int(parent)) for pid, parent in map(str.split, lines)]

    def let_go(self) -> None:
        (self.folder / GO).touch()

    def logs(self) -> str:
        return "\n".join(p.read_text(errors="replace") for p in self.folder.glob("worker*.log"))

    def held(self) -> list[dict[str, Any]]:
        """What the held tasks have logged."""
        return [json.loads(line) for line in self.logs().splitlines() if '"held"' in line]

    def close(self) -> None:
        self.let_go()
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    with redis_server() as redis:
        made = Site(folder, redis)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One worker that holds no task, for all tests that leave it so."""
    with site(tmp_path_factory.mktemp("working")) as made:
        made.let_go()
        made.worker()
        yield made


def test_a_task_whose_process_is_killed_is_done_at_once_by_a_new_one(tmp_path: Path) -> None:
    with redis_server() as redis:
        here = Site(tmp_path, redis)
        # Nothing but the rejection brings it back in the time of this test.
        here.variables["TASK_VISIBILITY_TIMEOUT"] = "3600"
        try:
            here.worker()
            id_ = here.hold()
            ((process, worker),) = eventually("the task begins", here.runs)
            assert here.state(id_) == "STARTED"
            os.kill(process, signal.SIGKILL)
            (_, again) = eventually("it begins again", lambda: here.runs()[1:] and here.runs())
            assert again[0] != process
            assert again[1] == worker
            here.let_go()
            eventually("the task is done", lambda: here.state(id_) == "SUCCESS")
        finally:
            here.close()


def test_a_task_that_takes_too_long_is_killed_and_has_failed(here: Site) -> None:
    here.worker()
    id_ = here.hold(HOLD_STUBBORNLY)
    eventually("the task has failed", lambda: here.state(id_) == "FAILURE")
    assert len({process for process, _ in here.runs()}) == 1
    assert "Hard time limit (2s) exceeded" in here.logs()


def test_what_is_queued_survives_a_crash_of_redis_and_producers_recover(here: Site) -> None:
    here.let_go()
    queued = [here.hold() for _ in range(20)]
    here.redis.stop(signal.SIGKILL)
    missed = [here.hold() for _ in range(2)]
    assert {here.state(id_) for id_ in queued + missed} == {"PENDING"}
    here.redis.start()
    later = here.hold()
    with here.app.app_context():
        assert queue_what_waits() == 0
    here.worker()
    eventually(
        "all are done",
        lambda: all(here.state(id_) == "SUCCESS" for id_ in (*queued, *missed, later)),
    )
    assert len(here.runs()) == 23


def test_workers_come_back_when_redis_does(working: Site) -> None:
    before = working.hold()
    eventually("the worker works", lambda: working.state(before) == "SUCCESS")
    working.redis.stop()
    working.redis.start()
    after = working.hold()
    eventually("the worker works again", lambda: working.state(after) == "SUCCESS")


def test_the_whole_flow_with_a_worker_and_postgresql(postgresql: str, tmp_path: Path) -> None:
    """The PATCH is answered at once; its ``Link`` leads to the task that does the rest."""
    database = new_database(postgresql, "workers")
    with redis_server(durable=False) as redis:
        here = Site(tmp_path, redis, database)
        try:
            here.worker(processes=2)
            users = range(1, 5)
            handler = StateHandler({"SQLALCHEMY_DATABASE_URI": database})
            for user in users:
                handler.create("user", str(user))
            tokens = {user: handler.token(str(user)) for user in users}
            handler.close()
            client = here.app.test_client()
            links = {user: set_avatar(client, user, tokens[user]) for user in users}
            for user in users:
                headers = {"Authorization": f"JWT {tokens[user]}"}

                def task(link: str = links[user], headers: Any = headers) -> dict[str, Any]:
                    found = client.get(link, headers=headers).get_json(force=True)
                    return dict(found["data"]["attributes"])

                eventually("the task is done", lambda: task()["state"] == "SUCCESS")
                shown = client.get(f"/v1/users/{user}", headers=headers).get_json(force=True)
                images = {k: v for k, v in shown["data"]["attributes"].items() if "-image-" in k}
                assert images == task()["result"]
                assert len(images) == 4
                for url in images.values():
                    assert client.get(url.removeprefix("http://localhost")).status_code == 200
        finally:
            here.close()


def set_avatar(client: FlaskClient, user: int, token: str) -> str:
    """The address of the task that makes the sizes of a user's new avatar."""
    return change_avatar(client, user, token).headers["Link"][1:].partition(">")[0]


def change_avatar(client: FlaskClient, user: int, token: str) -> TestResponse:
    """The answer to the change of a user's avatar to an uploaded image."""
    headers = {"Authorization": f"JWT {token}"}
    data = base64.b64encode(pictures.png(200 + user, 200)).decode()
    uploaded = client.post("/v1/upload/image", json={"data": data}, headers=headers)
    attributes = {"avatar-url": uploaded.get_json()["url"]}
    document = {"data": {"type": "user", "id": str(user), "attributes": attributes}}
    answer = client.patch(
        f"/v1/users/{user}",
        data=json.dumps(document),
        content_type="application/vnd.api+json",
        headers=headers,
    )
    assert answer.status_code == 200
    return answer


def test_what_a_worker_logs_about_a_task_names_the_request_that_started_it(working: Site) -> None:
    known = len(working.held())
    ids = []
    for own in ("mine", "yours", ""):
        token = request_id.set(own)
        ids.append(working.hold())
        request_id.reset(token)
    eventually("all are done", lambda: {working.state(id_) for id_ in ids} == {"SUCCESS"})
    lines = working.held()[known:]
    assert [line.get("request_id") for line in lines] == ["mine", "yours", None]


def test_a_message_that_a_dying_worker_took_from_redis_is_queued_again(here: Site) -> None:
    """Kombu takes a message with one command and notes it as taken with another."""
    here.let_go()
    id_ = here.hold()
    with Redis.from_url(here.redis.url) as redis:
        assert redis.lpop("celery")
    here.worker()
    eventually("it is done all the same", lambda: here.state(id_) == "SUCCESS")


def test_sizes_that_a_dying_server_did_not_order_are_ordered_by_a_worker(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died between the commit and the record of the task; test_recovery.py has real deaths."""
    handler = StateHandler({"SQLALCHEMY_DATABASE_URI": here.variables["DATABASE_URL"]})
    handler.create("user", "1")
    token = handler.token("1")
    handler.close()
    client = here.app.test_client()
    with monkeypatch.context() as patch:
        patch.setattr("server.images.avatars.start", lambda *_: None)
        change_avatar(client, 1, token)
    assert not here.states()
    here.worker()
    eventually("the sizes are made", lambda: "SUCCESS" in here.states().values())
    user = client.get("/v1/users/1", headers={"Authorization": f"JWT {token}"})
    attributes = user.get_json(force=True)["data"]["attributes"]
    assert attributes["original-image-url"] == attributes["avatar-url"] is not None
    time.sleep(2)  # the worker looks again meanwhile
    assert len(here.states()) == 1


#: More than both workers take ahead, so that one is killed while others still wait.
MANY = 30
#: Counts, in the database itself, how often a user's images were set.
WATCH = (
    "CREATE TABLE effects (user_id INTEGER)",
    "CREATE TRIGGER watch AFTER UPDATE OF thumbnail_image_url ON users"
    " WHEN new.thumbnail_image_url IS NOT old.thumbnail_image_url"
    " BEGIN INSERT INTO effects VALUES (new.id); END",
)


def test_of_many_tasks_none_is_lost_and_none_done_twice(here: Site) -> None:
    """Two workers; one is killed in the middle, and what it was doing is done by the other."""
    handler = StateHandler({"SQLALCHEMY_DATABASE_URI": here.variables["DATABASE_URL"]})
    with here.app.app_context():
        name = image_store().put(pictures.png(200, 160), "png")
        url = f"http://localhost/v1/images/{name}"
        for number in range(1, MANY + 1):
            handler.create("user", str(number), {"avatar-url": url, "password": "p"})
        handler.close()
        engine = jsonapi().package.db.engine
        with engine.begin() as connection:
            for statement in WATCH:
                connection.execute(text(statement))
        ids = [start("make-user-images", number, name) for number in range(1, MANY + 1)]
        here.worker()
        second = here.worker()

        def done() -> int:
            return sum(state == "SUCCESS" for state in here.states().values())

        eventually("a third is done", lambda: done() > MANY / 3)
        os.killpg(second.pid, signal.SIGKILL)
        assert done() < MANY, "the kill came too late to prove anything"
        eventually("all are done", lambda: done() == MANY)
        assert set(here.states()) == set(ids)
        with engine.connect() as connection:
            effects = connection.execute(text("SELECT user_id FROM effects")).scalars().all()
            users = jsonapi().package.schemas["user"].opts_model()
            bare = select(func.count()).where(users.icon_image_url.is_(None))
            assert connection.execute(bare).scalar() == 0
        assert sorted(effects) == list(range(1, MANY + 1))
    images = [file for file in Path(here.variables["STORAGE_URL"]).rglob("*") if file.is_file()]
    assert len(images) == 1 + len(SIZES), "the same sizes of the same image are kept once"
