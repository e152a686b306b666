"""Celery on this application: every task in an application context of its own.

Flask-SQLAlchemy keeps one session for each application context and removes it with that
context. A task that ran in its caller's context, as an eager one would, and cleaned up behind
itself, would take the caller's session away; whoever used a row afterwards met
``DetachedInstanceError``. With a context of its own a task has a session of its own, in a worker
as well as in process.
"""

from __future__ import annotations

from typing import Any

from celery import Celery, Task
from flask import Flask

#: Seconds after which a worker gives a task up; far below ``TASK_VISIBILITY_TIMEOUT``.
SOFT_TIME_LIMIT, TIME_LIMIT = 60, 90


def make_celery(app: Flask) -> Celery:
    """The Celery of ``app``: in process without ``CELERY_BROKER_URL``, else with workers.

    It is kept in ``app.extensions["celery"]`` and is nobody's current one, so that several
    applications in one process have one each.
    """

    class ContextTask(Task):  # type: ignore[misc]
        """Runs in a new application context, even inside of another."""

        abstract = True

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            """What the task returns; its session is removed with the context."""
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery(app.import_name, task_cls=ContextTask, set_as_current=False)
    celery.conf.update(settings_of(app.config))
    app.extensions["celery"] = celery
    return celery


def settings_of(config: Any) -> dict[str, Any]:
    """Celery's settings for an application's configuration."""
    broker = config["CELERY_BROKER_URL"]
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
            "visibility_timeout": config["TASK_VISIBILITY_TIMEOUT"],
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            "socket_keepalive": True,
        },
        # Whoever queues a task waits a second at most for a broker that is away.
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
