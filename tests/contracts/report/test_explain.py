from __future__ import annotations

import pytest

from contracts.exchange import Outcome, Problem
from contracts.model import MISSING
from contracts.report.explain import disagreement, explain, headline
from tests.contracts.verify.results import TOKEN, answer, result

WRONG = Problem("schema", "7 is no text", "/data/attributes/name", "a", 7)


def test_a_failure_names_transaction_place_documentation_and_request() -> None:
    text = explain(result(Outcome.FAILED, WRONG), host="http://h:1", docs="docs/index.html")
    assert "FAILED Things > Thing > Show Thing" in text
    assert "at      test.apib:1:1" in text
    assert "actual  200 application/vnd.api+json (2 ms)" in text
    assert "docs    docs/index.html#show-thing" in text
    assert "curl http://h:1/things/1" in text


def test_expected_and_seen_are_a_diff_below_the_problem() -> None:
    lines = explain(result(Outcome.FAILED, WRONG)).splitlines()
    at = lines.index("  schema at /data/attributes/name: 7 is no text")
    assert lines[at + 1 : at + 3] == ['    - "a"', "    + 7"]


def test_a_diff_of_objects_shows_what_differs_alone() -> None:
    problem = Problem("echo", "differs", "/data", {"a": 1, "b": 2}, {"a": 1, "b": 3})
    lines = explain(result(Outcome.FAILED, problem)).splitlines()
    at = lines.index("  echo at /data: differs")
    assert lines[at + 1 : at + 4] == ["    /b", "    - 2", "    + 3"]


def test_a_problem_without_an_expected_value_shows_what_was_seen() -> None:
    problem = Problem("undocumented", "who are you", "/data/x", MISSING, 1)
    assert "    + 1" in explain(result(Outcome.FAILED, problem)).splitlines()


def test_tokens_are_masked_wherever_they_stand() -> None:
    said = answer({"token": TOKEN}, log=(f"WARNING app: {TOKEN} refused",))
    text = explain(result(Outcome.FAILED, Problem("x", f"got {TOKEN}"), answer=said))
    assert TOKEN not in text
    assert "refused" in text


def test_the_log_lines_of_the_server_are_shown() -> None:
    said = answer(log=("ERROR app: boom", "  File x"))
    lines = explain(result(Outcome.FAILED, WRONG, answer=said)).splitlines()
    at = lines.index("  log     ERROR app: boom")
    assert lines[at + 1] == "            File x"


def test_a_long_body_is_cut() -> None:
    text = explain(result(Outcome.FAILED, WRONG, answer=answer(b"x" * 5000)))
    assert "(5000 characters)" in text
    assert len(text) < 2000


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (600, "x" * 600),
        (601, f"{'x' * 600} … (601 characters)"),
    ],
)
def test_a_body_of_600_characters_is_shown_whole(length: int, shown: str) -> None:
    lines = explain(result(Outcome.FAILED, WRONG, answer=answer(b"x" * length))).splitlines()
    assert f"  body    {shown}" in lines


@pytest.mark.parametrize(
    ("number", "more"), [(4, []), (5, []), (6, ["… and 1 more"]), (9, ["… and 4 more"])]
)
def test_of_the_state_handlers_notes_five_are_shown(number: int, more: list[str]) -> None:
    notes = tuple(f"note {n}" for n in range(number))
    lines = explain(result(Outcome.FAILED, WRONG, notes=notes)).splitlines()
    at = lines.index("  state   note 0")
    shown = [line.strip() for line in lines[at + 1 : at + 8]]
    wanted = [*notes[1:5], *more]
    assert shown[: len(wanted)] == wanted
    assert not shown[len(wanted)].startswith(("note", "…"))


def test_the_judges_differ_when_only_we_see_a_problem() -> None:
    found = result(Outcome.FAILED, WRONG)
    said = "Dredd passes; strict mode fails: schema at /data/attributes/name: 7 is no text"
    assert disagreement(found) == said
    assert said in explain(found)
    assert headline(found) == said


def test_the_judges_differ_when_only_dredd_sees_a_problem() -> None:
    found = result(Outcome.PASSED, dredd=(WRONG,))
    assert disagreement(found).startswith("Dredd fails; strict mode passes.")


def test_judges_that_agree_are_not_mentioned() -> None:
    assert disagreement(result(Outcome.FAILED, WRONG, dredd=(WRONG,))) == ""
    assert disagreement(result()) == ""


def test_without_an_answer_nobody_disagrees() -> None:
    found = result(Outcome.ERROR, answer=None, reason="refused")
    assert disagreement(found) == ""
    assert headline(found) == "refused"
    assert "reason  refused" in explain(found)
