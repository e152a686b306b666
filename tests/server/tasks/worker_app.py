"""What the workers of the fault tests run: the server's worker, with tasks to hold up."""

from __future__ import annotations

from server.worker import celery
from tests.server.tasks.held_tasks import register

__all__ = ["celery"]

register(celery)
