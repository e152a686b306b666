"""The worker process: ``celery -A server.worker worker``, with ``CELERY_BROKER_URL`` set."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from . import create_app
from .jsonapi import jsonapi

app = create_app()
celery: Celery = app.extensions["celery"]


def forget_connections(**_: Any) -> None:
    """A pool process opens its own database connections; those of its parent are not its own."""
    with app.app_context():
        jsonapi().package.db.engine.dispose(close=False)


worker_process_init.connect(forget_connections)
