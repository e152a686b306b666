"""The worker process: ``celery -A server.worker:celery worker``, with ``CELERY_BROKER_URL`` set."""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery
from celery.bootsteps import StartStopStep
from celery.signals import setup_logging, worker_process_init
from sqlalchemy.exc import SQLAlchemyError

from contracts.runtime.jsonapi.package import jsonapi
from server.images.avatars import order_forgotten_images
from server.ops.logs import configure_logging
from server.tasks.queue import queue_what_is_lost, queue_what_waits
from server.wsgi import app

log = logging.getLogger(__name__)
celery: Celery = app.extensions["celery"]


class QueueAgain(StartStopStep):  # type: ignore[misc]
    """Looks, from time to time, for tasks that no queue has."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, parent: Any) -> None:
        """Begin to look; also after each new connection, which forgets all timers."""
        pause = max(1, app.config["TASK_VISIBILITY_TIMEOUT"] // 10)
        parent.timer.call_repeatedly(pause, queue_again)


def queue_again() -> None:
    """Queue what waits for a broker, what a killed worker took with it, and what was forgotten."""
    try:
        with app.app_context():
            queue_what_waits()
            queue_what_is_lost()
            order_forgotten_images()
    except SQLAlchemyError:
        log.exception("The database is unavailable; what is lost is looked for later")


celery.steps["consumer"].add(QueueAgain)


def forget_connections(**_: Any) -> None:
    """A pool process opens its own database connections; those of its parent are not its own."""
    with app.app_context():
        jsonapi().package.db.engine.dispose(close=False)


worker_process_init.connect(forget_connections)


def log_as_the_server(**_: Any) -> None:
    """Celery configures no logging of its own when somebody listens to its signal."""
    configure_logging(app.config)


setup_logging.connect(log_as_the_server)
