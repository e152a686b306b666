"""``contract verify`` and ``contract coverage``: judge, show progress, write reports."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from contracts.exchange import Mode, Outcome, Verdict
from contracts.project.blueprint import Blueprint
from contracts.report import coverage as coverage_report
from contracts.report import summary
from contracts.report.explain import explain
from contracts.report.junit import junit
from contracts.verify.coverage import Coverage, Exchange, coverage
from contracts.verify.parallel import Listener, Run, run
from contracts.verify.plan import plan
from contracts.verify.session import Target, check, judging

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
    for verdict in done.verdicts:
        if verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
            click.echo(explain(verdict, host=host) + "\n")
        elif verdict.outcome is Outcome.SKIPPED:
            click.echo(f"skipped: {verdict.transaction.name}: {verdict.reason}")
    for finding in done.findings:
        click.echo(f"hook doctor: {finding.code}: {finding}")
    mode = how.target.mode
    if how.junit is not None:
        _write(how.junit, junit(done.verdicts, host=host))
    if how.json is not None:
        _write(how.json, summary.as_json(done.verdicts, mode, done.seconds))
    green = summary.is_green(done.verdicts)
    if how.fail_under is not None:
        covered = covering(blueprint, done)
        click.echo(f"coverage {covered.percent:.1f} %, at least {how.fail_under:g} % is wanted")
        green = green and covered.percent >= how.fail_under
    for line in summary.lines(done.verdicts, mode, done.seconds):
        click.echo(line)
    return green


def judged(blueprint: Blueprint, how: Verification) -> Run:
    """The run, with its progress shown."""
    check(how.target, how.jobs)
    click.echo(how.target.state_line())
    with_laws = how.laws and how.target.mode is Mode.STRICT and bool(how.target.handler)
    tasks = plan(blueprint.contract, with_laws=with_laws, only=how.only)
    with (
        tempfile.TemporaryDirectory(prefix="contract-") as folder,
        progress(len(tasks)) as listener,
    ):
        return run(judging(blueprint.contract), how.target, tasks, Path(folder), how.jobs, listener)


def covering(blueprint: Blueprint, done: Run) -> Coverage:
    """What a run exercised of the blueprint."""
    sent = [Exchange(v.sent, v.answer, v.action) for v in done.verdicts if v.sent and v.answer]
    return coverage(blueprint.contract, [*sent, *done.exchanges], done.routes)


def show_coverage(blueprint: Blueprint, how: Verification, out: Path) -> bool:
    """Judge, print the coverage table and write it below ``out``; whether it is enough."""
    done = judged(blueprint, how)
    covered = covering(blueprint, done)
    _write(out / "coverage.json", coverage_report.as_json(covered, done.verdicts))
    page = coverage_report.as_html(blueprint.contract.title, covered, done.verdicts)
    _write(out / "docs" / "coverage.html", page)
    click.echo(coverage_report.as_text(covered))
    for verdict in summary.vacuous(done.verdicts):
        click.echo(f"vacuous: {verdict.transaction.name}: {'; '.join(verdict.vacuous)}")
    click.echo(summary.tail(done.verdicts, done.seconds))
    return covered.percent >= (how.fail_under or 0.0)


@contextmanager
def progress(total: int) -> Iterator[Listener]:
    """A bar on a terminal, dots elsewhere."""
    if sys.stdout.isatty():
        with _bar(total) as listener:
            yield listener
        return

    def dot(verdict: Verdict) -> None:
        vacuous = verdict.outcome is Outcome.PASSED and verdict.vacuous
        click.echo(VACUOUS if vacuous else MARKS[verdict.outcome], nl=False)

    yield dot
    click.echo()


@contextmanager
def _bar(total: int) -> Iterator[Listener]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    failed = 0
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(verdict: Verdict) -> None:
            nonlocal failed
            failed += verdict.outcome in (Outcome.FAILED, Outcome.ERROR)
            note = f"{failed} failed  " if failed else ""
            name = verdict.transaction.name.replace("[", "\\[")
            bar.update(task, advance=1, description=f"{note}{name}")

        yield advance


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
