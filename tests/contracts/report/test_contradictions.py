"""Failures that no server can avoid, and the line of the blueprint that has to change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Outcome, Problem, Result, Sent
from contracts.model import Action, Contract, Location, Request, Response, Transaction
from contracts.report.contradictions import Contradiction, Contradictions
from contracts.verify.laws import PREFIX
from contracts.verify.strict.judge import judge
from tests.contracts.factories import action, contract

PLAIN = (("Content-Type", "application/json"),)


def at(line: int) -> Location:
    return Location("a.apib", line, 1)


def exchange(
    line: int,
    sent: Any,
    shown: Any,
    *,
    method: str = "POST",
    uri: str = "/things",
    status: int = 200,
    **changes: Any,
) -> Transaction:
    """A transaction whose request stands in a line and whose response stands five lines below."""
    body = json.dumps(sent, indent=1) if sent is not None else ""
    request = Request("", method, uri, headers=PLAIN, body=body, body_written=True,
                      location=at(line), body_location=at(line + 1))  # fmt: skip
    answer = json.dumps(shown, indent=1) if not isinstance(shown, str) else shown
    response = Response(status, headers=PLAIN, body=answer, body_written=True,
                        location=at(line + 5), body_location=at(line + 6))  # fmt: skip
    return Transaction(f"{method} {uri} {line}", request, replace(response, **changes), at(line))


def of(*transactions: Transaction, template: str = "", **changes: Any) -> Action:
    first = transactions[0].request
    uri = template or first.uri.partition("?")[0]
    return action(*transactions, method=first.method, template=uri, **changes)


def failed(one: Action, transaction: Transaction | None = None, answer: Any = None) -> Result:
    own = transaction or one.transactions[0]
    sent = Sent(own.request.method, own.request.uri, own.request.headers, own.request.body)
    seen = Answer(own.response.status, PLAIN, json.dumps(answer).encode())
    return Result(one, own, Outcome.FAILED, sent=sent, answer=seen)


def law() -> Transaction:
    made = exchange(99, None, "", method="GET", status=0)
    return replace(made, name=f"{PREFIX} of things")


def behind(whole: Contract, result: Result, problem: Problem) -> tuple[str, int] | None:
    """The advice and the line of a contradiction."""
    found: Contradiction | None = Contradictions(whole).behind(result, problem)
    return found and (found.advice, found.location.line)


class TestAResponseThatBreaksItsRules:
    """Its example is not of its schema: an answer like it fails."""

    schema = json.dumps(
        {"properties": {"a": {"type": "string"}, "b": {"items": {"type": "string"}}}}
    )
    one = of(exchange(10, None, {"a": 1, "b": ["x", 2]}, method="GET", body_schema=schema))

    @pytest.mark.parametrize(
        ("place", "found"),
        [
            ("/a", ("/a", 17)),
            ("/b/1", ("/b/1", 20)),
            ("/b/7", ("/b/7", 20)),
            ("/a/deeper", ("/a/deeper", 17)),
            ("/c", None),
            ("/ab", None),
            ("", None),
            ("status", None),
        ],
    )
    def test_the_place_is_that_of_the_example(
        self, place: str, found: tuple[str, int] | None
    ) -> None:
        told = behind(contract(self.one), failed(self.one), Problem("schema", "x", place))
        if found is None:
            assert told is None
            return
        assert told is not None
        what, line = found
        assert told[0].startswith(f"the documented response breaks the rules at {what} as well (")
        assert told[0].endswith("): correct its example or its schema")
        assert told[1] == line

    def test_a_body_that_is_no_json_is_shown_where_it_breaks(self) -> None:
        one = of(exchange(10, None, '{\n "a": 1\n "b": 2}', method="GET"))
        told = behind(contract(one), failed(one), Problem("body", "no JSON", ""))
        assert told is not None
        assert "its top level" in told[0]
        assert told[1] in (17, 18)

    def test_a_law_of_the_action_fails_for_it_as_well(self) -> None:
        problem = Problem("law-again", "x", "/a")
        told = behind(contract(self.one), failed(self.one, law()), problem)
        assert told is not None
        assert told[1] == 17
        other = Problem("law-other", "x", "/a")
        assert behind(contract(self.one), failed(self.one, law()), other) is None


@pytest.mark.parametrize(
    ("sent", "shown", "seen", "rule", "found"),
    [
        ({"a": 1}, {"a": "x"}, 1, "schema", "sends number at /a"),
        ({"a": 1}, {"a": "x"}, 2, "schema", ""),
        ({"a": 1}, {"a": "x"}, 1, "other", ""),
        ({"a": 1}, {"a": 2}, 1, "schema", ""),
        ({"a": 1}, {"b": 2}, 1, "schema", ""),
        ({"b": 1}, {"a": 2}, 1, "schema", ""),
        (None, {"a": 2}, 1, "schema", ""),
    ],
)
def test_a_request_sends_another_type_than_its_response_shows(
    sent: Any, shown: Any, seen: Any, rule: str, found: str
) -> None:
    one = of(exchange(10, sent, shown))
    problem = Problem(rule, "x", "/a", "text", seen)
    told = behind(contract(one), failed(one, answer={"a": seen}), problem)
    if not found:
        assert told is None
        return
    assert told is not None
    assert told[0].startswith(f"the documented request {found} (")
    assert told[0].endswith("correct one of them")
    assert told[1] == 12


@pytest.mark.parametrize(
    ("query", "ids", "expected", "place", "found"),
    [
        ("page[number]=2&page[size]=1", ["1"], "1", "/data", ("thing 1 after 1 others", 20)),
        ("page[number]=2&page[size]=1", ["5", "1"], "1", "/data", ("thing 1 after 1 others", 25)),
        ("page[number]=2&page[size]=1", ["2"], "2", "/data", None),
        ("page[number]=2&page[size]=1&sort=-id", ["1"], "1", "/data", None),
        ("page[number]=1&page[size]=1", ["1"], "1", "/data", None),
        ("page[number]=2&page[size]=1", ["1"], "7", "/data", None),
        ("page[number]=2&page[size]=1", ["1"], "1", "/data/0", None),
    ],
)
def test_an_example_of_a_later_page_leaves_no_room_for_the_pages_before(
    query: str, ids: list[str], expected: str, place: str, found: tuple[str, int] | None
) -> None:
    shown = {"data": [{"type": "thing", "id": each, "attributes": {}} for each in ids]}
    one = of(exchange(10, None, shown, method="GET", uri=f"/things?{query}"))
    problem = Problem("documented", "x", place, {"type": "thing", "id": expected}, [])
    told = behind(contract(one), failed(one, answer={"data": []}), problem)
    assert (told is None) == (found is None)
    if told is not None and found is not None:
        assert told[0].startswith(f"the example shows {found[0]}, but in the requested order")
        assert told[1] == found[1]


class TestAnEqualRequest:
    """It is documented with another response, which the answer is."""

    def told(self, *others: Transaction, problem: str = "/a") -> tuple[str, int] | None:
        one = of(exchange(10, {"x": 1}, {"a": "x"}))
        whole = contract(one, *(of(each, name=each.name) for each in others))
        answer = failed(one, answer={"a": 1})
        return behind(whole, answer, Problem("schema", "x", problem, seen=1))

    def test_that_response_is_named(self) -> None:
        told = self.told(exchange(30, {"x": 1}, {"a": 2}))
        assert told is not None
        assert told[0].startswith("POST /things is documented with another response as well")
        assert told[1] == 30

    @pytest.mark.parametrize(
        "other",
        [
            exchange(30, {"x": 2}, {"a": 2}),
            exchange(30, {"x": 1}, {"a": "y"}),
            exchange(30, {"x": 1}, {"a": 2}, uri="/others"),
            exchange(30, {"x": 1}, {"a": 2}, method="PUT"),
            exchange(30, {"x": 1}, {"a": 2}, status=201),
        ],
        ids=["another body", "the same type", "another address", "another method", "a status"],
    )
    def test_others_explain_nothing(self, other: Transaction) -> None:
        assert self.told(other) is None

    def test_a_later_one_is_found(self) -> None:
        told = self.told(exchange(30, {"x": 1}, {"a": "y"}), exchange(50, {"x": 1}, {"a": 2}))
        assert told is not None
        assert told[1] == 50


class TestALinkThatNoActionAnswers:
    """A law follows a link of an example and gets 404."""

    shown = exchange(10, None, {"links": {"self": "http://h/things/1/parts"}}, method="GET")
    one = of(shown)

    def told(
        self,
        path: str,
        seen: int = 404,
        *,
        others: tuple[Action, ...] = (),
        rule: str = "law-links",
    ) -> tuple[str, int] | None:
        problem = Problem(rule, "x", "", 200, seen, sent=Sent("GET", f"http://h{path}?a=b"))
        whole = contract(*others, self.one)
        return behind(whole, failed(self.one, law()), problem)

    def test_the_example_is_named(self) -> None:
        told = self.told("/things/1/parts")
        assert told is not None
        assert told[0].startswith(
            "the example shows a link to /things/1/parts, but no action answers it ("
        )
        assert told[1] == 18

    def test_its_address_may_begin_otherwise(self) -> None:
        told = self.told("/v1/things/1/parts")
        assert told is not None
        assert told[1] == 18

    def test_it_may_be_that_of_another_action(self) -> None:
        other = of(
            exchange(30, None, {"self": "/x/things/2"}, method="GET", uri="/more"), name="More"
        )
        told = self.told("/things/2", others=(other,))
        assert told is not None
        assert told[1] == 37

    def test_other_problems_are_not_explained_so(self) -> None:
        answered = of(exchange(30, None, {}, method="GET", uri="/things/1/parts"), name="Parts")
        assert self.told("/things/1/parts", others=(answered,)) is None
        assert self.told("/things/1/parts", 500) is None
        assert self.told("/nobody/shows/this") is None
        problem = Problem("law-links", "x", "", 200, 404)
        assert behind(contract(self.one), failed(self.one, law()), problem) is None


def test_a_schema_that_is_none_is_named() -> None:
    broken = exchange(10, None, {}, method="GET", body_schema='{"type": 7}',
                      schema_location=at(20))  # fmt: skip
    one = of(broken)
    whole = contract(one)
    seen = Answer(200, PLAIN, b"{}")
    (problem,) = judge(whole).problems(one, broken, Sent("GET", "/things"), seen)
    told = behind(whole, failed(one, answer={}), problem)
    assert told is not None
    assert (told[0].startswith("the schema ("), told[1]) == (True, 20)
    of_a_law = behind(whole, failed(one, law()), replace(problem, rule="law-other"))
    assert of_a_law == told
    other = replace(problem, message="/a is missing")
    assert behind(whole, failed(one, law()), replace(other, rule="law-other")) is None


@pytest.mark.parametrize(
    ("uri", "seen", "method", "is_told"),
    [
        ("/things", 201, "GET", True),
        ("/things", 202, "GET", False),
        ("/other", 201, "GET", False),
        ("/things", 201, "POST", False),
    ],
)
def test_an_address_that_is_documented_twice_is_answered_once(
    uri: str, seen: int, method: str, is_told: bool
) -> None:
    one = of(exchange(10, None, {}, method="GET"))
    other = of(exchange(30, None, {}, method=method, status=201), template="/{all}", name="Other")
    whole = contract(one, other)
    problem = Problem("law-again", "x", "status", 200, seen, sent=Sent("GET", uri))
    told = behind(whole, failed(one, law()), problem)
    if not is_told:
        assert told is None
        return
    assert told is not None
    assert told[0].startswith("GET /things is documented twice: answered by 200 here and by 201 at")
    assert behind(whole, failed(one, law()), replace(problem, sent=None)) is None
    assert behind(whole, failed(one, law()), replace(problem, place="")) is None


def test_a_law_is_refused_for_the_request_of_the_operation_that_it_calls() -> None:
    def sending(line: int, name: str, body: str) -> Action:
        made = exchange(line, None, {})
        request = replace(made.request, body=body)
        return of(replace(made, request=request), name=name)

    right, broken = sending(10, "Right", "{}"), sending(30, "Broken", "{")
    whole = contract(right, broken)
    problem = Problem("law-other", "x", "status", 200, 400, operation="broken")
    told = behind(whole, failed(right, law()), problem)
    assert told is not None
    assert (told[0].startswith("the documented request's body is not JSON ("), told[1]) == (
        True,
        30,
    )
    assert behind(whole, failed(broken, law()), replace(problem, operation="right")) is None
    own = behind(whole, failed(broken), replace(problem, operation="right"))
    assert own == told
