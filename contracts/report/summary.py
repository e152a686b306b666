"""The summary of a run: the totals of both modes, with skipped and vacuous results counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from contracts.exchange import Mode, Outcome, Result
from contracts.report.explain import disagreement
from contracts.report.failure_groups import FailureGroup
from contracts.report.findings import as_row
from contracts.report.records import failure_row, kind_of_check, problem_row
from contracts.text.redaction import redact
from contracts.text.spelling import counted
from contracts.verify.attempt import SKIPPED_AFTER, SKIPPED_BEFORE
from contracts.verify.plan import is_law

_NAMED: Final = 5
"""How many vacuous passes with one reason are named."""


def counts(results: Sequence[Result]) -> dict[Outcome, int]:
    """How many ended in which way."""
    return {outcome: sum(v.outcome is outcome for v in results) for outcome in Outcome}


def vacuous(results: Sequence[Result]) -> list[Result]:
    """The passes that proved little."""
    return [v for v in results if v.outcome is Outcome.PASSED and v.vacuous]


def is_green(results: Sequence[Result], known: Sequence[Result] = ()) -> bool:
    """Whether something was judged and nothing failed but what is ``known``.

    A run in which hooks skip everything is as its team intends, and passes in Dredd as well.
    """
    numbers = counts(results)
    skipped = sum(v.reason in (SKIPPED_BEFORE, SKIPPED_AFTER) for v in results)
    judged = numbers[Outcome.PASSED] + len(known) + (skipped == len(results) and skipped)
    return judged > 0 and numbers[Outcome.FAILED] + numbers[Outcome.ERROR] == len(known)


def lines(results: Sequence[Result], mode: Mode, seconds: float) -> Iterator[str]:
    """The summary; its last line counts skipped and vacuous transactions as well."""
    differing = [v for v in results if disagreement(v)]
    laws = [v for v in results if is_law(v.transaction)]
    judged = [v for v in results if v.answer is not None and not is_law(v.transaction)]
    failing = sum(bool(v.dredd) for v in judged)
    yield _score(f"{mode} mode", judged)
    yield f"Dredd mode: {len(judged) - failing} passing, {failing} failing"
    if laws:
        yield _score("laws", laws)
    if differing:
        stricter = sum(bool(v.problems) for v in differing)
        what = "passes Dredd and fails here" if stricter == 1 else "pass Dredd and fail here"
        yield f"the modes differ on {len(differing)}: {stricter} {what}"
        yield from (
            f"  {v.transaction.key}: {disagreement(v)}" for v in differing if not v.problems
        )
    presumed = sum(bool(v.presumed) for v in results)
    if presumed:
        yield (
            f"{counted(presumed, 'answer')} {'differs' if presumed == 1 else 'differ'} from"
            " documented data, which only a state handler can create: noted, not failed"
        )
    yield from vacuous_lines(results)
    yield tail(results, seconds)


def vacuous_lines(results: Sequence[Result]) -> Iterator[str]:
    """The passes that proved little, those with one reason together."""
    reasons: dict[str, list[str]] = {}
    for result in vacuous(results):
        reasons.setdefault("; ".join(result.vacuous), []).append(result.transaction.key)
    for reason, names in reasons.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"vacuous: {', '.join(names[:_NAMED])}{more}: {reason}"


def _score(name: str, results: Sequence[Result]) -> str:
    passing = sum(v.outcome is Outcome.PASSED for v in results)
    return f"{name}: {passing} passing, {len(results) - passing} failing"


def tail(results: Sequence[Result], seconds: float) -> str:
    """One line with every number."""
    numbers = counts(results)
    return (
        f"{numbers[Outcome.PASSED]} passed, {numbers[Outcome.FAILED]} failed,"
        f" {counted(numbers[Outcome.ERROR], 'error')}, {numbers[Outcome.SKIPPED]} skipped,"
        f" {len(vacuous(results))} vacuous; {len(results)} in {seconds:.1f} s"
        f" ({len(results) / seconds if seconds else 0:.0f}/s)"
    )


def as_json(
    results: Sequence[Result],
    mode: Mode,
    seconds: float,
    groups: Sequence[FailureGroup] = (),
    shard: str = "",
    positions: Sequence[int] = (),
) -> str:
    """The run for machines, with its failures by cause; tokens are masked.

    ``groups`` are those of these results. ``positions`` are the places of the results in the plan
    of all shards.
    """
    numbers = counts(results)
    failures = _failures(groups)
    places = positions or range(len(results))
    value = {
        "mode": mode,
        **({"shard": shard} if shard else {}),
        "seconds": round(seconds, 3),
        **{outcome.value: number for outcome, number in numbers.items()},
        "vacuous": len(vacuous(results)),
        "dredd-failed": sum(bool(v.dredd) for v in results),
        "findings": [as_row(group.finding) for group in groups],
        "transactions": [
            _row(result, place) | ({"failures": failures[number]} if number in failures else {})
            for number, (result, place) in enumerate(zip(results, places, strict=True))
        ],
    }
    return redact(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _failures(groups: Sequence[FailureGroup]) -> dict[int, list[dict[str, Any]]]:
    """What was grouped, by the number of the result and in the order of its problems."""
    every = {id(each): each for group in groups for each in group.finding.records}
    rows: dict[int, list[dict[str, Any]]] = {}
    for each in every.values():
        rows.setdefault(each.check.number, []).append(failure_row(each))
    return {
        number: sorted(found, key=lambda row: row.get("problem", 0))
        for number, found in rows.items()
    }


def _row(result: Result, position: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": result.transaction.key,
        "position": position,
        "kind": kind_of_check(result),
        "operation": result.action.id,
        "location": str(result.transaction.location),
        "outcome": result.outcome,
        "seconds": round(result.seconds, 6),
        "problems": [problem_row(p) for p in result.problems],
        "dredd": [problem_row(p) for p in result.dredd],
        "vacuous": list(result.vacuous),
        "presumed": [problem_row(p) for p in result.presumed],
    }
    if result.reason:
        row["reason"] = result.reason
    if result.answer is not None:
        row["status"] = result.answer.status
    return row
