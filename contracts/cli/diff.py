"""The commands about versions of a blueprint: ``contract diff`` and ``contract changelog``."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.project.revisions import Version

DEFAULT: Final = "blueprint/api.apib"

#: The lowest impact that leads to exit code 1.
FAIL_LEVELS: Final = {
    "breaking": ("breaking",),
    "risky": ("breaking", "risky"),
    "safe": ("breaking", "risky", "safe"),
    "never": (),
}


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="`markdown` is for pull requests.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_LEVELS)),
    default="breaking",
    show_default=True,
    help="Lowest impact that leads to exit code 1.",
)
@click.option("--rules", is_flag=True, help="Print the table of all changes, in Markdown.")
def diff(old: str | None, new: str | None, style: str, fail_on: str, rules: bool) -> None:
    """Show what changed from OLD to NEW, and whether it breaks clients.

    OLD and NEW are files, folders, or revisions: `git:REV` is NEW's path in that revision,
    `git:REV:PATH` any other path. The default of NEW is blueprint/api.apib.

    \b
    Example: contract diff git:main
    Example: contract diff git:v1.0:docs/api.apib docs/api.apib --format markdown
    Example: contract diff old.apib new.apib --fail-on risky
    """
    from contracts.diff import diff as compare
    from contracts.render.changelog import REPORTS, compatibility

    if rules:
        click.echo(compatibility(), nl=False)
        return
    if old is None:
        raise click.UsageError("name the old blueprint: contract diff OLD [NEW]")
    before, after = _versions((old, new or DEFAULT), default=_default(old, new))
    changes = compare(before.contract, after.contract)
    click.echo(REPORTS[style](changes), nl=False)
    raise SystemExit(1 if any(c.impact in FAIL_LEVELS[fail_on] for c in changes) else 0)


@click.command()
@click.argument("versions", nargs=-1)
@click.option("--blueprint", default=DEFAULT, show_default=True, help="Path in `git:REV`.")
@click.option("--tags", metavar="PATTERN", help="Compare all tags that match, the oldest first.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["html", "markdown"]),
    default="html",
    show_default=True,
    help="The format of the change log.",
)
@click.option(
    "--out",
    default=Path("build"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into.",
)
def changelog(
    versions: tuple[str, ...],
    blueprint: str,
    tags: str | None,
    style: Literal["html", "markdown"],
    out: Path,
) -> None:
    """Write what changed from version to version as a page of the documentation.

    VERSIONS are files, folders or revisions as for `contract diff`, the oldest first; with
    --tags, the working copy is added as the last one.

    \b
    Example: contract changelog git:v1.0 git:v1.1 blueprint/api.apib
    Example: contract changelog --tags 'v*' --format markdown
    """
    from contracts.diff import diff as compare
    from contracts.project.files import write
    from contracts.render.changelog import Release, render

    names = [*versions, *(_tagged(tags, blueprint) if tags else ())]
    if len(names) < 2:
        raise click.UsageError("name at least two versions, or --tags with a pattern that matches")
    editions = _versions(names, default=blueprint)
    releases = [
        Release(
            shown_version(new.name), shown_version(old.name), compare(old.contract, new.contract)
        )
        for old, new in pairwise(editions)
    ]
    files = render(editions[-1].contract.title or "the API", releases[::-1], style)
    write(out, files)
    click.echo(", ".join(str(out / name) for name in files))


def _default(old: str, new: str | None) -> str:
    """The path of a bare ``git:REV``: that of the other side."""
    for name in (new, old):
        if name and not name.startswith("git:"):
            return name
    return DEFAULT


def _tagged(pattern: str, blueprint: str) -> list[str]:
    from contracts.project.revisions import NoSuchBlueprint, tags

    try:
        return [*(f"git:{tag}" for tag in tags(pattern)), blueprint]
    except NoSuchBlueprint as error:
        raise click.UsageError(str(error)) from None


def shown_version(name: str) -> str:
    """A version's name for readers: the revision, or the path of a file."""
    return name.removeprefix("git:").split(":", 1)[0] if name.startswith("git:") else name


def _versions(names: Sequence[str], *, default: str) -> list[Version]:
    """The versions, or exit code 2: what could not be read cannot be compared."""
    from contracts.project.revisions import NoSuchBlueprint, read_version
    from contracts.read.cache import default_folder
    from contracts.read.drafter import ParserMissing
    from contracts.report.diagnostics import as_text

    try:
        versions = [read_version(name, default=default, cache=default_folder()) for name in names]
    except (NoSuchBlueprint, ParserMissing) as error:
        raise click.UsageError(str(error)) from None
    broken = [version for version in versions if version.errors]
    for version in broken:
        for diagnostic in version.errors:
            click.echo(as_text(diagnostic), err=True)
    if broken:
        named = ", ".join(version.name for version in broken)
        raise click.UsageError(f"parts of {named} cannot be read, so there is nothing to compare")
    return versions
