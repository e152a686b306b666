"""Coverage: how much of a contract a run exercised, and undocumented routes of the server.

Exercised means: a request went out and an answer came back that shows it. Whether the answer
was right is the result's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from contracts.exchange import Answer, Sent
from contracts.model import Action, Contract, Location
from contracts.text.documents import as_object, primary
from contracts.text.numbers import percent
from contracts.text.payloads import json_of
from contracts.verify.routes import Route, Router


class CoverageShare(StrEnum):
    """What is counted."""

    OPERATIONS = "operations"
    STATUSES = "statuses"
    PARAMETERS = "parameters"
    ATTRIBUTES_READ = "attributes read"
    ATTRIBUTES_WRITTEN = "attributes written"
    RELATIONSHIPS_READ = "relationships read"
    RELATIONSHIPS_WRITTEN = "relationships written"


@dataclass(frozen=True, slots=True)
class CoverageTarget:
    """One thing that can be exercised: ``owner`` is an operation id or a resource type."""

    part: CoverageShare
    owner: str
    name: str
    location: Location | None = None

    def __str__(self) -> str:
        return f"{self.owner} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer; ``action`` where it is known which one was meant.

    Two actions may have one path (``/events/{id}``, ``/events/{identifier}``).
    """

    sent: Sent
    answer: Answer
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What could be exercised and what was; ``undocumented`` are routes without an action."""

    targets: tuple[CoverageTarget, ...]
    hit: frozenset[CoverageTarget]
    undocumented: tuple[Route, ...] = ()

    def of(self, part: CoverageShare | None = None) -> tuple[int, int]:
        """How many were exercised, and of how many."""
        wanted = [t for t in self.targets if part is None or t.part is part]
        return sum(t in self.hit for t in wanted), len(wanted)

    @property
    def percent(self) -> float:
        """All parts together; 100 for a contract that has none. Undocumented routes count."""
        hit, total = self.of()
        return percent(hit, total + len(self.undocumented))

    @property
    def missed(self) -> tuple[CoverageTarget, ...]:
        """What was not exercised, in the contract's order."""
        return tuple(t for t in self.targets if t not in self.hit)


def coverage(
    contract: Contract,
    exchanges: Iterable[Exchange],
    served: Sequence[Route] = (),
) -> Coverage:
    """What these exchanges exercised; ``served`` are the server's routes where known."""
    watch = _Watch(contract)
    for exchange in exchanges:
        watch.see(exchange)
    wanted = targets(contract)
    undocumented = tuple(route for route in served if not watch.router.documents(route))
    return Coverage(wanted, frozenset(watch.hit) & frozenset(wanted), undocumented)


def targets(contract: Contract) -> tuple[CoverageTarget, ...]:
    """Everything of a contract that can be exercised, in its order, each once."""
    return tuple(dict.fromkeys([*_of_actions(contract), *_of_types(contract)]))


def _of_actions(contract: Contract) -> Iterator[CoverageTarget]:
    for action in contract.actions():
        yield CoverageTarget(CoverageShare.OPERATIONS, action.id, "", action.location)
        for transaction in action.transactions:
            status = str(transaction.response.status)
            yield CoverageTarget(CoverageShare.STATUSES, action.id, status, action.location)
        for parameter in action.parameters:
            place = parameter.location or action.location
            yield CoverageTarget(CoverageShare.PARAMETERS, action.id, parameter.name, place)


def _of_types(contract: Contract) -> Iterator[CoverageTarget]:
    for kind in contract.resource_types:
        for attribute in kind.attributes:
            place = attribute.location or kind.location
            if not attribute.write_only:
                yield CoverageTarget(
                    CoverageShare.ATTRIBUTES_READ, kind.name, attribute.name, place
                )
            if not attribute.read_only:
                yield CoverageTarget(
                    CoverageShare.ATTRIBUTES_WRITTEN, kind.name, attribute.name, place
                )
        for relationship in kind.relationships:
            place = relationship.location or kind.location
            yield CoverageTarget(
                CoverageShare.RELATIONSHIPS_READ, kind.name, relationship.name, place
            )
            if not relationship.read_only:
                yield CoverageTarget(
                    CoverageShare.RELATIONSHIPS_WRITTEN, kind.name, relationship.name, place
                )


#: The parts of a resource object, and what their members count as in answers and requests.
_MEMBERS: Final = {
    "attributes": (CoverageShare.ATTRIBUTES_READ, CoverageShare.ATTRIBUTES_WRITTEN),
    "relationships": (CoverageShare.RELATIONSHIPS_READ, CoverageShare.RELATIONSHIPS_WRITTEN),
}


@dataclass(slots=True)
class _Watch:
    """Collects what exchanges show; without places, as targets are compared without them."""

    contract: Contract
    router: Router = field(init=False)
    hit: set[CoverageTarget] = field(default_factory=set)
    known: dict[tuple[CoverageShare, str, str], CoverageTarget] = field(init=False)

    def __post_init__(self) -> None:
        self.router = Router(self.contract)
        self.known = {(t.part, t.owner, t.name): t for t in targets(self.contract)}

    def see(self, exchange: Exchange) -> None:
        sent, answer = exchange.sent, exchange.answer
        action = exchange.action or self.router.action(sent.method, sent.uri)
        if action is None:
            return
        self.mark(CoverageShare.OPERATIONS, action.id, "")
        self.mark(CoverageShare.STATUSES, action.id, str(answer.status))
        query = {name for name, _ in parse_qsl(urlsplit(sent.uri).query, keep_blank_values=True)}
        for parameter in action.parameters:
            if parameter.place == "path" or parameter.name in query:
                self.mark(CoverageShare.PARAMETERS, action.id, parameter.name)
        taken = answer.is_success
        if taken:
            self.document(json_of(sent.body), 1)
            self.document(json_of(answer.text), 0)
        endpoint = action.endpoint
        if taken and endpoint is not None and endpoint.relationship and endpoint.parent:
            reading = action.method == "GET"
            part = (
                CoverageShare.RELATIONSHIPS_READ if reading else CoverageShare.RELATIONSHIPS_WRITTEN
            )
            self.mark(part, endpoint.parent, endpoint.relationship)

    def document(self, document: Any, side: int) -> None:
        """Every resource object of a JSON:API document; ``side`` is 1 for requests."""
        for item in (*primary(document), *primary(document, "included")):
            if isinstance(item.get("type"), str):
                self.resource(item, side)

    def resource(self, item: dict[str, Any], side: int) -> None:
        for member, parts in _MEMBERS.items():
            for name in as_object(item.get(member)):
                self.mark(parts[side], item["type"], name)

    def mark(self, part: CoverageShare, owner: str, name: str) -> None:
        item = self.known.get((part, owner, name))
        if item is not None:
            self.hit.add(item)
