"""The command ``contract openapi``."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.cli.common import blueprint_argument, out_option, sound, usable, write_files


@click.command()
@blueprint_argument
@out_option
@click.option("--schemas/--no-schemas", default=True, help="Also write the JSON Schemas.")
@click.option("--strict", is_flag=True, help="Write nothing if the blueprint has errors.")
def openapi(blueprint: Path, out: Path, schemas: bool, strict: bool) -> None:
    """Write the contract as OpenAPI 3.1, and each payload's JSON Schema 2020-12.

    Errors are counted; example bodies and schemas that cannot be read are left out, and listed.

    \b
    Example: contract openapi --out build
    Example: contract openapi other.apib --strict
    """
    from contracts.render.json_schema import render as render_schemas
    from contracts.render.openapi import render
    from contracts.render.openapi.left_out import left_out

    parsed = sound(blueprint) if strict else usable(blueprint)
    for line in left_out(parsed.contract):
        click.echo(f"left out: {line}", err=True)
    write_files(out, render(parsed.contract))
    if schemas:
        write_files(out / "schemas", render_schemas(parsed.contract))
