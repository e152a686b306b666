"""Running the transactions of a contract: derived state, hooks, request, judgement.

Raises only KeyError, for unknown names: what cannot be sent, prepared or judged becomes a
result with its reason. A suite has one client and one state handler, so it is for one thread.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from contracts.dredd.emulation.drafter5 import dredd_schemas
from contracts.dredd.emulation.expected import Message, dredd_body, expected_message
from contracts.dredd.emulation.gavel import GavelJudge, real_message
from contracts.dredd.hook_data import (
    address_of,
    answer_of,
    described,
    expecting,
    sent_of,
)
from contracts.dredd.hook_doctor import HookFinding, examine
from contracts.dredd.hook_files import HookData, HookFiles
from contracts.dredd.hook_test import begin_test, end_test
from contracts.dredd.remote_hooks import Hooks
from contracts.exchange import (
    Client,
    Mode,
    Outcome,
    Result,
    Sent,
    StateHandler,
)
from contracts.model import Contract, Headers, Transaction
from contracts.read.cache import default_folder
from contracts.states import State, states
from contracts.text.redaction import redact
from contracts.verify.attempt import (
    SKIPPED_BEFORE,
    UNSEEDED,
    Attempt,
    AttemptContext,
    StrictJudgeFunction,
    Vacuity,
)
from contracts.verify.executed import ExecutedTransaction, executed_transactions
from contracts.verify.missing_routes import MISSING, MissingRoutes
from contracts.verify.state import handler_reason, prepare_transaction
from contracts.verify.strict.judge import strict_problems


class TransactionRunner:
    """All transactions of ``contract`` that Dredd would run, in its order.

    Without a ``handler`` no state is made, and what strict mode asks of documented resources
    is noted instead of failed; without ``hooks`` none run. ``strict`` is the judge of strict
    mode, by default :func:`contracts.verify.strict.judge.strict_problems`;
    ``vacuity`` is why a pass proves little. ``schemas`` are those of
    :func:`contracts.dredd.emulation.drafter5.dredd_schemas`, by default read from the
    contract's file when the first answer is judged; a contract without a file does without.
    ``replays``: the server replays documented examples, and is asked for them. ``headers`` are
    added to every request, in place of documented ones of the same spelling (Dredd's ``header``).

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
        headers: Headers = (),
    ) -> None:
        self.contract = contract
        self.client = client
        self.handler = handler
        self.hooks = hooks
        self.mode = mode
        self.executed_transactions: dict[str, ExecutedTransaction] = {
            case.transaction.key: case for case in executed_transactions(contract)
        }
        self._given_schemas = schemas
        self.headers = headers
        self._endpoint: str = getattr(client, "endpoint", "http://localhost")
        self._prefix = urlsplit(self._endpoint).path
        self._states: dict[str, State] = states(contract, replays=replays) if handler else {}
        self._context = AttemptContext(
            contract,
            client,
            mode,
            strict or (strict_problems if mode is Mode.STRICT else None),
            UNSEEDED if handler is None and strict is None else None,
            vacuity,
            self._states,
            handler is not None,
        )
        self._missing_routes = MissingRoutes(contract, client)
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
        name = transaction if isinstance(transaction, str) else transaction.key
        case = self.executed_transactions.get(name)
        if case is None:
            near = difflib.get_close_matches(name, self.executed_transactions, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"no transaction is called {name!r}{hint}")
        begin = perf_counter()
        attempt = Attempt(self._context, case)
        if case.unsendable:
            return attempt.result(Outcome.SKIPPED, case.unsendable, begin)
        if self.hooks is not None:
            return self._routed(self._with_hooks(attempt, self.hooks, begin))
        return self._routed(self._without_hooks(attempt, begin))

    def _routed(self, result: Result) -> Result:
        """The result, with what a 404 in place of another documented status means."""
        sent, answer = result.sent, result.answer
        documented = result.transaction.response.status
        wanted = result.outcome is Outcome.FAILED and documented != MISSING
        if not wanted or sent is None or answer is None:
            return result
        return replace(result, is_unrouted=self._missing_routes.lacks(sent, answer))

    def _without_hooks(self, attempt: Attempt, begin: float) -> Result:
        request = attempt.transaction.request
        message: dict[str, Any] = {
            "uri": request.uri,
            "headers": dict((*request.headers, *self.headers)),
            "body": dredd_body(request),
        }
        data = {"request": message, "fullPath": request.uri}
        if reason := self._prepare(attempt, data):
            return attempt.unprepared(reason, begin)
        headers = tuple(message["headers"].items())
        attempt.sent = Sent(request.method, str(data["fullPath"]), headers, message["body"])
        if reason := attempt.send():
            return attempt.result(Outcome.ERROR, reason, begin)
        return attempt.judged(self.judge(attempt.case.transaction.key), begin)

    def _with_hooks(self, attempt: Attempt, hooks: Hooks, begin: float) -> Result:
        data = self._datum(attempt.case)
        if reason := self._prepare(attempt, data):
            return attempt.unprepared(reason, begin)
        hooks.run("beforeEach", data)
        test = begin_test(data)
        result = self._hooked(attempt, hooks, data, begin)
        end_test(data, test, result)
        hooks.run("afterEach", data)
        return attempt.after(result, data, begin)

    def _hooked(self, attempt: Attempt, hooks: Hooks, data: HookData, begin: float) -> Result:
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
            self.judge(attempt.case.transaction.key)
            if unchanged
            else GavelJudge(dict(data["expected"]))
        )
        return attempt.judged(judge, begin)

    def _prepare(self, attempt: Attempt, data: dict[str, Any]) -> str:
        """Make the derived state true; the reason when that failed."""
        if self.handler is None:
            return ""
        try:
            state = self._states[attempt.case.transaction.key]
            attempt.made = prepare_transaction(self.handler, state, data)
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
        made = None if schemas is None else schemas.get(case.transaction.key, "")
        return expected_message(case.transaction, self.contract.schemas, made)

    def _datum(self, case: ExecutedTransaction) -> HookData:
        name = case.transaction.key
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
            self.headers,
        )

    def _all_data(self) -> list[HookData]:
        return [self._datum(case) for case in self.executed_transactions.values()]
