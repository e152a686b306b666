"""Running the transactions of a contract: derived state, hooks, request, judgement.

Nothing but a misspelt name is an exception here: what cannot be sent, prepared or judged
becomes a result with its reason. A suite has one client and one state handler, so it is
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
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from contracts.dredd.emulation.drafter5 import dredd_schemas
from contracts.dredd.emulation.expected import Message, dredd_body, expected_message
from contracts.dredd.emulation.gavel import GavelJudge, Unjudgeable, real_message
from contracts.dredd.hook_data import (
    address_of,
    answer_of,
    described,
    expecting,
    sent_of,
)
from contracts.dredd.hook_doctor import HookFinding, examine
from contracts.dredd.hook_files import HookData, HookFiles
from contracts.dredd.hook_test import begin_test, end_test, is_valid
from contracts.dredd.remote_hooks import Hooks
from contracts.exchange import (
    Answer,
    Attribution,
    Client,
    Mode,
    Outcome,
    Problem,
    Result,
    Sent,
    StateHandler,
)
from contracts.model import Action, Contract, Transaction
from contracts.read.cache import default_folder
from contracts.states import State, states
from contracts.text.redaction import redact
from contracts.verify.client import HttpClient
from contracts.verify.executed import ExecutedTransaction, executed_transactions
from contracts.verify.presumed import Made, is_presumed
from contracts.verify.state import handler_reason, prepare

SKIPPED_BEFORE: Final = "Skipped in before hook"
SKIPPED_AFTER: Final = "a hook set skip after the request"

StrictJudgeFunction: TypeAlias = Callable[
    [Contract, Action, Transaction, Sent, Answer], tuple[Problem, ...]
]
Vacuity: TypeAlias = Callable[[Action, Transaction, Answer], tuple[str, ...]]


class TransactionRunner:
    """All transactions of ``contract`` that Dredd would run, in its order.

    Without a ``handler`` no state is made, and what strict mode asks of documented resources
    is noted instead of failed; without ``hooks`` none run. ``strict`` is the judge of strict
    mode, by default :func:`contracts.verify.strict.judge.strict_problems`;
    ``vacuity`` says why a pass proves little. ``schemas`` are those of
    :func:`contracts.dredd.emulation.drafter5.dredd_schemas`, by default read from the
    contract's file when the first answer is judged; a contract without a file does without.
    ``replays``: the server replays documented examples, and is asked for them.

    ``run`` judges one transaction. Iterating judges all of them, between the hooks of the
    whole run, which a ``with`` block runs as well::

        for result in TransactionRunner(contract, WsgiClient(app), StateHandler()):
            print(result.transaction.name, result.outcome)
    """

    def __init__(
        self,
        contract: Contract,
        client: Client,
        handler: StateHandler | None = None,
        hooks: Hooks | None = None,
        mode: Mode = Mode.STRICT,
        strict: StrictJudgeFunction | None = None,
        vacuity: Vacuity | None = None,
        schemas: Mapping[str, str] | None = None,
        *,
        replays: bool = False,
    ) -> None:
        self.contract = contract
        self.client = client
        self.handler = handler
        self.hooks = hooks
        self.mode = mode
        self.executed_transactions: dict[str, ExecutedTransaction] = {
            case.transaction.name: case for case in executed_transactions(contract)
        }
        self._strict = strict or (_strict_judge() if mode is Mode.STRICT else None)
        self._unseeded = _unseeded_judge() if handler is None and strict is None else None
        self._vacuity = vacuity
        self._given_schemas = schemas
        self._endpoint: str = getattr(client, "endpoint", "http://localhost")
        self._prefix = urlsplit(self._endpoint).path
        self._states: dict[str, State] = states(contract, replays=replays) if handler else {}
        self._judges: dict[str, GavelJudge] = {}
        self._data: dict[str, HookData] = {}

    def transactions(self) -> tuple[Transaction, ...]:
        """The transactions in the order in which iterating runs them."""
        return tuple(case.transaction for case in self.executed_transactions.values())

    def state(self, name: str) -> State | None:
        """The derived state of a transaction, None when there is no handler to make it."""
        return self._states.get(name)

    def __iter__(self) -> Iterator[Result]:
        with self:
            for name in self.executed_transactions:
                yield self.run(name)

    def __enter__(self) -> TransactionRunner:
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

    def run(self, transaction: Transaction | str) -> Result:
        """The result on one transaction.

        Raises KeyError when the contract has none of this name.
        """
        name = transaction if isinstance(transaction, str) else transaction.name
        case = self.executed_transactions.get(name)
        if case is None:
            near = difflib.get_close_matches(name, self.executed_transactions, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"no transaction is called {name!r}{hint}")
        begin = perf_counter()
        attempt = _Attempt(self, case)
        if case.unsendable:
            return attempt.result(Outcome.SKIPPED, case.unsendable, begin)
        if self.hooks is not None:
            return self._with_hooks(attempt, self.hooks, begin)
        return self._without_hooks(attempt, begin)

    def _without_hooks(self, attempt: _Attempt, begin: float) -> Result:
        request = attempt.transaction.request
        message: dict[str, Any] = {"headers": dict(request.headers), "body": dredd_body(request)}
        if reason := self._prepare(attempt, message):
            return attempt.unprepared(reason, begin)
        headers = tuple(message["headers"].items())
        attempt.sent = Sent(request.method, request.uri, headers, message["body"])
        if reason := attempt.send():
            return attempt.result(Outcome.ERROR, reason, begin)
        return attempt.judged(self.judge(attempt.case.transaction.name), begin)

    def _with_hooks(self, attempt: _Attempt, hooks: Hooks, begin: float) -> Result:
        data = self._datum(attempt.case)
        if reason := self._prepare(attempt, data["request"]):
            return attempt.unprepared(reason, begin)
        hooks.run("beforeEach", data)
        test = begin_test(data)
        result = self._hooked(attempt, hooks, data, begin)
        end_test(data, test, result)
        hooks.run("afterEach", data)
        return attempt.after(result, data, begin)

    def _hooked(self, attempt: _Attempt, hooks: Hooks, data: HookData, begin: float) -> Result:
        """The result between the hooks before and after a transaction."""
        if data.get("skip"):
            return attempt.result(Outcome.SKIPPED, SKIPPED_BEFORE, begin)
        if data.get("fail"):
            return attempt.failed(f"Failed in before hook: {data['fail']}", begin)
        before = self._expected(attempt.case)
        try:
            elsewhere = address_of(data)
            moved = elsewhere != address_of(self._described(attempt.case))
            attempt.sent = sent_of(data, "" if moved else self._prefix)
            if reason := attempt.send(elsewhere if moved else ""):
                return attempt.result(Outcome.ERROR, reason, begin)
            assert attempt.answer is not None
            data["real"] = real_message(attempt.answer)
            hooks.run("beforeEachValidation", data)
            attempt.answer = answer_of(data["real"], attempt.answer)
            attempt.transaction = expecting(attempt.transaction, before, data["expected"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A hook may leave anything in the dictionary it is given.
            reason = f"hooks left a transaction that is none: {type(error).__name__}: {error}"
            return attempt.unprepared(reason, begin)
        unchanged = before == data["expected"]
        judge = (
            self.judge(attempt.case.transaction.name)
            if unchanged
            else GavelJudge(dict(data["expected"]))
        )
        return attempt.judged(judge, begin)

    def _prepare(self, attempt: _Attempt, request: dict[str, Any]) -> str:
        """Make the derived state true; the reason when that failed."""
        if self.handler is None:
            return ""
        try:
            state = self._states[attempt.case.transaction.name]
            attempt.made = prepare(self.handler, state, request["headers"], request)
        except Exception as error:
            # A state handler is the server's own code; whatever it raises is the reason why
            # this transaction could not be judged, and none to end the run.
            return redact(handler_reason(error))
        return ""

    def examine(self) -> tuple[HookFinding, ...]:
        """What the hook doctor finds after a run; nothing without hooks in this process."""
        if not isinstance(self.hooks, HookFiles):
            return ()
        return examine(self.hooks, self.transactions(), self._states)

    def judge(self, name: str) -> GavelJudge:
        """Dredd's judge of this transaction, kept for the next time; KeyError without one."""
        case = self.executed_transactions[name]
        if name not in self._judges:
            self._judges[name] = GavelJudge(self._expected(case))
        return self._judges[name]

    @cached_property
    def _dredd_schemas(self) -> Mapping[str, str] | None:
        if self._given_schemas is not None or not Path(self.contract.file).is_file():
            return self._given_schemas
        return dredd_schemas(self.contract, cache=default_folder())

    def _expected(self, case: ExecutedTransaction) -> Message:
        """The expected response as Dredd has it."""
        schemas = self._dredd_schemas
        made = None if schemas is None else schemas.get(case.transaction.name, "")
        return expected_message(case.transaction, self.contract.schemas, made)

    def _datum(self, case: ExecutedTransaction) -> HookData:
        name = case.transaction.name
        if name not in self._data:
            self._data[name] = self._described(case)
        return self._data[name]

    def _described(self, case: ExecutedTransaction) -> HookData:
        """The transaction as it is before any hook has seen it."""
        return described(
            self.contract,
            case.group,
            case.resource,
            case.action,
            case.transaction,
            self._endpoint,
            self._expected(case),
        )

    def _all_data(self) -> list[HookData]:
        return [self._datum(case) for case in self.executed_transactions.values()]


