"""Tasks, application contexts and sessions: the Open Event Server's DetachedInstanceError."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from celery import Celery, Task
from celery.exceptions import Retry
from flask import Flask, has_app_context
from sqlalchemy.orm.exc import DetachedInstanceError

from contracts.runtime import now
from contracts.runtime.packages import load_package
from server import create_app
from server.config import BEHAVIOURS, GENERATED, load_config
from server.ops.logs import request_id
from server.states import StateHandler
from server.tasks import records as task_records
from server.tasks.queue import RETRYING, make_celery, queue_what_waits, settings_of, start

SESSION = load_package(GENERATED, BEHAVIOURS).db.session
USER = load_package(GENERATED, BEHAVIOURS).schemas["user"].opts_model()


class NaiveTask(Task):
    """Runs in whatever context there is, and cleans up what it takes for its own."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self.run(*args, **kwargs)
        finally:
            SESSION.remove()


def naive_celery(_app: Flask) -> Celery:
    made = Celery("naive", task_cls=NaiveTask, set_as_current=False)
    made.conf.task_always_eager = True
    return made


def read_around_a_task(app: Flask, celery: Celery) -> str:
    """A request as in the Open Event Server: a row, a task, the same row again."""

    @celery.task(name="lorem-ipsum", shared=False)  # type: ignore[untyped-decorator]
    def lorem_ipsum() -> int:
        return SESSION.query(USER).count()

    with app.test_request_context():
        user = SESSION.get(USER, 1)
        SESSION.expire(user)
        assert lorem_ipsum.delay().get() == 1
        return str(user.email)


@pytest.fixture
def jane(states: StateHandler) -> str:
    states.create("user", "1", {"email": "jane@example.com"})
    return "jane@example.com"


def test_a_naive_task_takes_its_callers_session_away(app: Flask, jane: str) -> None:
    with pytest.raises(DetachedInstanceError):
        read_around_a_task(app, naive_celery(app))


def test_our_task_leaves_its_callers_session_alone(
    settings: dict[str, Any], states: StateHandler, jane: str
) -> None:
    app = create_app(settings)
    assert read_around_a_task(app, make_celery(app)) == jane


def test_a_task_without_a_context_cannot_read_and_ours_can(app: Flask, jane: str) -> None:
    """As in a worker, where nobody has pushed a context."""

    def emails() -> list[str]:
        return [user.email for user in SESSION.query(USER)]

    assert not has_app_context()
    naive = naive_celery(app).task(name="emails", shared=False)(emails)
    with pytest.raises(RuntimeError, match="outside of application context"):
        naive()
    ours = make_celery(create_app(app.config)).task(name="emails", shared=False)(emails)
    assert ours() == [jane]
    assert not has_app_context()


def test_a_tasks_session_is_closed_when_it_has_failed(app: Flask, jane: str) -> None:
    celery = make_celery(create_app(app.config))
    used: list[Any] = []

    @celery.task(name="fails", shared=False)  # type: ignore[untyped-decorator]
    def fails() -> None:
        used.append(SESSION())
        used.append(SESSION.get(USER, 1))
        raise ValueError("no luck")

    with app.app_context():
        assert fails.delay().failed()
        session, user = used
        assert session is not SESSION()
        assert user not in session


@pytest.mark.parametrize("broker", ["", "redis://127.0.0.1:1/0"])
def test_tasks_run_in_process_exactly_without_a_broker(
    settings: dict[str, Any], broker: str
) -> None:
    celery = create_app({**settings, "CELERY_BROKER_URL": broker}).extensions["celery"]
    assert celery.conf.task_always_eager is (broker == "")
    assert celery.conf.task_acks_late
    assert celery.conf.task_reject_on_worker_lost


def test_a_task_and_a_fetched_one_and_a_delay_end_before_they_are_delivered_again(
    settings: dict[str, Any],
) -> None:
    celery = create_app(settings).extensions["celery"]
    page = (Path(__file__).parents[3] / "docs/images-and-tasks.md").read_text(encoding="utf-8")
    soft, hard = celery.conf.task_soft_time_limit, celery.conf.task_time_limit
    assert f"stopped after {soft} s, killed after {hard} s" in page
    longest = RETRYING["retry_backoff_max"]
    assert f"{hard} + {hard} + {longest} s" in page
    assert (
        2 * hard + longest
        < load_config("production", {"SECRET_KEY": "k" * 32})["TASK_VISIBILITY_TIMEOUT"]
    )


@pytest.mark.parametrize(
    ("retries", "delay"), [(0, 1), (1, 2), (4, 16), (5, 32), (6, RETRYING["retry_backoff_max"])]
)
def test_a_task_is_retried_with_growing_delays(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch, retries: int, delay: int
) -> None:
    def fail() -> None:
        raise OSError

    task = create_app(settings).extensions["celery"].task(name="fail", **RETRYING)(fail)
    monkeypatch.setattr("celery.utils.time.random.randrange", lambda end: end - 1)
    seen: dict[str, Any] = {}

    def retry(**options: Any) -> Exception:
        seen.update(options)
        return Retry()

    monkeypatch.setattr(task, "retry", retry)
    task.push_request(retries=retries)
    with pytest.raises(Retry):
        task.run()
    assert seen["countdown"] == delay


@pytest.mark.parametrize(("visibility", "interval"), [(300, 10), (99, 9), (100, 10), (9, 1)])
def test_workers_look_for_unacknowledged_messages_ten_times_as_often(
    visibility: int, interval: int
) -> None:
    config = load_config("testing", {"TASK_VISIBILITY_TIMEOUT": str(visibility)})
    options = settings_of(config)["broker_transport_options"]
    assert (options["visibility_timeout"], options["unacked_restore_interval"]) == (
        visibility,
        interval,
    )


