"""The commands ``contract new project`` and ``contract new resource``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from contracts.cli.common import DEFAULT, read_blueprint


@click.group()
def new() -> None:
    """Start a project, or add a resource to a blueprint.

    \b
    Example: contract new project my-api
    Example: contract new resource venue --belongs-to event
    """


@new.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def project(folder: Path) -> None:
    """Write a small project whose checks pass at once: blueprint, Makefile, CI, hooks, states.

    \b
    Example: contract new project notes && cd notes && npm install && make contract
    """
    from contracts.scaffold.project import project_files

    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "service"
    files = project_files(name)
    present = [each for each in files if (folder / each).exists()]
    if present:
        raise click.UsageError(f"{folder / present[0]} exists already")
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{folder}: {len(files)} files")
    click.echo(f"Next: cd {folder}, npm install, make contract")


@new.command()
@click.argument("name")
@click.option(
    "--attributes",
    required=True,
    metavar="LIST",
    help="NAME:TYPE, separated by spaces; ! for required, ? for nullable, a|b for choices.",
)
@click.option("--belongs-to", "parent", default="", metavar="TYPE", help="Type of the parent.")
@click.option("--plural", default="", help="Plural of NAME, if irregular.")
@click.option("--blueprint", default=DEFAULT, show_default=True, type=click.Path(path_type=Path))
def resource(name: str, attributes: str, parent: str, plural: str, blueprint: Path) -> None:
    """Write a complete group for a new resource type, and include it in the blueprint.

    Types: string, text, integer, number, boolean, timestamp, date, time, email, url, uuid.

    \b
    Example: contract new resource venue --belongs-to event \\
                 --attributes "name:string! capacity:integer? opens-at:timestamp"
    """
    from contracts.scaffold.include import with_include
    from contracts.scaffold.resource import resource_group
    from contracts.scaffold.wanted import CannotScaffold, wanted

    parsed = read_blueprint(blueprint)
    if parsed.errors:
        raise click.ClickException(f"{blueprint} has errors: run `contract lint {blueprint}`")
    try:
        asked = wanted(name, attributes, parent, plural)
        text = resource_group(parsed.contract, asked, files=_shared_files(blueprint))
    except CannotScaffold as error:
        raise click.UsageError(str(error)) from None
    path = blueprint.parent / f"{asked.plural}.apib"
    if path.exists():
        raise click.UsageError(f"{path} exists already")
    root = with_include(
        blueprint.read_bytes().decode("utf-8"),
        path.name,
        lambda each: (blueprint.parent / each).read_text(encoding="utf-8"),
    )
    path.write_text(text, encoding="utf-8", newline="\n")
    blueprint.write_bytes(root.encode())
    added = len(list(read_blueprint(blueprint).contract.transactions())) - len(
        list(parsed.contract.transactions())
    )
    click.echo(f"{path}: {added} transactions, included in {blueprint}")
    click.echo("Next: read it, then `contract generate`, `make migration` and `make contract`.")


def _shared_files(blueprint: Path) -> dict[str, str]:
    """The texts of the files beside the blueprint that its actions share, by name."""
    from contracts.scaffold.snippets import FOLDER

    files = sorted((blueprint.parent / FOLDER).glob("*.apib"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}
