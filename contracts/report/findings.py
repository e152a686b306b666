"""Findings: the failures of a run, or of its merged shards, by their causes; the worst first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.exchange import Attribution
from contracts.report.causes import ABOUT_MEMBERS, FEW, Key, alike, explains, merged, pattern
from contracts.report.explain import problem_line
from contracts.report.records import ERROR, CheckKind, CheckRecord, FailureRecord, values_row

_ORDER: Final = {
    Attribution.SERVER: 0,
    Attribution.BLUEPRINT: 1,
    Attribution.STATE: 2,
    Attribution.ENVIRONMENT: 3,
}


@dataclass(frozen=True, slots=True)
class RunFinding:
    """What has one cause: ``failures``, one for each result, that with the shortest request
    first. ``attribution`` and ``advice`` say who has to act, and how; ``key`` is what all
    with this cause have in common; ``places`` are the members that are wrong, where there
    are several. ``laws`` broke for the same cause. ``records`` are all that was grouped here, of
    which a result may have several.
    """

    attribution: Attribution
    advice: str
    failures: tuple[FailureRecord, ...]
    key: Key = ()
    places: tuple[str, ...] = ()
    laws: tuple[CheckRecord, ...] = ()
    records: tuple[FailureRecord, ...] = ()

    @property
    def example(self) -> FailureRecord:
        """The failure with the shortest request."""
        return self.failures[0]

    @property
    def rule(self) -> str:
        """The rule that is broken."""
        return self.example.problem.rule

    @property
    def size(self) -> str:
        """``12 lists``, ``1 transaction``, ``3 laws``."""
        kinds = {failure.check.kind for failure in self.failures}
        noun = "transaction"
        if len(kinds) == 1:
            noun = kinds.pop().value
        elif CheckKind.LAW in kinds:
            noun = "check"
        number = len(self.failures)
        return f"{number} {noun}{'' if number == 1 else 's'}"

    @property
    def title(self) -> str:
        """What is wrong, in one line."""
        message = self.example.problem.message
        if len(self.places) > 2 * FEW:
            return f"{self.size}: {message}; {len(self.places) - 1} other members alike"
        named = f" ({', '.join(self.places)})" if len(self.places) > 1 else ""
        return f"{self.size}: {message}{named}"

    @property
    def severity(self) -> tuple[int, int, int]:
        """The server's first; of those, its own errors, then wrong statuses, then the many."""
        seen = self.example.problem.seen
        status = self.rule == "status" or self.example.problem.place == "status"
        crashed = status and isinstance(seen, int) and seen >= 500
        rank = 0 if crashed else 1 if status else 2
        return (_ORDER[self.attribution], rank, -len(self.failures))

    def members(self) -> dict[str, list[str]]:
        """The places by the type of resource that has them; of no type, under an empty name."""
        names: dict[str, list[str]] = {}
        for place in self.places:
            kind, _, name = place.rpartition(": ")
            names.setdefault(kind, []).append(name)
        return names


def findings(failures: Sequence[FailureRecord]) -> tuple[RunFinding, ...]:
    """Failures by cause, the worst first; they are in the order of their results."""
    collected = _Collected(_explanation(failures))
    for failure in failures:
        collected.add(failure)
    return tuple(sorted(collected.findings(), key=lambda finding: finding.severity))


def _explanation(failures: Sequence[FailureRecord]) -> Callable[[FailureRecord], int | None]:
    """Which failed transaction explains the failure of a law, if one does; by its number."""
    failed: dict[str, dict[int, CheckRecord]] = {}
    for each in failures:
        if each.check.kind is not CheckKind.LAW and each.problem.rule != ERROR:
            failed.setdefault(each.check.operation, {})[each.check.number] = each.check

    def explanation(failure: FailureRecord) -> int | None:
        operation = failure.problem.operation or failure.check.operation
        for candidate in failed.get(operation, {}).values():
            if any(explains(broken, failure.problem) for broken in candidate.problems):
                return candidate.number
        return None

    return explanation


class _Collected:
    """Failures by the key of their cause."""

    def __init__(self, explanation: Callable[[FailureRecord], int | None]) -> None:
        self.explanation = explanation
        self.failures: dict[Key, list[FailureRecord]] = {}
        self.laws: list[tuple[FailureRecord, int]] = []

    def add(self, failure: FailureRecord) -> None:
        if failure.check.kind is CheckKind.LAW and failure.problem.rule != ERROR:
            cause = self.explanation(failure)
            if cause is not None:
                self.laws.append((failure, cause))
                return
        self.failures.setdefault(_own_key(failure), []).append(failure)

    def findings(self) -> list[RunFinding]:
        numbers = {
            own: sorted({failure.check.number for failure in failures})
            for own, failures in self.failures.items()
        }
        return [self._finding(keys) for keys in alike(merged(numbers))]

    def _finding(self, keys: tuple[Key, ...]) -> RunFinding:
        every = [failure for own in keys for failure in self.failures[own]]
        first = {failure.check.number: failure for failure in reversed(every)}
        places = dict.fromkeys(
            pattern(failure.problem.place) for failure in every if failure.problem.place
        )
        if len(places) > FEW and keys[0][0] in ABOUT_MEMBERS:
            places = dict.fromkeys(failure.member for failure in every)
        explained = [failure for failure, cause in self.laws if cause in first]
        laws = {failure.check.number: failure.check for failure in explained}
        return RunFinding(
            every[0].attribution,
            every[0].advice,
            tuple(sorted(first.values(), key=lambda failure: failure.length)),
            keys[0],
            tuple(places) if keys[0][0] != "status" else (),
            tuple(laws.values()),
            (*every, *explained),
        )


def _own_key(failure: FailureRecord) -> Key:
    """The key with who has to act; failures with one status need one advice as well."""
    advice = failure.advice if failure.key[0] == "status" else ""
    return (*failure.key, failure.attribution, advice)


def as_row(finding: RunFinding) -> dict[str, Any]:
    """The finding for machines."""
    example = finding.example
    row: dict[str, Any] = {
        "key": list(finding.key),
        "severity": list(finding.severity),
        "attribution": finding.attribution.value,
        "rule": finding.rule,
        "title": finding.title,
        "message": problem_line(example.problem),
        "location": example.check.location,
        "operation": example.check.operation,
        "transactions": [failure.check.name for failure in finding.failures],
    }
    optional = {
        "advice": finding.advice,
        "places": list(finding.places),
        "laws": [law.name for law in finding.laws],
        "request": example.request,
    }
    row |= {name: value for name, value in optional.items() if value}
    return row | values_row(example.problem)
