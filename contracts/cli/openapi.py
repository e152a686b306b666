"""The command ``contract openapi``."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.cli.common import blueprint_argument, out_option, sound, write_files


@click.command()
@blueprint_argument
@out_option
@click.option("--schemas/--no-schemas", default=True, help="Write the JSON Schemas as well.")
def openapi(blueprint: Path, out: Path, schemas: bool) -> None:
    """Write the contract as OpenAPI 3.1, and each payload's JSON Schema 2020-12.

    \b
    Example: contract openapi --out build
    """
    from contracts.render.json_schema import render as render_schemas
    from contracts.render.openapi import render

    found = sound(blueprint)
    write_files(out, render(found.contract))
    if schemas:
        write_files(out / "schemas", render_schemas(found.contract))
