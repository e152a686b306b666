"""The command ``contract lint``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from contracts.cli.common import DEFAULT, refuse_openapi
from contracts.model import Severity

if TYPE_CHECKING:
    from contracts.lint import Config
    from contracts.model import Diagnostic
    from contracts.project.blueprint import Blueprint
    from contracts.project.lint_report import LintReport

NOTHING: Final[Mapping[str, bytes]] = {}
FORMATS: Final = ("text", "json", "github", "sarif", "junit")
COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@click.command()
@click.argument("blueprints", nargs=-1, type=click.Path(path_type=Path), metavar="[BLUEPRINT]...")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODE", help="Only this rule; CODE may end in *.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not this rule; CODE may end in *.")
@click.option(
    "--fail-level",
    type=click.Choice(["error", "warning", "info", "never"]),
    help="Lowest severity that leads to exit code 1  [default: warning]",
)
@click.option("--fix", is_flag=True, help="Fix in the files what can be fixed safely.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; exit 1 if anything.")
@click.option("--explain", metavar="CODE", help="Explain this rule and exit.")
@click.option(
    "--cache/--no-cache", default=True, help="Keep results in $CONTRACT_CACHE, else build/cache."
)
def lint(
    blueprints: tuple[Path, ...],
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_level: str | None,
    fix: bool,
    diff: bool,
    explain: str | None,
    cache: bool,
) -> None:
    """Report every mistake in a blueprint as file:line:column.

    Settings are in pyproject.toml, [tool.contract.lint]; docs/rules.md lists the rules.

    \b
    Example: contract lint blueprint/api.apib
    Example: contract lint services/*/api.apib
    Example: contract lint --format sarif --fail-level error
    Example: contract lint --fix --diff
    """
    from contracts.lint.config import fails

    if explain is not None:
        click.echo(_explained(explain))
        return
    if len(blueprints) > 1 and style in _DOCUMENTS:
        raise click.UsageError(f"--format {style} is one document: give one blueprint")
    failed = False
    for blueprint in blueprints or (Path(DEFAULT),):
        refuse_openapi(blueprint)
        config = _config(blueprint, select, ignore, fail_level)
        if diff:
            failed |= _diff(blueprint, config, cache)
            continue
        report = (_fixed if fix else _report)(blueprint, config, cache)
        _REPORTS[style](report)
        failed |= fails((d.severity for d in report.diagnostics), config.fail_level)
    raise SystemExit(1 if failed else 0)


def _config(
    blueprint: Path, select: tuple[str, ...], ignore: tuple[str, ...], fail_level: str | None
) -> Config:
    from contracts.lint import RULES
    from contracts.lint.config import SettingsError
    from contracts.project.settings import lint_config

    try:
        config = lint_config(blueprint)
        return config.with_options(select, ignore, fail_level or "", RULES)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


def _read(
    blueprint: Path, config: Config, cache: bool, unsaved: Mapping[str, bytes] = NOTHING
) -> Blueprint:
    from contracts.project.blueprint import read
    from contracts.read.cache import default_folder
    from contracts.read.drafter import ParserMissing
    from contracts.read.source import Unsaved

    folder = default_folder() if cache else None
    try:
        return read(blueprint, cache=folder, config=config, files=Unsaved(unsaved))
    except ParserMissing as error:
        raise click.UsageError(str(error)) from None


def _report(blueprint: Path, config: Config, cache: bool) -> LintReport:
    from contracts.project.lint_report import lint_report
    from contracts.read.cache import default_folder
    from contracts.read.drafter import ParserMissing

    try:
        return lint_report(blueprint, config, default_folder() if cache else None)
    except ParserMissing as error:
        raise click.UsageError(str(error)) from None


def _fixed(blueprint: Path, config: Config, cache: bool) -> LintReport:
    """The report of the blueprint after its fixes, which are written."""
    from contracts.project.fixing import FixFailed, fix, write
    from contracts.project.lint_report import LintReport

    try:
        fixes = fix(lambda unsaved: _read(blueprint, config, cache, unsaved))
        write(fixes)
    except FixFailed as error:
        raise click.ClickException(str(error)) from None
    for name in fixes.after:
        click.echo(f"{name}: fixed", err=True)
    return LintReport.of(fixes.blueprint)


def _diff(blueprint: Path, config: Config, cache: bool) -> bool:
    """Show what fixes would change; whether they would change anything."""
    from contracts.project.fixing import FixFailed, as_diff, fix

    try:
        fixes = fix(lambda unsaved: _read(blueprint, config, cache, unsaved))
    except FixFailed as error:
        raise click.ClickException(str(error)) from None
    click.echo(as_diff(fixes), nl=False)
    return bool(fixes.after)


def _explained(code: str) -> str:
    from contracts.lint import RULES
    from contracts.lint.config import near

    rule = RULES.get(code)
    if rule is None:
        raise click.UsageError(f"there is no rule {code!r}{near(code, RULES)}")
    notes = [f"{code} ({rule.severity})", "", rule.what, f"Why: {rule.why}", f"Fix: {rule.fix}"]
    if rule.fixable:
        notes.append("`contract lint --fix` fixes it.")
    return "\n".join(notes)


def _text(report: LintReport) -> None:
    from contracts.project.source_lines import source_lines
    from contracts.report.diagnostics import summary, with_source

    line = source_lines()
    colour = False if "NO_COLOR" in os.environ else None
    for each in report.diagnostics:
        click.echo(_coloured(with_source(each, line(each)), each), color=colour)
    click.echo(summary(report), err=bool(report.diagnostics))


def _coloured(text: str, diagnostic: Diagnostic) -> str:
    words = f"{diagnostic.severity} {diagnostic.code}"
    return text.replace(words, click.style(words, fg=COLOURS[diagnostic.severity], bold=True), 1)


def _json(report: LintReport) -> None:
    from contracts.report.diagnostics import as_json

    click.echo(as_json(report.diagnostics))


def _github(report: LintReport) -> None:
    from contracts.report.ci import as_github
    from contracts.report.diagnostics import summary

    if report.diagnostics:
        click.echo(as_github(report.diagnostics))
    click.echo(summary(report), err=True)


def _sarif(report: LintReport) -> None:
    from contracts.report.ci import as_sarif

    click.echo(as_sarif(report.diagnostics))


def _junit(report: LintReport) -> None:
    from contracts.report.ci import as_junit

    click.echo(as_junit(report.diagnostics, report.file))


#: The formats in which a report is one document.
_DOCUMENTS: Final = frozenset({"json", "sarif", "junit"})
_REPORTS: Final[dict[str, Callable[[LintReport], None]]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
}
