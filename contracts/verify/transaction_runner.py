"""Running the transactions of a contract: derived state, hooks, request, judgement.

Nothing but a misspelt name is an exception here: what cannot be sent, prepared or judged
becomes a verdict with its reason. A suite has one client and one state handler, so it is
for one thread.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from contracts.dredd.emulation.drafter5 import dredd_schemas
from contracts.dredd.emulation.expected import Message, dredd_body, expected_message
from contracts.dredd.emulation.gavel import Judge, Unjudgeable, real_message
from contracts.dredd.hook_data import (
    answer_of,
    described,
    expecting,
    sent_of,
)
from contracts.dredd.hook_doctor import Finding, examine
from contracts.dredd.hook_files import HookData, HookFiles
from contracts.exchange import (
    Answer,
    Client,
    Mode,
    Outcome,
    Problem,
    Sent,
    StateHandler,
    Verdict,
)
from contracts.model import Action, Contract, Transaction
from contracts.read.cache import default_folder
from contracts.states import State, states
from contracts.text.redaction import redact
from contracts.verify.executed import Case, cases
from contracts.verify.state import prepare

StrictJudge: TypeAlias = Callable[
    [Contract, Action, Transaction, Sent, Answer], tuple[Problem, ...]
]
Vacuity: TypeAlias = Callable[[Action, Transaction, Answer], tuple[str, ...]]


class Suite:
    """All transactions of ``contract`` that Dredd would run, in its order.

    Without a ``handler`` no state is made, and what strict mode asks of documented resources
    is noted instead of failed; without ``hooks`` none run. ``strict`` is the judge of strict
    mode, by default :func:`contracts.verify.strict.judge.strict_problems`;
    ``vacuity`` says why a pass proves little. ``schemas`` are those of
    :func:`contracts.dredd.emulation.drafter5.dredd_schemas`, by default read from the
    contract's file when the first answer is judged; a contract without a file does without.

    ``run`` judges one transaction. Iterating judges all of them, between the hooks of the
    whole run, which a ``with`` block runs as well::

        for verdict in Suite(contract, WsgiClient(app), StateHandler()):
            print(verdict.transaction.name, verdict.outcome)
    """

    def __init__(
        self,
        contract: Contract,
        client: Client,
        handler: StateHandler | None = None,
        hooks: HookFiles | None = None,
        mode: Mode = Mode.STRICT,
        strict: StrictJudge | None = None,
        vacuity: Vacuity | None = None,
        schemas: Mapping[str, str] | None = None,
    ) -> None:
        self.contract = contract
        self.client = client
        self.handler = handler
        self.hooks = hooks
        self.mode = mode
        self.cases: dict[str, Case] = {case.transaction.name: case for case in cases(contract)}
        self._strict = strict or (_strict_judge() if mode is Mode.STRICT else None)
        self._unseeded = _unseeded_judge() if handler is None and strict is None else None
        self._vacuity = vacuity
        self._given_schemas = schemas
        self._endpoint: str = getattr(client, "endpoint", "http://localhost")
        self._prefix = urlsplit(self._endpoint).path
        self._states: dict[str, State] = states(contract) if handler else {}
        self._judges: dict[str, Judge] = {}
        self._data: dict[str, HookData] = {}

    def transactions(self) -> tuple[Transaction, ...]:
        """The transactions in the order in which iterating runs them."""
        return tuple(case.transaction for case in self.cases.values())

    def state(self, name: str) -> State | None:
        """The derived state of a transaction, None when there is no handler to make it."""
        return self._states.get(name)

    def __iter__(self) -> Iterator[Verdict]:
        with self:
            for name in self.cases:
                yield self.run(name)

    def __enter__(self) -> Suite:
        if self.hooks is not None:
            self.hooks.run("beforeAll", self._all_data())
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self.hooks is not None:
            self.hooks.run("afterAll", self._all_data())

    def run(self, transaction: Transaction | str) -> Verdict:
        """The verdict on one transaction.

        Raises KeyError when the contract has none of this name.
        """
        name = transaction if isinstance(transaction, str) else transaction.name
        case = self.cases.get(name)
        if case is None:
            near = difflib.get_close_matches(name, self.cases, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"no transaction is called {name!r}{hint}")
        begin = perf_counter()
        attempt = _Attempt(self, case)
        if case.unsendable:
            return attempt.verdict(Outcome.SKIPPED, case.unsendable, begin)
        if self.hooks is not None:
            return self._with_hooks(attempt, self.hooks, begin)
        return self._without_hooks(attempt, begin)

    def _without_hooks(self, attempt: _Attempt, begin: float) -> Verdict:
        request = attempt.transaction.request
        headers = dict(request.headers)
        if reason := self._prepare(attempt.case, headers):
            return attempt.verdict(Outcome.ERROR, reason, begin)
        body = dredd_body(request)
        attempt.sent = Sent(request.method, request.uri, tuple(headers.items()), body)
        if reason := attempt.send():
            return attempt.verdict(Outcome.ERROR, reason, begin)
        return attempt.judged(self.judge(attempt.case.transaction.name), begin)

    def _with_hooks(self, attempt: _Attempt, hooks: HookFiles, begin: float) -> Verdict:
        data = self._datum(attempt.case)
        if reason := self._prepare(attempt.case, data["request"]["headers"]):
            return attempt.verdict(Outcome.ERROR, reason, begin)
        hooks.run("beforeEach", data)
        verdict = self._hooked(attempt, hooks, data, begin)
        data.setdefault("test", {})["status"] = _STATUS[verdict.outcome]
        data["test"]["valid"] = verdict.outcome is Outcome.PASSED
        data["test"]["message"] = verdict.reason or "\n".join(p.message for p in verdict.problems)
        hooks.run("afterEach", data)
        return attempt.after(verdict, data, begin)

    def _hooked(self, attempt: _Attempt, hooks: HookFiles, data: HookData, begin: float) -> Verdict:
        """The verdict between the hooks before and after a transaction."""
        if data.get("skip"):
            return attempt.verdict(Outcome.SKIPPED, "a hook set skip before the request", begin)
        if data.get("fail"):
            return attempt.failed(data["fail"], begin)
        before = self._expected(attempt.case)
        try:
            attempt.sent = sent_of(data, self._prefix)
            if reason := attempt.send():
                return attempt.verdict(Outcome.ERROR, reason, begin)
            assert attempt.answer is not None
            data["real"] = real_message(attempt.answer)
            hooks.run("beforeEachValidation", data)
            attempt.answer = answer_of(data["real"], attempt.answer)
            attempt.transaction = expecting(attempt.transaction, before, data["expected"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A hook may leave anything in the dictionary it is given.
            reason = f"hooks left a transaction that is none: {type(error).__name__}: {error}"
            return attempt.verdict(Outcome.ERROR, reason, begin)
        unchanged = before == data["expected"]
        judge = (
            self.judge(attempt.case.transaction.name)
            if unchanged
            else Judge(dict(data["expected"]))
        )
        return attempt.judged(judge, begin)

    def _prepare(self, case: Case, headers: dict[str, str]) -> str:
        """Make the derived state true; the reason when that failed."""
        if self.handler is None:
            return ""
        try:
            prepare(self.handler, self._states[case.transaction.name], headers)
        except Exception as error:
            # A state handler is the server's own code; whatever it raises is the reason why
            # this transaction could not be judged, and none to end the run.
            return redact(f"the state handler raised {type(error).__name__}: {error}")
        return ""

    def examine(self) -> tuple[Finding, ...]:
        """What the hook doctor finds after a run; nothing where there were no hooks."""
        if self.hooks is None:
            return ()
        return examine(self.hooks, self.transactions(), self._states)

    def judge(self, name: str) -> Judge:
        """Dredd's judge of this transaction, kept for the next time; KeyError without one."""
        case = self.cases[name]
        if name not in self._judges:
            self._judges[name] = Judge(self._expected(case))
        return self._judges[name]

    @cached_property
    def _dredd_schemas(self) -> Mapping[str, str] | None:
        if self._given_schemas is not None or not Path(self.contract.file).is_file():
            return self._given_schemas
        return dredd_schemas(self.contract, cache=default_folder())

    def _expected(self, case: Case) -> Message:
        """The expected response as Dredd has it."""
        schemas = self._dredd_schemas
        made = None if schemas is None else schemas.get(case.transaction.name, "")
        return expected_message(case.transaction, self.contract.schemas, made)

    def _datum(self, case: Case) -> HookData:
        name = case.transaction.name
        if name not in self._data:
            self._data[name] = described(
                self.contract,
                case.group,
                case.resource,
                case.action,
                case.transaction,
                self._endpoint,
                self._expected(case),
            )
        return self._data[name]

    def _all_data(self) -> list[HookData]:
        return [self._datum(case) for case in self.cases.values()]


