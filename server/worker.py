"""The worker process: ``celery -A server.worker:celery worker``, with ``CELERY_BROKER_URL`` set."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from .jsonapi import jsonapi
from .logs import configure_logging
from .wsgi import app

celery: Celery = app.extensions["celery"]


def forget_connections(**_: Any) -> None:
    """A pool process opens its own database connections; those of its parent are not its own."""
    with app.app_context():
        jsonapi().package.db.engine.dispose(close=False)


worker_process_init.connect(forget_connections)


def log_as_the_server(**_: Any) -> None:
    """Celery configures no logging of its own when somebody listens to its signal."""
    configure_logging(app.config)


setup_logging.connect(log_as_the_server)
