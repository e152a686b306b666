"""The command ``contract docs``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracts.cli.common import (
    blueprint_argument,
    broken,
    out_option,
    read_and_report,
    write_files,
)

if TYPE_CHECKING:
    from contracts.project.blueprint import Blueprint
    from contracts.project.revisions import Version
    from contracts.render.docs.site import Edition


@click.command()
@blueprint_argument
@click.option(
    "--report",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verification report (JSON): the page shows when each action was verified, and by what.",
)
@click.option(
    "--versions",
    metavar="PATTERN",
    help="Also document the blueprint at each matching git tag, with a switch between versions.",
)
@click.option(
    "--since",
    metavar="OLD",
    help="Show what changed since OLD: a file, a folder or `git:REV`, as for `contract diff`.",
)
@click.option(
    "--downloads",
    is_flag=True,
    help="Write openapi.json and the blueprint beside the page, which links to them.",
)
@out_option
def docs(
    blueprint: Path,
    report: tuple[Path, ...],
    versions: str | None,
    since: str | None,
    downloads: bool,
    out: Path,
) -> None:
    """Write the HTML documentation, one self-contained file for each version.

    Errors are reported and lead to exit code 1; what can be read is documented all the same.

    \b
    Example: contract docs --out build
    Example: contract docs --downloads --since git:v1.0
    Example: contract docs --report build/verify.json
    Example: contract docs --versions 'v*'
    """
    from contracts.render.docs.site import site, site_of_versions, site_since
    from contracts.report.verification import ReportUnreadable, read_results

    if since and versions:
        raise click.UsageError("--versions lists the changes of each version: leave out --since")
    try:
        results = read_results(report)
    except ReportUnreadable as error:
        raise click.UsageError(str(error)) from None
    parsed = read_and_report(blueprint)
    if parsed.errors and not any(parsed.contract.actions()):
        raise broken(blueprint)
    current = _edition("current", parsed, downloads)
    earlier = _earlier(blueprint, versions, downloads) if versions else []
    if earlier:
        pages = site_of_versions([current, *earlier], results=results)
    elif since:
        pages = site_since(current, _since(blueprint, since), results=results)
    else:
        pages = site(current, results=results)
    write_files(out / "docs", pages)
    if parsed.errors:
        raise broken(blueprint)


def _edition(name: str, read: Blueprint | Version, with_files: bool) -> Edition:
    from contracts.render.docs.site import Edition, downloads

    files = downloads(read.contract, read.source) if with_files else {}
    return Edition(name, read.contract, files)


def _since(blueprint: Path, name: str) -> Edition:
    """The version to compare with; exit code 2 where it cannot be read."""
    from contracts.cli.diff import shown_version
    from contracts.project.revisions import NoSuchBlueprint, read_version
    from contracts.read.cache import default_folder
    from contracts.render.docs.site import Edition

    try:
        version = read_version(name, default=str(blueprint), cache=default_folder())
    except NoSuchBlueprint as error:
        raise click.UsageError(str(error)) from None
    if version.errors:
        raise click.UsageError(f"parts of {name} cannot be read, so there is nothing to compare")
    return Edition(shown_version(name), version.contract)


def _earlier(blueprint: Path, pattern: str, with_files: bool) -> list[Edition]:
    """The blueprint as it was at each tag, the newest first; one without any is reported."""
    from contracts.project.revisions import NoSuchBlueprint, read_version, tags
    from contracts.read.cache import default_folder

    try:
        names = tags(pattern)
    except NoSuchBlueprint as error:
        raise click.UsageError(str(error)) from None
    if not names:
        raise click.UsageError(f"no tag matches {pattern}: `git tag --list` shows all")
    editions: list[Edition] = []
    for name in reversed(names):
        try:
            version = read_version(f"git:{name}", default=str(blueprint), cache=default_folder())
        except NoSuchBlueprint as error:
            click.echo(f"{name} is left out: {error}", err=True)
            continue
        editions.append(_edition(name, version, with_files))
    return editions
