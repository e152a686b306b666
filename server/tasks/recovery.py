"""Tasks that no queue has: looked for by workers and, without a broker, by web processes.

A process can die between the commit of a change and the record of its task, or while it runs a task
itself. What replaces it looks for such tasks at once, and again from time to time.
"""

from __future__ import annotations

import logging
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from server.images.avatars import order_forgotten_images
from server.images.store import StoreUnavailable
from server.tasks.queue import queue_what_is_lost, queue_what_waits

log = logging.getLogger(__name__)


def queue_again(app: Flask) -> None:
    """Queue tasks that wait for a broker, were lost with a process, or were never recorded."""
    try:
        with app.app_context():
            queue_what_waits()
            queue_what_is_lost()
            order_forgotten_images()
    except (SQLAlchemyError, StoreUnavailable):
        log.exception("Lost tasks are looked for later: the database or the store is unavailable")


def recover_without_broker(app: Flask) -> None:
    """Look for lost tasks now and every ``TASK_VISIBILITY_TIMEOUT`` seconds, in a daemon thread.

    With a broker, workers do.
    """
    if app.config["CELERY_BROKER_URL"]:
        return
    threading.Thread(target=_look_for_ever, args=(app,), name="recovery", daemon=True).start()


def _look_for_ever(app: Flask) -> None:
    pause = max(1, app.config["TASK_VISIBILITY_TIMEOUT"])
    waiting = threading.Event()
    while True:
        queue_again(app)
        waiting.wait(pause)
