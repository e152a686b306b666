from __future__ import annotations

import json

import pytest

from contracts.exchange import Mode, Outcome, Problem, Result
from contracts.report.summary import as_json, is_green, lines, tail
from contracts.verify.attempt import SKIPPED_BEFORE
from tests.contracts.verify.results import TOKEN, result

WRONG = Problem("schema", "7 is no text", "/data", "a", 7)
PASSED = result()
FAILED = result(Outcome.FAILED, WRONG)
ERROR = result(Outcome.ERROR, answer=None, reason="refused")
SKIPPED = result(Outcome.SKIPPED, answer=None, reason="a hook set skip")
VACUOUS = result(vacuous=("an empty list",))


def test_the_last_line_counts_everything_that_is_not_plainly_green() -> None:
    *_, last = lines([PASSED, FAILED, ERROR, SKIPPED, VACUOUS], Mode.STRICT, 2.0)
    assert last.startswith("2 passed, 1 failed, 1 error, 1 skipped, 1 vacuous; 5 in 2.0 s (2/s)")


def test_both_judges_are_counted() -> None:
    text = "\n".join(lines([PASSED, FAILED, SKIPPED], Mode.STRICT, 1.0))
    assert "strict mode: 1 passing, 1 failing" in text
    assert "Dredd mode: 2 passing, 0 failing" in text
    assert "the modes differ on 1:" in text


def test_an_answer_that_hooks_have_skipped_passes_in_no_mode() -> None:
    skipped = result(Outcome.SKIPPED, reason="a hook removed the test")
    text = "\n".join(lines([PASSED, skipped, ERROR], Mode.STRICT, 1.0))
    assert "strict mode: 1 passing, 1 failing" in text


def test_each_result_has_a_place_in_the_plan() -> None:
    placed = json.loads(as_json([PASSED, FAILED], Mode.STRICT, 1.0, positions=(4, 2)))
    assert [row["position"] for row in placed["transactions"]] == [4, 2]
    with pytest.raises(ValueError, match="zip"):
        as_json([PASSED, FAILED], Mode.STRICT, 1.0, positions=(4,))


STRICT_ONLY, DREDD_ONLY = FAILED, result(dredd=(WRONG,))


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([STRICT_ONLY], ["the modes differ on 1: 1 passes Dredd and fails here"]),
        ([STRICT_ONLY] * 2, ["the modes differ on 2: 2 pass Dredd and fail here"]),
        (
            [STRICT_ONLY, DREDD_ONLY],
            [
                "the modes differ on 2: 1 passes Dredd and fails here",
                "  Things > Thing > Show Thing: Dredd fails; strict mode passes. Dredd says:",
            ],
        ),
        ([PASSED, SKIPPED], []),
    ],
)
def test_differences_between_the_modes_are_told(results: list[Result], said: list[str]) -> None:
    _, _, *found, _ = lines(results, Mode.STRICT, 1.0)
    assert [line[: len(start)] for line, start in zip(found, said, strict=True)] == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, []), (1, ["1 answer differs from"]), (2, ["2 answers differ from"])]
)
def test_answers_that_need_a_state_handler_are_noted(number: int, said: list[str]) -> None:
    _, _, *found, _ = lines([PASSED] + [result(presumed=(WRONG,))] * number, Mode.STRICT, 1.0)
    assert [line[:21].strip() for line in found] == [each[:21] for each in said]


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (5, 5), (6, 5), (9, 5)])
def test_of_vacuous_passes_with_one_reason_the_first_are_named(number: int, shown: int) -> None:
    passes = [result(name=f"T{n}", vacuous=("a", "b")) for n in range(number)]
    names = ", ".join(f"T{n}" for n in range(shown))
    more = f" and {number - shown} more" if number > shown else ""
    found = [each for each in lines(passes, Mode.STRICT, 1.0) if each.startswith("vacuous")]
    assert found == [f"vacuous: {names}{more}: a; b"]


def test_reasons_of_vacuous_passes_are_reported() -> None:
    assert f"vacuous: {VACUOUS.transaction.name}: an empty list" in list(
        lines([VACUOUS], Mode.STRICT, 1.0)
    )


@pytest.mark.parametrize(
    ("results", "green"),
    [
        ([PASSED], True),
        ([PASSED, SKIPPED], True),
        ([PASSED, FAILED], False),
        ([PASSED, ERROR], False),
        ([SKIPPED], False),
        ([], False),
    ],
)
def test_green_needs_a_pass_and_no_failure(results: list[Result], green: bool) -> None:
    assert is_green(results) is green


def test_no_time_at_all_divides_nothing() -> None:
    assert "0 in 0.0 s" in tail([], 0.0)


def test_the_json_has_each_verdict_and_masks_tokens() -> None:
    problem = Problem("schema", f"saw {TOKEN}", "/data", "a", TOKEN)
    text = as_json([result(Outcome.FAILED, problem), SKIPPED], Mode.DREDD, 1.0)
    assert TOKEN not in text
    found = json.loads(text)
    assert (found["mode"], found["failed"], found["skipped"]) == ("dredd", 1, 1)
    assert found["transactions"][0]["problems"][0]["place"] == "/data"
    assert found["transactions"][1]["reason"] == "a hook set skip"


@pytest.mark.parametrize(
    ("seconds", "run", "each"),
    [(0.0, 0.0, 0.0), (0.1234564, 0.123, 0.123456), (2.9999996, 3.0, 3.0)],
)
def test_the_json_has_milliseconds_of_the_run_and_microseconds_of_a_request(
    seconds: float, run: float, each: float
) -> None:
    found = json.loads(as_json([result(seconds=seconds)], Mode.STRICT, seconds))
    assert (found["seconds"], found["transactions"][0]["seconds"]) == (run, each)


def test_a_run_that_hooks_skip_altogether_is_green_as_under_dredd() -> None:
    by_hooks = result(Outcome.SKIPPED, reason=SKIPPED_BEFORE)
    assert is_green([by_hooks, by_hooks])
    assert not is_green([by_hooks, SKIPPED])
    assert not is_green([])
