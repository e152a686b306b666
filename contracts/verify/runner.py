"""Doing one task of a plan on an opened server."""

from __future__ import annotations

from contextlib import ExitStack
from time import perf_counter
from types import TracebackType
from typing import Final

from contracts.exchange import Answer, Client, Outcome, Problem, Sent, Verdict
from contracts.serve.state_database import NO_STATE
from contracts.text.redaction import redact
from contracts.verify.coverage import Exchange
from contracts.verify.laws import Law, LawWorld
from contracts.verify.plan import Task
from contracts.verify.routes import Route, served
from contracts.verify.session import Opened

SHOWN: Final = 8
"""How many of a broken law's requests its verdict tells."""


class Performer:
    """Judges tasks on one server, between the hooks of the whole run."""

    def __init__(self, server: Opened) -> None:
        self.server = server
        self._stack = ExitStack()
        self._listener = Listener(server.client)

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
        """The verdict on a transaction or law."""
        if task.law is None:
            return self.server.suite.run(task.name)
        return self._of_law(task, task.law)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What laws sent."""
        return tuple(self._listener.heard)

    def routes(self) -> tuple[Route, ...]:
        """The routes of a server in process."""
        return tuple(served(self.server.app))

    def _of_law(self, task: Task, law: Law) -> Verdict:
        if self.server.handler is None:
            return Verdict(task.action, task.transaction, Outcome.SKIPPED, reason=NO_STATE)
        before, begin = len(self._listener.heard), perf_counter()
        problems: tuple[Problem, ...] = ()
        reason = ""
        try:
            problems = law.run(LawWorld(self._listener, self.server.handler))
        except ConnectionError as error:
            reason = str(error)
        except Exception as error:
            # A state handler is the server's own code, and a law's trial reads whatever the
            # server answers: what they raise is why this law could not be tried, and no
            # reason to end the run.
            reason = f"the trial or the state handler raised {type(error).__name__}: {error}"
        outcome = Outcome.PASSED
        if reason or problems:
            outcome = Outcome.ERROR if reason else Outcome.FAILED
        heard = self._listener.heard[before:]
        last = heard[-1] if heard and outcome is not Outcome.PASSED else None
        if problems:
            reason = f"after {', '.join(_told(exchange) for exchange in heard[-SHOWN:])}"
        return Verdict(
            action=task.action,
            transaction=task.transaction,
            outcome=outcome,
            problems=problems,
            sent=last.sent if last else None,
            answer=last.answer if last else None,
            reason=redact(reason),
            seconds=perf_counter() - begin,
        )


def _told(exchange: Exchange) -> str:
    return f"{exchange.sent.method} {exchange.sent.uri} → {exchange.answer.status}"


class Listener:
    """A client that keeps what was sent and answered."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.heard: list[Exchange] = []

    def send(self, sent: Sent) -> Answer:
        """The answer of the server. Raises ConnectionError as the client does."""
        answer = self.client.send(sent)
        self.heard.append(Exchange(sent, answer))
        return answer

    def close(self) -> None:
        """The client is not ours to close."""