_STATUS: Final = {
    Outcome.PASSED: "pass",
    Outcome.FAILED: "fail",
    Outcome.SKIPPED: "skip",
    Outcome.ERROR: "error",
}


class _Attempt:
    """One transaction on its way to a verdict."""

    def __init__(self, suite: Suite, case: Case) -> None:
        self.suite = suite
        self.case = case
        self.transaction = case.transaction
        self.sent: Sent | None = None
        self.answer: Answer | None = None

    def send(self) -> str:
        """Send the request; the reason when there was no answer."""
        assert self.sent is not None
        try:
            self.answer = self.suite.client.send(self.sent)
        except ConnectionError as error:
            return redact(str(error))
        return ""

    def judged(self, judge: Judge, begin: float) -> Verdict:
        """What the deciding judge says of the answer, with Dredd's word beside it."""
        assert self.sent is not None
        assert self.answer is not None
        suite = self.suite
        try:
            if self.sent.method == "HEAD":
                raise Unjudgeable("Dredd 14 cannot send HEAD requests")  # its library refuses
            if _lengths(self.answer) > 1:
                raise Unjudgeable("Node.js refuses answers with two Content-Length headers")
            dredd = judge.problems(real_message(self.answer))
        except Unjudgeable as error:
            dredd = (Problem("dredd-error", str(error)),)
            if suite.mode is Mode.DREDD:
                return self.verdict(Outcome.ERROR, str(error), begin, dredd=dredd)
        problems = dredd
        presumed: tuple[Problem, ...] = ()
        if suite.mode is Mode.STRICT:
            problems, presumed = self._strict_problems(self.sent, self.answer)
        outcome = Outcome.FAILED if problems else Outcome.PASSED
        return replace(self.verdict(outcome, "", begin, problems, dredd), presumed=presumed)

    def _strict_problems(
        self, sent: Sent, answer: Answer
    ) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """The problems of strict mode, and those that presume a state nobody made."""
        suite = self.suite
        assert suite._strict is not None
        exchange = (suite.contract, self.case.action, self.transaction, sent, answer)
        found = suite._strict(*exchange)
        if suite._unseeded is None or not found:
            return found, ()
        problems = suite._unseeded(*exchange)
        return problems, tuple(problem for problem in found if problem not in problems)

    def failed(self, word: object, begin: float) -> Verdict:
        """The verdict of a hook that set ``fail``."""
        problem = Problem("hook", redact(f"failed in a hook: {word}"))
        return self.verdict(Outcome.FAILED, "", begin, (problem,), (problem,))

    def after(self, verdict: Verdict, data: HookData, begin: float) -> Verdict:
        """``verdict`` as the hooks after the transaction leave it (Dredd's emitResult)."""
        if verdict.outcome is Outcome.ERROR:
            return verdict
        if data.get("skip"):
            reason = verdict.reason or "a hook set skip after the request"
            return self.verdict(Outcome.SKIPPED, reason, begin)
        if verdict.outcome is Outcome.PASSED and data.get("fail"):
            return self.failed(data["fail"], begin)
        return verdict

    def verdict(
        self,
        outcome: Outcome,
        reason: str,
        begin: float,
        problems: tuple[Problem, ...] = (),
        dredd: tuple[Problem, ...] = (),
    ) -> Verdict:
        """The verdict with what was sent and seen so far."""
        vacuous: tuple[str, ...] = ()
        if outcome is Outcome.PASSED and self.suite._vacuity and self.answer is not None:
            vacuous = self.suite._vacuity(self.case.action, self.transaction, self.answer)
        return Verdict(
            action=self.case.action,
            transaction=self.transaction,
            outcome=outcome,
            problems=problems,
            dredd=dredd,
            sent=self.sent,
            answer=self.answer,
            reason=reason,
            vacuous=vacuous,
            seconds=perf_counter() - begin,
        )


def _lengths(answer: Answer) -> int:
    return sum(name.lower() == "content-length" for name, _ in answer.headers)


def _strict_judge() -> StrictJudge:
    from contracts.verify.strict.judge import strict_problems

    return strict_problems


def _unseeded_judge() -> StrictJudge:
    from contracts.verify.strict.judge import strict_problems

    return partial(strict_problems, seeded=False)
