"""Tasks of the fault tests, which can be held up."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

from server.tasks.queue import RETRYING

HOLD, HOLD_STUBBORNLY = "hold-until-told", "hold-stubbornly"
RUNS, GO = "runs", "go"

log = logging.getLogger(__name__)


def hold_until_told(folder: str) -> dict[str, int]:
    """Note who runs it, and be done when the file ``go`` is there."""
    with Path(folder, RUNS).open("a") as runs:
        runs.write(f"{os.getpid()} {os.getppid()}\n")
    log.info("held")
    while not Path(folder, GO).exists():
        time.sleep(0.02)
    return {"pid": os.getpid()}


def hold_stubbornly(folder: str) -> dict[str, int]:
    """Take no hint that it is time to stop, as a library does that hangs."""
    while True:
        try:
            return hold_until_told(folder)
        except SoftTimeLimitExceeded:
            continue


def register(celery: Celery) -> None:
    """Give ``celery`` these tasks."""
    celery.task(name=HOLD, **RETRYING)(hold_until_told)
    short = {"soft_time_limit": 1, "time_limit": 2}
    celery.task(name=HOLD_STUBBORNLY, **RETRYING, **short)(hold_stubbornly)
