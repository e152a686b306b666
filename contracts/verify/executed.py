"""The transactions that Dredd would run, with what is known of each before the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.build.transactions import executed, unsendable
from contracts.model import Action, Contract, Transaction


@dataclass(frozen=True, slots=True)
class ExecutedTransaction:
    """A transaction with all that is known of it before the run; ``unsendable`` is why
    Dredd leaves it out, and is empty for others."""

    group: str
    resource: str
    action: Action
    transaction: Transaction
    unsendable: str = ""


def executed_transactions(contract: Contract) -> Iterator[ExecutedTransaction]:
    """The first pair of each example, in document order."""
    for group in contract.groups:
        for resource in group.resources:
            for action in resource.actions:
                for transaction in executed(action):
                    reason = unsendable(action, transaction)
                    yield ExecutedTransaction(
                        group.name,
                        resource.name or resource.uri_template,
                        action,
                        transaction,
                        f"it cannot be sent: {reason}" if reason else "",
                    )
