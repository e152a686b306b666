"""The same thing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracts.model import Contract, Location
from contracts.names import heard

Finding = tuple[Location, str, str]


def actions(contract: Contract) -> Iterator[Finding]:
    """Actions with the method and path of an earlier one.

    The name of a path variable makes no difference, except where it is a natural key.
    """
    keys = {t.natural_key for t in contract.resource_types}
    seen: dict[tuple[str, str], Location] = {}
    for action in contract.actions():
        path = re.sub(
            r"\{([^}?]*)\}",
            lambda found: found[0] if found[1] in keys else "{}",
            action.uri_template.split("{?", 1)[0].rstrip("/"),
        )
        first = seen.setdefault((action.method, path), action.location)
        if first is not action.location:
            message = f"{action.method} {action.path} is described already at {first}"
            yield action.location, message, "write its further cases as requests of one action"


def transactions(contract: Contract) -> Iterator[Finding]:
    """Transactions with the name of an earlier one, of those that Dredd runs."""
    seen: dict[str, Location] = {}
    for transaction in (t for action in contract.actions() for t in heard(action)):
        first = seen.setdefault(transaction.name, transaction.location)
        if first is not transaction.location:
            message = f"the transaction {transaction.name!r} exists already at {first}"
            yield transaction.location, message, "give the resource or action a name of its own"
