"""The command ``contract report``: merges the reports of several runs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from contracts.cli.common import write_text
from contracts.text.json_values import read_json

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Combine the reports of several `contract verify --json` runs.

    \b
    Example: contract report merge shard-*.json
    """


@report.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--json", "json_file", type=FILE, metavar="FILE", help="Write the merged report.")
@click.option("--junit", type=FILE, metavar="FILE", help="Write the merged report as JUnit XML.")
@click.option("--html", type=FILE, metavar="FILE", help="Write the findings as a page.")
def merge(
    files: tuple[Path, ...], json_file: Path | None, junit: Path | None, html: Path | None
) -> None:
    """Merge the reports of all shards; exit 1 when one failed or is missing.

    \b
    Example: contract report merge shard-*.json --junit build/junit.xml
    """
    from contracts.report import merge as merging

    try:
        merged = merging.merge([_read(file) for file in files])
    except merging.ReportsDiffer as error:
        raise click.UsageError(str(error)) from None
    for target, text in (
        (json_file, json.dumps(merged, indent=2, ensure_ascii=False) + "\n"),
        (junit, merging.as_junit(merged)),
        (html, merging.as_html(merged)),
    ):
        if target is not None:
            write_text(target, text)
    for line in merging.lines(merged):
        click.echo(line)
    raise SystemExit(0 if merging.is_green(merged) else 1)


def _read(file: Path) -> dict[str, object]:
    try:
        value = read_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise click.UsageError(f"{file} is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise click.UsageError(f"{file}: a report is what `contract verify --json FILE` writes")
    return value
