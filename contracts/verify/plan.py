"""The plan of a run: every transaction in Dredd's order, then the laws."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.build.transactions import executed
from contracts.model import Action, Contract, Request, Response, Transaction
from contracts.verify.laws import PREFIX, Law, laws

_NO_STATUS: Final = 0


class UnknownCheck(Exception):
    """A name that is neither a transaction's nor a law's; the message suggests one."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to judge, by its name, which is unique in a plan.

    A law has a transaction as well, with its name and place but no request of its own, so
    that its result is reported like any other.
    """

    name: str
    action: Action
    transaction: Transaction
    law: Law | None = None


def plan(
    contract: Contract, *, with_laws: bool = True, only: Sequence[str] = ()
) -> tuple[Check, ...]:
    """Everything to judge, or what ``only`` names of it.

    Raises UnknownTask for a name that is not in the contract.
    """
    checks = {t.key: Check(t.key, a, t) for a in contract.actions() for t in executed(a)}
    if with_laws:
        checks |= {check.name: check for check in _of_laws(contract)}
    for name in only:
        if name not in checks:
            near = difflib.get_close_matches(name, checks, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownCheck(f"nothing is called {name!r}{hint}")
    return tuple(check for check in checks.values() if not only or check.name in only)


def is_law(transaction: Transaction) -> bool:
    """Whether a result's transaction stands for a law.

    A documented action may have no response either.
    """
    return transaction.response.status == _NO_STATUS and transaction.name.startswith(PREFIX)


def _of_laws(contract: Contract) -> Iterator[Check]:
    actions = {action.id: action for action in contract.actions()}
    for law in laws(contract):
        action = actions[law.actions[0]]
        request, response = Request("", action.method, ""), Response(_NO_STATUS)
        transaction = Transaction(law.name, request, response, law.location)
        yield Check(law.name, action, transaction, law)
