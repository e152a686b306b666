"""What Dredd would leave out or stop at, even with the blueprint derived for it.

Percent-encoded parameters are no finding: :mod:`contracts.render.dredd` writes them as
literals, which Dredd understands.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.model import Contract, Location
from contracts.names import unheard, uri_problems

Finding = tuple[Location, str, str]


def dropped(contract: Contract) -> Iterator[Finding]:
    """Transactions that Dredd would not run, with the reason."""
    for action in contract.actions():
        for problem in uri_problems(action.uri_template, action.parameters):
            if problem.kind not in ("encoded", "undeclared"):
                hint = "Dredd stops there" if problem.fatal else "Dredd leaves the action out"
                yield action.location, problem.message, hint
        for transaction in unheard(action):
            message = f"Dredd never runs this further pair of {transaction.name!r}"
            place = transaction.response.location or transaction.location
            yield place, message, "write a + Request before each + Response"
