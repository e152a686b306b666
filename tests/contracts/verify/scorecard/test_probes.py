"""Probes: what JSON:API refuses is sent, and a server that accepts it breaks the statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pytest

from contracts.exchange import Answer, Client, Result, Sent, StateHandler
from contracts.model import header
from contracts.project.blueprint import read
from contracts.text.json_values import query_of
from contracts.verify.laws.values import MISSING_NUMBER, MISSING_UUID, missing_id
from contracts.verify.parallel import Report
from contracts.verify.scorecard import StatementStatus, scorecard
from contracts.verify.scorecard.probes import (
    PARAMETER,
    PROBES,
    UNKNOWN,
    ProbeResult,
    first_successes,
    members_of,
    probe_session,
)
from contracts.verify.session import Expectations, Session, transaction_runner
from contracts.verify.strict.document import MEDIA_TYPE
from tests.blueprint import contract
from tests.contracts.verify.reference import Reference
from tests.contracts.verify.shops import BLUEPRINT, Shops

#: One operation of each kind: probes of all 50 would say the same.
ACTIONS: Final = {
    *("list-events", "get-event", "create-event", "update-event", "update-faq"),
    *("get-event-relationship-of-a-faq", "replace-faqs-of-a-faq-type", "get-event-of-a-faq"),
}
#: Each probe's statement in the specification's own list.
STATEMENTS: Final = {
    "Content-Type with charset=utf-8": "response-unsupported-media-type",
    "Accept with charset=utf-8": "response-not-acceptable",
    "an unknown query parameter": "query-parameters-bad-request",
    "an unknown path in include": "inclusion-bad-request",
    "an unknown field in sort": "sorting-not-supported",
    "a creation of another type": "create-responses-409-bad-type",
    "an update of another type": "update-resource-409-no-match",
    "an update of another id": "update-resource-409-no-match",
    "a link to no resource": "update-resource-404-related",
    "an unknown member": "ignore-additional-members",
}
REPLACEMENT: Final = "a full replacement"
REFUSED: Final = "update-resource-relationship-reject-full-replacement-response"


class Tolerant:
    """A client of a server that overlooks one mistake: it is corrected before it gets there."""

    def __init__(self, client: Client, correct: Callable[[Sent], Sent]) -> None:
        self.client = client
        self.correct = correct

    def send(self, sent: Sent) -> Answer:
        """The answer to the corrected request."""
        return self.client.send(self.correct(sent))

    def close(self) -> None:
        """The client behind is not ours to close."""


def without_parameter(name: str) -> Callable[[Sent], Sent]:
    """A correction: no parameter in a header."""

    def correct(sent: Sent) -> Sent:
        value = header(sent.headers, name).replace(f"; {PARAMETER}", "")
        kept = tuple(each for each in sent.headers if each[0] != name)
        return replace(sent, headers=(*kept, (name, value)) if value else kept)

    return correct


def without_query(name: str) -> Callable[[Sent], Sent]:
    """A correction: no such query parameter where its value or name is unknown."""

    def correct(sent: Sent) -> Sent:
        query = query_of(sent.uri)
        if query.get(name) == UNKNOWN or name == UNKNOWN:
            query.pop(name, None)
        path = urlsplit(sent.uri).path
        return replace(sent, uri=f"{path}?{urlencode(query)}" if query else path)

    return correct


def with_member(member: str, method: str) -> Callable[[Sent], Sent]:
    """A correction: the type or id of events as the address has it."""

    def correct(sent: Sent) -> Sent:
        document: Any = json.loads(sent.body) if sent.body else {}
        data = document.get("data")
        if sent.method == method and isinstance(data, dict) and data.get(member) == UNKNOWN:
            data[member] = {"type": "event", "id": "1"}[member]
            return replace(sent, body=json.dumps(document))
        return sent

    return correct


def with_body_that_is_refused(sent: Sent) -> Sent:
    """What makes of a request with an unknown member one that is malformed."""
    return replace(sent, body="{") if f'"{UNKNOWN}": 1' in sent.body else sent


def with_link(sent: Sent) -> Sent:
    """A correction: linkage to a resource that exists."""
    return replace(sent, body=sent.body.replace(f'"{MISSING_NUMBER}"', '"1"'))


@contextmanager
def session_of(
    expectations: Expectations, client: Client, handler: StateHandler
) -> Iterator[Session]:
    """A session on a server that is there already."""
    transactions = transaction_runner(expectations, client, handler)
    with transactions:
        yield Session(transactions, client, handler)


def results_of(reference: Reference) -> tuple[Result, ...]:
    """The right results of one operation of each kind."""
    client, handler = reference.client, reference.handler
    transactions = transaction_runner(Expectations(contract(), {}), client, handler)
    names = [t.key for a in contract().actions() if a.id in ACTIONS for t in a.transactions]
    return tuple(transactions.run(name) for name in names)


@pytest.fixture(scope="module")
def results(reference: Reference) -> tuple[Result, ...]:
    """As :func:`results_of`, once for all tests here."""
    return results_of(reference)


def probed(
    reference: Reference, results: tuple[Result, ...], correct: Callable[[Sent], Sent]
) -> tuple[ProbeResult, ...]:
    """What the probes find on a server that overlooks one mistake."""
    client = Tolerant(reference.client, correct)
    with session_of(Expectations(contract(), {}), client, reference.handler) as session:
        return tuple(probe_session(session, results))


@pytest.fixture(scope="module")
def right(reference: Reference, results: tuple[Result, ...]) -> tuple[ProbeResult, ...]:
    """What the probes find on the reference server."""
    return probed(reference, results, lambda sent: sent)


def verdicts(found: tuple[ProbeResult, ...]) -> dict[str, StatementStatus]:
    """The verdicts that probes alone give, of their statements."""
    scores = scorecard(contract(), (), Report(()), found)
    return {s.statement.id: s.verdict for s in scores if s.statement.id in STATEMENTS.values()}


def test_the_reference_server_answers_every_probe_as_specified(
    right: tuple[ProbeResult, ...],
) -> None:
    assert {each.probe.wrong for each in right} == {*STATEMENTS, REPLACEMENT}
    assert {(p.probe.wrong, p.answer.status) for p in right} == {
        (probe.wrong, probe.status) for probe in PROBES
    }
    assert set(verdicts(right).values()) == {StatementStatus.HELD}


@pytest.mark.parametrize(
    ("wrong", "correct"),
    [
        ("Content-Type with charset=utf-8", without_parameter("Content-Type")),
        ("Accept with charset=utf-8", without_parameter("Accept")),
        ("an unknown query parameter", without_query(UNKNOWN)),
        ("an unknown path in include", without_query("include")),
        ("an unknown field in sort", without_query("sort")),
        ("a creation of another type", with_member("type", "POST")),
        ("an update of another type", with_member("type", "PATCH")),
        ("an update of another id", with_member("id", "PATCH")),
        ("a link to no resource", with_link),
        ("an unknown member", with_body_that_is_refused),
    ],
)
def test_a_server_that_answers_a_probe_otherwise_breaks_its_statement(
    reference: Reference,
    results: tuple[Result, ...],
    wrong: str,
    correct: Callable[[Sent], Sent],
) -> None:
    found = verdicts(probed(reference, results, correct))
    broken = {id for id, verdict in found.items() if verdict is StatementStatus.BROKEN}
    assert broken == {STATEMENTS[wrong]}


def test_a_server_of_somebody_else_that_looks_at_none_of_it_breaks_them_all() -> None:
    shops = read(BLUEPRINT).contract
    server = Shops()
    with session_of(Expectations(shops, {}), server, server) as session:
        names = [t.key for action in shops.actions() for t in action.transactions]
        right = tuple(session.transactions.run(name) for name in names)
        found = tuple(probe_session(session, right))
    scores = {s.statement.id: s for s in scorecard(shops, (), Report(()), found)}
    broken = {id for id in STATEMENTS.values() if scores[id].verdict is StatementStatus.BROKEN}
    assert {"response-not-acceptable", "query-parameters-bad-request"} <= broken
    assert "GET /shops" in scores["response-not-acceptable"].shown_by[0]


@pytest.mark.parametrize(
    ("id", "missing"),
    [
        ("1", MISSING_NUMBER),
        ("5a4d8a6c-3c1e-4a0f-9b1e-2f1f0f6f7a11", MISSING_UUID),
        ("berlin", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_missing_id_has_the_form_of_the_others(id: str, missing: str) -> None:
    assert missing_id(id) == missing


def test_only_operations_that_succeed_are_probed(results: tuple[Result, ...]) -> None:
    failed = [r for r in results if r.answer and not r.answer.is_success]
    assert failed
    assert first_successes(failed) == ()
    assert {r.action.id for r in first_successes(results)} == ACTIONS


def test_a_refusal_that_comes_before_is_no_verdict(right: tuple[ProbeResult, ...]) -> None:
    early = tuple(replace(p, answer=Answer(401, (), b"")) for p in right)
    assert set(verdicts(early).values()) == {StatementStatus.NOT_TESTED}


class NoReplacement:
    """A client of a server that refuses to replace to-many relationships by an update."""

    def __init__(self, client: Client, status: int) -> None:
        self.client = client
        self.status = status

    def send(self, sent: Sent) -> Answer:
        """A refusal of an update with a list of linkage; otherwise the server's answer."""
        data = json.loads(sent.body or "{}").get("data") if sent.method == "PATCH" else None
        links = data.get("relationships", {}) if isinstance(data, dict) else {}
        if any(isinstance(each.get("data"), list) for each in links.values()):
            return Answer(self.status, (("Content-Type", MEDIA_TYPE),), b'{"errors": [{}]}')
        return self.client.send(sent)

    def close(self) -> None:
        """The client behind is not ours to close."""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (403, StatementStatus.HELD),
        (400, StatementStatus.BROKEN),
        (422, StatementStatus.BROKEN),
        (500, StatementStatus.BROKEN),
        (401, StatementStatus.NOT_TESTED),
    ],
)
def test_a_refused_replacement_of_a_to_many_relationship_is_403(
    reference: Reference, results: tuple[Result, ...], status: int, expected: StatementStatus
) -> None:
    client = NoReplacement(reference.client, status)
    updates = [each for each in results if each.action.method == "PATCH"]
    with session_of(Expectations(contract(), {}), client, reference.handler) as session:
        found = tuple(probe_session(session, updates))
    assert of_replacement(found) is expected


