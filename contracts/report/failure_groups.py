"""The failures of a run by their causes: one group for each, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.exchange import Attribution, Outcome, Problem, Result
from contracts.model import Contract, EndpointKind, Location
from contracts.report.attribution import Attributor, Verdict, is_failure
from contracts.report.causes import (
    ABOUT_MEMBERS,
    FEW,
    Key,
    alike,
    explained,
    key,
    merged,
    nearest,
    pattern,
    shape,
)
from contracts.text.payloads import json_of
from contracts.verify.plan import is_law
from contracts.verify.presumed import member_at

_ERROR: Final = "error"
_ORDER: Final = {
    Attribution.SERVER: 0,
    Attribution.BLUEPRINT: 1,
    Attribution.STATE: 2,
    Attribution.ENVIRONMENT: 3,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A red result and one problem of it; an error has its reason as the problem."""

    result: Result
    problem: Problem

    @property
    def length(self) -> int:
        """How long the request is: the shortest one shows the cause best."""
        sent = self.problem.sent or self.result.sent
        return len(sent.uri) + len(sent.body) if sent else 1 << 20


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """What has one cause: ``failures``, one for each result, that with the shortest request
    first. ``attribution`` and ``advice`` say who has to act, and how; ``key`` is what all
    with this cause have in common; ``places`` are the members that are wrong, where there
    are several. ``laws`` broke for the same cause.
    """

    attribution: Attribution
    advice: str
    failures: tuple[Failure, ...]
    key: Key = ()
    places: tuple[str, ...] = ()
    laws: tuple[Result, ...] = ()

    @property
    def example(self) -> Failure:
        """The failure with the shortest request."""
        return self.failures[0]

    @property
    def rule(self) -> str:
        """The rule that is broken."""
        return self.example.problem.rule

    @property
    def location(self) -> Location:
        """The blueprint's line of the example."""
        return self.example.result.transaction.location

    @property
    def size(self) -> str:
        """``12 lists``, ``1 transaction``, ``3 laws``."""
        results = [failure.result for failure in self.failures]
        noun = "check"
        if all(is_law(r.transaction) for r in results):
            noun = "law"
        elif not any(is_law(r.transaction) for r in results):
            lists = all(
                r.action.endpoint and r.action.endpoint.kind is EndpointKind.LIST for r in results
            )
            noun = "list" if lists else "transaction"
        return f"{len(results)} {noun}{'' if len(results) == 1 else 's'}"

    @property
    def title(self) -> str:
        """What is wrong, in one line."""
        problem = self.example.problem
        if len(self.places) > 2 * FEW:
            return f"{self.size}: {problem.message}; {len(self.places) - 1} other members alike"
        named = f" ({', '.join(self.places)})" if len(self.places) > 1 else ""
        return f"{self.size}: {problem.message}{named}"

    def members(self) -> dict[str, list[str]]:
        """The places by the type of resource that has them; of no type, under an empty name."""
        names: dict[str, list[str]] = {}
        for place in self.places:
            kind, _, name = place.rpartition(": ")
            names.setdefault(kind, []).append(name)
        return names


def failure_groups(
    contract: Contract, results: Sequence[Result], *, handled: bool = True
) -> tuple[FailureGroup, ...]:
    """The red results by cause, the worst first.

    ``handled`` is whether a state handler made the derived states.
    """
    collected = _Collected(Attributor(contract, handled=handled), explained(results))
    for number, result in enumerate(results):
        if is_failure(result):
            collected.add(number, result)
    return tuple(sorted(collected.groups(), key=severity))


class _Collected:
    """Failures by the key of their cause, and who has to act on each."""

    def __init__(
        self, attributor: Attributor, explanation: Callable[[Result, Problem], Result | None]
    ) -> None:
        self.attributor = attributor
        self.explanation = explanation
        self.failures: dict[Key, list[Failure]] = {}
        self.numbers: dict[Key, list[int]] = {}
        self.verdicts: dict[Key, Verdict] = {}
        self.laws: list[tuple[Result, Result]] = []

    def add(self, number: int, result: Result) -> None:
        if result.outcome is Outcome.ERROR:
            problem = Problem(_ERROR, result.reason)
            own = (_ERROR, shape(result.reason))
            self._keep(number, result, problem, own, self.attributor.error(result))
            return
        for problem in nearest(result):
            cause = self.explanation(result, problem) if is_law(result.transaction) else None
            if cause is not None:
                self.laws.append((result, cause))
                return  # what a law finds after that follows from it
            verdict = self.attributor.problem(result, problem)
            self._keep(number, result, problem, key(result, problem), verdict)

    def _keep(
        self, number: int, result: Result, problem: Problem, own: Key, verdict: Verdict
    ) -> None:
        own = (*own, verdict.attribution, verdict.advice if own[0] == "status" else "")
        self.verdicts.setdefault(own, verdict)
        self.numbers.setdefault(own, []).append(number)
        self.failures.setdefault(own, []).append(Failure(result, problem))

    def groups(self) -> list[FailureGroup]:
        sets = {own: sorted(set(numbers)) for own, numbers in self.numbers.items()}
        return [self._group(keys) for keys in alike(merged(sets))]

    def _group(self, keys: tuple[Key, ...]) -> FailureGroup:
        all_failures = [failure for own in keys for failure in self.failures[own]]
        by_result = {id(failure.result): failure for failure in reversed(all_failures)}
        places = dict.fromkeys(
            pattern(failure.problem.place) for failure in all_failures if failure.problem.place
        )
        if len(places) > FEW and keys[0][0] in ABOUT_MEMBERS:
            places = dict.fromkeys(map(_member, all_failures))
        verdict = self.verdicts[keys[0]]
        laws = [law for law, cause in self.laws if id(cause) in by_result]
        ordered = sorted(by_result.values(), key=lambda failure: failure.length)
        return FailureGroup(
            verdict.attribution,
            verdict.advice,
            tuple(ordered),
            keys[0],
            tuple(places) if keys[0][0] != "status" else (),
            tuple(_unique(laws)),
        )


def _member(failure: Failure) -> str:
    """``event: starts-at`` for a field of a resource, else the place without indexes."""
    place = failure.problem.place
    answer = failure.result.answer
    field = member_at(json_of(answer.text), place) if answer else None
    return f"{field.type}: {field.name}" if field and field.name else pattern(place)


def _unique(results: Sequence[Result]) -> list[Result]:
    return list({id(result): result for result in results}.values())


def severity(group: FailureGroup) -> tuple[int, int, int]:
    """The server's first; of those, its own errors, then wrong statuses, then the many."""
    seen = group.example.problem.seen
    status = group.rule == "status" or group.example.problem.place == "status"
    crashed = status and isinstance(seen, int) and seen >= 500
    rank = 0 if crashed else 1 if status else 2
    return (_ORDER[group.attribution], rank, -len(group.failures))


def counted(groups: Sequence[FailureGroup]) -> str:
    """``9 findings: 6 of the server, 2 of the blueprint, 1 of the state``."""
    numbers = {each: sum(g.attribution is each for g in groups) for each in Attribution}
    parts = [f"{number} of the {each}" for each, number in numbers.items() if number]
    noun = "finding" if len(groups) == 1 else "findings"
    return f"{len(groups)} {noun}: {', '.join(parts)}" if groups else "no findings"
