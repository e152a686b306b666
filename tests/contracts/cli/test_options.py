"""The arguments and options of every command, as scripts and CI configurations use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from contracts.cli.main import main

BLUEPRINT = """\
FORMAT: 1A

# API

## Thing [/thing]

### Read [GET]

+ Response 200 (application/json)

        {"a": 1}
"""


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from commands(below, f"{path} {name}")


def described(option: click.Parameter) -> str:
    """An option with all that decides how it is read."""
    if not isinstance(option, click.Option):
        names = "…" if option.nargs < 0 else ""
        names = f"{option.human_readable_name}{names}"
    else:
        names = " ".join((*option.opts, *option.secondary_opts))
    kind: str | list[object] = option.type.name
    if isinstance(option.type, click.Choice):
        kind = list(option.type.choices)
    elif isinstance(option.type, click.IntRange | click.FloatRange):
        kind = f"{option.type.min} to {option.type.max}"
    elif isinstance(option.type, click.Path):
        kinds = ("file", option.type.file_okay), ("folder", option.type.dir_okay)
        kind = " or ".join(name for name, allowed in kinds if allowed)
        kind += " that exists" * option.type.exists + ", not -" * (not option.type.allow_dash)
    notes = [str(kind)]
    if isinstance(option, click.Option):
        notes += ["switch"] * option.is_flag + ["hidden"] * option.hidden
        notes += ["shows its default"] * bool(option.show_default)
    notes += ["repeated"] * option.multiple + ["required"] * option.required
    default = option.to_info_dict()["default"]
    if isinstance(default, list | tuple):
        default = [str(each) for each in default]
    if default not in (None, False) and "UNSET" not in repr(default):
        notes.append(f"default {str(default)!r}")
    return f"  {names}: {', '.join(notes)}"


def test_options_are_those_that_were_reviewed(golden: Callable[[str, str], None]) -> None:
    """A renamed option, another default or limit breaks the scripts of those who use it."""
    lines: list[str] = []
    for path, command in commands(main, "contract"):
        lines += [path, *(described(option) for option in command.params)]
    golden("options.txt", "\n".join(lines) + "\n")


READING = {
    "lint": ("lint",),
    "fixes": ("lint", "--fix"),
    "fixes that are shown": ("lint", "--diff"),
}


@pytest.mark.parametrize("words", READING.values(), ids=READING)
@pytest.mark.parametrize(("switch", "is_kept"), [("--cache", True), ("--no-cache", False)])
def test_what_the_parser_found_is_kept_unless_it_is_not_to_be(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    switch: str,
    is_kept: bool,
) -> None:
    cache, file = tmp_path / "cache", tmp_path / "api.apib"
    monkeypatch.setenv("CONTRACT_CACHE", str(cache))
    file.write_text(BLUEPRINT)
    result = CliRunner().invoke(main, [*words, switch, str(file)])
    assert result.exit_code == 0, result.output
    assert any(path.is_file() for path in cache.rglob("*")) is is_kept
