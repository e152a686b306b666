"""The commands ``contract verify``, ``coverage`` and ``mutate``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from contracts.cli.common import (
    blueprint_argument,
    hooks_python_option,
    out_option,
    own_server,
    usable,
    usable_or_sound,
)

if TYPE_CHECKING:
    from contracts.cli.verification import Verification
    from contracts.project.blueprint import Blueprint
    from contracts.verify.session import Target
    from contracts.verify.shard import Shard

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

mode_option = click.option(
    "--mode",
    type=click.Choice(["strict", "dredd"]),
    default="strict",
    show_default=True,
    help="The judge that decides.",
)
file_type = click.Path(dir_okay=False, path_type=Path)


def target_options(command: Command) -> Command:
    """The options that say which server is judged."""
    for option in reversed(TARGET_OPTIONS):
        command = option(command)
    return command


@click.command()
@blueprint_argument
@mode_option
@target_options
@click.option("--junit", type=file_type, metavar="FILE", help="Write the results as JUnit XML.")
@click.option("--json", type=file_type, metavar="FILE", help="Write the results as JSON.")
@click.option("--html", type=file_type, metavar="FILE", help="Write the findings as a page.")
@click.option(
    "--baseline",
    type=file_type,
    metavar="FILE",
    help="Accept the failures in this file: exit 1 for new ones only.",
)
@click.option(
    "--shard",
    metavar="N/OF",
    default="",
    help="Judge one part of several, such as 3/8; `contract report merge` puts them together.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Write the failures of this run to --baseline."
)
@click.option(
    "--coverage-fail-under",
    "--cov-fail-under",
    "coverage_fail_under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="Exit 1 when less than N % of the contract was exercised.",
)
@click.pass_context
def verify(
    context: click.Context,
    /,
    blueprint: Path,
    junit: Path | None,
    json: Path | None,
    html: Path | None,
    baseline: Path | None,
    shard: str,
    update_baseline: bool,
    coverage_fail_under: float | None,
    **options: Any,
) -> None:
    """Judge a server by every transaction and law of a blueprint, without Dredd.

    Without an option that names a server, the project's own is judged by its blueprint, and
    for any other blueprint a server is generated. Blueprint, endpoint and Python hooks of a
    dredd.yml in this folder are read; options given here take precedence.

    \b
    Example: contract verify
    Example: contract verify other.apib
    Example: contract verify --http -j 2 --junit build/junit.xml
    Example: contract verify --endpoint http://localhost:5000 --mode dredd
    Example: contract verify --baseline known-failures.json
    Example: contract verify --shard 3/8 --json build/shard-3.json
    """
    with misuse():
        from contracts.cli.verification import Reports
        from contracts.cli.verification import verify as judge

        if update_baseline and baseline is None:
            raise click.UsageError("--update-baseline needs --baseline FILE, which it writes")
        blueprint, options = _with_dredd_config(context, blueprint, options)
        reports = Reports(junit, json, html, baseline, update_baseline)
        found = judged_blueprint(blueprint, options)
        with served(found, blueprint, options) as verification:
            verification = replace(
                verification, reports=reports, fail_under=coverage_fail_under, shard=_shard(shard)
            )
            passed = judge(found, verification)
    raise SystemExit(0 if passed else 1)


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--fail-under",
    "--cov-fail-under",
    "fail_under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="Exit 1 below N percent.",
)
@out_option
def coverage(blueprint: Path, fail_under: float | None, out: Path, **options: Any) -> None:
    """Show what of the contract a run exercises, and what proves nothing.

    \b
    Example: contract coverage --fail-under 95
    """
    with misuse():
        from dataclasses import replace

        from contracts.cli.verification import show_coverage

        found = judged_blueprint(blueprint, options)
        with served(found, blueprint, {**options, "mode": "strict"}) as verification:
            enough = show_coverage(found, replace(verification, fail_under=fail_under), out)
    raise SystemExit(0 if enough else 1)


@click.command()
@blueprint_argument
@target_options
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=95.0,
    show_default=True,
    metavar="N",
    help="Exit 1 when strict mode kills less than N percent.",
)
@out_option
def mutate(blueprint: Path, fail_under: float, out: Path, **options: Any) -> None:
    """Corrupt the server's answers deliberately and count what the judges notice.

    \b
    Example: contract mutate
    """
    with misuse():
        from contracts.cli.mutation import mutate as corrupt

        found = judged_blueprint(blueprint, options)
        with served(found, blueprint, {**options, "mode": "strict"}) as verification:
            rate = corrupt(found, verification, out)
    raise SystemExit(0 if rate >= fail_under else 1)


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


def _with_dredd_config(
    context: click.Context, blueprint: Path, options: dict[str, Any]
) -> tuple[Path, dict[str, Any]]:
    """The blueprint and the options, completed by the folder's dredd.yml; a line says what is
    read."""
    from contracts.dredd.config_file import FILE, ConfigUnreadable, read_config

    if not FILE.is_file():
        return blueprint, options
    try:
        config = read_config(FILE)
    except ConfigUnreadable as error:
        raise click.UsageError(str(error)) from None
    taken: dict[str, Any] = {}
    if not any(options[name] for name in ("endpoint", "app", "http", "serve")) and config.endpoint:
        taken["endpoint"] = config.endpoint
    hooks = () if options["hooks"] or options["state"] else config.hookfiles
    if hooks and not config.language:
        taken["hooks"] = tuple(map(str, hooks))
    default = context.get_parameter_source("blueprint") is not ParameterSource.COMMANDLINE
    if default and config.blueprint:
        blueprint = Path(config.blueprint)
    unread = hooks and config.language
    but = f"; its hooks are in {config.language}: `contract dredd` runs them" if unread else ""
    if taken or but or (default and config.blueprint):
        found = [*(["blueprint"] if default and config.blueprint else []), *taken]
        click.echo(f"{FILE} is read ({', '.join(found) or 'nothing of it'}){but}")
    return blueprint, {**options, **taken}


def judged_blueprint(path: Path, options: dict[str, Any]) -> Blueprint:
    """The blueprint; without errors where the project's own server is judged by it."""
    named = options["endpoint"] or options["app"]
    return usable(path) if named else usable_or_sound(path)


def _shard(text: str) -> Shard | None:
    from contracts.verify.shard import Shard

    try:
        return Shard.of(text) if text else None
    except ValueError as error:
        raise click.UsageError(f"--shard: {error}") from None


def _verification(options: dict[str, Any]) -> Verification:
    from contracts.cli.verification import Verification

    return Verification(_target(options), options["jobs"], options["only"], not options["no_laws"])


@contextmanager
def served(blueprint: Blueprint, path: Path, options: dict[str, Any]) -> Iterator[Verification]:
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
        mode=Mode(options["mode"]),
        environment=options.get("environment", {}),
    )
