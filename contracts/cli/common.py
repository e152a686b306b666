"""What the commands share: arguments, reading a blueprint, and refusing a broken one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from contracts.lint.config import SettingsError
from contracts.project.files import write
from contracts.project.settings import BLUEPRINT, ServerSettings, server_settings
from contracts.text.spelling import counted

if TYPE_CHECKING:
    from contracts.model import Headers
    from contracts.project.blueprint import Blueprint

Command = TypeVar("Command", bound=Callable[..., None])

DEFAULT = BLUEPRINT
_START = 2000
#: The first member of an OpenAPI 3 or Swagger 2 description, in YAML or JSON.
_OPENAPI = re.compile(
    r"(?:\s|\ufeff|#[^\n]*\n|---)*\{?\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[23]\.",
    re.ASCII,
)

blueprint_argument = click.argument("blueprint", default=DEFAULT, type=click.Path(path_type=Path))
out_option = click.option(
    "--out",
    default=Path("build"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into.",
)


def port_option(default: int) -> Callable[[Command], Command]:
    """The option ``--port`` of a command that listens."""
    return click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=default,
        show_default=True,
        help="Port; 0 picks a free one.",
    )


class Percentage(click.FloatRange):
    """A number from 0 to 100. Nothing is below a NaN, so that a gate with one never closes."""

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; exit code 2 for what is none."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


hooks_python_option = click.option(
    "--hooks-python",
    metavar="PYTHON",
    default="",
    help="Python interpreter that runs the hooks, such as the server's own (needs dredd_hooks).",
)

header_option = click.option(
    "--header",
    metavar="'NAME: VALUE'",
    multiple=True,
    help="Send this header with every request; may be repeated. With a placeholder"
    " ('Authorization: Bearer <access_token>') it is sent with requests that document no such"
    " header, and the state handler supplies the token.",
)


def given_headers(texts: Iterable[str]) -> Headers:
    """The headers of ``--header``; exit code 2 for a text that is none."""
    from contracts.build.identity.given_headers import HeaderInvalid, parsed_header

    try:
        return tuple(map(parsed_header, texts))
    except HeaderInvalid as error:
        raise click.UsageError(f"--header: {error}") from None


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint at ``path``, or exit code 2 where no parser is installed."""
    from contracts.project.blueprint import read
    from contracts.read.cache import default_folder
    from contracts.read.drafter import ParserMissing

    refuse_openapi(path)
    try:
        return read(path, cache=default_folder(), keep_elements=True)
    except ParserMissing as error:
        raise click.UsageError(str(error)) from None


def refuse_openapi(path: Path) -> None:
    """Exit code 2 for an OpenAPI description in place of a blueprint."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            start = file.read(_START)
    except OSError:
        return  # reading the blueprint reports what is wrong
    if _OPENAPI.match(start):
        raise click.UsageError(
            f"{path} is an OpenAPI description, not an API Blueprint: `contract import {path}`"
            " writes a blueprint from it"
        )


def sound(path: Path) -> Blueprint:
    """The blueprint, or exit code 1 with its errors: nothing is derived from a broken one."""
    parsed = read_and_report(path)
    if parsed.errors:
        raise broken(path)
    return parsed


def own_server(path: Path) -> ServerSettings:
    """The server that the project has for this blueprint; exit code 2 for invalid settings."""
    try:
        return server_settings(path)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


def usable_or_sound(path: Path) -> Blueprint:
    """The project's own blueprint without errors; any other with whatever errors it has."""
    return sound(path) if own_server(path) else usable(path)


def read_and_report(path: Path) -> Blueprint:
    """The blueprint; its errors are printed."""
    parsed = read_blueprint(path)
    _print_errors(parsed)
    return parsed


def _print_errors(blueprint: Blueprint) -> None:
    from contracts.report.diagnostics import as_text

    for diagnostic in blueprint.errors:
        click.echo(as_text(diagnostic), err=True)


def usable(path: Path) -> Blueprint:
    """A foreign blueprint, errors included; refused only when it has no action."""
    parsed = read_blueprint(path)
    if not any(parsed.contract.actions()):
        _print_errors(parsed)
        raise click.ClickException(f"{path} has no actions: run `contract lint {path}`")
    if parsed.errors:
        errors = counted(len(parsed.errors), "error")
        click.echo(f"{path} has {errors}: see `contract lint {path}`", err=True)
    return parsed


def broken(path: Path) -> click.ClickException:
    """Exit code 1 with one sentence that leads to the errors."""
    return click.ClickException(f"{path} has errors: run `contract lint {path}`")


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Bring ``folder`` up to date and say what changed."""
    say_written(folder, files, write(folder, files))


def say_written(folder: Path, files: Sized, changed: Sized) -> None:
    """The line about a folder that was brought up to date."""
    click.echo(f"{folder}: {counted(len(files), 'file')}, {len(changed)} changed")


def write_text(file: Path, text: str) -> None:
    """Write a text to a file; its folders are made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
