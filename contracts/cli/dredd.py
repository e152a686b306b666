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
    metavar="FILE",
    multiple=True,
    help="Dredd hook file or pattern; may be repeated. Default: those of --config, else"
    " hooks/dredd_hooks.py, else derived states; none with --endpoint, unless --state names a"
    " state handler.",
)
@click.option(
    "--language",
    default="",
    help="Language of the hooks, as Dredd has it (nodejs, ruby, …). Default: Python.",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Dredd's own configuration (dredd.yml): endpoint, hooks, headers and more.",
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
    hooks: tuple[str, ...],
    language: str,
    config_file: Path | None,
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
    Example: contract dredd other.apib --config dredd.yml
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
    from contracts.dredd.config_file import (
        PYTHON,
        ConfigUnreadable,
        DreddConfig,
        hook_paths,
        read_config,
    )

    try:
        config = read_config(config_file) if config_file else DreddConfig()
        hookfiles = hook_paths(hooks, Path()) or config.hookfiles
    except ConfigUnreadable as error:
        raise click.UsageError(str(error)) from None
    language = language or ("" if hooks else config.language)
    language = "" if language in PYTHON else language
    endpoint = endpoint or ("" if serve else config.endpoint)
    own = own_server(blueprint)
    serve = serve or own.serve
    generated = not (endpoint or serve)
    state = state or os.environ.get("CONTRACT_STATE", "") or ("" if endpoint else own.state)
    found = usable_or_sound(blueprint)
    if not hookfiles and (state or generated):
        usual = Path("hooks/dredd_hooks.py")
        hookfiles = (usual if usual.is_file() else HOOKS,)
    options = config.options
    chosen = only or config.only
    how = DreddOptions(
        out,
        endpoint or None,
        hookfiles,
        serve,
        generated,
        chosen,
        state,
        language,
        options,
        own.environment,
    )
    try:
        passed = judge(found, how)
    except (DreddFailed, HeadingNotFound, ServerFailed) as error:
        raise click.UsageError(str(error)) from None
    raise SystemExit(0 if passed else 1)
