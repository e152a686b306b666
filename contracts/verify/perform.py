"""Doing one task of a plan on an opened server."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from contracts.model import Contract
from contracts.verify.coverage import Exchange
from contracts.verify.model import Verdict
from contracts.verify.plan import Task
from contracts.verify.routes import Route, served
from contracts.verify.target import Opened


class Performer:
    """Judges tasks on one server, between the hooks of the whole run."""

    def __init__(self, contract: Contract, server: Opened) -> None:
        self.contract = contract
        self.server = server
        self._stack = ExitStack()

    def __enter__(self) -> Performer:
        self._stack.enter_context(self.server.suite)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def verdict(self, task: Task) -> Verdict:
        """The verdict on a task."""
        return self.server.suite.run(task.name)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What was sent beside the transactions' own requests."""
        return ()

    def routes(self) -> tuple[Route, ...]:
        """The routes of a server in process."""
        return tuple(served(self.server.app))
