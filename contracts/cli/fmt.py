"""The command ``contract fmt``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracts.cli.common import blueprint_argument

if TYPE_CHECKING:
    from contracts.format.blueprint import Formatting
    from contracts.project.blueprint import Blueprint


@click.command()
@blueprint_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Show what would change; exit 1 if anything would.")
def fmt(blueprint: Path, check: bool, diff: bool) -> None:
    """Format a blueprint and the files it includes, without changing its contract.

    Headings, list markers, indentation, blank lines, JSON, tables and percent-encoding are made
    uniform. The contract is compared before anything is written: in a file where a formatting
    step would change it, that step is skipped. Sections that the parser cannot read stay as they
    are.

    \b
    Example: contract fmt
    Example: contract fmt --check blueprint/api.apib
    """
    layout = _formatted(blueprint)
    for part in layout.lost:
        click.echo(str(part), err=True)
    for path, step in layout.kept:
        click.echo(f"{path}: the step {step} is skipped: it would change the contract", err=True)
    if diff:
        click.echo(_diff(layout), nl=False)
    elif check:
        for path in layout.after:
            click.echo(f"{path}: would be formatted")
    else:
        _write(layout)
    count = len(layout.after)
    files = "1 file" if count == 1 else f"{count} files"
    if diff or check:
        click.echo(f"{blueprint}: {files} would change", err=True)
        raise SystemExit(1 if layout.after else 0)
    click.echo(f"{blueprint}: {files} changed", err=True)


def _formatted(blueprint: Path) -> Formatting:
    from contracts.build.memo import Memo
    from contracts.format.blueprint import CannotFormat, format_blueprint
    from contracts.project.blueprint import read
    from contracts.read.cache import Memory, default_folder
    from contracts.read.drafter import ParserMissing, WarmParser
    from contracts.read.source import Disk, Unsaved

    cache, parser, memo = Memory(default_folder()), WarmParser(), Memo()

    def reader(texts: Mapping[str, bytes]) -> Blueprint:
        files = Unsaved(texts)
        return read(blueprint, cache=cache, files=files, parser=parser, memo=memo)

    try:
        return format_blueprint(reader, Disk().read)
    except CannotFormat as error:
        raise click.ClickException(str(error)) from None
    except ParserMissing as error:
        raise click.UsageError(str(error)) from None
    finally:
        parser.close()


def _diff(formatting: Formatting) -> str:
    from contracts.project.fixing import diff_of

    return diff_of(formatting.before, formatting.after)


def _write(formatting: Formatting) -> None:
    for path, data in formatting.after.items():
        try:
            Path(path).write_bytes(data)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
        click.echo(f"{path}: formatted")
