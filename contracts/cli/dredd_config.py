"""The settings of a team's dredd.yml for all commands that judge a server.

A setting counts where the command line does not say otherwise. What a command does not read is
said in one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from contracts.dredd.config_file import DreddConfig

#: The command that is Dredd itself: it reads every setting and hooks in every language.
DREDD: Final = "dredd"
#: Options that name the server to judge.
_SERVER: Final = ("endpoint", "app", "http", "serve")


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
        click.echo(f"{file} is read ({names}); options of the command line win")
    for reason in dict.fromkeys(unread.values()):
        names = ", ".join(name for name, each in unread.items() if each == reason)
        click.echo(f"{file}: {names} not read: {reason}")
    return config


def _left(config: DreddConfig, context: click.Context) -> DreddConfig:
    """The configuration without what the command line says."""
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
        yield "hookfiles", f"they are in {config.language}: `contract dredd` runs them"
    yield from ((name, reason) for name, reason in DREDD_ONLY.items() if name in config.options)