def test_a_server_that_replaces_to_many_relationships_need_not_refuse_it(
    right: tuple[ProbeResult, ...],
) -> None:
    assert of_replacement(right) is StatementStatus.NOT_APPLICABLE


def test_a_replacement_changes_no_member(reference: Reference, results: tuple[Result, ...]) -> None:
    """What is sent is what the server shows, not a page of it."""
    (probe,) = (
        each
        for each in probed(reference, results, lambda sent: sent)
        if each.probe.wrong == REPLACEMENT and each.action.id == "update-event"
    )
    links = json.loads(probe.sent.body)["data"]["relationships"]
    shown = json.loads(probe.answer.text)["data"]["relationships"]
    assert links
    for name, sent in links.items():
        path = urlsplit(shown[name]["links"]["related"]).path
        kept = tuple(h for h in probe.sent.headers if not h[0].lower().startswith("content-"))
        now = json.loads(reference.client.send(Sent("GET", path, kept)).text)
        assert {each["id"] for each in now["data"]} == {each["id"] for each in sent["data"]}


@pytest.mark.parametrize(
    ("relation", "pages", "expected"),
    [
        ({"data": [{"type": "a", "id": "1"}]}, {}, [{"type": "a", "id": "1"}]),
        ({"data": []}, {}, []),
        ({"data": {"type": "a", "id": "1"}}, {}, None),
        ({"data": None}, {}, None),
        (
            {"links": {"self": "/r"}},
            {"/r": {"data": [{"type": "a", "id": "1", "meta": {}}]}},
            [{"type": "a", "id": "1"}],
        ),
        ({"links": {"self": {"href": "http://x/r"}}}, {"/r": {"data": []}}, []),
        (
            {"links": {"related": "/r"}},
            {"/r": {"data": [{"type": "a", "id": "1"}]}},
            [{"type": "a", "id": "1"}],
        ),
        ({"links": {"related": "/r"}}, {"/r": {"data": [], "links": {"next": "/r?2"}}}, None),
        ({"links": {"related": "/r"}}, {"/r": {"data": [{"type": "a"}]}}, None),
        ({"links": {"self": 1, "related": None}}, {}, None),
        ({"links": [], "data": [1]}, {}, None),
        (7, {}, None),
    ],
)
def test_members_are_all_that_a_server_shows(
    relation: Any, pages: dict[str, Any], expected: Any
) -> None:
    assert members_of(relation, pages.get) == expected


def of_replacement(found: tuple[ProbeResult, ...]) -> StatementStatus:
    scores = scorecard(contract(), (), Report(()), found)
    return next(s.verdict for s in scores if s.statement.id == REFUSED)
