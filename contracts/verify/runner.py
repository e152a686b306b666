"""Runs one task of a plan in an open session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from types import TracebackType
from typing import Any, Final

from contracts.exchange import (
    Answer,
    Attribution,
    Client,
    Outcome,
    Problem,
    Result,
    Sent,
    StateHandler,
)
from contracts.serve.state_database import NO_STATE
from contracts.text.redaction import redact
from contracts.verify.coverage import Exchange
from contracts.verify.laws import Law, LawWorld
from contracts.verify.laws.certainty import Undecided
from contracts.verify.plan import Check
from contracts.verify.routes import Route, served
from contracts.verify.session import Session
from contracts.verify.state import handler_reason

SHOWN: Final = 8
"""How many of a broken law's requests its result has."""


class Runner:
    """Judges tasks on one server, between the hooks of the whole run."""

    def __init__(self, server: Session) -> None:
        self.server = server
        self._stack = ExitStack()
        self._client = RecordingClient(server.client)

    def __enter__(self) -> Runner:
        self._stack.enter_context(self.server.transactions)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def result(self, check: Check) -> Result:
        """The result on a transaction or law."""
        if check.law is None:
            return self.server.transactions.run(check.name)
        return self._of_law(check, check.law)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What laws sent."""
        return tuple(self._client.exchanges)

    def routes(self) -> tuple[Route, ...]:
        """The routes of a server in process."""
        return tuple(served(self.server.app))

    def _of_law(self, check: Check, law: Law) -> Result:
        if self.server.handler is None:
            return Result(check.action, check.transaction, Outcome.SKIPPED, reason=NO_STATE)
        before, begin = len(self._client.exchanges), perf_counter()
        problems: tuple[Problem, ...] = ()
        reason = ""
        attribution = Attribution.ENVIRONMENT
        try:
            problems = law.run(LawWorld(self._client, GuardedHandler(self.server.handler)))
        except Undecided as error:
            return self._undecided(check, str(error), perf_counter() - begin)
        except HandlerRaised as error:
            reason, attribution = str(error), Attribution.STATE
        except ConnectionError as error:
            reason = str(error)
        except Exception as error:
            # A law reads whatever the server answers: what it raises is why it could not be
            # checked, and no reason to end the run.
            reason = f"the law could not be checked: {type(error).__name__}: {error}"
        outcome = Outcome.PASSED
        if reason or problems:
            outcome = Outcome.ERROR if reason else Outcome.FAILED
        exchanges = self._client.exchanges[before:]
        last = exchanges[-1] if exchanges and outcome is not Outcome.PASSED else None
        if problems:
            reason = f"after {', '.join(_summary(exchange) for exchange in exchanges[-SHOWN:])}"
        return Result(
            action=check.action,
            transaction=check.transaction,
            outcome=outcome,
            problems=problems,
            sent=last.sent if last else None,
            answer=last.answer if last else None,
            reason=redact(reason),
            seconds=perf_counter() - begin,
            attribution=attribution,
        )

    @staticmethod
    def _undecided(check: Check, reason: str, seconds: float) -> Result:
        """A pass that proves nothing, with the reason."""
        action, transaction = check.action, check.transaction
        return Result(
            action, transaction, Outcome.PASSED, vacuous=(f"undecided: {reason}",), seconds=seconds
        )


def _summary(exchange: Exchange) -> str:
    return f"{exchange.sent.method} {exchange.sent.uri} → {exchange.answer.status}"


class HandlerRaised(Exception):
    """A state handler raised; the message is that of the exception."""


class HandlerLacks(HandlerRaised, LookupError):
    """A state handler has no such type, attribute or relationship (:func:`~.state.prepare`)."""


class GuardedHandler:
    """A state handler whose exceptions are distinguished from those of the laws that use it."""

    def __init__(self, handler: StateHandler) -> None:
        self._handler = handler

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._handler, name)
        return self._guarded(member) if callable(member) and name != "together" else member

    def _guarded(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return method(*arguments, **named)
            except Exception as error:
                # A state handler is the server's own code and may raise anything.
                kind = HandlerLacks if isinstance(error, LookupError) else HandlerRaised
                raise kind(handler_reason(error)) from error

        return call


class RecordingClient:
    """A client that keeps what was sent and answered."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.exchanges: list[Exchange] = []

    def send(self, sent: Sent) -> Answer:
        """The answer of the server. Raises ConnectionError as the client does."""
        answer = self.client.send(sent)
        self.exchanges.append(Exchange(sent, answer))
        return answer

    def close(self) -> None:
        """The client is not ours to close."""
