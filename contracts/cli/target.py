"""The server that a command judges: its options, dredd.yml, and what is started for the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from contracts.cli.common import hooks_python_option, own_server, usable, usable_or_sound
from contracts.cli.dredd_config import dredd_config

if TYPE_CHECKING:
    from contracts.cli.verification import Verification
    from contracts.dredd.config_file import DreddConfig
    from contracts.project.blueprint import Blueprint
    from contracts.verify.session import Target

Command = TypeVar("Command", bound=Callable[..., None])

TARGET_OPTIONS = (
    click.option(
        "--endpoint",
        metavar="URL",
        help="Judge this running server; {worker} stands for a number, one server for each.",
    ),
    click.option(
        "--app",
        metavar="MODULE:FACTORY",
        default="",
        help="Judge this WSGI application in process. Default: the project's own"
        " ([tool.contract.server] in pyproject.toml), else a generated one.",
    ),
    click.option("--http", is_flag=True, help="Start the --serve command and judge over HTTP."),
    click.option(
        "--serve",
        metavar="COMMAND",
        default="",
        help="Command that starts a server of each worker's own, with --http. Default: that of"
        " [tool.contract.server].",
    ),
    click.option(
        "--state",
        metavar="MODULE:CLASS|URL",
        default="",
        help="The server's state handler, or where it answers (docs/state.md). Default: that of"
        " [tool.contract.server]; none with --endpoint.",
    ),
    click.option(
        "--hooks",
        metavar="FILE",
        multiple=True,
        help="A Dredd hook file in Python, or a pattern; may be repeated.",
    ),
    hooks_python_option,
    click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="Workers, each with a server and a database of its own.",
    ),
    click.option("--only", multiple=True, metavar="NAME", help="Judge only what has this name."),
    click.option("--no-laws", is_flag=True, help="Judge the documented transactions only."),
)


def target_options(command: Command) -> Command:
    """The options that say which server is judged."""
    for option in reversed(TARGET_OPTIONS):
        command = option(command)
    return command


@contextmanager
def misuse() -> Iterator[None]:
    """Exit code 2 and one sentence when there is nothing to judge."""
    from contracts.report.baseline import BaselineUnreadable
    from contracts.serve.process import ServerFailed
    from contracts.verify.plan import UnknownCheck
    from contracts.verify.session import TargetFailed

    try:
        yield
    except (TargetFailed, UnknownCheck, BaselineUnreadable, ServerFailed) as error:
        raise click.UsageError(str(error)) from None


@contextmanager
def judging(
    context: click.Context, path: Path, options: dict[str, Any]
) -> Iterator[tuple[Blueprint, Verification]]:
    """The blueprint, and what to verify by it and how: as the command line, the folder's
    dredd.yml and the project's settings say.

    What is started for the run ends with the block. Raises click.UsageError and ServerFailed.
    """
    config = dredd_config(context)
    path = Path(config.blueprint or path)
    options = {**options, **_of_config(config, options)}
    found = _judged_blueprint(path, options)
    with ExitStack() as stack:
        if config.server:
            stack.enter_context(_started(config))
        verification = stack.enter_context(_served(found, path, options))
        yield (
            found,
            replace(
                verification,
                target=replace(verification.target, headers=config.headers),
                methods=config.methods,
                is_sorted=config.is_sorted,
            ),
        )


def _of_config(config: DreddConfig, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that dredd.yml gives."""
    return {
        "endpoint": config.endpoint or options["endpoint"],
        "hooks": tuple(map(str, config.hookfiles)) or options["hooks"],
        "only": config.only or options["only"],
    }


@contextmanager
def _started(config: DreddConfig) -> Iterator[None]:
    """The ``server`` of dredd.yml, which answers at its endpoint. Raises ServerFailed."""
    from contracts.serve.process import running_at

    with TemporaryDirectory(prefix="contract-") as folder:
        log = Path(folder, "server.log")
        with running_at(config.endpoint, config.server, config.server_wait, {}, log):
            yield


def _judged_blueprint(path: Path, options: dict[str, Any]) -> Blueprint:
    """The blueprint; without errors where the project's own server is judged by it."""
    named = options["endpoint"] or options["app"]
    return usable(path) if named else usable_or_sound(path)


def _verification(options: dict[str, Any]) -> Verification:
    from contracts.cli.verification import Verification

    return Verification(
        _target(options),
        jobs=options["jobs"],
        only=options["only"],
        laws=not options["no_laws"],
    )


@contextmanager
def _served(blueprint: Blueprint, path: Path, options: dict[str, Any]) -> Iterator[Verification]:
    """What to verify and how; another blueprint than the project's gets a generated server.

    The generated package is importable, and named by the environment, until the block is left.
    """
    own = own_server(path)
    if own and not (options["endpoint"] or options["app"]):
        found = {name: options[name] or getattr(own, name) for name in ("app", "serve", "state")}
        options = {**options, **found, "environment": own.environment}
    verification = _verification(options)
    if options["endpoint"] or options["http"] or options["app"] or options["state"]:
        yield verification
        return
    from contracts.serve.scaffold import RUNTIME_ENVIRONMENT, generated_package

    with generated_package(blueprint.contract) as server:
        click.echo(f"{path}: {server}")
        target = replace(
            verification.target,
            app=server.app,
            state=server.state,
            replays=True,
            environment=dict(RUNTIME_ENVIRONMENT),
        )
        yield replace(verification, target=target)


def _target(options: dict[str, Any]) -> Target:
    from contracts.exchange import Mode
    from contracts.verify.session import Target

    if options["endpoint"] and options["http"]:
        raise click.UsageError("--endpoint names a running server and --http starts one: choose")
    if options["http"] and not options["serve"]:
        raise click.UsageError("--http needs --serve COMMAND, or [tool.contract.server] serve")
    return Target(
        endpoint=options["endpoint"] or "",
        serve=options["serve"] if options["http"] else "",
        app=options["app"],
        state=options["state"],
        hooks=tuple(options["hooks"]),
        hooks_python=options["hooks_python"],
        mode=Mode(options.get("mode", "strict")),
        environment=options.get("environment", {}),
    )
