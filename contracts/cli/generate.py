"""The command ``contract generate``."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.cli.common import blueprint_argument, say_written, sound, usable
from contracts.lint.config import SettingsError
from contracts.model import Contract
from contracts.project.files import PACKAGE, FolderNotOwned, changes, write
from contracts.project.settings import column_mixins
from contracts.text.spelling import counted

GENERATED = Path("server/generated")


@click.command()
@blueprint_argument
@click.option(
    "--out",
    default=GENERATED,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Package folder to write.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if files are stale.")
@click.option(
    "--blueprint",
    "other",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Generate from this other blueprint; actions without JSON:API replay their examples.",
)
def generate(blueprint: Path, out: Path, check: bool, other: Path | None) -> None:
    """Write the Flask server's generated package.

    \b
    Example: contract generate --check
    Example: contract generate --blueprint other.apib --out other_server
    """
    from contracts.render.flask import render

    if other is not None and out == GENERATED:
        raise click.UsageError(
            "choose another folder with --out: this one holds the project's own server"
        )
    parsed = sound(blueprint) if other is None else usable(other)
    # Another blueprint's types are none of this project's, whatever they are called.
    mixins = _mixins(blueprint, parsed.contract) if other is None else {}
    files = render(parsed.contract, replay=other is not None, mixins=mixins)
    try:
        if not check:
            say_written(out, files, write(out, files, owned=PACKAGE))
            return
        stale = changes(out, files, owned=PACKAGE)
    except FolderNotOwned as error:
        raise click.UsageError(f"{error}: choose a new or empty folder with --out") from None
    for change in stale:
        click.echo(f"{out / change.path}: {change.kind}")
    if stale:
        raise click.ClickException(f"{out} is stale: run `contract generate` and commit the result")
    click.echo(f"{out} is up to date ({counted(len(files), 'file')})")


def _mixins(blueprint: Path, contract: Contract) -> dict[str, str]:
    """The mixins of the project's settings; ClickException where they fit no type."""
    try:
        mixins = column_mixins(blueprint)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    unknown = sorted(name for name in mixins if contract.resource_type(name) is None)
    if unknown:
        raise click.ClickException(
            f"[tool.contract.generate.columns] names {', '.join(unknown)}; the types of "
            f"{blueprint} are {', '.join(sorted(t.name for t in contract.resource_types))}"
        )
    return mixins
