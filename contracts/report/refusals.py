"""Refusals that the blueprint itself causes: a documented request that JSON:API or the format of
its body forbids, or an example with which no server can answer as documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from contracts.build.infer.paths import words_of
from contracts.exchange import Problem
from contracts.lint.example_bodies import Body
from contracts.model import Action, Contract, EndpointKind, Location, Transaction
from contracts.states.periods import BEGINS, ENDS
from contracts.text.documents import json_member
from contracts.text.json_values import moment_of
from contracts.text.payloads import is_json, is_json_media, json_of

#: Statuses of a server that misses a part of the body.
_UNREADABLE: Final = (400, 404, 415, 422)
#: Flags that close a resource where they are set; others do where they are not.
_CLOSING: Final = frozenset(
    {"archived", "banned", "blocked", "cancelled", "canceled", "closed", "deleted", "disabled"}
    | {"expired", "finished", "frozen", "locked", "revoked", "suspended", "used"}
)
_AUXILIARIES: Final = frozenset({"is", "are", "was", "has", "have", "can"})
#: What servers say of a period that is not now.
_NOT_NOW: Final = re.compile(
    r"\b(?:expired?|time ?frame|period|ended|closed|over|too (?:early|late)|in the (?:past|future)"
    r"|not (?:yet )?(?:started|begun|open|available|valid))\b",
    re.IGNORECASE,
)
_WRITES: Final = (EndpointKind.CREATE, EndpointKind.UPDATE, EndpointKind.RELATIONSHIP)


class Refusal(NamedTuple):
    """What of the documented request is refused, and its location."""

    what: str
    location: Location


def refusal(
    contract: Contract, action: Action, transaction: Transaction, problem: Problem
) -> Refusal | None:
    """Why no server answers the documented request as documented; None if one may."""
    seen = problem.seen
    if transaction.response.is_error or not isinstance(seen, int):
        return None
    _, _, detail = problem.message.partition(" (")
    reasons = (
        _reasons(contract, action, transaction, seen, detail) if 400 <= seen < 500 else iter(())
    )
    return next(reasons, None)


def _reasons(
    contract: Contract, action: Action, transaction: Transaction, seen: int, detail: str
) -> Iterator[Refusal]:
    request = transaction.request
    place = request.location or transaction.location
    if seen == 415 and not request.content_type and request.body:
        yield Refusal("the documented request has a body but no Content-Type", place)
    if seen in _UNREADABLE and (broken := broken_multipart(request.content_type, request.body)):
        yield Refusal(f"the documented request's multipart body {broken}", place)
    is_broken = bool(request.body) and not is_json(request.body)
    if seen in (400, 422) and is_json_media(request.content_type) and is_broken:
        yield Refusal("the documented request's body is not JSON", place)
    if seen == 400 and action.endpoint:
        yield from _sort(contract, action, transaction)
    yield from _closed(action, transaction, detail)
    body = Body(action, transaction, request, None)
    if action.endpoint and action.endpoint.kind in _WRITES and request.body:
        reasons = _document(action, body, json_of(request.body))
        yield from (reason for member, reason in reasons if _is_about(member, seen, detail))


def _closed(action: Action, transaction: Transaction, detail: str) -> Iterator[Refusal]:
    """The documented response shows a resource that is closed, and the server says so."""
    data = json_member(json_of(transaction.response.body), "data")
    fields = json_member(data, "attributes") if isinstance(data, dict) else None
    for name, value in fields.items() if isinstance(fields, dict) and detail else ():
        if _is_off(name, value, detail) or _is_not_now(name, value, detail):
            body = Body(action, transaction, transaction.response, None)
            what = f"the documented response shows {name} {json.dumps(value)}, for which the server"
            yield Refusal(f"{what} refuses the request", body.place("data", "attributes", name))


def _is_off(name: str, value: object, detail: str) -> bool:
    """Whether a flag has the value for which a server refuses that says ``detail``."""
    words = [re.escape(word) for word in words_of(name) if word not in _AUXILIARIES]
    if not words or not isinstance(value, bool):
        return False
    flag = r"[\s_-]".join(words)
    negated = (
        rf"(?:\bnot|n't|\bnever|\bno longer)\s+(?:\w+\s+)?{flag}\b|\b(?:in|un|dis|non-?){flag}\b"
    )
    is_negated = re.search(negated, detail, re.IGNORECASE) is not None
    if not value:
        return is_negated
    is_named = re.search(rf"\b{flag}\b", detail, re.IGNORECASE) is not None
    return bool(_CLOSING & set(words)) and is_named and not is_negated


def _is_not_now(name: str, value: object, detail: str) -> bool:
    """Whether a moment is the end of a period that is over, or the begin of one to come, and the
    server says so."""
    moment = moment_of(value) if isinstance(value, str) else None
    if moment is None or not _NOT_NOW.search(detail):
        return False
    words = set(words_of(name))
    return bool(words & (ENDS if moment < datetime.now(UTC) else BEGINS))


def broken_multipart(content_type: str, body: str) -> str:
    """What makes a multipart body unreadable (RFC 2046, section 5.1.1); empty if nothing does, or
    if the body is of another type."""
    header = Message()
    header["Content-Type"] = content_type.replace("\r", "").replace("\n", "")
    if header.get_content_maintype() != "multipart":
        return ""
    boundary = header.get_boundary()
    if not boundary:
        return "has no boundary in its Content-Type"
    lines = [line.rstrip() for line in body.splitlines()]
    delimiter, close = f"--{boundary}", f"--{boundary}--"
    if delimiter not in lines:
        return f"has no line `{delimiter}` before its first part"
    if close not in lines:
        return f"has no line `{close}` after its last part"
    parts = _parts(lines[: lines.index(close)], delimiter)
    if any("" not in part for part in parts):
        return "has a part without an empty line between its headers and its content"
    return ""


def _parts(lines: list[str], delimiter: str) -> list[list[str]]:
    """The lines of each part; what is before the first delimiter is no part."""
    starts = [number for number, line in enumerate(lines) if line == delimiter]
    ends = [*starts[1:], len(lines)]
    return [lines[start + 1 : end] for start, end in zip(starts, ends, strict=True)]


def _is_about(member: str, seen: int, detail: str) -> bool:
    """Whether a server that says ``detail`` may have refused a document for this member.

    A server that gives another reason has one: JSON:API's rule is not why (403, or 422 for a date).
    """
    if seen == 409:
        return member in ("type", "id")  # JSON:API 1.0, "409 Conflict"
    if seen not in (400, 422):
        return False
    words = rf"{member}|resource object|document" if member == "data" else member
    return not detail or re.search(rf"(?<![\w-])({words})(?![\w-])", detail) is not None


def _sort(contract: Contract, action: Action, transaction: Transaction) -> Iterator[Refusal]:
    """The documented ``sort`` names a field that no example of the type has."""
    endpoint = action.endpoint
    owner = contract.resource_type(endpoint.type) if endpoint else None
    query = dict(parse_qsl(urlsplit(transaction.request.uri).query))
    for name in query.get("sort", "").split(","):
        field = name.lstrip("-").partition(".")[0]
        if not field or field == "id" or owner is None:
            continue
        if owner.attribute(field) or owner.relationship(field):
            continue
        declared = (p for p in action.parameters if p.name == "sort")
        place = next((p.location for p in declared if p.location), transaction.location)
        yield Refusal(
            f"sort is documented with {field!r}, but {owner.name} has no such field", place
        )


def _document(action: Action, body: Body, document: Any) -> Iterator[tuple[str, Refusal]]:
    """The documented request is no JSON:API document, or one about another resource; with the
    member that is wrong."""
    data = json_member(document, "data")
    if not isinstance(document, dict) or "data" not in document:
        yield "data", Refusal("the documented request has no data", body.start)
        return
    if not isinstance(data, dict):
        return
    fields = data.get("attributes")
    for name in ("type", "id"):
        if isinstance(fields, dict) and name in fields:
            place = body.place("data", "attributes", name)
            what = f"the documented request has an attribute called {name!r}"
            yield name, Refusal(what, place)
    asked = unquote(urlsplit(body.transaction.request.uri).path).rsplit("/", 1)[-1]
    sent = data.get("id")
    is_update = action.endpoint is not None and action.endpoint.kind is EndpointKind.UPDATE
    if (
        is_update
        and isinstance(sent, str)
        and sent != asked
        and sent.isdecimal()
        and asked.isdecimal()
    ):
        what = f"the documented request is for {asked}, but sends the id {sent}"
        yield "id", Refusal(what, body.place("data", "id"))
