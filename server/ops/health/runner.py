"""Runs health checks in parallel, each with a timeout, and caches their results.

A check runs in its own thread. A check that hangs cannot be stopped: it is reported as failed,
and not started again while it hangs, so that threads do not pile up. The threads are daemons
and do not keep the process from ending.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

from flask import Flask

from server.ops.health.checks import CheckFailed, HealthCheck

#: A check that hangs longer than this many timeouts is started again: a new connection may
#: succeed.
GIVEN_UP_AFTER = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check, its time and its expiry, both in seconds since 1970.

    ``until`` is the expiry on a clock that nobody sets.
    """

    checker: str
    output: str
    passed: bool
    timestamp: float
    expires: float
    until: float

    def document(self) -> dict[str, Any]:
        """The JSON of the Open Event server."""
        return {
            "checker": self.checker,
            "output": self.output,
            "passed": self.passed,
            "timestamp": self.timestamp,
            "expires": self.expires,
        }


@dataclass(frozen=True, slots=True)
class _Run:
    """A running check."""

    future: Future[str]
    started: float


class HealthRunner:
    """The results of ``checks`` for one application; safe for many threads."""

    def __init__(self, app: Flask, checks: Sequence[HealthCheck]) -> None:
        self._app = app
        self._checks = checks
        self._waves = _waves(checks)
        self._known: dict[str, CheckResult] = {}
        self._running: dict[str, _Run] = {}
        self._lock = threading.Lock()

    def results(self, faults: Collection[str] = ()) -> list[CheckResult]:
        """A result of each check, new or cached; those in ``faults`` fail.

        Checks run in parallel, but after those they need. A service that hangs costs one
        timeout, because the checks that need it are skipped.
        """
        asked = time.monotonic()
        with self._lock:
            due = self._due(asked)
            by_name: dict[str, CheckResult] = {
                check.name: self._failed(check.name, check.failure)
                for check in self._checks
                if check.name in faults
            }
            for wave in self._waves:
                self._answer(wave, due, by_name)
        return [by_name[check.name] for check in self._checks]

    def _due(self, asked: float) -> set[str]:
        """The checks to run: those without a valid result, and those that they need.

        A result made after ``asked`` is valid, even if it has expired by now.
        """
        holding = {name for name, known in self._known.items() if known.until >= asked}
        due = {check.name for check in self._checks} - holding
        for check in reversed(self._checks):
            if check.name in due:
                due.add(check.needs)
        return due

    def _answer(
        self, checks: Iterable[HealthCheck], due: set[str], results: dict[str, CheckResult]
    ) -> None:
        """Put the results of ``checks`` into ``results``."""
        run = []
        for check in checks:
            if check.name in results:
                continue
            broken = self._broken(check, results)
            if broken is not None:
                results[check.name] = _unchecked(check, broken)
            elif check.name in due:
                run.append(check)
            else:
                results[check.name] = self._known[check.name]
        results |= self._run(run)

    def _broken(self, check: HealthCheck, results: Mapping[str, CheckResult]) -> CheckResult | None:
        """The failed result that ``check`` depends on, directly or through other checks."""
        for other in reversed(self._checks):
            if other.name == check.needs:
                if not results[other.name].passed:
                    return results[other.name]
                check = other
        return None

    def _run(self, checks: Sequence[HealthCheck]) -> Mapping[str, CheckResult]:
        """New results, by name."""
        limit = self._app.config["HEALTH_TIMEOUT"]
        runs = {check.name: self._start(check) for check in checks}
        wait([run.future for run in runs.values()], timeout=limit)
        for name, run in runs.items():
            if run.future.done():
                del self._running[name]
                self._known[name] = self._result(name, run.future)
            else:
                log.error("%s gave no answer within %g s", name, limit)
                self._known[name] = self._failed(name, f"no answer within {limit:g} s")
        return {name: self._known[name] for name in runs}

    def _start(self, check: HealthCheck) -> _Run:
        """The check's run: a new one, or an earlier one that still hangs."""
        given_up = time.monotonic() - GIVEN_UP_AFTER * self._app.config["HEALTH_TIMEOUT"]
        old = self._running.get(check.name)
        if old is not None and not old.future.done() and old.started > given_up:
            return old
        future: Future[str] = Future()
        context = contextvars.copy_context()

        def work() -> None:
            try:
                future.set_result(context.run(check.run, self._app))
            except Exception as error:  # a bug in a check is a failed check
                future.set_exception(error)

        threading.Thread(target=work, name=check.name, daemon=True).start()
        run = self._running[check.name] = _Run(future, time.monotonic())
        return run

    def _result(self, name: str, future: Future[str]) -> CheckResult:
        error = future.exception()
        if error is None:
            return _lasting(name, future.result(), True, self._app.config["HEALTH_SUCCESS_TTL"])
        log.error("%s failed", name, exc_info=error)
        # Other exceptions may contain secrets: they are only logged.
        output = (
            str(error) if isinstance(error, CheckFailed) else "The check itself failed; see the log"
        )
        return self._failed(name, output)

    def _failed(self, name: str, output: str) -> CheckResult:
        return _lasting(name, output, False, self._app.config["HEALTH_FAILURE_TTL"])


def _lasting(name: str, output: str, passed: bool, seconds: float) -> CheckResult:
    """A result from now on, valid for some seconds."""
    moment = time.time()
    return CheckResult(name, output, passed, moment, moment + seconds, time.monotonic() + seconds)


def _waves(checks: Sequence[HealthCheck]) -> list[list[HealthCheck]]:
    """``checks`` in groups that can run in parallel; each group needs only earlier ones."""
    depth = {"": -1}
    for check in checks:
        depth[check.name] = depth[check.needs] + 1
    levels = range(max(depth.values()) + 1)
    return [[check for check in checks if depth[check.name] == level] for level in levels]


def _unchecked(check: HealthCheck, needed: CheckResult) -> CheckResult:
    """The result of a check that is skipped because the check it needs fails."""
    output = f"not checked while {needed.checker} fails"
    return CheckResult(check.name, output, True, needed.timestamp, needed.expires, needed.until)
