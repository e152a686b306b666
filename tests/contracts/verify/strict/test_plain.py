"""Tokens, reports of checkers and binary bodies of answers that are no JSON:API."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Response
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import action, contract, transaction

TYPE = (("Content-Type", "application/json"),)


def encoded(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


HEADER, CLAIMS = {"alg": "HS256"}, {"sub": 1}


def token(header: Any = HEADER, claims: Any = CLAIMS, signature: str = "x") -> str:
    return f"{encoded(header)}.{encoded(claims)}.{signature}"


def found(rule: str, example: Any, seen: Any, **given: Any) -> list[tuple[str, Any, Any]]:
    """Place, expected and seen value of a rule's problems."""
    response = Response(200, headers=TYPE, body=json.dumps(example))
    one = action(replace(transaction(), response=response))
    problems = strict_problems(
        contract(one),
        one,
        one.transactions[0],
        Sent("GET", "/things"),
        Answer(200, TYPE, json.dumps(seen).encode()),
        **given,
    )
    return [(each.place, each.expected, each.seen) for each in problems if each.rule == rule]


@pytest.mark.parametrize(
    "seen",
    [
        token(),
        token({"alg": "none", "typ": "JWT"}, {}),
        token(claims={"name": "é"}),
    ],
)
def test_a_text_in_three_parts_is_a_token(seen: str) -> None:
    assert found("token", {"t": token()}, {"t": seen}) == []


@pytest.mark.parametrize(
    "seen",
    [
        "",
        "rubbish",
        7,
        None,
        f"{encoded(HEADER)}.{encoded(CLAIMS)}",
        f"{token()}.y",
        token(signature=""),
        f".{encoded(CLAIMS)}.x",
        token({"typ": "JWT"}),
        token(["alg"]),
        token("rubbish"),
        token(claims=[1]),
        token(claims="rubbish"),
        token(claims="[" * 100_000),
        f"é.{encoded(CLAIMS)}.x",
        f"{encoded(HEADER)}.a.x",
        f"{base64.urlsafe_b64encode(bytes([255, 254])).decode()}.{encoded(CLAIMS)}.x",
    ],
)
def test_what_is_no_token_is_reported(seen: Any) -> None:
    assert found("token", {"t": token()}, {"t": seen}) == [("/t", token(), seen)]


def test_only_what_is_a_token_in_the_example_must_be_one() -> None:
    assert found("token", {"t": "secret"}, {"t": "rubbish"}) == []
    assert found("token", {"a/b": token()}, {}) == [("/a~1b", token(), MISSING)]
    assert found("token", [token()], ["rubbish"]) == []


def report(**results: Any) -> dict[str, Any]:
    return {"results": [{"checker": name, "passed": each} for name, each in results.items()]}


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        (report(a=True, b=False), []),
        (report(b=False, c=True, a=True), []),
        (report(a=False, b=False), [("/results", True, False)]),
        (report(a=True, b=True), [("/results", False, True)]),
        (report(b=False), [("/results", "a", ["b"])]),
        (report(a=1, b=False), [("/results", "a", ["b"])]),
        ({"results": ["a", {"checker": 1, "passed": True}]},
         [("/results", "a", []), ("/results", "b", [])]),
        ({"results": {}}, [("/results", "a", []), ("/results", "b", [])]),
    ],
)  # fmt: skip
def test_a_report_has_the_documented_checkers(seen: Any, wrong: list[Any]) -> None:
    documented = report(a=True, b=False)
    assert found("checker", documented, seen) == wrong
    assert found("checker", documented, seen, seeded=False) == []


@pytest.mark.parametrize(
    ("passed", "message"),
    [
        (True, "the checker database is documented to have passed"),
        (False, "the checker database is documented to have failed"),
    ],
)
def test_a_wrong_result_of_a_checker_says_what_is_documented(passed: bool, message: str) -> None:
    example, seen = (
        {"results": [{"checker": "database", "passed": each}]} for each in (passed, not passed)
    )
    response = Response(200, headers=TYPE, body=json.dumps(example))
    one = action(replace(transaction(), response=response))
    given = (Sent("GET", "/things"), Answer(200, TYPE, json.dumps(seen).encode()))
    found = strict_problems(contract(one), one, one.transactions[0], *given)
    assert [p.message for p in found if p.rule == "checker"] == [message]


def test_of_a_body_without_its_signature_the_beginning_is_shown() -> None:
    png = (("Content-Type", "image/png"),)
    one = action(replace(transaction(), response=Response(200, headers=png)))
    given = (Sent("GET", "/things"), Answer(200, png, b"a" * 100 + b"b"))
    found = strict_problems(contract(one), one, one.transactions[0], *given)
    assert [p.seen for p in found if p.rule == "signature"] == ["a" * 100]


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        ({"user": {"name": "a"}}, []),
        ({"user": {"name": "b"}}, [("/user/name", {"name": "a"}, {"name": "b"})]),
        ({"user": {}}, []),
        ({"user": None}, []),
        ({"user": "a"}, []),
        ({}, []),
        ({"name": "b"}, []),
    ],
)
def test_what_plain_json_sends_comes_back_where_it_is_documented_to(
    seen: Any, wrong: list[Any]
) -> None:
    example = {"user": {"name": "a"}}
    made = transaction(
        method="POST", sends={"name": "a"}, answers=example, media_type="application/json"
    )
    one = action(made, method="POST")
    sent = Sent("POST", "/things", TYPE, json.dumps({"name": "a"}))
    answer = Answer(200, TYPE, json.dumps(seen).encode())
    problems = strict_problems(contract(one), one, made, sent, answer)
    echoed = [(each.place, each.expected, each.seen) for each in problems if each.rule == "echo"]
    assert echoed == wrong
