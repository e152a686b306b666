"""What a run does: every transaction in Dredd's order, then the laws."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.build.transactions import heard
from contracts.model import Action, Contract, Request, Response, Transaction
from contracts.verify.laws import Law, laws

_NO_STATUS: Final = 0


class UnknownTask(Exception):
    """A name that is neither a transaction's nor a law's; the message suggests one."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to judge, by its name, which is unique in a plan.

    A law has a transaction as well, with its name and place but no request of its own, so
    that its verdict is told like any other.
    """

    name: str
    action: Action
    transaction: Transaction
    law: Law | None = None


def plan(
    contract: Contract, *, with_laws: bool = True, only: Sequence[str] = ()
) -> tuple[Task, ...]:
    """Everything to judge, or what ``only`` names of it.

    Raises UnknownTask for a name that is not in the contract.
    """
    tasks = {t.name: Task(t.name, a, t) for a in contract.actions() for t in heard(a)}
    if with_laws:
        tasks |= {task.name: task for task in _of_laws(contract)}
    for name in only:
        if name not in tasks:
            near = difflib.get_close_matches(name, tasks, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownTask(f"nothing is called {name!r}{hint}")
    return tuple(task for task in tasks.values() if not only or task.name in only)


def is_law(transaction: Transaction) -> bool:
    """Whether a verdict's transaction stands for a law."""
    return transaction.response.status == _NO_STATUS


def _of_laws(contract: Contract) -> Iterator[Task]:
    actions = {action.id: action for action in contract.actions()}
    for law in laws(contract):
        action = actions[law.actions[0]]
        request, response = Request("", action.method, ""), Response(_NO_STATUS)
        transaction = Transaction(law.name, request, response, law.location)
        yield Task(law.name, action, transaction, law)
