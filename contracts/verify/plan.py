"""What a run does: every transaction in Dredd's order, then the laws."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.model import Action, Contract, Transaction
from contracts.names import heard


class UnknownTask(Exception):
    """A name that is neither a transaction's nor a law's; the message suggests one."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to judge, by its name, which is unique in a plan."""

    name: str
    action: Action
    transaction: Transaction


def plan(contract: Contract, *, only: Sequence[str] = ()) -> tuple[Task, ...]:
    """Everything to judge, or what ``only`` names of it.

    Raises UnknownTask for a name that is not in the contract.
    """
    tasks = {t.name: Task(t.name, a, t) for a in contract.actions() for t in heard(a)}
    for name in only:
        if name not in tasks:
            near = difflib.get_close_matches(name, tasks, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownTask(f"nothing is called {name!r}{hint}")
    return tuple(task for task in tasks.values() if not only or task.name in only)
