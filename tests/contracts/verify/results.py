"""Verdicts by hand, for what no server is needed to say."""

from __future__ import annotations

import json
from typing import Any

from contracts.exchange import Answer, Outcome, Problem, Result, Sent
from contracts.model import Action, Contract, Transaction
from tests.contracts import factories

THING = {"data": {"type": "thing", "id": "1", "attributes": {"name": "a", "rank": 4}}}
TYPE = (("Content-Type", factories.JSON_API),)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6MX0.c2lnbmF0dXJl"


def documented(name: str = "Things > Thing > Show Thing") -> tuple[Action, Transaction]:
    """An action with one transaction, which shows a thing."""
    shown = factories.transaction(name=name, uri="/things/1", answers=THING)
    return factories.action(shown, name="Show Thing", template="/things/{id}"), shown


def contract() -> Contract:
    """The contract of :func:`documented`."""
    return factories.contract(documented()[0])


def answer(body: Any = THING, status: int = 200, **changes: Any) -> Answer:
    """An answer of the server."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, TYPE, text, 0.002, **changes)


def result(
    outcome: Outcome = Outcome.PASSED,
    *problems: Problem,
    name: str = "Things > Thing > Show Thing",
    **changes: Any,
) -> Result:
    """A result of the documented transaction."""
    action, transaction = documented(name)
    sent = Sent("GET", "/things/1", (("Authorization", f"JWT {TOKEN}"),))
    given: dict[str, Any] = {"sent": sent, "answer": answer(), "seconds": 0.01, **changes}
    return Result(action, transaction, outcome, problems, **given)
