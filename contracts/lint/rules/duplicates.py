"""Duplicates: actions, transactions and names that are described twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.build.transactions import executed
from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Location, Severity
from contracts.read.parser_codes import PARSER


def actions(subject: Subject) -> Iterator[Finding]:
    """Actions with the method and path of an earlier one.

    The name of a path variable makes no difference, except where it is a natural key.
    """
    keys = {t.natural_key for t in subject.contract.resource_types}
    seen: dict[tuple[str, str], Location] = {}
    for action in subject.contract.actions():
        if not action.method:
            continue  # without a response the parser does not tell the method
        path = re.sub(
            r"\{([^}?]*)\}",
            lambda key: key[0] if key[1] in keys else "{}",
            action.uri_template.split("{?", 1)[0].rstrip("/"),
        )
        first = seen.setdefault((action.method, path), action.location)
        if first is not action.location:
            message = f"{action.method} {action.path} is described already at {first}"
            yield Finding(action.location, message)


def transactions(subject: Subject) -> Iterator[Finding]:
    """Transactions with the name of an earlier one, of those that Dredd runs."""
    seen: dict[str, Location] = {}
    for transaction in (t for action in subject.contract.actions() for t in executed(action)):
        first = seen.setdefault(transaction.name, transaction.location)
        if first is not transaction.location:
            message = f"the transaction {transaction.name!r} exists already at {first}"
            yield Finding(transaction.location, message)


DUPLICATE_TRANSACTION: Final = Rule(
    "duplicate-transaction",
    Severity.WARNING,
    "Two transactions have the same name.",
    "Hooks and reports find a transaction by its name.",
    "Give the resource or action a name of its own.",
    transactions,
)
RULES: Final = (
    Rule(
        "duplicate-action",
        Severity.WARNING,
        "Two actions have the same method and path.",
        "One method and path can only be served one way.",
        "Write the further cases as requests of one action.",
        actions,
        replaces=(PARSER[2], DUPLICATE_TRANSACTION),
    ),
    DUPLICATE_TRANSACTION,
)
