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
# Nobody waits for a worker as for a request; a Redis that writes to its disk is no outage.
celery.conf.broker_transport_options = {
    **celery.conf.broker_transport_options,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}


class QueueAgain(StartStopStep):  # type: ignore[misc]
    """Looks periodically for tasks that are in no queue."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, parent: Any) -> None:
        """Start the timer; called after each new connection, which clears all timers."""
        pause = max(1, app.config["TASK_VISIBILITY_TIMEOUT"] // 10)
        parent.timer.call_repeatedly(pause, queue_again)


def queue_again() -> None:
    """Queue tasks that wait for a broker, were lost with a worker, or were never recorded."""
    try:
        with app.app_context():
            queue_what_waits()
            queue_what_is_lost()
            order_forgotten_images()
    except SQLAlchemyError:
        log.exception("The database is unavailable; lost tasks are looked for later")


celery.steps["consumer"].add(QueueAgain)


def forget_connections(**_: Any) -> None:
    """Discard inherited database connections: each pool process opens its own."""
    with app.app_context():
        jsonapi().package.db.engine.dispose(close=False)


worker_process_init.connect(forget_connections)


def log_as_the_server(**_: Any) -> None:
    """Configure logging; Celery leaves it alone if its signal has a receiver."""
    configure_logging(app.config)


setup_logging.connect(log_as_the_server)
