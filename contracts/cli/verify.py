"""The commands ``contract verify``, ``coverage``, ``mutate`` and ``scorecard``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contracts.cli.common import Percentage, blueprint_argument, out_option, write_text
from contracts.cli.target import judging, misuse, target_options

if TYPE_CHECKING:
    from contracts.verify.shard import Shard

mode_option = click.option(
    "--mode",
    type=click.Choice(["strict", "dredd"]),
    default="strict",
    show_default=True,
    help="Apply the strict rules, or decide as Dredd does.",
)
file_type = click.Path(dir_okay=False, path_type=Path)


@click.command()
@blueprint_argument
@mode_option
@target_options
@click.option("--junit", type=file_type, metavar="FILE", help="Write the results as JUnit XML.")
@click.option("--json", type=file_type, metavar="FILE", help="Write the results as JSON.")
@click.option("--html", type=file_type, metavar="FILE", help="Write the findings as a page.")
@click.option(
    "--baseline",
    type=file_type,
    metavar="FILE",
    help="Accept the failures listed in this file: exit 1 only for new ones.",
)
@click.option(
    "--shard",
    metavar="N/OF",
    default="",
    help="Run one of several parts, such as 3/8; `contract report merge` combines the reports.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Write this run's failures to the --baseline file."
)
@click.option(
    "--coverage-fail-under",
    "--cov-fail-under",
    "coverage_fail_under",
    type=Percentage(),
    metavar="N",
    help="Exit 1 if less than N % of the contract was exercised.",
)
@click.pass_context
def verify(
    context: click.Context,
    /,
    blueprint: Path,
    junit: Path | None,
    json: Path | None,
    html: Path | None,
    baseline: Path | None,
    shard: str,
    update_baseline: bool,
    coverage_fail_under: float | None,
    **options: Any,
) -> None:
    """Verify a server against every transaction and law of a blueprint, without Dredd.

    Laws are properties that follow from the blueprint, such as "a created resource is listed"
    (docs/checks.md). Without an option that names a server, the project's own is verified, or
    for any other blueprint a generated one. A dredd.yml in this folder is read, hooks in
    Python included; options given here take precedence.

    \b
    Example: contract verify
    Example: contract verify other.apib
    Example: contract verify --http -j 2 --junit build/junit.xml
    Example: contract verify --endpoint http://localhost:5000 --mode dredd
    Example: contract verify --baseline known-failures.json
    Example: contract verify --shard 3/8 --json build/shard-3.json
    """
    with misuse():
        from contracts.cli.verification import Reports
        from contracts.cli.verification import verify as judge

        if update_baseline and baseline is None:
            raise click.UsageError("--update-baseline needs --baseline FILE, which it writes")
        reports = Reports(junit, json, html, baseline, update_baseline)
        with judging(context, blueprint, options) as (parsed, verification):
            verification = replace(
                verification, reports=reports, fail_under=coverage_fail_under, shard=_shard(shard)
            )
            passed = judge(parsed, verification)
    raise SystemExit(0 if passed else 1)


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--fail-under",
    "--cov-fail-under",
    "fail_under",
    type=Percentage(),
    metavar="N",
    help="Exit 1 below N percent.",
)
@out_option
@click.pass_context
def coverage(
    context: click.Context,
    /,
    blueprint: Path,
    fail_under: float | None,
    out: Path,
    **options: Any,
) -> None:
    """Show which parts of the contract a run exercises, and which passes prove nothing.

    \b
    Example: contract coverage --fail-under 95
    """
    with misuse():
        from contracts.cli.verification import show_coverage

        with judging(context, blueprint, options) as (parsed, verification):
            enough = show_coverage(parsed, replace(verification, fail_under=fail_under), out)
    raise SystemExit(0 if enough else 1)


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--fail-under",
    type=Percentage(),
    default=95.0,
    show_default=True,
    metavar="N",
    help="Exit 1 if strict mode detects less than N percent.",
)
@out_option
@click.pass_context
def mutate(
    context: click.Context,
    /,
    blueprint: Path,
    fail_under: float,
    out: Path,
    **options: Any,
) -> None:
    """Corrupt the server's responses deliberately and count what each mode detects.

    \b
    Example: contract mutate
    """
    with misuse():
        from contracts.cli.mutation import mutate as corrupt

        with judging(context, blueprint, options) as (parsed, verification):
            rate = corrupt(parsed, verification, out)
    raise SystemExit(0 if rate >= fail_under else 1)


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Format of the verdicts.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the verdicts to this file, and a summary to the terminal.",
)
@click.option("--json", type=file_type, metavar="FILE", help="Also write the verdicts as JSON.")
@click.pass_context
def scorecard(
    context: click.Context,
    /,
    blueprint: Path,
    form: str,
    out: Path | None,
    json: Path | None,
    **options: Any,
) -> None:
    """Show which normative statements of JSON:API 1.0 a server satisfies.

    All transactions and laws of the blueprint are run, as by `contract verify`, then requests
    that JSON:API servers must refuse: media type parameters (415, 406), unknown query
    parameters, `include` and `sort` (400), another type or id (409). Exit code 1 means that
    the server violates a statement at level MUST.

    \b
    Example: contract scorecard
    Example: contract scorecard api.apib --endpoint http://localhost:5000 --format json
    Example: contract scorecard --format markdown --out docs/scorecard.md --json scorecard.json
    """
    with misuse():
        from contracts.report import scorecard as report
        from contracts.verify.scorecard.run import score_target

        with judging(context, blueprint, options) as (parsed, verification):
            checks = verification.planned(parsed.contract)
            scores = score_target(parsed, verification.target, checks, jobs=verification.jobs)
    title = parsed.contract.title
    text = {
        "text": lambda: report.as_text(scores),
        "markdown": lambda: report.as_markdown(scores, title),
        "json": lambda: report.as_json(scores),
    }[form]()
    broken = report.broken(scores)
    if json is not None:
        write_text(json, report.as_json(scores))
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)
        click.echo(report.summary(scores))
        click.echo(report.as_text(broken, totals=False), err=True, nl=False)
    raise SystemExit(1 if broken else 0)


def _shard(text: str) -> Shard | None:
    from contracts.verify.shard import Shard

    try:
        return Shard.of(text) if text else None
    except ValueError as error:
        raise click.UsageError(f"--shard: {error}") from None
