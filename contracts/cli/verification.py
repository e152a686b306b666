"""``contract verify`` and ``contract coverage``: judge, show progress, write reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from contracts.exchange import Outcome, Result
from contracts.project.blueprint import Blueprint
from contracts.report import coverage as coverage_report
from contracts.report import summary
from contracts.report.explain import explain
from contracts.report.junit import junit
from contracts.verify.coverage import Coverage, Exchange, coverage
from contracts.verify.parallel import OnResult, Report
from contracts.verify.session import Target, validate_target
from contracts.verify.verification import planned
from contracts.verify.verification import verify as run_verification

MARKS = {Outcome.PASSED: ".", Outcome.FAILED: "F", Outcome.SKIPPED: "s", Outcome.ERROR: "E"}
VACUOUS = "v"


@dataclass(frozen=True, slots=True)
class Verification:
    """What to judge and what to write; ``fail_under`` is a percentage of coverage."""

    target: Target
    jobs: int = 1
    only: Sequence[str] = ()
    laws: bool = True
    junit: Path | None = None
    json: Path | None = None
    fail_under: float | None = None


def verify(blueprint: Blueprint, how: Verification) -> bool:
    """Judge, print failures and the summary, write the reports; whether all is well.

    Raises TargetFailed or UnknownTask when there is nothing to judge.
    """
    done = judged(blueprint, how)
    host = how.target.endpoint
    for result in done.results:
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            click.echo(explain(result, host=host) + "\n")
        elif result.outcome is Outcome.SKIPPED:
            click.echo(f"skipped: {result.transaction.name}: {result.reason}")
    for finding in done.findings:
        click.echo(f"hook doctor: {finding.code}: {finding}")
    mode = how.target.mode
    if how.junit is not None:
        _write(how.junit, junit(done.results, host=host))
    if how.json is not None:
        _write(how.json, summary.as_json(done.results, mode, done.seconds))
    green = summary.is_green(done.results)
    if how.fail_under is not None:
        covered = covering(blueprint, done)
        click.echo(f"coverage {covered.percent:.1f} %, at least {how.fail_under:g} % is wanted")
        green = green and covered.percent >= how.fail_under
    for line in summary.lines(done.results, mode, done.seconds):
        click.echo(line)
    return green


def judged(blueprint: Blueprint, how: Verification) -> Report:
    """The run, with its progress shown."""
    validate_target(how.target, how.jobs)
    click.echo(how.target.state_line())
    contract = blueprint.contract
    total = len(planned(contract, how.target, laws=how.laws, only=how.only))
    with progress(total) as on_result:
        return run_verification(
            contract,
            how.target,
            laws=how.laws,
            only=how.only,
            jobs=how.jobs,
            on_result=on_result,
        )


def covering(blueprint: Blueprint, done: Report) -> Coverage:
    """What a run exercised of the blueprint."""
    sent = [Exchange(v.sent, v.answer, v.action) for v in done.results if v.sent and v.answer]
    return coverage(blueprint.contract, [*sent, *done.exchanges], done.routes)


def show_coverage(blueprint: Blueprint, how: Verification, out: Path) -> bool:
    """Judge, print the coverage table and write it below ``out``; whether it is enough."""
    done = judged(blueprint, how)
    covered = covering(blueprint, done)
    _write(out / "coverage.json", coverage_report.as_json(covered, done.results))
    page = coverage_report.as_html(blueprint.contract.title, covered, done.results)
    _write(out / "docs" / "coverage.html", page)
    click.echo(coverage_report.as_text(covered))
    for result in summary.vacuous(done.results):
        click.echo(f"vacuous: {result.transaction.name}: {'; '.join(result.vacuous)}")
    click.echo(summary.tail(done.results, done.seconds))
    return covered.percent >= (how.fail_under or 0.0)


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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
