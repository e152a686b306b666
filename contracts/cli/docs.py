"""The command ``contract docs``."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.cli.common import (
    blueprint_argument,
    broken,
    out_option,
    read_and_report,
    write_files,
)
from contracts.model import Contract


@click.command()
@blueprint_argument
@click.option(
    "--report",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verification report (JSON): shows when each action was verified, and by whom.",
)
@click.option(
    "--versions",
    metavar="PATTERN",
    help="Write the versions of the git tags that match as well, with a switch between them.",
)
@out_option
def docs(blueprint: Path, report: tuple[Path, ...], versions: str | None, out: Path) -> None:
    """Write the HTML documentation, one self-contained file for each version.

    Errors are shown, and end in exit code 1; what they leave readable is written all the same.

    \b
    Example: contract docs --out build
    Example: contract docs --report build/verify.json
    Example: contract docs --versions 'v*'
    """
    from contracts.render.docs import render, render_versions
    from contracts.report.verification import ReportUnreadable, read_proofs

    try:
        proofs = read_proofs(report)
    except ReportUnreadable as error:
        raise click.UsageError(str(error)) from None
    found = read_and_report(blueprint)
    if found.errors and not any(found.contract.actions()):
        raise broken(blueprint)
    earlier = _earlier(blueprint, versions) if versions else {}
    pages = (
        render_versions(found.contract, earlier, proofs=proofs)
        if earlier
        else render(found.contract, proofs=proofs)
    )
    write_files(out / "docs", pages)
    if found.errors:
        raise broken(blueprint)


def _earlier(blueprint: Path, pattern: str) -> dict[str, Contract]:
    """The blueprint as it was at each tag, the newest first; one that had none is told of."""
    from contracts.project.revisions import NoSuchBlueprint, read_version, tags
    from contracts.read.cache import default_folder

    try:
        names = tags(pattern)
    except NoSuchBlueprint as error:
        raise click.UsageError(str(error)) from None
    if not names:
        raise click.UsageError(f"no tag matches {pattern}: `git tag --list` shows all")
    found: dict[str, Contract] = {}
    for name in reversed(names):
        try:
            version = read_version(f"git:{name}", default=str(blueprint), cache=default_folder())
        except NoSuchBlueprint as error:
            click.echo(f"{name} is left out: {error}", err=True)
            continue
        found[name] = version.contract
    return found