def test_a_finished_task_that_is_delivered_again_does_nothing(
    settings: dict[str, Any], states: StateHandler
) -> None:
    """As when a worker dies after the task, and before it could say so."""
    app = create_app(settings)
    runs: list[int] = []

    def count(number: int) -> dict[str, int]:
        runs.append(number)
        return {"runs": len(runs)}

    task = app.extensions["celery"].task(name="count", **RETRYING)(count)
    with app.app_context():
        id_ = start("count", 7)
        assert task.apply((7,), task_id=str(id_)).successful()
        other = start("count", 8)
        results = {
            row.id: row.result
            for row in SESSION.query(
                load_package(GENERATED, BEHAVIOURS).schemas["task"].opts_model()
            )
        }
    assert runs == [7, 8]
    assert results == {id_: {"runs": 1}, other: {"runs": 2}}


def test_a_task_that_this_version_does_not_know_keeps_no_other_from_the_queue(
    settings: dict[str, Any], states: StateHandler
) -> None:
    """As while a new version is rolled out, or after a task was removed."""
    app = create_app({**settings, "TASK_VISIBILITY_TIMEOUT": 0})
    runs: list[int] = []

    def count(number: int) -> None:
        runs.append(number)

    app.extensions["celery"].task(name="count", lazy=False, **RETRYING)(count)
    with app.app_context():
        task_records.add(1, "of-another-version", ())
        task_records.add(2, "count", (7,))
        assert queue_what_waits() == 1
        assert queue_what_waits() == 0
    assert runs == [7]


@contextmanager
def silent_broker() -> Iterator[tuple[str, list[socket.socket]]]:
    """A broker that accepts connections and says nothing: its URL, and the connections it has."""
    accepted: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    accepted.append(listening.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", accepted
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
    for each in accepted:
        each.close()


def test_a_broker_that_hangs_is_tried_once_for_a_task_and_for_all_that_wait(
    settings: dict[str, Any], states: StateHandler
) -> None:
    with silent_broker() as (url, accepted):
        app = create_app({**settings, "CELERY_BROKER_URL": url})
        options = app.extensions["celery"].conf.broker_transport_options
        assert options["socket_timeout"] + options["socket_connect_timeout"] <= 1
        with app.app_context():
            id_ = start("make-user-images", 1, "none.png")
            assert len(accepted) == 1
            unqueued = task_records.unqueued(["make-user-images"], timedelta())
            assert [waiting[0] for waiting in unqueued] == [id_]
            for number in range(3):
                task_records.add(number + 1, "make-user-images", (1, "none.png"))
            assert queue_what_waits() == 0
            assert len(accepted) == 2


def test_a_task_in_process_leaves_the_request_its_id(app: Flask, jane: str) -> None:
    token = request_id.set("mine")
    try:
        with app.app_context():
            start("make-user-images", 99, "none.png")
        assert request_id.get() == "mine"
    finally:
        request_id.reset(token)


def test_an_applications_tasks_are_its_own(settings: dict[str, Any]) -> None:
    own = create_app(settings).extensions["celery"]
    assert {"make-user-images", "remove-unused-images"} <= set(own.tasks)
    assert not set(Celery("another", set_as_current=False).tasks) & {
        "make-user-images",
        "remove-unused-images",
    }


def test_a_record_has_the_time_of_its_end_from_then_on(
    settings: dict[str, Any], states: StateHandler
) -> None:
    with create_app(settings).app_context():
        table = load_package(GENERATED, BEHAVIOURS).schemas["task"].opts_model().__table__
        columns = sa.select(table.c.state, table.c.finished_at.is_not(None))
        task_records.add(1, "make", ())
        for state, kept, is_finished in (
            ("STARTED", "STARTED", False),
            ("RETRY", "RETRY", False),
            ("FAILURE", "FAILURE", True),
            ("SUCCESS", "FAILURE", True),
            ("STARTED", "FAILURE", True),
        ):
            task_records.mark(1, state)
            assert tuple(SESSION.execute(columns).one()) == (kept, is_finished)
            SESSION.rollback()
            assert task_records.is_finished(1) is is_finished


def test_of_many_tasks_that_wait_the_oldest_hundred_are_queued_at_once(
    settings: dict[str, Any], states: StateHandler
) -> None:
    with create_app(settings).app_context():
        table = load_package(GENERATED, BEHAVIOURS).schemas["task"].opts_model().__table__
        begin = now() - timedelta(days=1)
        rows = [
            {
                "id": number,
                "name": "make",
                "arguments": [number],
                "queued_at": None,
                "created_at": begin - timedelta(seconds=number),
            }
            for number in range(1, 102)
        ]
        SESSION.execute(sa.insert(table).values(rows))
        SESSION.commit()
        found = task_records.unqueued({"make"}, timedelta(0))
    assert [id_ for id_, _, _ in found] == list(range(101, 1, -1))


@pytest.mark.parametrize(
    ("name", "arguments", "known"),
    [
        ("make", (1, "a.png"), True),
        ("make", (1, "b.png"), False),
        ("make", (1,), False),
        ("make", ("1", "a.png"), False),
        ("remove", (1, "a.png"), False),
        ("a", (1, "a.png"), False),
        ("z", (1, "a.png"), False),
    ],
)
def test_a_task_is_known_by_its_name_and_arguments(
    settings: dict[str, Any],
    states: StateHandler,
    name: str,
    arguments: tuple[Any, ...],
    known: bool,
) -> None:
    with create_app(settings).app_context():
        task_records.add(1, "make", (1, "a.png"))
        assert task_records.is_known(name, arguments) == known
