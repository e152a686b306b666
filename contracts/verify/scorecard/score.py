"""Verdicts: what a run showed of each statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts.exchange import Outcome
from contracts.model import Contract
from contracts.verify.parallel import Report
from contracts.verify.plan import Check
from contracts.verify.scorecard.observed import ObservedExchange, observed
from contracts.verify.scorecard.probes import ProbeResult
from contracts.verify.scorecard.statement import Statement, statements
from contracts.verify.scorecard.tests import RULE, TESTS, by_rule

LAW: Final = "law-"


class StatementStatus(StrEnum):
    """What a run says of a statement.

    ``applies`` is for permissions (MAY) that the server makes use of. What is ``not applicable``
    concerns servers that do otherwise than the run showed of this one. Of what is ``not tested``
    the run showed no case; what is ``not testable`` no run can show.
    """

    HELD = "held"
    BROKEN = "broken"
    APPLIES = "applies"
    NOT_APPLICABLE = "not applicable"
    NOT_TESTED = "not tested"
    NOT_TESTABLE = "not testable"


@dataclass(frozen=True, slots=True)
class StatementScore:
    """A statement's verdict; ``shown_by`` are the transactions, requests and laws that show it.

    ``count`` is their number, ``reason`` says what is broken, or why there is no verdict.
    """

    statement: Statement
    verdict: StatementStatus
    shown_by: tuple[str, ...] = ()
    count: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Finding:
    """One case of a statement: where it was seen, and what is wrong with it if anything."""

    name: str
    wrong: str


def scorecard(
    contract: Contract, checks: Sequence[Check], report: Report, probed: Sequence[ProbeResult] = ()
) -> tuple[StatementScore, ...]:
    """The verdict of every statement, in the order of the specification.

    ``report`` is what the ``checks`` came to (:func:`contracts.verify.verification.run_checks`),
    ``probed`` what the probes did (:func:`contracts.verify.scorecard.probes.probe_target`).
    """
    cases = tuple(observed(contract, report.results, report.exchanges, probed))
    laws = _laws(checks, report)
    known: dict[str, tuple[_Finding, ...]] = {}
    for statement in statements():
        for test in (*statement.tests, *statement.instead):
            if test not in known:
                known[test] = tuple(
                    laws.get(test, ()) if test.startswith(LAW) else _findings(test, cases)
                )
    return tuple(_score(statement, known) for statement in statements())


def _findings(test: str, cases: Iterable[ObservedExchange]) -> Iterable[_Finding]:
    check = by_rule(test.removeprefix(RULE)) if test.startswith(RULE) else TESTS[test]
    for case in cases:
        if case.probe is not None and test not in case.probe.tests:
            continue
        wrong = check(case)
        if wrong is not None:
            yield _Finding(case.name, wrong)


def _laws(checks: Sequence[Check], report: Report) -> Mapping[str, tuple[_Finding, ...]]:
    """What laws found, by the code of their kind; laws that decided nothing say nothing."""
    by_law: dict[str, list[_Finding]] = {}
    codes = {check.name: check.law.kind.code for check in checks if check.law is not None}
    for result in report.results:
        code = codes.get(result.transaction.name)
        if code is None or result.vacuous:
            continue
        if result.outcome in (Outcome.PASSED, Outcome.FAILED):
            wrong = result.problems[0].message if result.problems else ""
            by_law.setdefault(code, []).append(_Finding(result.transaction.name, wrong))
    return {code: tuple(findings) for code, findings in by_law.items()}


def _score(statement: Statement, known: Mapping[str, Sequence[_Finding]]) -> StatementScore:
    if not statement.tests:
        return StatementScore(statement, StatementStatus.NOT_TESTABLE, reason=statement.why)
    findings = [f for test in statement.tests for f in known[test]]
    broken = [f for f in findings if f.wrong]
    if broken and not statement.is_permission:
        return _seen(statement, StatementStatus.BROKEN, broken, broken[0].wrong)
    held = [f for f in findings if not f.wrong]
    if not held:
        otherwise = [f for test in statement.instead for f in known[test] if not f.wrong]
        if otherwise:
            reason = "the server does otherwise"
            return _seen(statement, StatementStatus.NOT_APPLICABLE, otherwise, reason)
        reason = "this run showed no case of it"
        if statement.case:
            reason += f": {statement.case}"
        return StatementScore(statement, StatementStatus.NOT_TESTED, reason=reason)
    verdict = StatementStatus.APPLIES if statement.is_permission else StatementStatus.HELD
    return _seen(statement, verdict, held)


def _seen(
    statement: Statement, verdict: StatementStatus, findings: Sequence[_Finding], reason: str = ""
) -> StatementScore:
    names = tuple(dict.fromkeys(finding.name for finding in findings))
    return StatementScore(statement, verdict, names, len(names), reason)
