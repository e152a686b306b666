"""The plan of a run: every transaction in Dredd's order, then the laws."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    that its result is reported like any other. ``position`` is its place in the whole plan, of
    which a run may do a part.
    """

    name: str
    action: Action
    transaction: Transaction
    law: Law | None = None
    position: int = 0


#: The order of Dredd's option ``sorted`` (its ``sortTransactions.js``); other methods come first.
SORTED_METHODS: Final = (
    *("CONNECT", "OPTIONS", "POST", "GET", "HEAD", "PUT", "PATCH", "LINK", "UNLINK", "DELETE"),
    "TRACE",
)


def plan(
    contract: Contract,
    *,
    with_laws: bool = True,
    only: Sequence[str] = (),
    methods: Sequence[str] = (),
    is_sorted: bool = False,
) -> tuple[Check, ...]:
    """Everything to judge, or what ``only`` names of it.

    ``methods`` limits it to what sends no other HTTP methods. With ``is_sorted`` transactions
    come in the order of :data:`SORTED_METHODS`. Raises UnknownCheck for a name that is not in
    the contract.
    """
    checks = {t.key: Check(t.key, a, t) for a in contract.actions() for t in executed(a)}
    if with_laws:
        checks |= {check.name: check for check in _of_laws(contract)}
    for name in only:
        if name not in checks:
            near = difflib.get_close_matches(name, checks, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownCheck(f"no transaction or law is called {name!r}{hint}")
    by_id = {action.id: action.method for action in contract.actions()}
    ordered = sorted(checks.values(), key=_sorted_place) if is_sorted else checks.values()
    return tuple(
        replace(check, position=position)
        for position, check in enumerate(ordered)
        if (not only or check.name in only)
        and (not methods or {by_id[id] for id in _operations(check)} <= set(methods))
    )


def _operations(check: Check) -> Sequence[str]:
    return check.law.actions if check.law else (check.action.id,)


def _sorted_place(check: Check) -> tuple[bool, int]:
    method = check.action.method
    known = method in SORTED_METHODS and check.law is None
    return check.law is not None, SORTED_METHODS.index(method) if known else -1


def is_law(transaction: Transaction) -> bool:
    """Whether a result's transaction is that of a law.

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
