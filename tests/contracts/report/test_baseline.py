"""The baseline: which failures are accepted, and what is no baseline."""

from __future__ import annotations

import json
from typing import Final

import pytest

from contracts.exchange import Outcome, Problem, Result
from contracts.report.baseline import (
    BaselineUnreadable,
    as_baseline,
    compare,
    fingerprints,
    read_baseline,
)
from tests.contracts.verify.results import result

A, B = Problem("schema", "'x' is no number", "/data/0/a"), Problem("link", "wrong", "/data/links")
STATUS: Final = Problem("status", "answers 500", "status", 200, 500)


def failed(*problems: Problem, name: str = "Read") -> Result:
    return result(Outcome.FAILED, *problems, name=name)


@pytest.mark.parametrize(
    ("accepted", "now", "new"),
    [
        ([A], [A], False),
        ([A, B], [A], False),
        ([A], [A, B], True),
        ([A], [B], True),
        ([STATUS], [Problem("status", "answers 404", "status", 200, 404)], True),
        ([A], [Problem("schema", "'y' is no number", "/data/7/a")], False),
        ([A], [Problem("schema", "'x' is no number", "/data/0/b")], True),
    ],
)
def test_a_failure_with_anything_new_is_new(
    accepted: list[Problem], now: list[Problem], new: bool
) -> None:
    known = read_baseline(as_baseline([failed(*accepted)]))
    compared = compare([failed(*now)], known)
    assert (len(compared.new), len(compared.known)) == ((1, 0) if new else (0, 1))
    assert compared.gone == ()


def test_an_error_is_accepted_as_an_error_alone() -> None:
    error = result(Outcome.ERROR, answer=None, reason="connection refused", name="Read")
    known = read_baseline(as_baseline([error]))
    assert compare([error], known).known == (error,)
    assert compare([failed(A)], known).new
    assert compare([error], read_baseline(as_baseline([failed(A)]))).new


def test_what_passes_is_in_no_baseline_and_what_no_longer_fails_is_gone() -> None:
    known = read_baseline(as_baseline([failed(A, name="B"), failed(A, name="A"), result()]))
    assert sorted(known) == ["A", "B"]
    compared = compare([result(name="A"), result(name="C")], known)
    assert (compared.new, compared.known, compared.gone) == ((), (), ("A", "B"))
    assert fingerprints(result()) == frozenset()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not valid JSON"),
        ("[]", "write it again"),
        ('{"version": 1}', "write it again"),
        ('{"version": 1, "failures": []}', "write it again"),
        ('{"failures": {}}', "write it again"),
        ('{"version": 2, "failures": {}}', "write it again"),
        ('{"version": 1, "failures": {"Read": "schema"}}', "a list of texts"),
    ],
)
def test_what_is_no_baseline_is_refused(text: str, message: str) -> None:
    with pytest.raises(BaselineUnreadable, match=message):
        read_baseline(text)


def test_a_baseline_nested_too_deeply_is_refused() -> None:
    with pytest.raises(BaselineUnreadable, match="not valid JSON: nested too deeply"):
        read_baseline("[" * 100_000)


def test_a_baseline_is_written_in_the_order_of_names() -> None:
    text = as_baseline([failed(A, name="é"), failed(B, A, name="a")])
    assert list(json.loads(text)["failures"]) == ["a", "é"]
    assert json.loads(text)["failures"]["a"] == ["link /data/links", "schema /data/a"]
    assert "é" in text
