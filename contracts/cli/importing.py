"""The command ``contract import``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    default=Path("blueprint"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the blueprint into.",
)
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
def import_(document: Path, out: Path, force: bool) -> None:
    """Write a blueprint from OpenAPI 2.0 or 3.x, a Postman 2.1 collection, or a HAR.

    What API Blueprint cannot express is listed and left out.

    \b
    Example: contract import openapi.yaml --out blueprint
    """
    from contracts.importers import described
    from contracts.importers.described import CannotImport
    from contracts.importers.document import document_of
    from contracts.importers.writer import files
    from contracts.project.settings import conventions

    try:
        text = document.read_text(encoding="utf-8-sig", errors="replace")
        api = described(document_of(text))
        texts = files(api, conventions(out / "api.apib"))
    except CannotImport as error:
        raise click.ClickException(f"{document}: {error}") from None
    present = [name for name in texts if (out / name).exists()]
    if present and not force:
        raise click.UsageError(
            f"{out / present[0]} exists already: choose another --out, or overwrite it with --force"
        )
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    for each in api.left_out:
        click.echo(f"left out: {each.at(str(document))}", err=True)
    click.echo(f"{out}: {len(texts)} files, {len(api.operations)} actions")
    click.echo(f"Next: `contract lint {out / 'api.apib'}`.")
