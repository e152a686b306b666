"""Gunicorn with the project's configuration, as a process that tests may signal."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests

from tests.server.services import preloaded
from tests.server.services.redis_server import free_port

ROOT = Path(__file__).parents[3]
KEY = "k" * 40
#: Seconds for what takes a moment on a busy machine.
PATIENCE = 90


@dataclass
class Gunicorn:
    """A running gunicorn: where it answers, and where it logs."""

    url: str
    log: Path
    process: preloaded.Command

    def text(self) -> str:
        """All it has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        """All it has logged: every line is an object."""
        return [json.loads(line) for line in self.text().splitlines()]

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for ``condition`` to hold."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def start(app: str, folder: Path, port: int, environment: dict[str, str]) -> Gunicorn:
    """A started gunicorn, which may not listen yet."""
    variables = {"APP_CONFIG": "production", "SECRET_KEY": KEY, "PORT": str(port), **environment}
    log = folder / "gunicorn.log"
    process = preloaded.start(
        *("gunicorn", "-c", "deploy/gunicorn.conf.py", app),
        folder=ROOT,
        log=log,
        environment={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **variables},
    )
    return Gunicorn(f"http://127.0.0.1:{port}", log, process)


@contextmanager
def gunicorn(
    folder: Path, environment: dict[str, str], app: str = "server.wsgi:app"
) -> Iterator[Gunicorn]:
    """A gunicorn that answers, until the block is left."""
    made = start(app, folder, free_port(), environment)
    try:
        until(lambda: made.process.poll() is not None or answers(made.url), "gunicorn answers")
        assert made.process.poll() is None, made.text()
        yield made
    finally:
        if made.process.poll() is None:
            made.process.send_signal(signal.SIGTERM)
            made.process.wait(PATIENCE)


def answers(url: str) -> bool:
    """Whether somebody answers there."""
    try:
        return requests.get(f"{url}/health-check/live", timeout=PATIENCE).ok
    except requests.ConnectionError:
        return False
