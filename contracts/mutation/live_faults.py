"""Faults tried on a running server: which judge notices them, and through what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from contracts.exchange import Answer, Outcome, Result
from contracts.model import Action
from contracts.mutation.faults import FAULTS, Fault, FaultyClient
from contracts.mutation.misbehaviour import HealthyServer
from contracts.mutation.report import Score, Survivor
from contracts.verify.plan import Check, plan
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Session, transaction_runner


def successes(results: Sequence[Result]) -> dict[str, Answer]:
    """The first successful answer of each operation, by its id."""
    answers: dict[str, Answer] = {}
    for result in results:
        if result.answer is not None and result.answer.is_success:
            answers.setdefault(result.action.id, result.answer)
    return answers


def live(
    expectations: Expectations,
    session: Session,
    right: Mapping[str, Answer],
    on_fault: Callable[[Fault, Action], None],
) -> tuple[list[Score], list[Survivor]]:
    """Every fault in every action it applies to, one at a time.

    A fault is killed by a failing transaction or law of the action; Dredd has no laws.
    """
    contract = expectations.contract
    server = HealthyServer(session.client, contract, right)
    client = FaultyClient(server)
    headers = session.transactions.headers
    transactions = transaction_runner(expectations, client, session.handler, headers=headers)
    runner = Runner(Session(transactions, client, session.handler))
    checks = _by_action(plan(contract, with_laws=session.handler is not None))
    scores, survivors = [], []
    for fault in FAULTS:
        count: Counter[str] = Counter()
        for action in contract.actions():
            if not fault.applies(server, action):
                continue
            on_fault(fault, action)
            client.corrupt(fault, action)
            strict, dredd = _judged(runner, checks.get(action.id, ()))
            count.update({"total": 1, "strict": strict, "dredd": dredd})
            if not strict:
                survivors.append(Survivor(fault.name, action.name, str(action.location), action.id))
        row = (count["total"], count["strict"], count["dredd"])
        scores.append(Score(fault.name, fault.wrong, *row, 0))
    return scores, survivors


def _by_action(checks: Sequence[Check]) -> dict[str, list[Check]]:
    """The tasks that touch an action: its transactions, and the laws that use it."""
    by_action: dict[str, list[Check]] = {}
    for check in checks:
        for action in check.law.actions if check.law else (check.action.id,):
            by_action.setdefault(action, []).append(check)
    return by_action


def _judged(runner: Runner, checks: Sequence[Check]) -> tuple[bool, bool]:
    """Whether strict mode notices, and whether Dredd does."""
    strict = dredd = False
    for check in checks:
        if strict and (dredd or check.law):
            break  # laws come last, and Dredd has none
        result = runner.result(check)
        strict = strict or result.outcome in (Outcome.FAILED, Outcome.ERROR)
        dredd = dredd or bool(result.dredd)
    return strict, dredd
