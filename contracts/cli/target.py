"""The server that a command judges: its options, dredd.yml, and what is started for the run.

A setting of dredd.yml counts where the command line does not say otherwise. What a command does
not read is reported in one line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from contracts.cli.common import (
    given_headers,
    header_option,
    hooks_python_option,
    own_server,
    usable,
    usable_or_sound,
)

if TYPE_CHECKING:
    from contracts.cli.verification import Verification
    from contracts.dredd.config_file import DreddConfig
    from contracts.project.blueprint import Blueprint
    from contracts.verify.session import Target

Command = TypeVar("Command", bound=Callable[..., None])

#: The command that is Dredd itself: it reads every setting and hooks in every language.
DREDD: Final = "dredd"
#: Options that name the server to judge.
_SERVER: Final = ("endpoint", "app", "http", "serve")

TARGET_OPTIONS = (
    click.option(
        "--endpoint",
        metavar="URL",
        help="Verify this running server. {worker} in the URL is replaced by each worker's number,"
        " for one server per worker.",
    ),
    click.option(
        "--app",
        metavar="MODULE:FACTORY",
        default="",
        help="Verify this WSGI application in process. Default: the project's own"
        " ([tool.contract.server] in pyproject.toml), else a generated one.",
    ),
    click.option("--http", is_flag=True, help="Start the --serve command and verify over HTTP."),
    click.option(
        "--serve",
        metavar="COMMAND",
        default="",
        help="With --http, the command that starts a server for each worker. Default: that of"
        " [tool.contract.server].",
    ),
    click.option(
        "--state",
        metavar="MODULE:CLASS|URL",
        default="",
        help="The server's state handler, or its URL (docs/state.md). Default: that of"
        " [tool.contract.server]; none with --endpoint or --app.",
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
        help="Number of workers, each with its own server and database.",
    ),
    header_option,
    click.option(
        "--only",
        multiple=True,
        metavar="NAME",
        help="Run only the transaction or law with this name; may be repeated.",
    ),
    click.option(
        "--no-laws", is_flag=True, help="Run the documented transactions only (docs/checks.md)."
    ),
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
    from contracts.verify.loading import TargetFailed
    from contracts.verify.plan import UnknownCheck

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
    from contracts.build.identity.given_headers import split_headers, with_headers

    config = dredd_config(context)
    path = Path(config.blueprint or path)
    importable = list(sys.path)
    options = {**options, **_of_config(config, options)}
    to_sign, as_given = split_headers(given_headers(options["header"]))
    parsed = _judged_blueprint(path, options)
    if to_sign:
        parsed = replace(parsed, contract=with_headers(parsed.contract, to_sign))
    with ExitStack() as stack:
        # --app and --state add the current folder.
        stack.callback(sys.path.__setitem__, slice(None), importable)
        if config.server:
            stack.enter_context(_started(config))
        verification = stack.enter_context(_served(parsed, path, options))
        yield (
            parsed,
            replace(
                verification,
                target=replace(verification.target, headers=(*config.headers, *as_given)),
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
    if options["serve"] and not options["http"]:
        raise click.UsageError("--serve needs --http: without it no server is started")
    own = own_server(path)
    if own and not (options["endpoint"] or options["app"]):
        settings = {name: options[name] or getattr(own, name) for name in ("app", "serve", "state")}
        options = {**options, **settings, "environment": own.environment}
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
        raise click.UsageError(
            "--endpoint names a running server and --http starts one: choose one"
        )
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


def dredd_config(context: click.Context, file: Path | None = None) -> DreddConfig:
    """What ``file``, or else the folder's dredd.yml, adds to a command line.

    Settings that the command line overrides are left out; it is empty without a file. Lines say
    what is read and what is not. Raises click.UsageError for a file that is no configuration.
    """
    from contracts.dredd.config_file import FILE, ConfigUnreadable, DreddConfig, read_config

    if file is None and not FILE.is_file():
        return DreddConfig()
    file = file or FILE
    try:
        config = _left(read_config(file), context)
    except ConfigUnreadable as error:
        raise click.UsageError(str(error)) from None
    is_dredd = context.command.name == DREDD
    unread = dict(_unread(config, is_dredd=is_dredd))
    if not is_dredd and _is_python(config):
        config = replace(config, language="")
    elif not is_dredd:
        config = replace(config, hookfiles=(), language="")
    read = list(_read(config, is_dredd=is_dredd))
    if read or unread:
        names = ", ".join(read) or "nothing of it"
        click.echo(f"{file} is read ({names}); command-line options take precedence")
    for reason in dict.fromkeys(unread.values()):
        names = ", ".join(name for name, each in unread.items() if each == reason)
        click.echo(f"{file}: {names} not read: {reason}")
    return config


def _left(config: DreddConfig, context: click.Context) -> DreddConfig:
    """The configuration without what the command line sets."""
    given = context.params
    if context.get_parameter_source("blueprint") is ParameterSource.COMMANDLINE:
        config = replace(config, blueprint="")
    if any(given.get(name) for name in _SERVER):
        config = replace(config, endpoint="", server="")
    if given.get("hooks") or given.get("state"):
        config = replace(config, hookfiles=(), language="")
    return replace(config, only=()) if given.get("only") else config


def _is_python(config: DreddConfig) -> bool:
    """Whether hooks are in Python; ``language`` may be a command, such as a hook server of ours."""
    return not config.language or all(file.suffix == ".py" for file in config.hookfiles)


def _read(config: DreddConfig, *, is_dredd: bool) -> Iterator[str]:
    """The names of the settings that count."""
    from contracts.dredd.config_file import DREDD_ONLY

    settings: dict[str, Any] = {
        "blueprint": config.blueprint,
        "endpoint": config.endpoint,
        "server": config.server,
        "hookfiles": config.hookfiles,
        "only": config.only,
    }
    yield from (name for name, value in settings.items() if value)
    judged = {"header", "user", "method", "sorted"}
    shown = judged | DREDD_ONLY.keys() if is_dredd else judged
    yield from (name for name in config.options if name in shown)


def _unread(config: DreddConfig, *, is_dredd: bool) -> Iterator[tuple[str, str]]:
    """The names of the settings that do not count, with what to do instead."""
    from contracts.dredd.config_file import DREDD_ONLY, UNREAD

    yield from ((name, UNREAD.get(name, "Dredd has no such setting")) for name in config.unread)
    if is_dredd:
        return
    if config.hookfiles and not _is_python(config):
        yield "hookfiles", f"written in {config.language}: only `contract dredd` runs them"
    yield from ((name, reason) for name, reason in DREDD_ONLY.items() if name in config.options)
