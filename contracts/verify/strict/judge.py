"""The strict judge: an answer must be what the blueprint documents, and nothing else.

Every check is a small pure function of a :class:`CheckContext`; it yields problems of its rule,
each with a place and what was expected and seen. :data:`CHECKS` is the whole table. What a
transaction documents is compiled once; judging is then fast enough for every answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from contracts.exchange import Answer, Problem, Sent
from contracts.model import Action, Contract, Transaction
from contracts.model.memory import once_per_contract
from contracts.verify.strict import (
    document,
    echo,
    errors,
    http,
    links,
    plain,
    query,
    resources,
    schema,
    values,
)
from contracts.verify.strict.context import CheckContext, check_context
from contracts.verify.strict.expectation import Expected, expected
from contracts.verify.strict.facts import TypeFacts, type_facts
from contracts.verify.strict.rule import StrictCheck

#: Run when the status is right: with another status, the body is another matter.
CHECKS: Final[tuple[StrictCheck, ...]] = (
    *http.CHECKS,
    *schema.CHECKS,
    *plain.CHECKS,
    *document.CHECKS,
    *resources.CHECKS,
    *links.CHECKS,
    *values.CHECKS,
    *echo.CHECKS,
    *errors.CHECKS,
    *query.CHECKS,
)

#: What is judged: an operation, one of its transactions, what was sent and what was answered.
Exchange: TypeAlias = tuple[Action, Transaction, Sent, Answer]


class Judge:
    """The strict judge of one contract; it keeps what it compiled for each transaction."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.types: dict[str, TypeFacts] = type_facts(contract)
        # The transaction is kept beside its compilation, so that its id stays its own.
        self._compiled: dict[int, tuple[Transaction, Expected]] = {}

    def problems(self, *exchange: *Exchange, seeded: bool = True) -> tuple[Problem, ...]:
        """What is wrong with an answer; nothing when it is what the blueprint documents.

        Without ``seeded`` the documented resources need not exist: no state handler made them.
        """
        action, transaction, sent, answer = exchange
        judged = check_context(
            self.types, action, transaction, self.expected(transaction), sent, answer
        )
        problems = tuple(http.status(judged))
        return problems or tuple(self._judge(judged, seeded))

    def expected(self, transaction: Transaction) -> Expected:
        """What the transaction documents, compiled at its first use."""
        known = self._compiled.get(id(transaction))
        if known is None:
            known = (transaction, expected(transaction, self.contract.schemas))
            self._compiled[id(transaction)] = known
        return known[1]

    def _judge(self, judged: CheckContext, seeded: bool) -> Iterator[Problem]:
        for each in CHECKS:
            applies = each.rule.scope == "any" or judged.expected.is_json_api
            if applies and (seeded or not each.seeded):
                yield from each.check(judged)


@once_per_contract
def judge(contract: Contract) -> Judge:
    """The judge of ``contract``; the same one every time while it is remembered."""
    return Judge(contract)


def strict_problems(
    contract: Contract, *exchange: *Exchange, seeded: bool = True
) -> tuple[Problem, ...]:
    """What the strict judge finds wrong with an answer; see :data:`CHECKS`.

    Say ``seeded=False`` where no state handler made the documented resources exist.
    """
    return judge(contract).problems(*exchange, seeded=seeded)
