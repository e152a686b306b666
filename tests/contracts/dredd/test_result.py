"""When a run of Dredd passed, and when it is green."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult

EMPTY: Final = DreddResult((), Totals(), "", (), (), (), (), "", "")


def run(*statuses: Status, **wrong: Any) -> DreddResult:
    results = tuple(TransactionResult("Read", status, "", (), 0.1, {}) for status in statuses)
    return replace(EMPTY, results=results, **wrong)


#: A run, whether it passed, and whether it is green when everything could be sent.
RUNS: Final = {
    "all passed": (run(Status.PASS, Status.PASS), True, True),
    "hooks skipped some": (run(Status.PASS, Status.SKIP), True, True),
    "hooks skipped all": (run(Status.SKIP), True, True),
    "nothing ran": (run(), True, False),
    "one failed": (run(Status.PASS, Status.FAIL), False, False),
    "one could not be made": (run(Status.ERROR, Status.PASS), False, False),
    "one is missing": (run(Status.PASS, missing=("Write",)), False, False),
    "another one ran": (run(Status.PASS, unexpected=("Write",)), False, False),
    "a hook raised": (run(Status.PASS, hook_failures=("KeyError",)), False, False),
    "it ended early": (run(Status.PASS, problem="no server"), False, False),
    "Dredd warned": (run(Status.PASS, warnings=("ambiguous",)), True, True),
}


@pytest.mark.parametrize(("result", "passed", "green"), RUNS.values(), ids=RUNS)
def test_a_run_is_green_when_something_ran_and_nothing_went_wrong(
    result: DreddResult, passed: bool, green: bool
) -> None:
    assert result.passed is passed
    assert result.is_green(()) is green
    assert not result.is_green(("Thing > Read",))
