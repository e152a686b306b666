"""Executes a plan in this process, or in workers with servers and databases of their own.

A worker is a process with its own server, database and state handler. The plan is dealt out
in turns, so that each worker gets its part of the slow tasks.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TypeAlias

from contracts.dredd.hook_doctor import HookFinding
from contracts.exchange import Outcome, Result
from contracts.model import Action, Location, Request, Response, Transaction
from contracts.verify.coverage import Exchange
from contracts.verify.loading import TargetFailed
from contracts.verify.plan import Check
from contracts.verify.routes import Route
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Target, open_session, preload

OnResult: TypeAlias = Callable[[Result], None]

#: Seconds a worker may take to put its server away.
_PATIENCE: Final = 15.0
# fork shares what is imported already; where it is unsafe or missing, workers start afresh.
_CONTEXT: Final[Any] = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
# What replaces the action and transaction of a result while it travels: both sides have
# them, and an action is a large part of a blueprint.
_HERE: Final = Location("", 1, 1)
_NOBODY: Final = Action("", "", "", "", _HERE)
_NOTHING: Final = Transaction("", Request("", "", ""), Response(0), _HERE)


@dataclass(frozen=True, slots=True)
class Report:
    """What a plan came to: results in the order of its ``checks``, what laws sent, the server's
    routes.

    ``findings`` are the hook doctor's. ``seconds`` do not count bringing the servers up;
    ``ready`` is how long that took.
    """

    results: tuple[Result, ...]
    exchanges: tuple[Exchange, ...] = ()
    routes: tuple[Route, ...] = ()
    seconds: float = 0.0
    ready: float = 0.0
    findings: tuple[HookFinding, ...] = ()
    checks: tuple[Check, ...] = ()


def run(
    expectations: Expectations,
    target: Target,
    checks: Sequence[Check],
    folder: Path,
    jobs: int = 1,
    on_result: OnResult = lambda _: None,
) -> Report:
    """Judge ``checks`` with ``jobs`` workers; files of our servers are made in ``folder``.

    Raises TargetFailed when a server cannot be made.
    """
    workers = min(jobs, len(checks))
    if workers > 1:
        return _shared(expectations, target, checks, folder, workers, on_result)
    begin = perf_counter()
    with open_session(target, expectations, folder) as server, Runner(server) as runner:
        ready = perf_counter()
        results = []
        for check in checks:
            results.append(runner.result(check))
            on_result(results[-1])
        seconds = perf_counter() - ready
    return Report(
        tuple(results),
        runner.exchanges(),
        runner.routes(),
        seconds,
        ready - begin,
        server.transactions.examine(),
        tuple(checks),
    )


def _shared(
    expectations: Expectations,
    target: Target,
    checks: Sequence[Check],
    folder: Path,
    workers: int,
    on_result: OnResult,
) -> Report:
    begin = perf_counter()
    preload(target)
    team = _Team(checks, on_result)
    with ExitStack() as stack:
        for number in range(workers):
            share = range(number, len(checks), workers)
            arguments = (expectations, target, checks, share, folder, number)
            team.pipes[stack.enter_context(_worker(arguments))] = share
        while team.pipes:
            for pipe in wait(list(team.pipes)):
                assert isinstance(pipe, Connection)
                team.receive(pipe)
    end = perf_counter()
    results = tuple(team.results[index] for index in range(len(checks)))
    ready = max(team.ready, default=end)
    return Report(
        results,
        tuple(team.exchanges),
        team.routes,
        end - ready,
        ready - begin,
        tuple(team.findings.values()),
        tuple(checks),
    )


@contextmanager
def _worker(arguments: tuple[Any, ...]) -> Iterator[Connection]:
    """A process that does its share; it is stopped when the block is left early."""
    connection, child_end = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(*arguments, child_end), daemon=True)
    process.start()
    child_end.close()
    try:
        yield connection
    finally:
        connection.close()
        process.join(_PATIENCE)
        if process.is_alive():
            process.terminate()
            process.join()


def _work(
    expectations: Expectations,
    target: Target,
    checks: Sequence[Check],
    share: Sequence[int],
    folder: Path,
    number: int,
    pipe: Connection,
) -> None:
    """The life of a worker: it sends ready, each result, what laws sent, and results of hooks."""
    try:
        with (
            open_session(target, expectations, folder, number) as server,
            Runner(server) as runner,
        ):
            pipe.send(("ready",))
            for index in share:
                result = runner.result(checks[index])
                lean = replace(result, action=_NOBODY, transaction=_NOTHING)
                pipe.send(("result", index, lean))
            pipe.send(("end", runner.exchanges(), runner.routes()))
        pipe.send(("doctor", server.transactions.examine()))
    except TargetFailed as error:
        pipe.send(("failed", str(error)))
    except (BrokenPipeError, KeyboardInterrupt):
        return  # the run was interrupted: nobody listens


class _Team:
    """The workers' messages so far, and the tasks each has left."""

    def __init__(self, checks: Sequence[Check], on_result: OnResult) -> None:
        self.checks = checks
        self.on_result = on_result
        self.pipes: dict[Connection, Sequence[int]] = {}
        self.results: dict[int, Result] = {}
        self.exchanges: list[Exchange] = []
        self.routes: tuple[Route, ...] = ()
        self.findings: dict[tuple[str, str], HookFinding] = {}
        self.ready: list[float] = []

    def receive(self, pipe: Connection) -> None:
        """One message; a worker that ends without a word owes results, and they are errors."""
        try:
            kind, *rest = pipe.recv()
        except (EOFError, ConnectionResetError):
            for index in self.pipes.pop(pipe):
                if index not in self.results:
                    self.judged(index, _lost(self.checks[index]))
            return
        match kind:
            case "ready":
                self.ready.append(perf_counter())
            case "result":
                self.judged(*rest)
            case "end":
                exchanges, self.routes = rest
                self.exchanges += exchanges
            case "doctor":
                # Each worker loads the same hooks, and most is wrong with them everywhere.
                for finding in rest[0]:
                    self.findings.setdefault((finding.code, finding.place), finding)
            case "failed":
                raise TargetFailed(rest[0])

    def judged(self, index: int, result: Result) -> None:
        """Keep a result, with what it is about, and pass it on."""
        check = self.checks[index]
        whole = replace(result, action=check.action, transaction=check.transaction)
        self.results[index] = whole
        self.on_result(whole)


def _lost(check: Check) -> Result:
    reason = "the worker that judged it ended without a result: run it alone with --only"
    return Result(check.action, check.transaction, Outcome.ERROR, reason=reason)
