"""Derived states: the records that must exist before each transaction, from the contract alone.

These are the resources that the URI, the request's linkage and the documented response name, with
the documented ids, and what they require. The documented status adjusts this: for a 404 the
resource does not exist, for a 409 a duplicate exists, for a 403 the token is another user's, for a
503 the documented checker fails. No I/O: a state handler (``runtime/states.py``, or one of your
own) creates the records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from contracts.model import Contract, Transaction
from contracts.model.memory import once_per_contract
from contracts.states.documented_resources import ResourceState, documented
from contracts.states.people import want_people
from contracts.states.periods import open_periods
from contracts.states.plain import plain_types
from contracts.states.plain_rules import plain_samples
from contracts.states.preferences import preferences
from contracts.states.rules import seed
from contracts.states.tokens import Token, token
from contracts.states.world import World
from contracts.text.payloads import json_of

__all__ = ["ResourceState", "State", "Token", "states"]


@dataclass(frozen=True, slots=True)
class State:
    """All that must hold before one transaction; resources come parents first.

    ``failing`` are the health checkers that must fail. ``prefer`` is the ``Prefer`` header
    (RFC 7240) that asks a replaying server for the documented example.
    """

    resources: tuple[ResourceState, ...] = ()
    token: Token | None = None
    failing: tuple[str, ...] = ()
    prefer: str = ""


def states(contract: Contract, *, replays: bool = False) -> dict[str, State]:
    """The state of every transaction, by transaction key.

    With ``replays`` the server is one that replays examples (``runtime.replay``): it is
    asked for those that no request of its own could bring about.
    """
    derived = dict(_derived(contract))
    for name, wish in _wishes(contract) if replays else ():
        derived[name] = replace(derived[name], prefer=wish)
    return derived


def _wishes(contract: Contract) -> Iterator[tuple[str, str]]:
    """The transactions whose example is asked for; of several with one name, the first."""
    wishes = preferences(contract)
    first = {t.key: t for t in reversed(list(contract.transactions()))}
    for name, transaction in first.items():
        if id(transaction) in wishes:
            yield name, wishes[id(transaction)]


@once_per_contract
def _derived(contract: Contract) -> Mapping[str, State]:
    """The states without wishes. A run needs them in several places: runner, laws, report."""
    samples = {**plain_samples(contract), **documented(contract)}
    plain = plain_types(contract)
    by_key: dict[str, State] = {}
    for action in contract.actions():
        for transaction in action.transactions:
            if transaction.key in by_key:
                continue  # of several pairs with one name Dredd runs the first
            world = World(contract, samples, plain=plain)
            subject = seed(world, action, transaction)
            holder = token(world, action, transaction, subject)
            want_people(world, action, transaction, holder)
            world.settle()
            open_periods(world, action, transaction, subject)
            by_key[transaction.key] = State(world.in_order(), holder, _failing(transaction))
    return by_key


def _failing(transaction: Transaction) -> tuple[str, ...]:
    """The checkers a documented 503 shows as failing (the health document's ``results``)."""
    document = json_of(transaction.response.body)
    results = document.get("results") if isinstance(document, dict) else None
    if transaction.response.status != 503 or not isinstance(results, list):
        return ()
    failed = (r for r in results if isinstance(r, dict) and r.get("passed") is False)
    return tuple(str(r["checker"]) for r in failed if "checker" in r)
