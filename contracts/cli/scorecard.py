"""The command ``contract scorecard``: JSON:API 1.0, statement by statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from contracts.cli.common import blueprint_argument
from contracts.cli.target import judging, misuse, target_options


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the verdicts are written.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write them to this file instead.",
)
@click.pass_context
def scorecard(
    context: click.Context, /, blueprint: Path, form: str, out: Path | None, **options: Any
) -> None:
    """Show which normative statements of JSON:API 1.0 a server holds.

    All transactions and laws of the blueprint are sent, as by `contract verify`. Exit code 1
    says that the server breaks a statement at level MUST.

    \b
    Example: contract scorecard
    Example: contract scorecard api.apib --endpoint http://localhost:5000 --format json
    Example: contract scorecard --format markdown --out docs/scorecard.md
    """
    with misuse():
        from contracts.report import scorecard as report
        from contracts.verify.scorecard import scorecard as scores_of
        from contracts.verify.session import validate_target
        from contracts.verify.verification import run_checks

        with judging(context, blueprint, options) as (found, verification):
            target = verification.target
            validate_target(target, verification.jobs)
            checks = verification.planned(found.contract)
            done = run_checks(found, target, checks, jobs=verification.jobs)
        scores = scores_of(found.contract, checks, done)
    title = found.contract.title
    text = {
        "text": lambda: report.as_text(scores),
        "markdown": lambda: report.as_markdown(scores, title),
        "json": lambda: report.as_json(scores),
    }[form]()
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        click.echo(report.summary(scores))
    raise SystemExit(1 if report.broken(scores) else 0)
