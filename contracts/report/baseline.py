"""The baseline: known failures, with which later runs are compared.

A baseline names for each transaction or law what is wrong with it, by rule and place, not by
value: ids and timestamps change from run to run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.exchange import Outcome, Problem, Result
from contracts.model import Json
from contracts.report.attribution import is_failure
from contracts.report.causes import nearest, pattern
from contracts.text.json_values import read_json

VERSION: Final = 1
Baseline = Mapping[str, frozenset[str]]


class BaselineUnreadable(ValueError):
    """The text is no baseline; the message names what is missing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside a baseline: what is new, what is known, and what no longer fails.

    ``gone`` are names of the baseline that passed, or that the contract no longer has.
    """

    new: tuple[Result, ...]
    known: tuple[Result, ...]
    gone: tuple[str, ...]


def as_baseline(results: Sequence[Result]) -> str:
    """The baseline that accepts every failure of a run."""
    failing: dict[str, Json] = {
        r.transaction.key: [*sorted(fingerprints(r))] for r in results if is_failure(r)
    }
    value: Json = {"version": VERSION, "failures": {n: failing[n] for n in sorted(failing)}}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def read_baseline(text: str) -> Baseline:
    """What a baseline accepts. Raises BaselineUnreadable."""
    try:
        value = read_json(text)
    except ValueError as error:
        raise BaselineUnreadable(f"it is not valid JSON: {error}") from None
    failures = value.get("failures") if isinstance(value, dict) else None
    if not isinstance(failures, dict) or value.get("version") != VERSION:
        raise BaselineUnreadable(
            f'a baseline is {{"version": {VERSION}, "failures": …}}: write it again'
        )
    if not all(isinstance(prints, list) for prints in failures.values()):
        raise BaselineUnreadable("the failures of a transaction are a list of texts")
    return {name: frozenset(map(str, prints)) for name, prints in failures.items()}


def compare(results: Sequence[Result], baseline: Baseline) -> Comparison:
    """A run beside a baseline; a result with anything new about it is new."""
    new: list[Result] = []
    known: list[Result] = []
    for result in filter(is_failure, results):
        accepted = baseline.get(result.transaction.key, frozenset())
        (known if fingerprints(result) <= accepted else new).append(result)
    red = {r.transaction.key for r in (*new, *known)}
    return Comparison(tuple(new), tuple(known), tuple(sorted(set(baseline) - red)))


def fingerprints(result: Result) -> frozenset[str]:
    """What is wrong with a result, by rules and places; nothing of one that passed."""
    if result.outcome is Outcome.ERROR:
        return frozenset({"error"})
    return frozenset(map(_fingerprint, nearest(result)))


def _fingerprint(problem: Problem) -> str:
    place = pattern(problem.place)
    seen = f" {problem.seen}" if problem.place == "status" else ""
    return f"{problem.rule} {place}{seen}".rstrip()
