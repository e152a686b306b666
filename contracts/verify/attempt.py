"""One attempt at a transaction: its request, its answer and the problems found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Final, TypeAlias

from contracts.dredd.emulation.gavel import GavelJudge, Unjudgeable, real_message
from contracts.dredd.hook_files import HookData
from contracts.dredd.hook_test import is_valid
from contracts.exchange import Answer, Attribution, Client, Mode, Outcome, Problem, Result, Sent
from contracts.model import Action, Contract, Transaction
from contracts.states import State
from contracts.text.redaction import redact
from contracts.verify.client import HttpClient
from contracts.verify.executed import ExecutedTransaction
from contracts.verify.presumed import StateReport, is_presumed
from contracts.verify.strict.judge import Exchange, strict_problems

SKIPPED_BEFORE: Final = "Skipped in before hook"
SKIPPED_AFTER: Final = "a hook set skip after the request"

StrictJudgeFunction: TypeAlias = Callable[[Contract, *Exchange], tuple[Problem, ...]]
Vacuity: TypeAlias = Callable[[Action, Transaction, Answer], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AttemptContext:
    """What all attempts of a run share.

    ``strict`` is the judge of strict mode, None in Dredd's; ``unseeded`` its verdict where
    nobody made the documented resources, None where somebody did (``is_seeded``).
    """

    contract: Contract
    client: Client
    mode: Mode
    strict: StrictJudgeFunction | None
    unseeded: StrictJudgeFunction | None
    vacuity: Vacuity | None
    states: Mapping[str, State]
    is_seeded: bool


class Attempt:
    """One transaction on its way to a result."""

    def __init__(self, context: AttemptContext, case: ExecutedTransaction) -> None:
        self.context = context
        self.case = case
        self.transaction = case.transaction
        self.sent: Sent | None = None
        self.answer: Answer | None = None
        self.made = StateReport()

    def send(self, elsewhere: str = "") -> str:
        """Send the request, to another server where hooks say so; why there is no answer."""
        assert self.sent is not None
        client = HttpClient(elsewhere) if elsewhere else self.context.client
        try:
            self.answer = client.send(self.sent)
        except ConnectionError as error:
            return redact(str(error))
        finally:
            if elsewhere:
                client.close()
        return ""

    def judged(self, judge: GavelJudge, begin: float) -> Result:
        """The verdict of the deciding judge on the answer, with Dredd's beside it."""
        assert self.sent is not None
        assert self.answer is not None
        try:
            if self.sent.method == "HEAD":
                raise Unjudgeable("Dredd 14 cannot send HEAD requests")  # its library refuses
            if _lengths(self.answer) > 1:
                raise Unjudgeable("Node.js refuses answers with two Content-Length headers")
            dredd = judge.problems(real_message(self.answer))
        except Unjudgeable as error:
            dredd = (Problem("dredd-error", str(error)),)
            if self.context.mode is Mode.DREDD:
                return self.result(Outcome.ERROR, str(error), begin, dredd=dredd)
        problems = dredd
        presumed: tuple[Problem, ...] = ()
        if self.context.mode is Mode.STRICT:
            problems, presumed = self._strict_problems(self.sent, self.answer)
        outcome = Outcome.FAILED if problems else Outcome.PASSED
        return replace(self.result(outcome, "", begin, problems, dredd), presumed=presumed)

    def _strict_problems(
        self, sent: Sent, answer: Answer
    ) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """The problems of strict mode, and those that presume a state nobody made."""
        assert self.context.strict is not None
        exchange = (self.context.contract, self.case.action, self.transaction, sent, answer)
        strict = self.context.strict(*exchange)
        if strict and self.context.is_seeded:
            state = self.context.states[self.case.transaction.key]
            presumed = tuple(
                p for p in strict if is_presumed(p, self.case.action, answer, state, self.made)
            )
            return tuple(p for p in strict if p not in presumed), presumed
        if self.context.unseeded is None or not strict:
            return strict, ()
        problems = self.context.unseeded(*exchange)
        return problems, tuple(problem for problem in strict if problem not in problems)

    def unprepared(self, reason: str, begin: float) -> Result:
        """The result where the state handler or a hook left nothing to judge."""
        result = self.result(Outcome.ERROR, reason, begin)
        return replace(result, attribution=Attribution.STATE)

    def failed(self, reason: str, begin: float) -> Result:
        """The result of a hook that fails its transaction."""
        problem = Problem("hook", redact(reason))
        return self.result(Outcome.FAILED, "", begin, (problem,), (problem,))

    def after(self, result: Result, data: HookData, begin: float) -> Result:
        """``result`` as the hooks after the transaction leave it (Dredd's ``emitResult``).

        A hook may set ``test.valid`` either way; ``test.status`` decides nothing.
        """
        if result.outcome is Outcome.ERROR:
            return result
        if not data.get("test"):
            return self.result(Outcome.SKIPPED, "a hook removed the test", begin)
        if data.get("skip"):
            return self.result(Outcome.SKIPPED, result.reason or SKIPPED_AFTER, begin)
        if result.outcome is Outcome.SKIPPED:
            return self.failed("a hook took back its skip after the transaction", begin)
        if is_valid(data):
            if data.get("fail"):
                return self.failed(f"Failed in after hook: {data['fail']}", begin)
            return (
                result
                if result.outcome is Outcome.PASSED
                else self.result(
                    Outcome.PASSED, "a hook set test.valid after the transaction", begin
                )
            )
        if result.outcome is Outcome.PASSED:
            return self.failed("a hook took test.valid away after the transaction", begin)
        return result

    def result(
        self,
        outcome: Outcome,
        reason: str,
        begin: float,
        problems: tuple[Problem, ...] = (),
        dredd: tuple[Problem, ...] = (),
    ) -> Result:
        """The result with what was sent and seen so far."""
        vacuous: tuple[str, ...] = ()
        if outcome is Outcome.PASSED and self.context.vacuity and self.answer is not None:
            vacuous = self.context.vacuity(self.case.action, self.transaction, self.answer)
        return Result(
            action=self.case.action,
            transaction=self.transaction,
            outcome=outcome,
            problems=problems,
            dredd=dredd,
            sent=self.sent,
            answer=self.answer,
            reason=reason,
            vacuous=vacuous,
            notes=self.made.notes,
            unmade=frozenset(kind for kind, names in self.made.unmade.items() if not names),
            seconds=perf_counter() - begin,
        )


def _lengths(answer: Answer) -> int:
    return sum(name.lower() == "content-length" for name, _ in answer.headers)


UNSEEDED: Final[StrictJudgeFunction] = partial(strict_problems, seeded=False)
