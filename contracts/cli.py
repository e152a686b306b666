"""The command ``contract``. Exit codes: 0 clean, 1 findings, 2 misuse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracts.cli_diff import changelog, diff
from contracts.cli_lint import lint
from contracts.cli_serve import serve
from contracts.cli_verify import coverage, mutate, verify
from contracts.files import changes, write

if TYPE_CHECKING:
    from contracts.blueprint import Blueprint

DEFAULT = "blueprint/api.apib"
GENERATED = Path("server/generated")
OWN_SERVER = "{python} -m server --migrate --port {port}"

blueprint_argument = click.argument("blueprint", default=DEFAULT, type=click.Path(path_type=Path))
out_option = click.option(
    "--out",
    default=Path("build"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="blueprint-contract", prog_name="contract")
def main() -> None:
    """Derive everything from an API Blueprint, and judge servers by it."""


main.add_command(lint)


@main.command()
@blueprint_argument
@click.option(
    "--report",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verification report (JSON): shows when each action was verified, and by whom.",
)
@out_option
def docs(blueprint: Path, report: tuple[Path, ...], out: Path) -> None:
    """Write the HTML documentation, one self-contained file.

    Errors are shown, and end in exit code 1; what they leave readable is written all the same.

    \b
    Example: contract docs --out build
    Example: contract docs --report build/verify.json
    """
    from contracts.proof_files import ReportUnreadable, read_proofs
    from contracts.render.docs import render

    try:
        proofs = read_proofs(report)
    except ReportUnreadable as error:
        raise click.UsageError(str(error)) from None
    found = _aloud(blueprint)
    if found.errors and not any(found.contract.actions()):
        raise _broken(blueprint)
    _written(out / "docs", render(found.contract, proofs=proofs))
    if found.errors:
        raise _broken(blueprint)


@main.command()
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

    found = _sound(blueprint)
    _written(out, render(found.contract))
    if schemas:
        _written(out / "schemas", render_schemas(found.contract))


@main.command()
@blueprint_argument
@click.option(
    "--out",
    default=GENERATED,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Package folder to write.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when files are stale.")
@click.option(
    "--blueprint",
    "other",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another blueprint than ours: what is no JSON:API is replayed, and mistakes are no bar.",
)
def generate(blueprint: Path, out: Path, check: bool, other: Path | None) -> None:
    """Write the Flask server's generated package.

    \b
    Example: contract generate --check
    Example: contract generate --blueprint other.apib --out other_server
    """
    from contracts.render.flask import render

    if other is not None and out == GENERATED:
        raise click.UsageError("name another folder with --out: this one is our own server's")
    found = _sound(blueprint) if other is None else usable(other)
    files = render(found.contract, replay=other is not None)
    if not check:
        _written(out, files, owned="*.py")
        return
    stale = changes(out, files, owned="*.py")
    for change in stale:
        click.echo(f"{out / change.path}: {change.kind}")
    if stale:
        raise click.ClickException(f"{out} is stale: run `contract generate` and commit the result")
    click.echo(f"{out} is up to date ({len(files)} files)")


@main.command()
@blueprint_argument
@click.option("--endpoint", metavar="URL", help="Judge this server; default: start our own.")
@click.option(
    "--hooks",
    "hookfile",
    default=Path("hooks/dredd_hooks.py"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Dredd hook file in Python.",
)
@click.option(
    "--serve",
    help="Command that starts the server to judge. Default: our own server for our blueprint,"
    " a generated one for any other.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Run only this transaction.")
@out_option
def dredd(
    blueprint: Path,
    endpoint: str | None,
    hookfile: Path,
    serve: str | None,
    only: tuple[str, ...],
    out: Path,
) -> None:
    """Run Dredd on every transaction, with derived states and tokens.

    \b
    Example: contract dredd
    Example: contract dredd --only "Health > Liveness > Check Liveness"
    Example: contract dredd other.apib
    """
    from contracts.generated import HOOKS
    from contracts.judge import DreddFailed, HeadingNotFound, Judgement, ServerFailed, judge

    is_ours = blueprint.resolve() == Path(DEFAULT).resolve()
    generated = not (is_ours or endpoint or serve)
    found = usable(blueprint) if generated else _sound(blueprint)
    if generated and not hookfile.is_file():
        hookfile = HOOKS
    how = Judgement(out, endpoint, hookfile, serve or OWN_SERVER, generated, only)
    try:
        passed = judge(found, how)
    except (DreddFailed, HeadingNotFound, ServerFailed) as error:
        raise click.UsageError(str(error)) from None
    raise SystemExit(0 if passed else 1)


main.add_command(verify)
main.add_command(coverage)
main.add_command(mutate)
main.add_command(serve)
main.add_command(diff)
main.add_command(changelog)


@main.command()
@blueprint_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 is any free one.")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@click.option("--endpoint", default="", metavar="URL", help="Server the console asks.")
@click.option(
    "--serve",
    default="{python} -m server --migrate --port {port}",
    show_default=True,
    help="Command that starts the server the console asks, unless --endpoint names one.",
)
def preview(blueprint: Path, host: str, port: int, opens: bool, endpoint: str, serve: str) -> None:
    """Show the documentation live while the blueprint is edited.

    \b
    Example: contract preview
    Example: contract preview blueprint/api.apib --port 8001 --no-open
    """
    from contracts.drafter import ParserMissing
    from contracts.preview import PreviewFailed
    from contracts.preview.run import run

    try:
        run(blueprint, host=host, port=port, opens=opens, endpoint=endpoint, serve=serve)
    except (PreviewFailed, ParserMissing) as error:
        raise click.UsageError(str(error)) from None


def _read(path: Path, *, cache: bool = True) -> Blueprint:
    from contracts.blueprint import read
    from contracts.cache import default_folder
    from contracts.drafter import ParserMissing

    try:
        return read(path, cache=default_folder() if cache else None)
    except ParserMissing as error:
        raise click.UsageError(str(error)) from None


def _sound(path: Path) -> Blueprint:
    """The blueprint, or exit code 1 with its errors: nothing is derived from a broken one."""
    found = _aloud(path)
    if found.errors:
        raise _broken(path)
    return found


def _aloud(path: Path) -> Blueprint:
    """The blueprint; its errors are printed."""
    from contracts.report import as_text

    found = _read(path)
    for diagnostic in found.errors:
        click.echo(as_text(diagnostic), err=True)
    return found


def usable(path: Path) -> Blueprint:
    """A blueprint of somebody else, with whatever mistakes; refused only when it has no action."""
    found = _read(path)
    if not any(found.contract.actions()):
        raise click.ClickException(f"{path} describes no action: run `contract lint {path}`")
    if found.errors:
        click.echo(f"{path} has {len(found.errors)} errors: see `contract lint {path}`", err=True)
    return found


def _broken(path: Path) -> click.ClickException:
    return click.ClickException(f"{path} has errors: run `contract lint {path}`")


def _written(folder: Path, files: dict[str, str], owned: str = "") -> None:
    changed = write(folder, files, owned=owned)
    click.echo(f"{folder}: {len(files)} files, {len(changed)} changed")
