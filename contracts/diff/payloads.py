"""Requests and responses of an action compared: statuses, media types, headers and bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from contracts.diff import payload_changes
from contracts.diff.body_shapes import shape
from contracts.diff.change import ChangeFinding, ChangeKind, Places, Side
from contracts.diff.changes import CHANGES
from contracts.diff.pairs import Pairing
from contracts.diff.schema_place import SchemaPlace
from contracts.diff.schemas import SchemaComparison, findings
from contracts.model import Action, Payload, Request, Response, Transaction
from contracts.text.payloads import media_type

#: Whether a relationship, by type and name, is compared with its type.
Linked: TypeAlias = Callable[[str, str], bool]

_CREDENTIALS: Final = frozenset({"authorization", "cookie", "x-api-key", "x-auth-token"})
#: What media types and examples tell already.
_COMPARED_ELSEWHERE: Final = frozenset(
    {"content-type", "accept", "prefer", "content-length", "host"}
)


@dataclass(frozen=True, slots=True)
class Payloads:
    """The comparison of one action's transactions, reported for ``operation``."""

    old: Action
    new: Action
    operation: str
    linked: Linked

    def findings(self, pairing: Pairing[Transaction]) -> Iterator[ChangeFinding]:
        """Every difference, what the action promises as a whole first."""
        yield from self._statuses()
        yield from self._request_media_types()
        yield from self._response_media_types()
        yield from self._request_bodies()
        yield from self._request_headers()
        for old, new in pairing.pairs:
            yield from self._pair(old, new)
        yield from self._examples(pairing)

    def _finding(
        self, kind: ChangeKind, about: str, places: Places, before: str = "", after: str = ""
    ) -> ChangeFinding:
        subject = f"{self.operation} {about}".rstrip()
        return ChangeFinding(kind, subject, places, before, after, self.operation)

    def _whole(self) -> Places:
        return Places(self.old.location, self.new.location)

    # What the action promises as a whole

    def _statuses(self) -> Iterator[ChangeFinding]:
        before, after = _statuses(self.old), _statuses(self.new)
        lost = [s for s in before if s not in after and s < 400]
        gained = [s for s in after if s not in before and s < 400]
        places = self._whole()
        if len(lost) == len(gained) == 1:
            where = Places(before[lost[0]].response.location, after[gained[0]].response.location)
            yield self._finding(
                payload_changes.STATUS_CHANGED, "", where, str(lost[0]), str(gained[0])
            )
            lost, gained = [], []
        kinds = {
            payload_changes.STATUS_REMOVED: lost,
            payload_changes.STATUS_ADDED: gained,
            payload_changes.ERROR_REMOVED: [s for s in before if s not in after and s >= 400],
            payload_changes.ERROR_ADDED: [s for s in after if s not in before and s >= 400],
        }
        for kind, statuses in kinds.items():
            for status in statuses:
                one, other = before.get(status), after.get(status)
                where = Places(
                    one.response.location if one else places.old,
                    other.response.location if other else places.new,
                )
                yield self._finding(kind, "", where, "", str(status))

    def _request_media_types(self) -> Iterator[ChangeFinding]:
        before, after = (_media_types(_accepted(a)) for a in (self.old, self.new))
        yield from self._media_types("request", "request", before, after)

    def _response_media_types(self) -> Iterator[ChangeFinding]:
        old, new = _statuses(self.old), _statuses(self.new)
        for status in (status for status in old if status in new):
            before, after = (
                _media_types(t.response for t in a.transactions if t.response.status == status)
                for a in (self.old, self.new)
            )
            yield from self._media_types("response", f"{status} response", before, after)

    def _media_types(
        self,
        side: Side,
        about: str,
        before: dict[str, Payload],
        after: dict[str, Payload],
    ) -> Iterator[ChangeFinding]:
        """Media types that came or went; nothing where a side has no body at all."""
        lost = [name for name in before if name not in after]
        gained = [name for name in after if name not in before]
        places = self._whole()
        if not before or not after:
            return
        if len(lost) == len(gained) == 1:
            where = Places(before[lost[0]].location, after[gained[0]].location)
            yield self._finding(
                CHANGES[f"{side}-media-type-changed"], about, where, lost[0], gained[0]
            )
            return
        for name in lost:
            where = replace(places, old=before[name].location)
            yield self._finding(CHANGES[f"{side}-media-type-removed"], about, where, name)
        for name in gained:
            where = replace(places, new=after[name].location)
            yield self._finding(CHANGES[f"{side}-media-type-added"], about, where, "", name)

    def _request_bodies(self) -> Iterator[ChangeFinding]:
        before, after = list(_accepted(self.old)), list(_accepted(self.new))
        if not before or not after:
            return
        sent = any(request.documents_body for request in before)
        sends = [request.documents_body for request in after]
        if not sent and all(sends):
            yield self._finding(
                payload_changes.REQUEST_BODY_ADDED, "request", _locations(before[0], after[0])
            )
        elif sent and not any(sends):
            yield self._finding(
                payload_changes.REQUEST_BODY_REMOVED, "request", _locations(before[0], after[0])
            )

    def _request_headers(self) -> Iterator[ChangeFinding]:
        """Headers of every successful request on one side and of none on the other."""
        before, after = list(_accepted(self.old)), list(_accepted(self.new))
        if not before or not after:
            return
        names = (_names(requests) for requests in (before, after))
        (some_before, all_before), (some_after, all_after) = names
        where = _locations(before[0], after[0])
        for name in sorted((all_after - some_before) - _COMPARED_ELSEWHERE):
            kind = (
                payload_changes.CREDENTIAL_REQUIRED
                if name in _CREDENTIALS
                else payload_changes.REQUEST_HEADER_ADDED
            )
            yield self._finding(kind, f"request header {name}", where)
        for name in sorted((all_before - some_after) - _COMPARED_ELSEWHERE):
            kind = (
                payload_changes.CREDENTIAL_DROPPED
                if name in _CREDENTIALS
                else payload_changes.REQUEST_HEADER_REMOVED
            )
            yield self._finding(kind, f"request header {name}", where)

    # One transaction and what it became

    def _pair(self, old: Transaction, new: Transaction) -> Iterator[ChangeFinding]:
        status = new.response.status
        findings = list(self._response_headers(old.response, new.response))
        if not new.response.is_error:
            findings += self._body("request", old.request, new.request, "request")
        findings += self._body("response", old.response, new.response, f"{status} response")
        yield from findings
        if not findings and _example(old) != _example(new):
            where = _locations(old.request, new.request)
            yield self._finding(payload_changes.EXAMPLE_CHANGED, f"{status}", where)

    def _response_headers(self, old: Response, new: Response) -> Iterator[ChangeFinding]:
        before = {name.lower() for name, _ in old.headers} - _COMPARED_ELSEWHERE
        after = {name.lower() for name, _ in new.headers} - _COMPARED_ELSEWHERE
        places = _locations(old, new)
        for name in sorted(before - after):
            about = f"{new.status} response header {name}"
            yield self._finding(payload_changes.RESPONSE_HEADER_REMOVED, about, places)
        for name in sorted(after - before):
            about = f"{new.status} response header {name}"
            yield self._finding(payload_changes.RESPONSE_HEADER_ADDED, about, places)

    def _body(self, side: Side, old: Payload, new: Payload, about: str) -> Iterator[ChangeFinding]:
        places = _locations(old, new)
        if side == "response" and old.documents_body != new.documents_body:
            kind = (
                payload_changes.RESPONSE_BODY_ADDED
                if new.documents_body
                else payload_changes.RESPONSE_BODY_REMOVED
            )
            yield self._finding(kind, about, places)
            return
        if media_type(old.content_type) != media_type(new.content_type):
            return
        before, after = shape(old), shape(new)
        if before is None or after is None:
            return
        comparison = SchemaComparison(side, before.stated and after.stated, self.linked)
        places = Places(old.body_location or old.location, new.body_location or new.location)
        comparison.compare(
            before.schema, after.schema, SchemaPlace(f"{self.operation} {about}", places)
        )
        yield from findings(comparison, self.operation)

    def _examples(self, pairing: Pairing[Transaction]) -> Iterator[ChangeFinding]:
        """Transactions that came or went where their status stayed."""
        before, after = _statuses(self.old), _statuses(self.new)
        for gone in pairing.removed:
            if gone.response.status in after:
                where = Places(gone.location, self.new.location)
                yield self._finding(
                    payload_changes.EXAMPLE_REMOVED, f"{gone.response.status}", where
                )
        for come in pairing.added:
            if come.response.status in before:
                where = Places(self.old.location, come.location)
                yield self._finding(payload_changes.EXAMPLE_ADDED, f"{come.response.status}", where)


def _statuses(action: Action) -> dict[int, Transaction]:
    """The first transaction of each status."""
    first: dict[int, Transaction] = {}
    for transaction in action.transactions:
        first.setdefault(transaction.response.status, transaction)
    return first


def _accepted(action: Action) -> Iterator[Request]:
    """The requests that succeed; those of errors may be wrong on purpose."""
    return (t.request for t in action.transactions if not t.response.is_error)


def _media_types(payloads: Iterable[Payload]) -> dict[str, Payload]:
    first: dict[str, Payload] = {}
    for payload in payloads:
        if payload.documents_body and payload.content_type:
            first.setdefault(media_type(payload.content_type), payload)
    return first


def _names(requests: list[Request]) -> tuple[set[str], set[str]]:
    """The header names of some request, and of every request."""
    sets = [{name.lower() for name, _ in request.headers} for request in requests]
    return set().union(*sets), set.intersection(*sets)


def _locations(old: Payload, new: Payload) -> Places:
    return Places(old.location, new.location)


def _example(transaction: Transaction) -> tuple[object, ...]:
    request, response = transaction.request, transaction.response
    return request.uri, request.headers, request.body, response.headers, response.body
