"""What a worker notes of a task when the process that ran it can say nothing any more."""

from __future__ import annotations

from celery.worker.request import Request

from .queue import UNEXPECTED, record


class RecordedRequest(Request):  # type: ignore[misc]
    """A task as the worker's main process sees it."""

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """Record the failure of a task that was killed because it took too long."""
        super().on_timeout(soft, timeout)
        if not soft:
            record(self.task.flask_app, self.id, "FAILURE", error=UNEXPECTED)
