"""The time limit of a process that runs tests: it ends where a test hangs that no signal reaches.

pytest's faulthandler plugin does that for each test (``faulthandler_timeout``), with a thread that
it starts for each: half a millisecond of processor time, and several on a busy machine.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from typing import Final

import pytest

#: Seconds after which the next test begins the time anew: so much less than the limit a test has.
RENEWED: Final = 30.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """``worker_timeout``, in seconds."""
    parser.addini("worker_timeout", "a test that hangs for so many seconds ends its process")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch, where there is a limit."""
    if seconds := config.getini("worker_timeout"):
        config.pluginmanager.register(TimeLimit(float(seconds)))


class TimeLimit:
    """Ends this process, with the stacks of all threads, if no test begins for too long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # What tests print to it is captured, and this is not.
        self._stderr = os.dup(sys.__stderr__.fileno() if sys.__stderr__ else 2)
        self._next = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self) -> None:
        """Begin the time anew, but not for each test."""
        if time.monotonic() >= self._next:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._stderr)
            self._next = time.monotonic() + RENEWED

    def pytest_exception_interact(self) -> None:
        """After a failure pytest's plugin ends the time, in case somebody debugs it."""
        self._next = 0.0

    def pytest_unconfigure(self) -> None:
        """Watch no longer."""
        faulthandler.cancel_dump_traceback_later()
        os.close(self._stderr)
