"""Celery on this application: every task in an application context of its own.

Flask-SQLAlchemy keeps one session for each application context and removes it with that
context. A task that ran in its caller's context, as an eager one would, and cleaned up behind
itself, would take the caller's session away; whoever used a row afterwards met
``DetachedInstanceError``. With a context of its own a task has a session of its own, in a worker
as well as in process.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from celery import Celery, Task
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask, Response, current_app, g
from kombu.exceptions import OperationalError

from contracts.runtime.jsonapi.columns import MAX_ID
from server.ops.logs import request_id
from server.ops.request_log import HEADER
from server.tasks import records as task_records

#: Seconds after which a worker gives a task up, and the longest wait before a retry. Together
#: with a task that was fetched ahead they stay below ``TASK_VISIBILITY_TIMEOUT``.
SOFT_TIME_LIMIT, TIME_LIMIT, LONGEST_BACKOFF = 60, 90, 60
#: After how many visibility timeouts an unfinished task counts as lost; Redis has had its chance.
LOST_AFTER = 2
UNEXPECTED = "The task failed; the failure has been logged."

log = logging.getLogger(__name__)


class TaskRefused(ValueError):
    """What no repetition will fix; the text is shown to whoever asks for the task."""


#: How every task of ours is declared: tried again, later and later, unless it makes no sense.
RETRYING: Mapping[str, Any] = {
    # Else every Celery of the process would have it.
    "shared": False,
    "autoretry_for": (Exception,),
    "dont_autoretry_for": (TaskRefused, SoftTimeLimitExceeded),
    "max_retries": 5,
    "retry_backoff": True,
    "retry_backoff_max": LONGEST_BACKOFF,
    "retry_jitter": True,
}


def make_celery(app: Flask) -> Celery:
    """The Celery of ``app``: in process without ``CELERY_BROKER_URL``, else with workers.

    It is kept in ``app.extensions["celery"]`` and is nobody's current one, so that several
    applications in one process have one each.
    """

    class ContextTask(Task):  # type: ignore[misc]
        """Runs in a new application context, even inside of another, and is recorded."""

        abstract = True

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            """What the task returns; its session is removed with the context.

            A task that is finished, and only came again because its worker died before it
            could say so, does nothing.
            """
            with app.app_context():
                id = _record_id(self.request.id)
                if id is not None:
                    if task_records.is_finished(id):
                        return None
                    task_records.mark(id, "STARTED")
                return self.run(*args, **kwargs)

        def before_start(self, *_: Any) -> None:
            """Note the request that started the task: lines of the log about it name it."""
            request_id.set((self.request.headers or {}).get(HEADER, ""))

        def on_success(self, retval: Any, task_id: str, *_: Any) -> None:
            """Record what came out."""
            _mark(app, task_id, "SUCCESS", result=retval)

        def on_retry(self, _exc: Any, task_id: str, *_: Any) -> None:
            """Record that it will be tried again."""
            _mark(app, task_id, "RETRY")

        def on_failure(self, exc: Any, task_id: str, *_: Any) -> None:
            """Record why it failed, as far as that is for others to know."""
            _mark(app, task_id, "FAILURE", error=_told(exc))

    celery = Celery(app.import_name, task_cls=ContextTask, set_as_current=False)
    celery.conf.update(settings_of(app.config))
    app.extensions["celery"] = celery
    app.after_request(_tell_started)
    return celery


def start(name: str, *arguments: Any) -> int:
    """Queue the task ``name`` and return its id; without a broker it is done on return.

    To be called after the commit of what the task will read. An unavailable broker is no
    failure: the task is queued with the first one that can be.
    """
    id = 1 + secrets.randbelow(MAX_ID)
    task_records.add(id, name, arguments)
    g.setdefault("started_tasks", []).append(id)
    if _queue(id, name, arguments):
        task_records.forget(timedelta(seconds=current_app.config["TASK_RESULT_TTL"]))
        queue_what_waits()
    return id


def queue_what_waits() -> int:
    """Queue the tasks that were started while the broker was unavailable; how many it took."""
    return _queue_all(task_records.unqueued(_known()))


def queue_what_is_lost() -> int:
    """Queue again what was queued long ago and is still not done; how many the broker took.

    A worker takes a message from Redis in two steps, and one that is killed between them takes
    the message with it. What only waits in a long queue comes twice then, and is done once.
    """
    patience = timedelta(seconds=LOST_AFTER * current_app.config["TASK_VISIBILITY_TIMEOUT"])
    return _queue_all(task_records.lost(_known(), patience))


def _known() -> list[str]:
    """The tasks that this version of the code has; others are left to whoever knows them."""
    return list(cast("Celery", current_app.extensions["celery"]).tasks)


def _queue_all(tasks: list[task_records.Waiting]) -> int:
    return sum(1 for id, name, arguments in tasks if _queue(id, name, tuple(arguments)))


def _queue(id: int, name: str, arguments: tuple[Any, ...]) -> bool:
    celery = cast("Celery", current_app.extensions["celery"])
    try:
        headers = {HEADER: request_id.get()}
        celery.tasks[name].apply_async(arguments, task_id=str(id), headers=headers)
    except OperationalError:
        log.exception("The broker is unavailable; task %s (%s) is queued later", id, name)
        return False
    task_records.note_queued(id)
    return True


def _tell_started(response: Response) -> Response:
    """Link to the tasks that the request has started (RFC 8631, "status")."""
    for id in g.get("started_tasks", ()):
        response.headers.add("Link", f'</v1/tasks/{id}>; rel="status"')
    return response


def _record_id(task_id: str | None) -> int | None:
    """The id of the task's record; tasks that were not started here have none."""
    return int(task_id) if task_id and task_id.isdecimal() else None


def _mark(app: Flask, task_id: str, state: str, **facts: Any) -> None:
    id = _record_id(task_id)
    if id is not None:
        with app.app_context():
            task_records.mark(id, state, **facts)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, TaskRefused) else UNEXPECTED


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Celery's settings for an application's configuration."""
    broker, visibility = config["CELERY_BROKER_URL"], config["TASK_VISIBILITY_TIMEOUT"]
    return {
        "broker_url": broker or None,
        "task_always_eager": not broker,
        # What became of a task is kept in our own table, in either mode.
        "task_ignore_result": True,
        # A message is taken off the queue when the task is done, not when it begins: a task
        # whose worker dies is done by another one, at once when a pool process was killed,
        # after the visibility timeout when the whole worker was.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        # Without its connection a worker cannot say that it is done: somebody else is.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "task_soft_time_limit": SOFT_TIME_LIMIT,
        "task_time_limit": TIME_LIMIT,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": visibility,
            # How often workers look for what a dead one has left; by default every 100 s.
            "unacked_restore_interval": min(10, max(1, visibility // 10)),
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            "socket_keepalive": True,
        },
        # Whoever queues a task waits a second at most for an unavailable broker.
        "task_publish_retry_policy": {
            "max_retries": 3,
            "interval_start": 0.1,
            "interval_step": 0.2,
            "interval_max": 0.5,
        },
        "accept_content": ["json"],
        "worker_hijack_root_logger": False,
        "enable_utc": True,
    }
