"""What a run showed: requests with their answers, read once for all tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from contracts.exchange import Answer, Problem, Result, Sent
from contracts.model import MISSING, Action, Contract, EndpointKind, Missing, Transaction, header
from contracts.text.documents import as_object
from contracts.text.json_values import query_of
from contracts.text.payloads import json_of, media_type
from contracts.text.redaction import redact
from contracts.verify.coverage import Exchange
from contracts.verify.plan import is_law
from contracts.verify.routes import Router
from contracts.verify.scorecard.probes import Probe, ProbeResult
from contracts.verify.strict.context import ShownResource, read_body, shown
from contracts.verify.strict.document import MEDIA_TYPE


@dataclass(frozen=True)
class ObservedExchange:
    """A request with its answer; ``transaction`` where it is a documented one, no law's.

    ``probe`` is what was made wrong in it, where it must be refused.
    """

    contract: Contract
    sent: Sent
    answer: Answer
    action: Action | None = None
    transaction: Transaction | None = None
    problems: tuple[Problem, ...] = ()
    probe: Probe | None = None

    @property
    def name(self) -> str:
        """The transaction's key, or what a law sent."""
        if self.transaction is not None:
            return self.transaction.key
        wrong = f" ({self.probe.wrong})" if self.probe else ""
        return redact(f"{self.sent.method} {self.sent.uri}{wrong} → {self.answer.status}")

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.answer.status

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a success."""
        return self.answer.is_success

    @property
    def kind(self) -> EndpointKind | None:
        """What the action does to resources, where it is known."""
        return self.action.endpoint.kind if self.action and self.action.endpoint else None

    @property
    def is_documented_success(self) -> bool:
        """Whether the transaction documents a success; no law's or probe's request does."""
        return self.transaction is not None and self.transaction.response.is_success

    @property
    def documented_status(self) -> int:
        """The status that the transaction documents; 0 for what laws and probes send."""
        return self.transaction.response.status if self.transaction else 0

    @property
    def expected_status(self) -> int:
        """The documented status, or that of a probe; 0 for what laws send."""
        return self.probe.status if self.probe else self.documented_status

    @cached_property
    def is_json_api(self) -> bool:
        """Whether the answer is, or is documented to be, JSON:API."""
        if media_type(self.answer.content_type) == MEDIA_TYPE:
            return True
        if self.transaction is not None:
            return media_type(self.transaction.response.content_type) == MEDIA_TYPE
        return False

    @cached_property
    def document(self) -> Any:
        """The answer's JSON value; MISSING where it has none."""
        return MISSING if self.sent.method == "HEAD" else read_body(self.answer)[0]

    @property
    def top(self) -> dict[str, Any]:
        """The document where it is an object, else an empty one."""
        return as_object(self.document)

    @property
    def has_document(self) -> bool:
        """Whether the answer has a JSON:API document to look at."""
        return self.is_json_api and not isinstance(self.document, Missing)

    @cached_property
    def resources(self) -> tuple[ShownResource, ...]:
        """Resource objects and identifiers in the document."""
        return tuple(shown(self.document)) if self.has_document and "data" in self.top else ()

    @property
    def full_resources(self) -> tuple[ShownResource, ...]:
        """The resource objects alone: data of relationships are identifiers."""
        linkage = self.kind is EndpointKind.RELATIONSHIP
        return tuple(r for r in self.resources if not (linkage and r.primary))

    @cached_property
    def errors(self) -> tuple[dict[str, Any], ...]:
        """The error objects of the document."""
        listed = self.top.get("errors")
        return tuple(e for e in listed if isinstance(e, dict)) if isinstance(listed, list) else ()

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the request."""
        return query_of(self.sent.uri)

    @cached_property
    def sent_data(self) -> Any:
        """The primary data of the request; MISSING where it sends none."""
        document = json_of(self.sent.body) if self.sent.body else None
        return as_object(document).get("data", MISSING)

    def sent_header(self, name: str) -> str:
        """A header of the request, or an empty text."""
        return header(self.sent.headers, name)

    def points_at(self, start: str) -> bool:
        """Whether an error points into the request at ``start``, or names that parameter."""
        for error in self.errors:
            source = as_object(error.get("source"))
            at = str(source.get("pointer") or source.get("parameter") or "")
            if at.startswith(start):
                return True
        return False


#: Statuses of refusals that come before a request is looked at.
EARLY: Final = frozenset({401, 403, 404, 405, 429})


def observed(
    contract: Contract,
    results: tuple[Result, ...],
    exchanges: tuple[Exchange, ...],
    probed: Sequence[ProbeResult] = (),
) -> Iterator[ObservedExchange]:
    """All that transactions, laws and probes sent, with the answers."""
    router = Router(contract)
    for result in results:
        if result.sent and result.answer and not is_law(result.transaction):
            yield ObservedExchange(
                contract,
                result.sent,
                result.answer,
                result.action,
                result.transaction,
                result.problems,
            )
    for each in exchanges:
        action = each.action or router.action(each.sent.method, each.sent.uri)
        yield ObservedExchange(contract, each.sent, each.answer, action)
    for probe in probed:
        yield ObservedExchange(contract, probe.sent, probe.answer, probe.action, probe=probe.probe)
