"""How many images a process decodes at a time: decoding takes much more memory than the image."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import cast

from flask import Flask, current_app

from contracts.runtime.jsonapi.errors import DETAILS, RETRY_AFTER, ApiError

_EXTENSION = "image-decoders"
#: Seconds that a request waits for its turn.
PATIENCE = 10.0


@contextmanager
def decoding() -> Iterator[None]:
    """Decode inside the block, as one of at most ``IMAGE_DECODERS`` of this process.

    Raises:
        ApiError: 503 with ``Retry-After``, if the others take too long.
    """
    decoders = _decoders()
    if not decoders.acquire(timeout=PATIENCE):
        raise ApiError(503, DETAILS[503], headers={"Retry-After": RETRY_AFTER})
    try:
        yield
    finally:
        decoders.release()


def _decoders() -> BoundedSemaphore:
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    # A fork may happen while others decode, who never give back what the child has.
    key = f"{_EXTENSION}-{os.getpid()}"
    made = BoundedSemaphore(app.config["IMAGE_DECODERS"])
    # One step, so that threads that come first together share one.
    return cast("BoundedSemaphore", app.extensions.setdefault(key, made))
