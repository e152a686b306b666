"""Faults tried on a running server: which judge notices them, and through what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from contracts.exchange import Answer, Outcome, Verdict
from contracts.model import Action
from contracts.mutation.faults import FAULTS, Fault, FaultyClient
from contracts.mutation.misbehaviour import Server
from contracts.mutation.report import Score, Survivor
from contracts.verify.plan import Task, plan
from contracts.verify.runner import Performer
from contracts.verify.session import Judging, Opened, suite_of


def successes(verdicts: Sequence[Verdict]) -> dict[str, Answer]:
    """The first successful answer of each operation, by its id."""
    found: dict[str, Answer] = {}
    for verdict in verdicts:
        if verdict.answer is not None and 200 <= verdict.answer.status < 300:
            found.setdefault(verdict.action.id, verdict.answer)
    return found


def live(
    judging: Judging,
    opened: Opened,
    right: Mapping[str, Answer],
    on_fault: Callable[[Fault, Action], None],
) -> tuple[list[Score], list[Survivor]]:
    """Every fault in every action it applies to, one at a time.

    A fault is killed by a failing transaction or law of the action; Dredd has no laws.
    """
    contract = judging.contract
    server = Server(opened.client, contract, right)
    client = FaultyClient(server)
    suite = suite_of(judging, client, opened.handler)
    performer = Performer(Opened(suite, client, opened.handler))
    tasks = _by_action(plan(contract, with_laws=opened.handler is not None))
    scores, survivors = [], []
    for fault in FAULTS:
        count: Counter[str] = Counter()
        for action in contract.actions():
            if not fault.applies(server, action):
                continue
            on_fault(fault, action)
            client.spoil(fault, action)
            strict, dredd = _judged(performer, tasks.get(action.id, ()))
            count.update({"total": 1, "strict": strict, "dredd": dredd})
            if not strict:
                survivors.append(Survivor(fault.name, action.name, str(action.location), action.id))
        row = (count["total"], count["strict"], count["dredd"])
        scores.append(Score(fault.name, fault.wrong, *row, 0))
    return scores, survivors


def _by_action(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """The tasks that touch an action: its transactions, and the laws that use it."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        for action in task.law.actions if task.law else (task.action.id,):
            found.setdefault(action, []).append(task)
    return found


def _judged(performer: Performer, tasks: Sequence[Task]) -> tuple[bool, bool]:
    """Whether strict mode notices, and whether Dredd does."""
    strict = dredd = False
    for task in tasks:
        if strict and (dredd or task.law):
            break  # laws come last, and Dredd has none
        verdict = performer.verdict(task)
        strict = strict or verdict.outcome in (Outcome.FAILED, Outcome.ERROR)
        dredd = dredd or bool(verdict.dredd)
    return strict, dredd
