"""The strict judge on recorded answers of the reference server, whole and corrupted.

Each case corrupts one answer; beside it stands a near miss, a change that nobody should mind.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Problem
from contracts.verify.strict.judge import CHECKS, Judge, judge, strict_problems
from tests.blueprint import contract, pairs, transaction_names
from tests.contracts.verify.reference import Exchange, Reference

Corrupt = Callable[[Answer], Answer]


def problems(exchange: Exchange, answer: Answer) -> tuple[Problem, ...]:
    return strict_problems(contract(), exchange.action, exchange.transaction, exchange.sent, answer)


def put(place: str, value: Any) -> Corrupt:
    """Set the value at a JSON Pointer; ``-`` as the last step appends to a list."""

    def corrupt(answer: Answer) -> Answer:
        document = json.loads(answer.body)
        node, steps = document, place.split("/")[1:]
        for step in steps[:-1]:
            node = node[int(step) if isinstance(node, list) else step]
        if steps[-1] == "-":
            node.append(copy.deepcopy(value))
        elif isinstance(node, list):
            node[int(steps[-1])] = value
        else:
            node[steps[-1]] = value
        return replace(answer, body=json.dumps(document).encode())

    return corrupt


def drop(place: str) -> Corrupt:
    def corrupt(answer: Answer) -> Answer:
        document = json.loads(answer.body)
        node, steps = document, place.split("/")[1:]
        for step in steps[:-1]:
            node = node[int(step) if isinstance(node, list) else step]
        del node[int(steps[-1]) if isinstance(node, list) else steps[-1]]
        return replace(answer, body=json.dumps(document).encode())

    return corrupt


def body(text: str) -> Corrupt:
    return lambda answer: replace(answer, body=text.encode())


def head(name: str, value: str | None) -> Corrupt:
    def corrupt(answer: Answer) -> Answer:
        kept = tuple(h for h in answer.headers if h[0].lower() != name.lower())
        return replace(answer, headers=kept if value is None else (*kept, (name, value)))

    return corrupt


def several(*corrupts: Corrupt) -> Corrupt:
    def corrupt(answer: Answer) -> Answer:
        for each in corrupts:
            answer = each(answer)
        return answer

    return corrupt


def status(value: int) -> Corrupt:
    return lambda answer: replace(answer, status=value)


TYPE = "Content-Type"
JSON_API = "application/vnd.api+json"
QUESTION = "/data/attributes/question"
EVENT_LINK = "/data/relationships/event"
OWN = {"type": "faq", "id": "1"}
FAQ = {
    "type": "faq",
    "id": "2",
    "attributes": {"question": "Q", "answer": "A", "deleted-at": None},
    "relationships": {
        "event": {
            "links": {
                "self": "/v1/faqs/2/relationships/event",
                "related": "/v1/faqs/2/event",
            },
            "data": {"type": "event", "id": "1"},
        },
        "faq-type": {
            "links": {
                "self": "/v1/faqs/2/relationships/faq-type",
                "related": "/v1/faqs/2/faq-type",
            },
            "data": None,
        },
    },
    "links": {"self": "/v1/faqs/2"},
}

#: Operation, status, how its answer is corrupted, the rule that notices, and where.
BROKEN: list[tuple[str, int, Corrupt, str, str]] = [
    ("get-faq", 200, status(201), "status", "status"),
    ("get-faq", 404, status(400), "status", "status"),
    ("get-faq", 200, head(TYPE, "application/json"), "content-type", "header:Content-Type"),
    ("get-faq", 200, head(TYPE, None), "content-type", "header:Content-Type"),
    ("get-faq", 200, head(TYPE, JSON_API + "; charset=utf-8"), "content-type", "header:" + TYPE),
    ("get-faq", 200, head(TYPE, JSON_API + ";ext=bulk"), "jsonapi-media-type", "header:" + TYPE),
    ("create-faq", 201, head("Location", None), "location", "header:Location"),
    ("create-faq", 201, head("Location", "/v1/faqs/2"), "location", "header:Location"),
    ("create-faq", 201, head("Location", "/v1/events/1"), "location", "header:Location"),
    ("get-faq", 200, body("{"), "body", ""),
    ("get-faq", 200, body(""), "body", ""),
    ("get-faq", 200, body('{"data": NaN}'), "body", ""),
    ("get-faq", 200, put(QUESTION, 7), "schema", QUESTION),
    ("get-user", 200, put("/data/attributes/created-at", "yesterday"), "schema",
     "/data/attributes/created-at"),
    ("get-user", 200, put("/data/attributes/email", "nobody"), "schema", "/data/attributes/email"),
    ("get-user", 200, put("/data/attributes/avatar-url", "no url"), "schema",
     "/data/attributes/avatar-url"),
    ("get-faq", 200, drop(QUESTION), "schema", QUESTION),
    ("list-events", 200, put("/data/-", {**FAQ, "type": "event"}), "schema",
     "/data/1/attributes/name"),
    ("get-faq", 200, put("/links/self", {"href": "/v1/faqs/1"}), "schema", "/links/self"),
    ("check-readiness", 200, put("/results/1/passed", "yes"), "schema", "/results/1/passed"),
    ("get-faq", 200, put("/data/attributes/rank", 1), "undocumented", "/data/attributes/rank"),
    ("get-user", 200, put("/data/attributes/password", "x"), "undocumented",
     "/data/attributes/password"),
    ("get-faq", 200, put("/data/relationships/room", {"data": None}), "undocumented",
     "/data/relationships/room"),
    ("get-faq", 200, put("/meta", {"count": 1}), "undocumented", "/meta"),
    ("get-faq", 200, put("/included", []), "undocumented", "/included"),
    ("login", 200, put("/user", 1), "undocumented", "/user"),
    ("get-faq", 404, put("/errors/0/hint", "x"), "undocumented", "/errors/0/hint"),
    ("list-events", 200, put("/data", []), "non-empty", "/data"),
    ("list-faqs-of-an-event", 200, put("/included", []), "non-empty", "/included"),
    ("check-readiness", 200, put("/results", []), "non-empty", "/results"),
    ("login", 200, put("/access_token", "rubbish"), "token", "/access_token"),
    ("login", 200, put("/access_token", "a.b.c"), "token", "/access_token"),
    ("check-readiness", 200, put("/results/0/checker", "other"), "checker", "/results"),
    ("check-readiness", 200, put("/results/0/passed", False), "checker", "/results"),
    ("get-faq", 200, body("[]"), "jsonapi-top-level", ""),
    ("get-faq", 200, put("/errors", []), "jsonapi-top-level", "/errors"),
    ("get-faq", 200, put("/faq", {}), "jsonapi-top-level", "/faq"),
    ("get-faq", 200, put("/data", "1"), "jsonapi-top-level", "/data"),
    ("delete-faq", 200, drop("/meta"), "jsonapi-top-level", ""),
    ("delete-faq", 200, put("/included", []), "jsonapi-top-level", "/included"),
    ("get-faq", 200, put("/jsonapi/version", "1.1"), "jsonapi-version", "/jsonapi/version"),
    ("get-faq", 404, body('{"jsonapi": {"version": "1.0"}}'), "jsonapi-errors", "/errors"),
    ("get-faq", 404, put("/errors", []), "jsonapi-errors", "/errors"),
    ("get-faq", 404, put("/errors/0", "no"), "jsonapi-errors", "/errors/0"),
    ("get-faq", 404, put("/errors/0/status", "400"), "jsonapi-errors", "/errors/0/status"),
    ("get-faq", 404, put("/errors/0/status", 404), "jsonapi-errors", "/errors/0/status"),
    ("get-faq", 404, put("/errors/0/title", ""), "jsonapi-errors", "/errors/0/title"),
    ("get-faq", 404, drop("/errors/0/detail"), "schema", "/errors/0/detail"),
    ("get-faq", 404, put("/errors/0", {}), "jsonapi-errors", "/errors/0"),
    ("get-faq", 404, put("/errors/0/code", 7), "jsonapi-errors", "/errors/0/code"),
    ("get-faq", 404, put("/errors/0/hint", "x"), "jsonapi-errors", "/errors/0/hint"),
    ("get-faq", 404, put("/errors/0/source", {}), "jsonapi-errors", "/errors/0/source"),
    ("create-faq", 404, put("/errors/0/source/pointer", "data"), "jsonapi-errors",
     "/errors/0/source/pointer"),
    ("get-faq", 404, put("/errors/0/source", {"parameter": 1}), "jsonapi-errors",
     "/errors/0/source/parameter"),
    ("get-faq", 200, put("/errors", [{"status": "200", "title": "t", "detail": "d"}]),
     "jsonapi-errors", "/errors"),
    ("list-events", 200, put("/data/-", {"type": "event", "id": "1"}), "jsonapi-compound",
     "/data/1"),
    ("list-faqs-of-an-event", 200, put("/included/-", {"type": "event", "id": "7"}),
     "jsonapi-compound", "/included/1"),
    ("list-faqs-of-an-event", 200, put("/included", {}), "jsonapi-compound", "/included"),
    ("get-faq", 200, put("/data/id", 1), "jsonapi-identification", "/data/id"),
    ("get-faq", 200, drop("/data/type"), "jsonapi-identification", "/data/type"),
    ("list-events", 200, put("/data/-", "1"), "jsonapi-identification", "/data/1"),
    ("get-faq", 200, put("/data/href", "/v1/faqs/1"), "jsonapi-resource", "/data/href"),
    ("get-faq", 200, put("/data/attributes", []), "jsonapi-resource", "/data/attributes"),
    ("get-event-relationship-of-a-faq", 200, put("/data/attributes", {}), "jsonapi-resource",
     "/data/attributes"),
    ("get-faq", 200, put("/data/attributes/id", "1"), "jsonapi-field", "/data/attributes/id"),
    ("get-faq", 200, put("/data/attributes/-a", "1"), "jsonapi-field", "/data/attributes/-a"),
    ("get-faq", 200, put("/data/attributes/event", "1"), "jsonapi-field", EVENT_LINK),
    ("get-faq", 200, put(EVENT_LINK, {}), "jsonapi-relationship", EVENT_LINK),
    ("get-faq", 200, put(EVENT_LINK + "/href", "/"), "jsonapi-relationship", EVENT_LINK + "/href"),
    ("get-faq", 200, put(EVENT_LINK + "/data", []), "jsonapi-linkage", EVENT_LINK + "/data"),
    ("get-faq", 200, put(EVENT_LINK + "/data/id", 1), "jsonapi-linkage", EVENT_LINK + "/data"),
    ("get-faq", 200, put(EVENT_LINK + "/data/name", "x"), "jsonapi-linkage", EVENT_LINK + "/data"),
    ("get-faq", 200, put(EVENT_LINK + "/data/type", "user"), "jsonapi-linkage",
     EVENT_LINK + "/data/type"),
    ("get-faqs-relationship-of-a-faq-type", 200, put("/data/-", OWN), "jsonapi-linkage",
     "/data/1"),
    ("get-faqs-relationship-of-a-faq-type", 200, put("/data", None), "jsonapi-linkage", "/data"),
    ("get-faqs-relationship-of-a-faq-type", 200, put("/data/0/type", "user"), "jsonapi-linkage",
     "/data/0/type"),
    ("get-faq", 200, put("/links", "/v1/faqs/1"), "jsonapi-links", "/links"),
    ("get-faq", 200, put("/links/self", 7), "jsonapi-links", "/links/self"),
    ("get-faq", 200, put("/links/self", "rubbish"), "jsonapi-links", "/links/self"),
    ("get-faq", 200, put("/data/links/self", None), "jsonapi-links", "/data/links/self"),
    ("get-faq", 200, put("/data/links/self", "/v1/faqs/2"), "link", "/data/links/self"),
    ("get-faq", 200, put("/links/self", "/v1/faqs/2"), "link", "/links/self"),
    ("get-faq", 200, put(EVENT_LINK + "/links/related", "/v1/events/1"), "link",
     EVENT_LINK + "/links/related"),
    ("get-faq", 200, put(EVENT_LINK + "/links/self", "/v1/faqs/1/event"), "link",
     EVENT_LINK + "/links/self"),
    ("get-event-relationship-of-a-faq", 200, put("/links/self", "/v1/faqs/1/event"), "link",
     "/links/self"),
    ("get-event-relationship-of-a-faq", 200, put("/links/related", "/v1/faqs/2/event"), "link",
     "/links/related"),
    ("list-events", 200, put("/links/self", "/v1/events"), "link", "/links/self"),
    ("list-events", 200, put("/meta/count", 7), "paging", "/meta/count"),
    # Only its example's links tell that this list has pages.
    ("list-faqs-of-an-event-with-deleted-ones", 200, put("/links/first", "/v1/nowhere"),
     "paging", "/links/first"),
    ("list-faqs-of-an-event-with-deleted-ones", 200, put("/links/last", "/v1/nowhere"),
     "paging", "/links/last"),
    ("list-events", 200, drop("/links/first"), "paging", "/links/first"),
    ("list-events", 200, put("/links/first", "/v1/events?page%5Bnumber%5D=2"), "paging",
     "/links/first"),
    ("list-events", 200, put("/links/last", "/v1/events?page%5Bsize%5D=10&page%5Bnumber%5D=1"),
     "paging", "/links/last"),
    ("list-events", 200, put("/links/next", "/v1/events?page%5Bnumber%5D=2"), "paging",
     "/links/next"),
    ("list-events", 200, put("/links/prev", "/v1/events?page%5Bnumber%5D=0"), "paging",
     "/links/prev"),
    ("get-faq", 200, put("/data/type", "event"), "type", "/data/type"),
    ("get-faq", 200, put("/data/id", "2"), "id", "/data/id"),
    ("get-event-by-identifier", 200, put("/data/attributes/identifier", "x"), "id",
     "/data/attributes/identifier"),
    ("get-event-of-a-faq", 200, put("/data/id", "2"), "documented", "/data"),
    ("get-event-relationship-of-a-faq", 200, put("/data/id", "2"), "documented", "/data"),
    ("get-faqs-relationship-of-a-faq-type", 200, put("/data", []), "documented", "/data"),
    ("get-faq", 200, put(QUESTION, "Rubbish"), "documented", QUESTION),
    ("get-user", 200, put("/data/attributes/is-admin", True), "documented",
     "/data/attributes/is-admin"),
    ("get-faq", 200, put("/data/attributes/deleted-at", "2099-01-01T00:00:00Z"), "documented",
     "/data/attributes/deleted-at"),
    ("get-faq", 200, put(EVENT_LINK + "/data/id", "2"), "documented", EVENT_LINK + "/data"),
    ("list-faqs-of-an-event", 200, put("/included/0/attributes/name", "Rubbish"), "documented",
     "/included/0/attributes/name"),
    ("update-event", 200, put("/data/attributes/created-at", "1999-01-01T00:00:00Z"),
     "documented", "/data/attributes/created-at"),
    ("create-user", 201, put("/data/attributes/is-admin", True), "documented",
     "/data/attributes/is-admin"),
    ("create-event", 201, put("/data/relationships/owner/data/id", "2"), "documented",
     "/data/relationships/owner/data"),
    ("delete-faq", 200, put("/meta/message", "Gone"), "documented", "/meta/message"),
    ("create-faq", 201, put(QUESTION, "Rubbish"), "echo", QUESTION),
    ("update-faq", 200, put(QUESTION, "Rubbish"), "echo", QUESTION),
    ("create-faq", 201, put(EVENT_LINK + "/data/id", "2"), "echo", EVENT_LINK + "/data"),
    ("update-event", 200, put("/data/attributes/ends-at", "2099-12-13T23:59:58Z"), "echo",
     "/data/attributes/ends-at"),
    ("update-event-relationship-of-a-faq", 204, body('{"data": null}'), "body", ""),
    ("get-faq", 404, put("/errors/0/title", "Nope"), "error", "/errors/0/title"),
    ("create-user", 409, put("/errors/0/source/pointer", "/data"), "error", "/errors/0/source"),
    ("create-user", 409, drop("/errors/0/source"), "error", "/errors/0/source"),
    ("update-faq", 409, put("/errors/0/source/pointer", "/data/rubbish"), "error",
     "/errors/0/source/pointer"),
    ("list-faqs-of-an-event", 200, drop("/included"), "include", "/included"),
    ("list-faqs-of-an-event", 200, put("/included", []), "include", "/included"),
    ("list-faqs-of-an-event", 200, put("/included/-", FAQ), "include", "/included/1"),
    ("list-faqs-of-an-event", 200, drop("/data/0/relationships/event/data"), "include",
     "/data/0/relationships/event/data"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "wanted", "corrupt", "rule", "place"), BROKEN)
def test_a_broken_answer_is_noticed(
    reference: Reference, action: str, wanted: int, corrupt: Corrupt, rule: str, place: str
) -> None:
    exchange = reference.one(action, wanted)
    found = problems(exchange, corrupt(exchange.answer))
    assert (rule, place) in {(p.rule, p.place) for p in found}, found


#: The same, changed in a way that the blueprint does not mind.
HARMLESS: list[tuple[str, int, Corrupt]] = [
    ("get-faq", 200, head(TYPE, "Application/vnd.api+json")),
    ("get-faq", 200, head("X-Request-Id", "7")),
    ("create-faq", 201, head("Location", "http://localhost/v1/faqs/1")),
    ("create-faq", 201, several(
        put("/data/id", "7"), head("Location", "/v1/faqs/7"), put("/data/links/self", "/v1/faqs/7"),
        put("/links/self", "/v1/faqs/7"),
        *(put(f"/data/relationships/{name}/links/{link}", f"/v1/faqs/7/{path}")
          for name in ("event", "faq-type")
          for link, path in (("self", f"relationships/{name}"), ("related", name))))),
    ("get-faq", 200, lambda a: replace(a, body=json.dumps(json.loads(a.body), indent=4).encode())),
    ("get-faq", 200, put("/links/self", "https://api.example.com/v1/faqs/1")),
    ("get-event-of-a-faq", 200, put("/links/self", "/v1/events/1")),
    ("get-event", 200, put("/data/relationships/faqs/data", [OWN, {"type": "faq", "id": "2"}])),
    ("get-event", 200, put("/data/attributes/starts-at", "2099-12-11T10:00:00+01:00")),
    ("update-event", 200, put("/data/attributes/ends-at", "2099-12-13T23:59:59.000Z")),
    ("update-event", 200, put("/data/attributes/created-at", "2099-01-01T00:00:00Z")),
    ("create-event", 201, put("/data/attributes/identifier", "another")),
    ("get-user", 200, put("/data/attributes/last-accessed-at", "2026-01-01T00:00:00Z")),
    ("get-user", 200, put("/data/attributes/last-accessed-at", None)),
    ("list-events", 200, several(put("/links/prev", None), put("/links/next", None))),
    ("list-events", 200, put("/links/first",
                             "/v1/events?sort=starts-at&page[number]=1&page[size]=10")),
    ("get-faq", 404, put("/errors/0/detail", "Something else")),
    ("get-faq", 404, put("/errors/0/code", "E7")),
    ("get-faq", 404, put("/errors/0/source", {"parameter": "id"})),
    ("create-faq", 404, drop("/errors/0/source")),
    ("login", 200, put("/access_token", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk")),
    ("check-readiness", 200, put("/results/0/output", "fine")),
]  # fmt: skip


@pytest.mark.parametrize(("action", "wanted", "change"), HARMLESS)
def test_a_harmless_change_is_no_problem(
    reference: Reference, action: str, wanted: int, change: Corrupt
) -> None:
    exchange = reference.one(action, wanted)
    changed = change(exchange.answer)
    assert changed != exchange.answer
    assert problems(exchange, changed) == ()


@pytest.mark.parametrize("name", transaction_names())
def test_the_reference_server_is_as_documented(reference: Reference, name: str) -> None:
    exchange = reference.exchanges[name]
    assert problems(exchange, exchange.answer) == ()


#: Rules with cases of their own below or in test_strict_http.py and test_strict_query.py.
ELSEWHERE = {"header", "fields", "signature", "sort"}


def test_every_rule_has_a_case_that_fires() -> None:
    assert {each.rule.code for each in CHECKS} <= {case[3] for case in BROKEN} | ELSEWHERE


def test_every_rule_says_what_it_asks() -> None:
    for rule in {each.rule for each in CHECKS}:
        assert rule.what.endswith("."), rule
        assert len(rule.what) < 120


def test_a_problem_carries_what_was_expected_and_seen(reference: Reference) -> None:
    exchange = reference.one("get-faq", 200)
    (problem,) = problems(exchange, put(QUESTION, "Rubbish")(exchange.answer))
    assert problem.expected == "Sample Question"
    assert problem.seen == "Rubbish"
    assert problem.message == "faq 1 has another 'question' than documented"


def test_a_wrong_status_is_reported_alone_with_the_servers_message(reference: Reference) -> None:
    good, bad = reference.one("get-faq", 200), reference.one("get-faq", 404)
    (problem,) = problems(good, bad.answer)
    assert problem.message.startswith("the status is 404, documented is 200 (Object not found: ")


def test_without_derived_state_other_resources_may_be_shown(reference: Reference) -> None:
    exchange = reference.one("get-faq", 200)
    changed = put(QUESTION, "Another question")(exchange.answer)
    assert problems(exchange, changed)
    parts = (contract(), exchange.action, exchange.transaction, exchange.sent, changed)
    assert strict_problems(*parts, seeded=False) == ()


def test_a_transaction_is_compiled_once() -> None:
    kept = Judge(contract())
    _, transaction = next(iter(pairs().values()))
    assert kept.expected(transaction) is kept.expected(transaction)
    assert judge(contract()) is judge(contract())
