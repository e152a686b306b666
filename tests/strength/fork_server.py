"""A warm process that runs tests in forks of itself: only third-party packages are loaded before.

``python -m tests.strength.fork_server`` reads one ``Order`` per line from its standard input, as
JSON, and answers each with one ``Outcome``. No module of the project is imported before the fork,
so a child always runs the files as they are on disk.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pytest

#: Bytes that a test process may allocate: a fault may make a loop collect for ever.
MEMORY: Final = 4 << 30
#: Top-level modules that pytest's children load themselves: the project's own.
OWN: Final = ("contracts", "server", "hooks", "tests")


@dataclass(frozen=True, slots=True)
class Order:
    """Tests to run: ``files`` are pytest's arguments, ``names`` the node ids (all, if empty).

    They run in the order of ``names``, until the first failure. ``processor`` and ``wall`` are
    limits in seconds, ``log`` takes the output.
    """

    files: list[str]
    names: list[str]
    log: str
    processor: float
    wall: float
    environment: dict[str, str]
    fast: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the child ended: pytest's exit code, or -1 when a limit ended it."""

    code: int
    seconds: float
    processor: float


def serve() -> None:
    """Answer orders until the input ends. The first line names the packages to load."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _preload(json.loads(sys.stdin.readline()))
    print(json.dumps(threading.active_count()), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(asdict(_in_fork(Order(**json.loads(line))))), file=answers, flush=True)


def _preload(names: list[str]) -> None:
    """Import third-party packages; one that cannot be imported alone is left to the child."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def third_party() -> list[str]:
    """The imported modules that are installed, not the project's; in the order of their import."""
    return [
        name
        for name, module in list(sys.modules.items())
        if "site-packages" in (getattr(module, "__file__", None) or "")
        and name.split(".")[0] not in (*OWN, "coverage")
    ]


def _in_fork(order: Order) -> Outcome:
    began = time.monotonic()
    child = os.fork()
    if not child:
        _child(order)
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended or time.monotonic() - began > order.wall:
            break
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    spent = usage.ru_utime + usage.ru_stime
    return Outcome(code if ended and code >= 0 else -1, time.monotonic() - began, spent)


def _child(order: Order) -> None:
    """Run the tests in this process, and end it."""
    code = 1
    try:
        os.setsid()
        log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for stream in (1, 2):
            os.dup2(log, stream)
        seconds = int(order.processor) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        os.environ.update(order.environment)
        sys.dont_write_bytecode = True
        code = _run(order)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(order: Order) -> int:
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "--tb=short", *order.files]
    if order.fast:
        arguments.insert(0, "--fast")
    return int(pytest.main(arguments, [_Chosen(order.names)]))


class _Chosen:
    """Keeps the chosen tests, in the chosen order."""

    def __init__(self, names: list[str]) -> None:
        self.place = {name: number for number, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.place:
            kept = [item for item in items if item.nodeid in self.place]
            items[:] = sorted(kept, key=lambda item: self.place[item.nodeid])


class Contexts:
    """Names the test that runs; what is set up may serve the tests after it, so its file does."""

    def __init__(self, switch: Callable[[str], Any]) -> None:
        self.switch = switch
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        self.seconds[item.nodeid] = -_processor()
        self.switch(item.nodeid.split("::")[0])
        yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self.switch(item.nodeid)
        try:
            yield
        finally:
            self.switch(item.nodeid.split("::")[0])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self.seconds[report.nodeid] += _processor()
        if not report.passed:
            self.failed.add(report.nodeid)

    def save(self, path: str) -> None:
        """Write what was noted beside the coverage data at ``path``."""
        notes = {"seconds": self.seconds, "failed": sorted(self.failed), "modules": third_party()}
        Path(f"{path}.json").write_text(json.dumps(notes), encoding="utf-8")


def _processor() -> float:
    """The processor time of this process and of the children that ended, in seconds."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    serve()
