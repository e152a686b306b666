"""Headers and bodies of documented answers that no JSON:API server gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Headers, Response, Schema
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import action, contract, obj, required, transaction

DATE = "Tue, 15 Nov 1994 08:12:31 GMT"


def rules(response: Response, answer: Answer, method: str = "GET") -> list[tuple[str, str]]:
    """Rule and place of every problem with an answer to one documented response."""
    documented = transaction(response.status, method=method)
    one = action(
        type(documented)(documented.name, documented.request, response, documented.location)
    )
    found = strict_problems(
        contract(one), one, one.transactions[0], Sent(method, "/things"), answer
    )
    return [(p.rule, p.place) for p in found]


def messages(response: Response, answer: Answer, method: str = "GET") -> list[str]:
    """What is said of each problem with an answer to one documented response."""
    documented = replace(transaction(method=method), response=response)
    one = action(documented)
    found = strict_problems(contract(one), one, documented, Sent(method, "/things"), answer)
    return [problem.message for problem in found]


def plain(text: str, **changes: Any) -> Response:
    return Response(200, headers=(("Content-Type", "text/plain"),), body=text, **changes)


def as_json(text: str = "", **changes: Any) -> Response:
    return Response(200, headers=(("Content-Type", "application/json"),), body=text, **changes)


def answer(body: str = "", *headers: tuple[str, str], status: int = 200, kind: str = "") -> Answer:
    kinds: Headers = (("Content-Type", kind),) if kind else ()
    return Answer(status, (*kinds, *headers), body.encode())


@pytest.mark.parametrize(
    ("name", "documented", "good", "bad"),
    [
        ("X-Version", "2", "3", "two"),
        ("X-Version", "2", "-3.5", "3 or more"),
        ("X-Colour", "red", "red", "blue"),
        ("X-Colour", "red", "red", None),
        ("X-Colour", "red", "red", ""),
        ("X-Colour", "blue", "blue", "red"),
        ("Also", "</a>", "</a>", "<http://h/a>"),
        ("Age", "many", "few", ""),
        ("Retry-After", "120", "7", DATE),
        ("Retry-After", DATE, DATE, "120"),
        ("Date", DATE, "Wed, 16 Nov 1994 08:12:31 GMT", "today"),
        ("ETag", '"abc"', '"def"', ""),
        ("Allow", "GET, POST", "post,get", "GET"),
        ("Allow", "GET", "get", "GET, POST"),
        ("Link", '</a>; rel="license"', '<http://h/a>; rel="license"', '</b>; rel="license"'),
        ("Link", '</a>; rel="license"', '</a>; rel="license", </?p=2>; rel="next"', None),
        ("Link", '</a>; rel="license"', '</a>; rel="license"', '</a>; rel="help"'),
        (
            *("Link", '</a>; rel="license"', '</a>; rel="license"'),
            '</a>; rel="license", </b>; rel="help"',
        ),
        ("Cache-Control", "no-store, private", "Private, No-Store", "no-store"),
    ],
)
def test_a_documented_header_has_its_value_or_one_of_its_kind(
    name: str, documented: str, good: str, bad: str | None
) -> None:
    response = Response(204, headers=((name, documented),))
    assert rules(response, answer("", (name.upper(), good), status=204)) == []
    headers = () if bad is None else ((name, bad),)
    assert rules(response, answer("", *headers, status=204)) == [("header", f"header:{name}")]


@pytest.mark.parametrize(
    ("documented", "seen", "good"),
    [
        ("text/html; charset=utf-8", "text/html;charset=utf-8", True),
        ("text/html; charset=utf-8", "TEXT/HTML ; charset=utf-8", True),
        ("text/html; charset=utf-8", "text/html", False),
        ("text/html; charset=utf-8", "text/html; charset=latin-1", False),
        ("text/html", "text/html; charset=utf-8", False),
    ],
)
def test_the_content_type_is_compared_with_its_parameters(
    documented: str, seen: str, good: bool
) -> None:
    response = Response(200, headers=(("Content-Type", documented),))
    expected = [] if good else [("content-type", "header:Content-Type")]
    assert rules(response, answer("<p>", kind=seen)) == expected


def test_a_text_is_the_documented_text() -> None:
    assert rules(plain("Hello\n"), answer("Hello", kind="text/plain")) == []
    assert rules(plain("Hello"), answer("Hallo", kind="text/plain")) == [("body", "")]


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_content_has_no_body(status: int) -> None:
    assert rules(Response(status), answer("", status=status)) == []
    assert rules(Response(status), answer("{}", status=status)) == [("body", "")]


def test_the_answer_to_head_has_no_body() -> None:
    response = as_json('{"a": 1}')
    assert rules(response, answer("", kind="application/json"), "HEAD") == []
    assert rules(response, answer("{}", kind="application/json"), "HEAD") == [("body", "")]


def test_nothing_is_asked_of_a_body_of_which_nothing_is_documented() -> None:
    assert rules(as_json(), answer("rubbish", kind="application/json")) == []


@pytest.mark.parametrize(
    ("example", "good", "bad", "place"),
    [
        ('{"a": 1}', '{"a": 2.5}', '{"a": "1"}', "/a"),
        ('{"a": 1}', '{"a": 1}', '{"a": true}', "/a"),
        ('{"a": "x"}', '{"a": "y"}', "{}", "/a"),
        ('{"a": null}', '{"a": 7}', "{}", "/a"),
        ('{"a": [1]}', '{"a": [1, 2]}', '{"a": [1, "2"]}', "/a/1"),
        ('{"a": {"b": true}}', '{"a": {"b": false}}', '{"a": {"b": 0}}', "/a/b"),
        ("7", "8", '"8"', ""),
    ],
)
def test_without_a_schema_the_example_says_members_and_types(
    example: str, good: str, bad: str, place: str
) -> None:
    response = as_json(example)
    assert rules(response, answer(good, kind="application/json")) == []
    assert rules(response, answer(bad, kind="application/json")) == [("schema", place)]


def test_without_a_schema_other_members_are_undocumented() -> None:
    response = as_json('{"a": [{"b": 1}]}')
    seen = answer('{"a": [{"b": 1, "c": 2}]}', kind="application/json")
    assert rules(response, seen) == [("undocumented", "/a/0/c")]


def test_a_written_schema_speaks_for_itself() -> None:
    written = '{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}'
    response = as_json('{"a": 1}', body_schema=written)
    assert rules(response, answer('{"a": 2, "b": 3}', kind="application/json")) == []
    assert rules(response, answer('{"a": 2.5}', kind="application/json")) == [("schema", "/a")]


@pytest.mark.parametrize("written", ["{", '{"type": 7}', '{"$ref": "http://example.com/x"}'])
def test_a_schema_that_is_none_is_reported(written: str) -> None:
    response = as_json('{"a": 1}', body_schema=written)
    assert rules(response, answer('{"a": 2}', kind="application/json")) == [("schema", "")]


def test_an_mson_schema_without_a_content_type_is_judged() -> None:
    response = Response(200, schema=obj(required("a", Schema("integer"))))
    assert rules(response, answer('{"a": 1}')) == []
    assert rules(response, answer('{"a": "1"}')) == [("schema", "/a")]


def test_the_length_is_reported_once() -> None:
    once = answer("a", ("Content-Length", "1"), kind="text/plain")
    assert rules(plain("a"), once) == []
    twice = answer("a", ("Content-Length", "1"), ("content-length", "1"), kind="text/plain")
    assert rules(plain("a"), twice) == [("header", "header:Content-Length")]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n...", b"<svg/>"),
        ("image/jpeg", b"\xff\xd8\xff...", b"\x89PNG\r\n\x1a\n..."),
        ("image/gif", b"GIF89a...", b""),
        ("image/webp", b"RIFF\n\x00\x00\x00WEBP...", b"RIFFWEBP"),
    ],
)
def test_a_body_that_cannot_be_shown_begins_as_its_type_does(
    kind: str, good: bytes, bad: bytes
) -> None:
    type_header = (("Content-Type", kind),)
    response = Response(200, headers=type_header)
    assert rules(response, Answer(200, type_header, good)) == []
    assert rules(response, Answer(200, type_header, bad)) == [("signature", "")]
    assert rules(response, Answer(200, type_header, b""), method="HEAD") == []


def test_each_documented_header_is_looked_at() -> None:
    """Those that may be missing hide no other one."""
    shown = (
        ("Content-Type", "text/plain"),
        ("Location", ""),
        ("Link", '</a?page=2>; rel="next"'),
        ("Date", DATE),
        ("X-Colour", "red"),
        ("X-Size", "small"),
    )
    response = Response(200, headers=shown)
    assert rules(response, answer(kind="text/plain")) == [
        ("header", "header:X-Colour"),
        ("header", "header:X-Size"),
    ]


@pytest.mark.parametrize("name", ["Link", "Allow", "X-Colour"])
@pytest.mark.parametrize("others", [(), ("A",), ("Z",), ("A", "Z")])
def test_another_header_does_not_stand_for_a_missing_one(name: str, others: tuple[str]) -> None:
    response = Response(200, headers=((name, "red"),))
    sent = tuple((other, "red") for other in others)
    assert messages(response, answer("", *sent)) == [f"the documented header {name} is missing"]


@pytest.mark.parametrize("name", ["Link", "X-Colour"])
def test_a_header_of_another_value_is_told_with_both(name: str) -> None:
    response = Response(200, headers=((name, "<a>"),))
    assert messages(response, answer("", (name, "<b>"))) == [
        f"the header {name} is '<b>', documented is '<a>'"
    ]


def test_an_empty_header_is_not_a_missing_one() -> None:
    response = Response(200, headers=(("X-Colour", "red"),))
    assert messages(response, answer("", ("X-Colour", ""))) == [
        "the header X-Colour is '', documented is 'red'"
    ]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_links_of_what_is_created_have_an_address_of_their_own(method: str) -> None:
    response = Response(200, headers=(("Link", '</a/1>; rel="self"'),))
    found = messages(response, answer("", ("Link", '</a/7>; rel="self"')), method)
    assert bool(found) == (method != "POST")


@pytest.mark.parametrize(
    ("seen", "said"),
    [("text/html", "is text/html"), ("", "is missing")],
)
def test_a_content_type_is_told_with_the_documented_one(seen: str, said: str) -> None:
    expected = [f"the Content-Type {said}, documented is text/plain"]
    assert messages(plain("a"), answer("a", kind=seen)) == expected


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ('{"errors": [{"title": "No", "detail": "why"}, {"title": "x"}]}', " (No: why)"),
        ('{"errors": [{"detail": "why", "code": "7"}]}', " (why)"),
        ('{"errors": [{"title": "", "detail": null}]}', ""),
        ('{"errors": ["no"]}', ""),
        ('{"errors": []}', ""),
        ('{"errors": {"0": {"title": "No"}}}', ""),
        ("[]", ""),
        ("", ""),
    ],
)
def test_another_status_is_told_with_the_words_of_the_error(body: str, detail: str) -> None:
    seen = answer(body, status=409, kind="application/json")
    assert messages(as_json('{"a": 1}'), seen) == [f"the status is 409, documented is 200{detail}"]


@pytest.mark.parametrize(
    ("method", "status", "what"),
    [
        ("HEAD", 200, "to HEAD"),
        ("HEAD", 204, "to HEAD"),
        ("GET", 204, "with status 204"),
        ("GET", 304, "with status 304"),
        ("PUT", 204, "with status 204"),
    ],
)
def test_a_body_that_must_not_be_there_is_told_with_its_reason(
    method: str, status: int, what: str
) -> None:
    found = messages(Response(status), answer("x", status=status), method)
    assert found == [f"a response {what} must not have a body"]


@pytest.mark.parametrize(
    "changes", [{"body_schema": '{"type": "object"}'}, {"schema": obj()}, {"body": '{"a": 1}'}]
)
def test_a_body_of_which_anything_is_documented_must_be_json(changes: dict[str, Any]) -> None:
    response = replace(as_json(), **changes)
    assert rules(response, answer("rubbish", kind="application/json")) == [("body", "")]


@pytest.mark.parametrize(
    ("kind", "seen"), [("text/html", "text/html"), ("", MISSING), ("TEXT/PLAIN", None)]
)
def test_a_problem_of_a_content_type_has_the_one_that_is_seen(kind: str, seen: Any) -> None:
    one = action(replace(transaction(), response=plain("a")))
    given = (Sent("GET", "/things"), answer("a", kind=kind))
    found = strict_problems(contract(one), one, one.transactions[0], *given)
    wanted = [] if seen is None else [("text/plain", seen)]
    assert [(p.expected, p.seen) for p in found if p.rule == "content-type"] == wanted
