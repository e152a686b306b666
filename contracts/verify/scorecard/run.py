"""A run for the scorecard: transactions and laws, then the probes."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.project.blueprint import Blueprint
from contracts.verify.loading import TargetFailed
from contracts.verify.plan import Check
from contracts.verify.scorecard.probes import probe_target
from contracts.verify.scorecard.score import StatementScore, scorecard
from contracts.verify.session import Target, expectations, validate_target
from contracts.verify.verification import run_checks


def score_target(
    blueprint: Blueprint, target: Target, checks: Sequence[Check], *, jobs: int = 1
) -> tuple[StatementScore, ...]:
    """The verdicts on a server, from ``checks`` and probes.

    Raises TargetFailed when it cannot be reached or started, or answers no request at all.
    """
    validate_target(target, jobs)
    report = run_checks(blueprint, target, checks, jobs=jobs)
    if not any(result.answer for result in report.results):
        reason = next((r.reason for r in report.results if r.reason), "none was sent")
        raise TargetFailed(f"no request was answered, so there is no verdict: {reason}")
    probed = probe_target(expectations(blueprint), target, report.results)
    return scorecard(blueprint.contract, checks, report, probed)
