"""The command ``contract dredd``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from contracts.cli.common import blueprint_argument, out_option, own_server, usable_or_sound


@click.command()
@blueprint_argument
@click.option("--endpoint", metavar="URL", help="Judge this server; default: start our own.")
@click.option(
    "--hooks",
    "hookfile",
    type=click.Path(path_type=Path),
    help="Dredd hook file in Python. Default: hooks/dredd_hooks.py, else derived states; none"
    " with --endpoint, unless --state names a state handler.",
)
@click.option(
    "--serve",
    help="Command that starts the server to judge. Default: the project's own"
    " ([tool.contract.server] in pyproject.toml), else a generated one.",
)
@click.option(
    "--state",
    metavar="MODULE:CLASS|URL",
    help="The server's state handler, or where it answers (docs/state.md)."
    " Default: the variable CONTRACT_STATE.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Run only this transaction.")
@out_option
def dredd(
    blueprint: Path,
    endpoint: str | None,
    hookfile: Path | None,
    serve: str | None,
    state: str | None,
    only: tuple[str, ...],
    out: Path,
) -> None:
    """Run Dredd on every transaction, with derived states and tokens.

    \b
    Example: contract dredd
    Example: contract dredd --only "Health > Liveness > Check Liveness"
    Example: contract dredd other.apib
    Example: contract dredd --endpoint http://localhost:5000 --state my_server.state:State
    """
    from contracts.dredd.command import (
        HOOKS,
        DreddFailed,
        DreddOptions,
        HeadingNotFound,
        ServerFailed,
        judge,
    )

    own = own_server(blueprint)
    serve = serve or own.serve
    generated = not (endpoint or serve)
    state = state or os.environ.get("CONTRACT_STATE", "") or ("" if endpoint else own.state)
    found = usable_or_sound(blueprint)
    if hookfile is None and (state or generated):
        hooks = Path("hooks/dredd_hooks.py")
        hookfile = hooks if hooks.is_file() else HOOKS
    how = DreddOptions(out, endpoint, hookfile, serve, generated, only, state)
    try:
        passed = judge(found, how)
    except (DreddFailed, HeadingNotFound, ServerFailed) as error:
        raise click.UsageError(str(error)) from None
    raise SystemExit(0 if passed else 1)
