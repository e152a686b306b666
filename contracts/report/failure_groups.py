"""The failures of a run by their causes: one group for each, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.exchange import Attribution, Outcome, Problem, Result
from contracts.model import Contract, Location
from contracts.report.attribution import Attributor, Verdict, is_failure
from contracts.report.causes import ABOUT_MEMBERS, Key, key, nearest, pattern, shape
from contracts.report.findings import RunFinding, findings
from contracts.report.records import (
    ERROR,
    UNSENT,
    CheckRecord,
    FailureRecord,
    kind_of_check,
    request_line,
)
from contracts.text.payloads import json_of
from contracts.text.redaction import redact
from contracts.verify.presumed import member_at


@dataclass(frozen=True, slots=True)
class Failure:
    """A red result and one problem of it; an error has its reason as the problem."""

    result: Result
    problem: Problem


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """A finding with the results that it is about: ``failures`` and ``laws`` are in its order."""

    finding: RunFinding
    failures: tuple[Failure, ...]
    laws: tuple[Result, ...] = ()

    @property
    def attribution(self) -> Attribution:
        """Who has to act."""
        return self.finding.attribution

    @property
    def advice(self) -> str:
        """How to act; empty where the problem suffices."""
        return self.finding.advice

    @property
    def rule(self) -> str:
        """The rule that is broken."""
        return self.finding.rule

    @property
    def title(self) -> str:
        """What is wrong, in one line."""
        return self.finding.title

    @property
    def places(self) -> tuple[str, ...]:
        """The members that are wrong."""
        return self.finding.places

    @property
    def example(self) -> Failure:
        """The failure with the shortest request."""
        return self.failures[0]

    @property
    def location(self) -> Location:
        """The blueprint's line of the example."""
        return self.example.result.transaction.location


def failure_groups(
    contract: Contract,
    results: Sequence[Result],
    *,
    handled: bool = True,
    known: Sequence[Result] = (),
) -> tuple[FailureGroup, ...]:
    """The red results by cause, the worst first, without those that are ``known``.

    ``handled`` is whether a state handler made the derived states.
    """
    accepted = set(map(id, known))
    attributor = Attributor(contract, handled=handled)
    records = [
        record
        for number, result in enumerate(results)
        if is_failure(result) and id(result) not in accepted
        for record in _records(attributor, number, result)
    ]
    return tuple(_group(finding, results) for finding in findings(records))


def _group(finding: RunFinding, results: Sequence[Result]) -> FailureGroup:
    failures = (Failure(results[each.check.number], each.problem) for each in finding.failures)
    laws = (results[law.number] for law in finding.laws)
    return FailureGroup(finding, tuple(failures), tuple(laws))


def _records(attributor: Attributor, number: int, result: Result) -> Iterator[FailureRecord]:
    """What grouping needs of a red result."""
    check = CheckRecord(
        number,
        result.transaction.key,
        result.action.id,
        str(result.transaction.location),
        kind_of_check(result),
        result.problems,
        result.reason,
    )
    if result.outcome is Outcome.ERROR:
        own = (ERROR, shape(result.reason))
        yield _record(check, result, check.error, own, attributor.error(result))
        return
    for problem in nearest(result):
        verdict = attributor.problem(result, problem)
        yield _record(check, result, problem, key(result, problem), verdict)


def _record(
    check: CheckRecord, result: Result, problem: Problem, own: Key, verdict: Verdict
) -> FailureRecord:
    sent = problem.sent or result.sent
    return FailureRecord(
        check,
        problem,
        tuple(map(redact, own)),  # as a report has it, so that both are grouped alike
        verdict.attribution,
        redact(verdict.advice),
        _member(result, problem) if problem.rule in ABOUT_MEMBERS else "",
        request_line(sent) if sent else "",
        len(sent.uri) + len(sent.body) if sent else UNSENT,
    )


def _member(result: Result, problem: Problem) -> str:
    """``event: starts-at`` for a field of a resource, else the place without indexes."""
    answer = result.answer
    field = member_at(json_of(answer.text), problem.place) if answer else None
    return f"{field.type}: {field.name}" if field and field.name else pattern(problem.place)


def counted(groups: Sequence[FailureGroup]) -> str:
    """``9 findings: 6 of the server, 2 of the blueprint, 1 of the state``."""
    numbers = {each: sum(g.attribution is each for g in groups) for each in Attribution}
    parts = [f"{number} of the {each}" for each, number in numbers.items() if number]
    noun = "finding" if len(groups) == 1 else "findings"
    return f"{len(groups)} {noun}: {', '.join(parts)}" if groups else "no findings"
