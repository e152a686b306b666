"""What must exist before each transaction, derived from the contract alone.

The resources that the URI, the request's linkage and the documented response name are
wanted with the documented ids, together with what they require. The documented status
bends that: a 404 finds nothing, a 409 meets a twin of what it sends, a 403 comes with
somebody else's token, a 503 with the documented checker failing. No I/O: a state handler
(``server/states.py``) makes it true.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts.model import Contract, Transaction
from contracts.payloads import json_of
from contracts.states.rules import seed
from contracts.states.tokens import Token, token
from contracts.states.world import ResourceState, World, documented

__all__ = ["ResourceState", "State", "Token", "states"]


@dataclass(frozen=True, slots=True)
class State:
    """All that must hold before one transaction; resources come parents first.

    ``failing`` are the health checkers that must fail.
    """

    resources: tuple[ResourceState, ...] = ()
    token: Token | None = None
    failing: tuple[str, ...] = ()


def states(contract: Contract) -> dict[str, State]:
    """The state of every transaction, by transaction name."""
    samples = documented(contract)
    found = {}
    for action in contract.actions():
        for transaction in action.transactions:
            world = World(contract, samples)
            subject = seed(world, action, transaction)
            holder = token(world, action, transaction, subject)
            found[transaction.name] = State(world.in_order(), holder, _failing(transaction))
    return found


def _failing(transaction: Transaction) -> tuple[str, ...]:
    """The checkers a documented 503 shows as failing (the health document's ``results``)."""
    document = json_of(transaction.response.body)
    results = document.get("results") if isinstance(document, dict) else None
    if transaction.response.status != 503 or not isinstance(results, list):
        return ()
    failed = (r for r in results if isinstance(r, dict) and r.get("passed") is False)
    return tuple(str(r["checker"]) for r in failed if "checker" in r)