class _Attempt:
    """One transaction on its way to a result."""

    def __init__(self, transactions: TransactionRunner, case: ExecutedTransaction) -> None:
        self.transactions = transactions
        self.case = case
        self.transaction = case.transaction
        self.sent: Sent | None = None
        self.answer: Answer | None = None
        self.made = Made()

    def send(self, elsewhere: str = "") -> str:
        """Send the request, to another server where hooks say so; why there is no answer."""
        assert self.sent is not None
        client = HttpClient(elsewhere) if elsewhere else self.transactions.client
        try:
            self.answer = client.send(self.sent)
        except ConnectionError as error:
            return redact(str(error))
        finally:
            if elsewhere:
                client.close()
        return ""

    def judged(self, judge: GavelJudge, begin: float) -> Result:
        """What the deciding judge says of the answer, with Dredd's word beside it."""
        assert self.sent is not None
        assert self.answer is not None
        transactions = self.transactions
        try:
            if self.sent.method == "HEAD":
                raise Unjudgeable("Dredd 14 cannot send HEAD requests")  # its library refuses
            if _lengths(self.answer) > 1:
                raise Unjudgeable("Node.js refuses answers with two Content-Length headers")
            dredd = judge.problems(real_message(self.answer))
        except Unjudgeable as error:
            dredd = (Problem("dredd-error", str(error)),)
            if transactions.mode is Mode.DREDD:
                return self.result(Outcome.ERROR, str(error), begin, dredd=dredd)
        problems = dredd
        presumed: tuple[Problem, ...] = ()
        if transactions.mode is Mode.STRICT:
            problems, presumed = self._strict_problems(self.sent, self.answer)
        outcome = Outcome.FAILED if problems else Outcome.PASSED
        return replace(self.result(outcome, "", begin, problems, dredd), presumed=presumed)

    def _strict_problems(
        self, sent: Sent, answer: Answer
    ) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """The problems of strict mode, and those that presume a state nobody made."""
        transactions = self.transactions
        assert transactions._strict is not None
        exchange = (transactions.contract, self.case.action, self.transaction, sent, answer)
        found = transactions._strict(*exchange)
        if found and transactions.handler is not None:
            state = transactions._states[self.case.transaction.name]
            presumed = tuple(
                p for p in found if is_presumed(p, self.case.action, answer, state, self.made)
            )
            return tuple(p for p in found if p not in presumed), presumed
        if transactions._unseeded is None or not found:
            return found, ()
        problems = transactions._unseeded(*exchange)
        return problems, tuple(problem for problem in found if problem not in problems)

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
        if outcome is Outcome.PASSED and self.transactions._vacuity and self.answer is not None:
            vacuous = self.transactions._vacuity(self.case.action, self.transaction, self.answer)
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
            seconds=perf_counter() - begin,
        )


def _lengths(answer: Answer) -> int:
    return sum(name.lower() == "content-length" for name, _ in answer.headers)


def _strict_judge() -> StrictJudgeFunction:
    from contracts.verify.strict.judge import strict_problems

    return strict_problems


def _unseeded_judge() -> StrictJudgeFunction:
    from contracts.verify.strict.judge import strict_problems

    return partial(strict_problems, seeded=False)
