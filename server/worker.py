"""The worker process: ``celery -A server.worker:celery worker``, with ``CELERY_BROKER_URL`` set."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.bootsteps import StartStopStep
from celery.signals import setup_logging, worker_process_init

from contracts.runtime.jsonapi.package import jsonapi
from server.ops.logs import configure_logging
from server.tasks.recovery import queue_again
from server.wsgi import app

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
        parent.timer.call_repeatedly(pause, queue_again, (app,))


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
