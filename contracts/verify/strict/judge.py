"""The strict judge: an answer must be what the blueprint documents, and nothing else.

Every rule is a small pure function of a :class:`CheckContext` in the table :data:`RULES`; it
yields problems, each with a code, a place and what was expected and seen. What a
transaction documents is compiled once; judging is then fast enough for every answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from contracts.exchange import Answer, Problem, Sent
from contracts.model import Action, Contract, Transaction
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
from contracts.verify.strict.context import CheckContext, RuleCheck, check_context
from contracts.verify.strict.expectation import Expected, expected
from contracts.verify.strict.facts import TypeFacts, type_facts

Scope = Literal["any", "json-api"]


@dataclass(frozen=True, slots=True)
class StrictRule:
    """A rule: the code of its problems and what it checks.

    JSON:API rules judge only answers to transactions that document JSON:API. A ``seeded``
    rule takes for granted that the documented resources exist.
    """

    code: str
    scope: Scope
    check: RuleCheck
    seeded: bool = False

    @property
    def summary(self) -> str:
        """What the rule asks, in a sentence."""
        return (self.check.__doc__ or "").split("\n\n")[0].strip()


STATUS: Final = StrictRule("status", "any", http.status)

#: Judged when the status is right: with another status, the body is another matter.
RULES: Final[tuple[StrictRule, ...]] = (
    StrictRule("content-type", "any", http.content_type),
    StrictRule("header", "any", http.headers),
    StrictRule("header", "any", http.lengths),
    StrictRule("location", "any", http.location),
    StrictRule("body", "any", http.body),
    StrictRule("schema", "any", schema.schema),
    StrictRule("undocumented", "any", schema.undocumented),
    StrictRule("non-empty", "any", schema.non_empty, seeded=True),
    StrictRule("token", "any", plain.tokens),
    StrictRule("checker", "any", plain.checkers, seeded=True),
    StrictRule("signature", "any", plain.signature),
    StrictRule("jsonapi-media-type", "json-api", document.parameters),
    StrictRule("jsonapi-top-level", "json-api", document.top_level),
    StrictRule("jsonapi-version", "json-api", document.version),
    StrictRule("jsonapi-errors", "json-api", document.errors),
    StrictRule("jsonapi-compound", "json-api", document.compound),
    StrictRule("jsonapi-id", "json-api", resources.identity),
    StrictRule("jsonapi-resource", "json-api", resources.members),
    StrictRule("jsonapi-relationship", "json-api", resources.relationships),
    StrictRule("jsonapi-linkage", "json-api", resources.relationship_document),
    StrictRule("jsonapi-links", "json-api", resources.links),
    StrictRule("link", "json-api", links.resource_links),
    StrictRule("link", "json-api", links.document_links),
    StrictRule("link", "json-api", links.relationship_document_links),
    StrictRule("paging", "json-api", links.paging),
    StrictRule("type", "json-api", values.types),
    StrictRule("id", "json-api", values.ids),
    StrictRule("documented", "json-api", values.documented_resources, seeded=True),
    StrictRule("documented", "json-api", values.documented_values, seeded=True),
    StrictRule("documented", "json-api", values.created, seeded=True),
    StrictRule("documented", "json-api", values.meta_texts),
    StrictRule("echo", "json-api", echo.echo),
    StrictRule("echo", "json-api", echo.echo_linkage),
    StrictRule("echo", "any", echo.echo_plain),
    StrictRule("error", "json-api", errors.error_values),
    StrictRule("include", "json-api", query.include),
    StrictRule("fields", "json-api", query.sparse),
    StrictRule("sort", "json-api", query.sorting),
)


class Judge:
    """The strict judge of one contract; it keeps what it compiled for each transaction."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.types: dict[str, TypeFacts] = type_facts(contract)
        # The transaction is kept beside its compilation, so that its id stays its own.
        self._compiled: dict[int, tuple[Transaction, Expected]] = {}

    def problems(
        self,
        action: Action,
        transaction: Transaction,
        sent: Sent,
        answer: Answer,
        *,
        seeded: bool = True,
    ) -> tuple[Problem, ...]:
        """What is wrong with ``answer``; nothing when it is what the blueprint documents.

        Without ``seeded`` the documented resources need not exist: no state handler made them.
        """
        judged = check_context(
            self.types, action, transaction, self.expected(transaction), sent, answer
        )
        found = tuple(STATUS.check(judged))
        return found or tuple(self._judge(judged, seeded))

    def expected(self, transaction: Transaction) -> Expected:
        """What the transaction documents, compiled at its first use."""
        known = self._compiled.get(id(transaction))
        if known is None:
            known = (transaction, expected(transaction, self.contract.schemas))
            self._compiled[id(transaction)] = known
        return known[1]

    def _judge(self, judged: CheckContext, seeded: bool) -> Iterator[Problem]:
        for rule in RULES:
            applies = rule.scope == "any" or judged.expected.is_json_api
            if applies and (seeded or not rule.seeded):
                yield from rule.check(judged)


#: Judges of the contracts seen last, by identity; a judge keeps its contract alive.
_JUDGES: Final[dict[int, Judge]] = {}
_KEPT: Final = 8


def judge(contract: Contract) -> Judge:
    """The judge of ``contract``; the same one every time while it is remembered."""
    known = _JUDGES.get(id(contract))
    if known is None:
        known = Judge(contract)
        while len(_JUDGES) >= _KEPT:
            del _JUDGES[next(iter(_JUDGES))]
        _JUDGES[id(contract)] = known
    return known


def strict_problems(
    contract: Contract,
    action: Action,
    transaction: Transaction,
    sent: Sent,
    answer: Answer,
    *,
    seeded: bool = True,
) -> tuple[Problem, ...]:
    """What the strict judge finds wrong with ``answer``; see :data:`RULES`.

    Say ``seeded=False`` where no state handler made the documented resources exist.
    """
    return judge(contract).problems(action, transaction, sent, answer, seeded=seeded)
