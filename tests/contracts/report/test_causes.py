"""Which problems have one cause."""

from __future__ import annotations

import pytest

from contracts.exchange import Outcome, Problem, Result
from contracts.report.causes import key, nearest
from tests.contracts.verify.results import answer, result


def crash(name: str, uri_of: str, log: str) -> tuple[Result, Problem]:
    problem = Problem(uri_of, "answers 500", "status", 200, 500)
    said = answer(b"", 500, log=(log,)) if log else answer(b"", 500)
    return result(Outcome.FAILED, problem, name=name, answer=said), problem


TYPE_ERROR = "TypeError: list indices must be integers (app/pages.py:53)"


def test_laws_that_crash_at_one_place_have_one_cause() -> None:
    sort = crash("law: thing: list sorts by name", "law-sort", TYPE_ERROR)
    paging = crash("law: thing: list in pages is the list", "law-paging", TYPE_ERROR)
    assert key(*sort) == key(*paging)


@pytest.mark.parametrize("other", ["KeyError: 'data' (app/pages.py:53)", ""])
def test_laws_that_crash_otherwise_have_others(other: str) -> None:
    sort = crash("law: thing: list sorts by name", "law-sort", TYPE_ERROR)
    paging = crash("law: thing: list in pages is the list", "law-paging", other)
    assert key(*sort) != key(*paging)


def test_an_answer_that_is_no_json_api_document_is_so_in_all_its_members() -> None:
    problems = (
        Problem("jsonapi-top-level", "the document has neither data, errors nor meta"),
        Problem("jsonapi-top-level", "JSON:API has no top-level member 'email'", "/email"),
    )
    whole = result(Outcome.FAILED, *problems)
    assert key(whole, problems[0]) == key(whole, problems[1])


def test_a_schema_speaks_of_a_place_once() -> None:
    problems = (
        Problem("schema", "/vote is null, documented is text", "/vote"),
        Problem("schema", '/vote is null, documented are "u", "d"', "/vote"),
        Problem("schema", "/name is null, documented is text", "/name"),
    )
    assert nearest(result(Outcome.FAILED, *problems)) == (problems[0], problems[2])
