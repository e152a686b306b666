"""``contract verify`` and ``contract coverage``: judge, show progress, write reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from contracts.cli.common import write_text
from contracts.exchange import Outcome, Result
from contracts.model import Contract
from contracts.project.blueprint import Blueprint
from contracts.report import coverage as coverage_report
from contracts.report import summary
from contracts.report.baseline import (
    Baseline,
    BaselineUnreadable,
    Comparison,
    as_baseline,
    compare,
    read_baseline,
)
from contracts.report.failure_groups import FailureGroup, counted, failure_groups
from contracts.report.failure_text import as_html, as_text
from contracts.report.junit import junit
from contracts.verify.coverage import Coverage, Exchange, coverage
from contracts.verify.parallel import OnResult, Report
from contracts.verify.plan import Check
from contracts.verify.session import Target, validate_target
from contracts.verify.shard import Shard
from contracts.verify.verification import planned, run_checks

MARKS = {Outcome.PASSED: ".", Outcome.FAILED: "F", Outcome.SKIPPED: "s", Outcome.ERROR: "E"}
VACUOUS = "v"


@dataclass(frozen=True, slots=True)
class Reports:
    """The files to write; ``baseline`` is read, and with ``update`` written as well."""

    junit: Path | None = None
    json: Path | None = None
    html: Path | None = None
    baseline: Path | None = None
    update: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """What to judge and what to write; ``fail_under`` is a percentage of coverage.

    ``only``, ``methods`` and ``is_sorted`` are those of :func:`contracts.verify.plan.plan`.
    """

    target: Target
    jobs: int = 1
    only: Sequence[str] = ()
    methods: Sequence[str] = ()
    is_sorted: bool = False
    laws: bool = True
    shard: Shard | None = None
    reports: Reports = Reports()
    fail_under: float | None = None

    def planned(self, contract: Contract) -> tuple[Check, ...]:
        """The checks to do. Raises UnknownCheck when ``only`` names none."""
        return planned(
            contract,
            self.target,
            laws=self.laws,
            only=self.only,
            shard=self.shard,
            methods=self.methods,
            is_sorted=self.is_sorted,
        )


def verify(blueprint: Blueprint, verification: Verification) -> bool:
    """Judge, print failures and the summary, write the reports; whether all is well.

    Raises TargetFailed, UnknownCheck or BaselineUnreadable when there is nothing to judge.
    """
    baseline = _baseline(verification.reports)
    done = judged(blueprint, verification)
    compared = compare(done.results, baseline)
    handled = bool(verification.target.handler or verification.target.hooks)
    groups = failure_groups(blueprint.contract, done.results, handled=handled, known=compared.known)
    for group in groups:
        click.echo(as_text(group, host=verification.target.endpoint) + "\n")
    for line in (*_notes(done), *_baseline_lines(verification.reports, compared)):
        click.echo(line)
    empty = verification.shard is not None and not done.results  # more machines than operations
    green = summary.is_green(done.results, compared.known) or verification.reports.update or empty
    if verification.fail_under is not None:
        covered = covering(blueprint, done)
        click.echo(
            f"coverage {covered.percent:.1f} %, at least {verification.fail_under:g} % is required"
        )
        green = green and covered.percent >= verification.fail_under
    lines = [*summary.lines(done.results, verification.target.mode, done.seconds)]
    if groups:
        lines.insert(0, counted(groups))
    write_reports(blueprint, verification, done, groups, lines)
    for line in lines:
        click.echo(line)
    return green


def write_reports(
    blueprint: Blueprint,
    verification: Verification,
    done: Report,
    groups: Sequence[FailureGroup],
    lines: Sequence[str],
) -> None:
    """Write the files that were asked for."""
    reports, host = verification.reports, verification.target.endpoint
    if reports.junit is not None:
        write_text(reports.junit, junit(done.results, host=host, groups=groups))
    if reports.json is not None:
        mode, shard = verification.target.mode, str(verification.shard or "")
        positions = [check.position for check in done.checks]
        text = summary.as_json(done.results, mode, done.seconds, groups, shard, positions)
        write_text(reports.json, text)
    if reports.html is not None:
        write_text(reports.html, as_html(blueprint.contract.title, groups, lines, host=host))
    if reports.baseline is not None and reports.update:
        write_text(reports.baseline, as_baseline(done.results))


def _baseline(reports: Reports) -> Baseline:
    """What is accepted; nothing where no baseline is given, or one is about to be written."""
    if reports.baseline is None or (reports.update and not reports.baseline.exists()):
        return {}
    try:
        return read_baseline(reports.baseline.read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = "write it with --update-baseline"
        raise BaselineUnreadable(f"there is no baseline {reports.baseline}: {hint}") from None
    except (OSError, ValueError) as error:
        raise BaselineUnreadable(f"{reports.baseline}: {error}") from None


def _notes(done: Report) -> Iterator[str]:
    """What was skipped, and what the hook doctor finds."""
    for result in done.results:
        if result.outcome is Outcome.SKIPPED:
            yield f"skipped: {result.transaction.name}: {result.reason}"
    for finding in done.findings:
        yield f"hook doctor: {finding.code}: {finding}"


def _baseline_lines(reports: Reports, compared: Comparison) -> Iterator[str]:
    if reports.baseline is None:
        return
    if reports.update:
        count = len(compared.new) + len(compared.known)
        yield f"{reports.baseline} accepts {count} failures from now on"
        return
    yield f"{len(compared.known)} failures are known ({reports.baseline})"
    if compared.gone:
        yield (
            f"{len(compared.gone)} known failures are gone, such as {compared.gone[0]!r}:"
            " write the baseline again with --update-baseline"
        )


def judged(blueprint: Blueprint, verification: Verification) -> Report:
    """The run, with its progress shown."""
    validate_target(verification.target, verification.jobs)
    click.echo(verification.target.state_line())
    checks = verification.planned(blueprint.contract)
    with progress(len(checks)) as on_result:
        return run_checks(
            blueprint, verification.target, checks, jobs=verification.jobs, on_result=on_result
        )


def covering(blueprint: Blueprint, done: Report) -> Coverage:
    """What a run exercised of the blueprint."""
    sent = [Exchange(v.sent, v.answer, v.action) for v in done.results if v.sent and v.answer]
    return coverage(blueprint.contract, [*sent, *done.exchanges], done.routes)


def show_coverage(blueprint: Blueprint, verification: Verification, out: Path) -> bool:
    """Judge, print the coverage table and write it below ``out``; whether it is enough."""
    done = judged(blueprint, verification)
    covered = covering(blueprint, done)
    write_text(out / "coverage.json", coverage_report.as_json(covered, done.results))
    page = coverage_report.as_html(blueprint.contract.title, covered, done.results)
    write_text(out / "docs" / "coverage.html", page)
    click.echo(coverage_report.as_text(covered))
    for line in summary.vacuous_lines(done.results):
        click.echo(line)
    click.echo(summary.tail(done.results, done.seconds))
    return covered.percent >= (verification.fail_under or 0.0)


@contextmanager
def progress(total: int) -> Iterator[OnResult]:
    """A bar on a terminal, dots elsewhere."""
    if sys.stdout.isatty():
        with _bar(total) as on_result:
            yield on_result
        return

    def dot(result: Result) -> None:
        vacuous = result.outcome is Outcome.PASSED and result.vacuous
        click.echo(VACUOUS if vacuous else MARKS[result.outcome], nl=False)

    yield dot
    click.echo()


@contextmanager
def _bar(total: int) -> Iterator[OnResult]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    failed = 0
    with Progress(*columns, transient=True) as bar:
        check = bar.add_task("", total=total)

        def advance(result: Result) -> None:
            nonlocal failed
            failed += result.outcome in (Outcome.FAILED, Outcome.ERROR)
            note = f"{failed} failed  " if failed else ""
            name = result.transaction.name.replace("[", "\\[")
            bar.update(check, advance=1, description=f"{note}{name}")

        yield advance
