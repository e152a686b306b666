"""A run in a few lines: what both judges say, and nothing skipped that looks green."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from contracts.exchange import Mode, Outcome, Problem, Verdict
from contracts.model import MISSING
from contracts.report.explain import disagreement
from contracts.text.redaction import redact
from contracts.verify.plan import is_law


def counts(verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """How many ended in which way."""
    return {outcome: sum(v.outcome is outcome for v in verdicts) for outcome in Outcome}


def vacuous(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The passes that proved little."""
    return [v for v in verdicts if v.outcome is Outcome.PASSED and v.vacuous]


def is_green(verdicts: Sequence[Verdict]) -> bool:
    """Whether something was judged and nothing failed."""
    found = counts(verdicts)
    return found[Outcome.PASSED] > 0 and not found[Outcome.FAILED] and not found[Outcome.ERROR]


def lines(verdicts: Sequence[Verdict], mode: Mode, seconds: float) -> Iterator[str]:
    """The summary; its last line counts skipped and vacuous transactions as well."""
    differing = [v for v in verdicts if disagreement(v)]
    laws = [v for v in verdicts if is_law(v.transaction)]
    judged = [v for v in verdicts if v.answer is not None and not is_law(v.transaction)]
    failing = sum(bool(v.dredd) for v in judged)
    yield _score(f"our judge ({mode})", judged)
    yield f"Dredd's judge: {len(judged) - failing} passing, {failing} failing"
    if laws:
        yield _score("laws", laws)
    if differing:
        yield f"the judges differ on {len(differing)}:"
        yield from (f"  {v.transaction.name}: {disagreement(v)}" for v in differing)
    presumed = sum(bool(v.presumed) for v in verdicts)
    if presumed:
        yield (
            f"{presumed} answers differ from documented data, which only a state handler makes"
            " exist: noted, not failed"
        )
    for verdict in vacuous(verdicts):
        yield f"vacuous: {verdict.transaction.name}: {'; '.join(verdict.vacuous)}"
    yield tail(verdicts, seconds)


def _score(name: str, verdicts: Sequence[Verdict]) -> str:
    passing = sum(v.outcome is Outcome.PASSED for v in verdicts)
    return f"{name}: {passing} passing, {len(verdicts) - passing} failing"


def tail(verdicts: Sequence[Verdict], seconds: float) -> str:
    """One line with every number."""
    found = counts(verdicts)
    return (
        f"{found[Outcome.PASSED]} passed, {found[Outcome.FAILED]} failed,"
        f" {found[Outcome.ERROR]} errors, {found[Outcome.SKIPPED]} skipped,"
        f" {len(vacuous(verdicts))} vacuous; {len(verdicts)} in {seconds:.1f} s"
        f" ({len(verdicts) / seconds if seconds else 0:.0f}/s)"
    )


def as_json(verdicts: Sequence[Verdict], mode: Mode, seconds: float) -> str:
    """The run for machines; tokens are masked."""
    found = counts(verdicts)
    value = {
        "mode": mode,
        "seconds": round(seconds, 3),
        **{outcome.value: number for outcome, number in found.items()},
        "vacuous": len(vacuous(verdicts)),
        "dredd-failed": sum(bool(v.dredd) for v in verdicts),
        "transactions": [_row(verdict) for verdict in verdicts],
    }
    return redact(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _row(verdict: Verdict) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": verdict.transaction.name,
        "operation": verdict.action.id,
        "location": str(verdict.transaction.location),
        "outcome": verdict.outcome,
        "seconds": round(verdict.seconds, 6),
        "problems": [_problem(p) for p in verdict.problems],
        "dredd": [_problem(p) for p in verdict.dredd],
        "vacuous": list(verdict.vacuous),
        "presumed": [_problem(p) for p in verdict.presumed],
    }
    if verdict.reason:
        row["reason"] = verdict.reason
    if verdict.answer is not None:
        row["status"] = verdict.answer.status
    return row


def _problem(problem: Problem) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": problem.rule, "message": problem.message}
    if problem.place:
        row["place"] = problem.place
    if problem.expected is not MISSING:
        row["expected"] = problem.expected
    if problem.seen is not MISSING:
        row["seen"] = problem.seen
    return row
