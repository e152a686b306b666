"""Requests that JSON:API refuses or ignores a part of, and that neither transactions nor laws send.

A probe changes a request that succeeded in one point, for which the specification says what becomes
of it. So whatever else a server refuses has been accepted before.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

from contracts.exchange import Answer, Result, Sent
from contracts.model import Action, EndpointKind, header
from contracts.text.documents import json_member
from contracts.text.payloads import json_of, media_type
from contracts.verify.laws.values import missing_id
from contracts.verify.plan import is_law
from contracts.verify.session import Expectations, Session, Target, open_session
from contracts.verify.strict.document import MEDIA_TYPE

#: A media type parameter that neither JSON:API 1.0 nor 1.1 (``ext``, ``profile``) allows.
PARAMETER: Final = "charset=utf-8"
#: No parameter, relationship, attribute or type is called so.
UNKNOWN: Final = "undocumented"

#: The JSON that the server answers to a GET of an address, sent as another request was; or None.
Read: TypeAlias = Callable[[str], Any]
Change: TypeAlias = Callable[[Action, Sent, Read], Sent | None]


@dataclass(frozen=True, slots=True)
class Probe:
    """What is wrong with a request, the status it must have, and how it is made.

    ``tests`` names the only tests that its answer is a case of: what a server makes of a request
    that it should have refused says nothing about other statements. ``change`` gives None for
    requests that cannot be wrong in this way.
    """

    wrong: str
    status: int
    tests: tuple[str, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """A probe as it was sent, with its answer."""

    probe: Probe
    action: Action
    sent: Sent
    answer: Answer


def probe_target(
    expectations: Expectations, target: Target, results: Sequence[Result]
) -> tuple[ProbeResult, ...]:
    """The answers to all probes, of a server made once more; see :func:`probe_session`.

    Raises TargetFailed when it cannot be made.
    """
    with (
        tempfile.TemporaryDirectory(prefix="contract-") as folder,
        open_session(target, expectations, Path(folder)) as session,
        session.transactions,
    ):
        return tuple(probe_session(session, results))


def probe_session(session: Session, results: Sequence[Result]) -> Iterator[ProbeResult]:
    """The answers to all probes of the operations that succeeded in a run.

    Their transactions are repeated before, so that their states are made.
    """
    for first in first_successes(results):
        again = session.transactions.run(first.transaction.key)
        request = again.sent or first.sent
        if request is None:
            continue
        for probe in PROBES:
            sent = probe.change(first.action, request, partial(_shown, session, request))
            if sent is None:
                continue
            # A server that closes the connection has given no answer to judge.
            with suppress(ConnectionError):
                yield ProbeResult(probe, first.action, sent, session.client.send(sent))


def _shown(session: Session, sent: Sent, uri: str) -> Any:
    kept = tuple(each for each in sent.headers if not each[0].lower().startswith("content-"))
    with suppress(ConnectionError):
        answer = session.client.send(Sent("GET", uri, kept))
        return json_of(answer.text) if answer.is_success else None
    return None


def first_successes(results: Sequence[Result]) -> tuple[Result, ...]:
    """Of each operation that answers JSON:API, or is sent it, the first result that succeeded."""
    first: dict[str, Result] = {}
    for result in results:
        if is_law(result.transaction) or not (result.sent and result.answer):
            continue
        types = (result.answer.content_type, header(result.sent.headers, "Content-Type"))
        if result.answer.is_success and MEDIA_TYPE in map(media_type, types):
            first.setdefault(result.action.id, result)
    return tuple(first.values())


def _kind(action: Action) -> EndpointKind | None:
    return action.endpoint.kind if action.endpoint else None


def _with_header(sent: Sent, name: str, value: str) -> Sent:
    kept = tuple(each for each in sent.headers if each[0].lower() != name.lower())
    return replace(sent, headers=(*kept, (name, value)))


def _content_type(_: Action, sent: Sent, _read: Read) -> Sent | None:
    if media_type(header(sent.headers, "Content-Type")) != MEDIA_TYPE or not sent.body:
        return None
    return _with_header(sent, "Content-Type", f"{MEDIA_TYPE}; {PARAMETER}")


def _accept(_: Action, sent: Sent, _read: Read) -> Sent | None:
    if sent.method != "GET":
        return None
    return _with_header(sent, "Accept", f"{MEDIA_TYPE}; {PARAMETER}")


def _asking(name: str, value: str, *kinds: EndpointKind) -> Change:
    """The request with one query parameter set; of operations of these kinds, if any are named."""

    def change(action: Action, sent: Sent, _read: Read) -> Sent | None:
        if sent.method != "GET" or (kinds and _kind(action) not in kinds):
            return None
        parts = urlsplit(sent.uri)
        kept = [each for each in parse_qsl(parts.query, keep_blank_values=True) if each[0] != name]
        pairs = "&".join(
            f"{quote(key, safe='')}={quote(text, safe='')}" for key, text in (*kept, (name, value))
        )
        return replace(sent, uri=f"{parts.path}?{pairs}")

    return change


def _sending(kind: EndpointKind, member: str) -> Change:
    """The request with another ``type`` or ``id`` in its primary data."""

    def change(action: Action, sent: Sent, _read: Read) -> Sent | None:
        document: Any = json_of(sent.body)
        data = json_member(document, "data")
        if _kind(action) is not kind or not isinstance(data, dict) or member not in data:
            return None
        changed = {**document, "data": {**data, member: UNKNOWN}}
        return replace(sent, body=json.dumps(changed))

    return change


def _linking_nothing(action: Action, sent: Sent, _read: Read) -> Sent | None:
    """An update that links a to-one relationship to a resource that does not exist."""
    document: Any = json_of(sent.body)
    data = json_member(document, "data")
    links = json_member(data, "relationships")
    if _kind(action) is not EndpointKind.UPDATE or not isinstance(links, dict):
        return None
    for name, value in links.items():
        linked = json_member(value, "data")
        id = json_member(linked, "id")
        if isinstance(id, str):
            gone = {**value, "data": {**linked, "id": missing_id(id)}}
            changed = {**data, "relationships": {**links, name: gone}}
            return replace(sent, body=json.dumps({**document, "data": changed}))
    return None


def _with_unknown_member(action: Action, sent: Sent, _read: Read) -> Sent | None:
    """An update with a member that JSON:API does not know, in the document and the resource."""
    document: Any = json_of(sent.body)
    data = json_member(document, "data")
    if _kind(action) is not _UPDATE or not isinstance(data, dict):
        return None
    changed = {**document, "data": {**data, UNKNOWN: 1}, UNKNOWN: 1}
    return replace(sent, body=json.dumps(changed))


def _with_its_members(action: Action, sent: Sent, read: Read) -> Sent | None:
    """An update that also replaces a to-many relationship, by the members that it has.

    A refusal can only mean that the server does not replace such a relationship.
    """
    document: Any = json_of(sent.body)
    data = json_member(document, "data")
    if _kind(action) is not _UPDATE or not isinstance(data, dict):
        return None
    shown = json_member(json_member(read(sent.uri), "data"), "relationships")
    for name, relation in shown.items() if isinstance(shown, dict) else ():
        members = members_of(relation, read)
        if members is not None:
            links = {**(data.get("relationships") or {}), name: {"data": members}}
            changed = {**data, "relationships": links}
            return replace(sent, body=json.dumps({**document, "data": changed}))
    return None


def members_of(relation: Any, read: Read) -> list[Any] | None:
    """All members of a to-many relationship; None if it is not one, or they are not all known."""
    links = json_member(relation, "links")
    pages = [relation, *(read(urlsplit(url).path) for url in map(_address, _links(links)) if url)]
    for page in pages:
        members = json_member(page, "data")
        if isinstance(members, list):
            if json_member(json_member(page, "links"), "next"):
                return None
            ids = [{k: json_member(each, k) for k in ("type", "id")} for each in members]
            return ids if all(all(each.values()) for each in ids) else None
    return None


def _links(links: Any) -> Iterator[Any]:
    yield from (json_member(links, name) for name in ("self", "related"))


def _address(link: Any) -> str:
    """The address in a link, which may be a link object (JSON:API 1.0, "Links")."""
    url = link if isinstance(link, str) else json_member(link, "href")
    return url if isinstance(url, str) else ""


_CREATE, _UPDATE = EndpointKind.CREATE, EndpointKind.UPDATE
_READ: Final = (
    EndpointKind.LIST,
    EndpointKind.DETAIL,
    EndpointKind.RELATED,
    EndpointKind.RELATIONSHIP,
)

PROBES: Final[tuple[Probe, ...]] = (
    Probe(f"Content-Type with {PARAMETER}", 415, ("unsupported-media-type",), _content_type),
    Probe(f"Accept with {PARAMETER}", 406, ("not-acceptable",), _accept),
    Probe("an unknown query parameter", 400, ("unknown-parameter",), _asking(UNKNOWN, "1")),
    Probe("an unknown path in include", 400, ("bad-include",), _asking("include", UNKNOWN, *_READ)),
    Probe(
        "an unknown field in sort", 400, ("bad-sort",), _asking("sort", UNKNOWN, EndpointKind.LIST)
    ),
    Probe("a creation of another type", 409, ("create-wrong-type",), _sending(_CREATE, "type")),
    Probe("an update of another type", 409, ("update-no-match",), _sending(_UPDATE, "type")),
    Probe("an update of another id", 409, ("update-no-match",), _sending(_UPDATE, "id")),
    Probe("a link to no resource", 404, ("update-link-not-found",), _linking_nothing),
    # The last two, because they may be accepted.
    Probe("a full replacement", 200, ("replaced", "replacement-refused"), _with_its_members),
    Probe("an unknown member", 200, ("unknown-member-ignored",), _with_unknown_member),
)
