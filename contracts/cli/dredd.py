"""The command ``contract dredd``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contracts.cli.common import (
    blueprint_argument,
    given_headers,
    header_option,
    hooks_python_option,
    out_option,
    own_server,
    usable,
    usable_or_sound,
)
from contracts.cli.target import dredd_config

if TYPE_CHECKING:
    from contracts.dredd.command import DreddOptions
    from contracts.dredd.config_file import DreddConfig
    from contracts.model import Headers
    from contracts.project.settings import ServerSettings


@click.command()
@blueprint_argument
@click.option(
    "--endpoint", metavar="URL", help="Test this running server. Default: start one, see --serve."
)
@click.option(
    "--hooks",
    metavar="FILE",
    multiple=True,
    help="Dredd hook file or pattern; may be repeated. Default: those of --config, else"
    " hooks/dredd_hooks.py, else derived states; none with --endpoint, unless --state names a"
    " state handler.",
)
@hooks_python_option
@click.option(
    "--language",
    default="",
    help="Language of the hooks, by Dredd's name for it (nodejs, ruby, …). Default: nodejs for"
    " files that end in .js, else Python.",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Dredd configuration file: endpoint, server, hooks, headers and more. Default:"
    " dredd.yml, if it exists.",
)
@click.option(
    "--serve",
    help="Command that starts the server to test. Default: the project's own"
    " ([tool.contract.server] in pyproject.toml), else a generated one.",
)
@click.option(
    "--state",
    metavar="MODULE:CLASS|URL",
    help="The server's state handler, or its URL (docs/state.md). Default: the environment"
    " variable CONTRACT_STATE, else [tool.contract.server]; only the variable with --endpoint.",
)
@header_option
@click.option(
    "--only", multiple=True, metavar="NAME", help="Run only this transaction; may be repeated."
)
@out_option
@click.pass_context
def dredd(
    context: click.Context,
    /,
    blueprint: Path,
    config_file: Path | None,
    hooks: tuple[str, ...],
    header: tuple[str, ...],
    **options: Any,
) -> None:
    """Run Dredd on every transaction, with derived states and tokens.

    A dredd.yml in this folder is read; options given here take precedence. With --state, its
    hook files are ignored.

    \b
    Example: contract dredd
    Example: contract dredd --only "Health > Liveness > Check Liveness"
    Example: contract dredd other.apib
    Example: contract dredd other.apib --config dredd.yml
    Example: contract dredd --endpoint http://localhost:5000 --state my_server.state:State
    """
    from contracts.dredd.command import (
        DreddFailed,
        HeadingNotFound,
        PythonMissing,
        ServerFailed,
        judge,
    )
    from contracts.dredd.config_file import ConfigUnreadable, hook_paths

    try:
        given = hook_paths(hooks, Path())
    except ConfigUnreadable as error:
        raise click.UsageError(str(error)) from None
    config = dredd_config(context, config_file)
    blueprint = Path(config.blueprint or blueprint)
    language = options.pop("language") or config.language
    hookfiles = given or config.hookfiles
    headers = given_headers(header)
    settings = _options(config, own_server(blueprint), hookfiles, language, headers, **options)
    parsed = usable(blueprint) if settings.endpoint else usable_or_sound(blueprint)
    try:
        passed = judge(parsed, settings, click.echo)
    except (DreddFailed, HeadingNotFound, PythonMissing, ServerFailed) as error:
        raise click.UsageError(str(error)) from None
    raise SystemExit(0 if passed else 1)


def _options(
    config: DreddConfig,
    own: ServerSettings,
    hookfiles: tuple[Path, ...],
    language: str,
    headers: Headers,
    *,
    endpoint: str | None,
    serve: str | None,
    state: str | None,
    only: tuple[str, ...],
    out: Path,
    hooks_python: str,
) -> DreddOptions:
    """What the command line says, else dredd.yml, else the project's settings."""
    from contracts.dredd.command import HOOKS, DreddOptions
    from contracts.dredd.config_file import language_of

    endpoint = endpoint or config.endpoint
    serve = serve or own.serve
    generated = not (endpoint or serve)
    state = state or os.environ.get("CONTRACT_STATE", "") or ("" if endpoint else own.state)
    if not hookfiles and (state or generated):
        usual = Path("hooks/dredd_hooks.py")
        hookfiles, language = (usual if usual.is_file() else HOOKS,), ""
    return DreddOptions(
        out=out,
        endpoint=endpoint or None,
        server=config.server,
        server_wait=config.server_wait,
        hookfiles=hookfiles,
        serve=serve,
        generated=generated,
        only=only or config.only,
        state=state,
        language=language_of(hookfiles, language),
        options=config.options,
        headers=headers,
        environment=own.environment,
        hooks_python=hooks_python,
    )
