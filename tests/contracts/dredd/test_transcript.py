"""What Dredd and the hooks say during a run, without Dredd."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.dredd.hook_server import STARTING
from contracts.dredd.result import DreddResult, Status, Totals
from contracts.dredd.transcript import Transcript

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6MX0.c2lnbmF0dXJl"


def record(event: str, **members: Any) -> str:
    return "\x1e" + json.dumps({"event": event, **members})


def verdict(name: str, status: str = "pass", **members: Any) -> str:
    given = {"title": f"GET (200) /{name}", "messages": [], "ms": 1500, "details": None}
    return record("verdict", name=name, status=status, **{**given, **members})


def transcript(*lines: str) -> Transcript:
    made = Transcript(None, None)
    for line in lines:
        made.read(line)
    return made


def result(
    *lines: str,
    code: int = 0,
    errors: str = "",
    expected: tuple[str, ...] | None = None,
    only: tuple[str, ...] = (),
) -> DreddResult:
    made = transcript(*lines)
    made.close(code, errors)
    return made.result(expected, frozenset(only))


END = record("end", error="")


def test_a_verdict_has_all_its_parts_and_is_told_at_once() -> None:
    told: list[str] = []
    made = Transcript(lambda each: told.append(each.name), None)
    made.read(verdict("a", "fail", messages=["x", "y"], details={"actual": {"statusCode": 404}}))
    assert told == ["a"]
    (found,) = made.results
    assert (found.name, found.status, found.title) == ("a", Status.FAIL, "GET (200) /a")
    assert (found.messages, found.seconds) == (("x", "y"), 1.5)
    assert found.details == {"actual": {"statusCode": 404}}


def test_the_last_line_has_the_totals() -> None:
    line = "complete: 1 passing, 2 failing, 3 errors, 4 skipped, 10 total"
    found = result("complete: soon", line, "complete: Tests took 5ms", END)
    assert (found.summary, found.totals) == (line, Totals(1, 2, 3, 4, 10))
    assert result("no end", END).totals == Totals(0, 0, 0, 0, 0)
    assert result("no end", END).summary == ""


def test_what_was_expected_is_compared_with_what_ran_by_number() -> None:
    ran = (verdict("a"), verdict("a"), verdict("b"), END)
    found = result(*ran, expected=("a", "c", "c"))
    assert (found.missing, found.unexpected) == (("c", "c"), ("a", "b"))
    assert result(*ran, expected=None).missing == result(*ran, expected=None).unexpected == ()


def test_only_what_was_asked_for_counts() -> None:
    found = result(verdict("a"), verdict("b", "skip"), END, expected=("a",), only=("a",))
    assert [each.name for each in found.results] == ["a"]
    assert (found.missing, found.unexpected) == ((), ())


def test_what_is_printed_is_kept_by_who_printed_it() -> None:
    heard: list[str] = []
    made = Transcript(None, heard.append)
    made.read("plain")
    made.read(record("log", level="warning", message="careful\n"))
    made.read(record("log", level="error", message="bad"))
    made.read(record("log", level="hooks", message=f"{STARTING}\n\nfirst "))
    made.read(record("log", level="hooks", message=f"line {TOKEN}\nhook failed: x"))
    made.read(END)
    made.close(0, "from stderr\nmore")
    found = made.result(None, frozenset())
    assert found.warnings == ("careful",)
    assert made.errors == ["bad"]
    assert heard[1:] == ["hook failed: x"]
    assert heard[0].startswith("first line ")
    assert TOKEN not in found.output
    assert found.hook_failures == ("hook failed: x",)
    assert found.output.splitlines() == [
        "plain",
        "warning: careful",
        "error: bad",
        f"hooks: {STARTING}",
        "hooks: ",
        f"hooks: {heard[0]}",
        "hooks: hook failed: x",
        "from stderr",
        "more",
    ]
    assert found.output.endswith("more\n")


HOOKS = record("log", level="hooks", message="gone\n")
BAD = record("log", level="error", message="no  parser\nat all")
#: What Dredd said, its exit code and standard error, and why the run ended early.
PROBLEMS: dict[str, tuple[tuple[str, ...], int, str, str]] = {
    "nothing": ((END,), 0, "", ""),
    "errors beside an end": ((BAD, END), 1, "", ""),
    "no end": ((), 7, "x\nType Error: a\nError: b", "Dredd ended with exit code 7: Type Error: a"),
    "no end and no reason": ((), 7, "x", "Dredd ended with exit code 7: "),
    "its own reason": ((record("end", error="it stopped"),), 1, "", "it stopped"),
    "with the first error": (
        *((BAD, record("end", error="it stopped")), 1, ""),
        "it stopped: no parser at all",
    ),
    "with an error that it names": (
        (record("log", level="error", message="stop"), record("end", error="it stopped")),
        *(1, "", "it stopped"),
    ),
    "a handler that ended": (
        (HOOKS, record("end", error="Hooks handler process exited")),
        *(1, "", "the hook handler ended: gone"),
    ),
    "a handler that said nothing": (
        (record("end", error="Hooks handler process exited"),),
        *(1, "", "Hooks handler process exited"),
    ),
}


@pytest.mark.parametrize(("lines", "code", "errors", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_run_that_ended_early_says_why(
    lines: tuple[str, ...], code: int, errors: str, problem: str
) -> None:
    assert result(*lines, code=code, errors=errors).problem == problem
