"""Doing a plan: in this process, or shared out to workers that have nothing in common.

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

from contracts.dredd.hook_doctor import Finding
from contracts.exchange import Outcome, Verdict
from contracts.model import Action, Location, Request, Response, Transaction
from contracts.verify.coverage import Exchange
from contracts.verify.plan import Task
from contracts.verify.routes import Route
from contracts.verify.runner import Performer
from contracts.verify.session import Judging, Target, TargetFailed, opened, preload

Listener: TypeAlias = Callable[[Verdict], None]

#: Seconds a worker may take to put its server away.
_PATIENCE: Final = 15.0
# fork shares what is imported already; where it is unsafe or missing, workers start afresh.
_CONTEXT: Final[Any] = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
# What stands for the action and transaction of a verdict while it travels: both sides have
# them, and an action is a large part of a blueprint.
_HERE: Final = Location("", 1, 1)
_NOBODY: Final = Action("", "", "", "", _HERE)
_NOTHING: Final = Transaction("", Request("", "", ""), Response(0), _HERE)


@dataclass(frozen=True, slots=True)
class Run:
    """What a plan came to: verdicts in its order, what laws sent, the server's routes.

    ``findings`` are the hook doctor's. ``seconds`` do not count bringing the servers up;
    ``ready`` is how long that took.
    """

    verdicts: tuple[Verdict, ...]
    exchanges: tuple[Exchange, ...] = ()
    routes: tuple[Route, ...] = ()
    seconds: float = 0.0
    ready: float = 0.0
    findings: tuple[Finding, ...] = ()


def run(
    judging: Judging,
    target: Target,
    tasks: Sequence[Task],
    folder: Path,
    jobs: int = 1,
    on_verdict: Listener = lambda _: None,
) -> Run:
    """Judge ``tasks`` with ``jobs`` workers; files of our servers are made in ``folder``.

    Raises TargetFailed when a server cannot be made.
    """
    workers = min(jobs, len(tasks))
    if workers > 1:
        return _shared(judging, target, tasks, folder, workers, on_verdict)
    begin = perf_counter()
    with opened(target, judging, folder) as server, Performer(server) as performer:
        ready = perf_counter()
        verdicts = []
        for task in tasks:
            verdicts.append(performer.verdict(task))
            on_verdict(verdicts[-1])
        seconds = perf_counter() - ready
    return Run(
        tuple(verdicts),
        performer.exchanges(),
        performer.routes(),
        seconds,
        ready - begin,
        server.suite.examine(),
    )


def _shared(
    judging: Judging,
    target: Target,
    tasks: Sequence[Task],
    folder: Path,
    workers: int,
    on_verdict: Listener,
) -> Run:
    begin = perf_counter()
    preload(target)
    team = _Team(tasks, on_verdict)
    with ExitStack() as stack:
        for number in range(workers):
            share = range(number, len(tasks), workers)
            arguments = (judging, target, tasks, share, folder, number)
            team.pipes[stack.enter_context(_worker(arguments))] = share
        while team.pipes:
            for pipe in wait(list(team.pipes)):
                assert isinstance(pipe, Connection)
                team.hear(pipe)
    end = perf_counter()
    verdicts = tuple(team.verdicts[index] for index in range(len(tasks)))
    ready = max(team.ready, default=end)
    return Run(
        verdicts,
        tuple(team.exchanges),
        team.routes,
        end - ready,
        ready - begin,
        tuple(team.findings.values()),
    )


@contextmanager
def _worker(arguments: tuple[Any, ...]) -> Iterator[Connection]:
    """A process that does its share; it is stopped when the block is left early."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(_PATIENCE)
        if process.is_alive():
            process.terminate()
            process.join()


def _work(
    judging: Judging,
    target: Target,
    tasks: Sequence[Task],
    share: Sequence[int],
    folder: Path,
    number: int,
    pipe: Connection,
) -> None:
    """The life of a worker: it says ready, each verdict, what laws sent, and how hooks did."""
    try:
        with (
            opened(target, judging, folder, number) as server,
            Performer(server) as performer,
        ):
            pipe.send(("ready",))
            for index in share:
                verdict = performer.verdict(tasks[index])
                lean = replace(verdict, action=_NOBODY, transaction=_NOTHING)
                pipe.send(("verdict", index, lean))
            pipe.send(("end", performer.exchanges(), performer.routes()))
        pipe.send(("doctor", server.suite.examine()))
    except TargetFailed as error:
        pipe.send(("failed", str(error)))
    except (BrokenPipeError, KeyboardInterrupt):
        return  # the run was interrupted: nobody listens


class _Team:
    """What the workers have said so far, and what each still owes."""

    def __init__(self, tasks: Sequence[Task], on_verdict: Listener) -> None:
        self.tasks = tasks
        self.on_verdict = on_verdict
        self.pipes: dict[Connection, Sequence[int]] = {}
        self.verdicts: dict[int, Verdict] = {}
        self.exchanges: list[Exchange] = []
        self.routes: tuple[Route, ...] = ()
        self.findings: dict[tuple[str, str], Finding] = {}
        self.ready: list[float] = []

    def hear(self, pipe: Connection) -> None:
        """One message; a worker that ends without a word owes verdicts, and they are errors."""
        try:
            kind, *rest = pipe.recv()
        except (EOFError, ConnectionResetError):
            for index in self.pipes.pop(pipe):
                if index not in self.verdicts:
                    self.judged(index, _lost(self.tasks[index]))
            return
        match kind:
            case "ready":
                self.ready.append(perf_counter())
            case "verdict":
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

    def judged(self, index: int, verdict: Verdict) -> None:
        """Keep a verdict, with what it is about, and pass it on."""
        task = self.tasks[index]
        whole = replace(verdict, action=task.action, transaction=task.transaction)
        self.verdicts[index] = whole
        self.on_verdict(whole)


def _lost(task: Task) -> Verdict:
    reason = "the worker that judged it ended without a verdict: run it alone with --only"
    return Verdict(task.action, task.transaction, Outcome.ERROR, reason=reason)
