"""Celery for this application: each task has its own application context.

Flask-SQLAlchemy keeps one session per application context and removes it with the context. A
task that ran in its caller's context, as an eager one would, would remove the caller's session;
using a row afterwards would raise ``DetachedInstanceError``. With its own context, a task has its
own session, in a worker and in process.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, cast

from celery import Celery, Task
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask, Response, current_app, g
from kombu.exceptions import OperationalError

from contracts.runtime.jsonapi.columns import MAX_ID
from server.ops.logs import request_id
from server.ops.request_log import HEADER
from server.tasks import records as task_records

#: Time limits of a task and the longest delay before a retry, in seconds. Together with a task
#: that was fetched ahead they stay below ``TASK_VISIBILITY_TIMEOUT``.
SOFT_TIME_LIMIT, TIME_LIMIT, LONGEST_BACKOFF = 60, 90, 60
#: Number of visibility timeouts after which an unfinished task counts as lost.
LOST_AFTER = 2
#: Seconds that a request waits for a broker that does not respond, to connect and to read.
BROKER_PATIENCE: Final = 0.5
UNEXPECTED = "The task failed; the failure has been logged."

log = logging.getLogger(__name__)


class TaskRefused(ValueError):
    """A failure that a retry cannot fix; the text is shown in the task resource."""


#: How every task is declared: retried with growing delays, unless a retry cannot help.
RETRYING: Mapping[str, Any] = {
    # Otherwise every Celery application of the process would have it.
    "shared": False,
    "autoretry_for": (Exception,),
    "dont_autoretry_for": (TaskRefused, SoftTimeLimitExceeded),
    "max_retries": 5,
    "retry_backoff": True,
    "retry_backoff_max": LONGEST_BACKOFF,
    "retry_jitter": True,
}


def make_celery(app: Flask) -> Celery:
    """The Celery application of ``app``; without ``CELERY_BROKER_URL`` tasks run in process.

    It is kept in ``app.extensions["celery"]`` and is not the current one, so that several
    applications in one process have one each.
    """

    class ContextTask(Task):  # type: ignore[misc]
        """Runs in a new application context, even inside another, and is recorded."""

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            """The result of the task; its session is removed with the context.

            A finished task does nothing when it is delivered again because its worker died
            before the acknowledgement.
            """
            with app.app_context():
                id = _record_id(self.request.id)
                if id is not None:
                    if task_records.is_finished(id):
                        return None
                    task_records.mark(id, "STARTED")
                return self.run(*args, **kwargs)

        def before_start(self, *_: Any) -> None:
            """Set the id of the request that started the task, for the log."""
            request_id.set((self.request.headers or {}).get(HEADER, ""))

        def on_success(self, retval: Any, task_id: str, *_: Any) -> None:
            """Record the result."""
            _mark(app, task_id, "SUCCESS", result=retval)

        def on_retry(self, _exc: Any, task_id: str, *_: Any) -> None:
            """Record that the task will be retried."""
            _mark(app, task_id, "RETRY")

        def on_failure(self, exc: Any, task_id: str, *_: Any) -> None:
            """Record the failure, without details that are not public."""
            _mark(app, task_id, "FAILURE", error=_public_error(exc))

    celery = Celery(app.import_name, task_cls=ContextTask, set_as_current=False)
    celery.conf.update(settings_of(app.config))
    app.extensions["celery"] = celery
    app.after_request(_link_to_started)
    return celery


def start(name: str, *arguments: Any) -> int:
    """Queue the task ``name`` and return its id; without a broker the task runs before the return.

    Call it after the commit of what the task reads. If the broker is unavailable, the task is
    queued later, with the next task that can be queued.
    """
    id = 1 + secrets.randbelow(MAX_ID)
    task_records.add(id, name, arguments)
    g.setdefault("started_tasks", []).append(id)
    if _queue(id, name, arguments):
        task_records.forget(timedelta(seconds=current_app.config["TASK_RESULT_TTL"]))
        queue_what_waits()
    return id


def queue_what_waits() -> int:
    """Queue the tasks that were started while the broker was unavailable; returns how many.

    Without a broker, these are the tasks whose process died: younger ones may be running.
    """
    celery = cast("Celery", current_app.extensions["celery"])
    seconds = current_app.config["TASK_VISIBILITY_TIMEOUT"] if celery.conf.task_always_eager else 0
    return _queue_all(task_records.unqueued(_known(), timedelta(seconds=seconds)))


def queue_what_is_lost() -> int:
    """Queue old unfinished tasks again; returns how many.

    A worker takes a message from Redis in two steps; if it is killed between them, the message
    is lost. A task that only waits in a long queue is then delivered twice, and runs once.
    """
    patience = timedelta(seconds=LOST_AFTER * current_app.config["TASK_VISIBILITY_TIMEOUT"])
    return _queue_all(task_records.lost(_known(), patience))


def _known() -> list[str]:
    """The names of the tasks in this version of the code; other workers may have more."""
    return list(cast("Celery", current_app.extensions["celery"]).tasks)


def _queue_all(tasks: list[task_records.Waiting]) -> int:
    """How many of ``tasks`` were queued; a broker that fails is asked for no further one."""
    queued = 0
    for id, name, arguments in tasks:
        if not _queue(id, name, tuple(arguments)):
            break
        queued += 1
    return queued


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


def _link_to_started(response: Response) -> Response:
    """Link to the tasks that the request started (RFC 8631, "status")."""
    for id in g.get("started_tasks", ()):
        response.headers.add("Link", f'</v1/tasks/{id}>; rel="status"')
    return response


def _record_id(task_id: str | None) -> int | None:
    """The id of the task's record; None for tasks that :func:`start` did not start."""
    return int(task_id) if task_id and task_id.isdecimal() else None


def _mark(app: Flask, task_id: str, state: str, **facts: Any) -> None:
    id = _record_id(task_id)
    if id is not None:
        with app.app_context():
            task_records.mark(id, state, **facts)


def _public_error(error: Exception) -> str:
    return str(error) if isinstance(error, TaskRefused) else UNEXPECTED


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Celery's settings for an application's configuration."""
    broker, visibility = config["CELERY_BROKER_URL"], config["TASK_VISIBILITY_TIMEOUT"]
    return {
        "broker_url": broker or None,
        "task_always_eager": not broker,
        # A message is acknowledged when the task is finished, not when it starts: if a worker
        # dies, another one runs the task, at once if a pool process was killed, after the
        # visibility timeout if the whole worker was.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        # Without its connection a worker cannot acknowledge: another one will run the task.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "task_soft_time_limit": SOFT_TIME_LIMIT,
        "task_time_limit": TIME_LIMIT,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": visibility,
            # How often workers look for unacknowledged messages; default: every 100 s.
            "unacked_restore_interval": min(10, max(1, visibility // 10)),
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": BROKER_PATIENCE,
            "socket_timeout": BROKER_PATIENCE,
            "socket_keepalive": True,
        },
        # A task that cannot be queued is queued later: the request does not wait for another try.
        "task_publish_retry_policy": {"max_retries": 0},
        "accept_content": ["json"],
        "enable_utc": True,
    }
