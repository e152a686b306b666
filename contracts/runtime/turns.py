"""Limits concurrent expensive work of one process, so that threads stay free for requests.

A setting limits how many run at a time. As many again wait for their turn; whoever comes then, or
waits too long, is refused at once (503 with ``Retry-After``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import cast

from flask import Flask, current_app

from contracts.runtime.jsonapi.errors import DETAILS, RETRY_AFTER, ApiError

#: Seconds that a request waits for its turn.
PATIENCE = 10.0


class Turns:
    """At most ``at_once`` blocks run at a time, and as many wait."""

    def __init__(self, at_once: int) -> None:
        self.running = BoundedSemaphore(at_once)
        self.admitted = BoundedSemaphore(2 * at_once)

    @contextmanager
    def one(self, patience: float) -> Iterator[None]:
        """Run inside the block.

        Raises:
            ApiError: 503 with ``Retry-After``: too many wait, or it takes longer than ``patience``.
        """
        if not self.admitted.acquire(blocking=False):
            raise _busy()
        try:
            if not self.running.acquire(timeout=patience):
                raise _busy()
            try:
                yield
            finally:
                self.running.release()
        finally:
            self.admitted.release()


def turns(setting: str) -> Turns:
    """The turns of this process that the setting ``setting`` limits."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    # A fork may happen while others work, who never give back what the child has.
    key = f"turns-{setting}-{os.getpid()}"
    # One step, so that threads that come first together share one.
    return cast("Turns", app.extensions.setdefault(key, Turns(app.config[setting])))


@contextmanager
def turn(setting: str) -> Iterator[None]:
    """Run inside the block, as one of at most as many as the setting allows.

    Raises:
        ApiError: 503 with ``Retry-After``, if there are too many others.
    """
    with turns(setting).one(PATIENCE):
        yield


def _busy() -> ApiError:
    return ApiError(503, DETAILS[503], headers={"Retry-After": RETRY_AFTER})
