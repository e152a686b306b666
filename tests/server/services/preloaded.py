"""Commands of Python as forks of a process that has loaded the libraries of the server.

A start of the server takes a second of processor time, nearly all of it to load libraries. They are
loaded once for all processes that the tests of a session start; a fork runs the command itself.
Commands in processes of their own are run by test_compose.py.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

ROOT: Final = Path(__file__).parents[3]
#: Libraries that take longest to load. Nothing of this project, which a test may replace, and not
#: prometheus_client: it looks at the environment when it is loaded.
LIBRARIES: Final = (
    *("PIL.Image", "PIL.ImageCms", "celery.bin.celery", "celery.concurrency.prefork"),
    *("celery.worker", "flask.cli", "flask_migrate", "flask_sqlalchemy"),
    *("fsspec", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "jwt", "kombu.transport.redis"),
    *("limits", "marshmallow", "psycopg", "redis", "sqlalchemy.dialects.postgresql"),
)


@dataclass
class Command:
    """A started command; its methods are those of ``subprocess.Popen``."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            self.returncode = _ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float) -> int:
        """The exit code, as soon as there is one."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to it, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def start(
    module: str,
    *arguments: str,
    folder: Path,
    log: Path,
    environment: Mapping[str, str],
    new_session: bool = False,
) -> Command:
    """``python -m module`` in a folder; what it prints is added to a file."""
    asked = {
        "arguments": [module, *arguments],
        "folder": str(folder),
        "log": str(log),
        "environment": dict(environment),
        "new_session": new_session,
    }
    return Command(_ask(asked))


_parents: Final[list[subprocess.Popen[str]]] = []


def shared() -> Iterable[int]:
    """The process that has loaded the libraries."""
    return [parent.pid for parent in _parents]


def close() -> None:
    """End it."""
    while _parents:
        with _parents.pop() as parent:
            assert parent.stdin is not None
            parent.stdin.close()


def _ask(question: Mapping[str, Any]) -> Any:
    if not _parents:
        _parents.append(
            subprocess.Popen(
                [sys.executable, "-m", __name__],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    (parent,) = _parents
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(question) + "\n")
    parent.stdin.flush()
    return json.loads(parent.stdout.readline())


def main() -> None:
    """Start what is asked for until the input ends; in a fork, run it."""
    gc.disable()
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.enable()
    # A fork neither looks through the libraries for garbage nor takes them apart when it ends,
    # which takes longer than its start.
    gc.freeze()
    asked = _serve(sys.stdin, sys.stdout)
    if asked is None:
        return
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for target, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(source, target)
    if asked["new_session"]:
        os.setsid()
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    module, *_ = sys.argv = asked["arguments"]
    sys.path[0] = asked["folder"]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _serve(questions: IO[str], answers: IO[str]) -> dict[str, Any] | None:
    """In a fork, what it is asked for; None when there are no more questions."""
    for line in iter(questions.readline, ""):
        asked: dict[str, Any] = json.loads(line)
        answer: int | None
        if "ended" in asked:
            pid, status = os.waitpid(asked["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if not answer:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                return asked
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    return None


if __name__ == "__main__":
    # Ctrl+C ends the tests, which close the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
