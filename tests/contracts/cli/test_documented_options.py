"""Options in README, CONTRIBUTING and docs exist: with the command on their line, or with any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from contracts import pytest_options
from contracts.cli.main import main

ROOT: Final = Path(__file__).parents[3]
PAGES: Final = sorted({ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")})
#: A line of a block, or a code span.
_CODE: Final = re.compile(r"^```.*?\n(.*?)^ *```|(?<!`)`([^`]+)`(?!`)", re.MULTILINE | re.DOTALL)
_OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def names(group: click.Group = main, above: str = "contract ") -> Iterator[tuple[str, set[str]]]:
    """Each command with the options that it takes."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from names(command, f"{above}{name} ")
        else:
            spelled = (each for p in command.params for each in (*p.opts, *p.secondary_opts))
            yield f"{above}{name}", {*spelled, "--help"}


OPTIONS: Final = dict(names())
_COMMAND: Final = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, OPTIONS))})(?![\w-])")


def used(text: str) -> Iterator[tuple[str, str]]:
    """Each option in code, with our command before it on its line, if there is one."""
    for block, span in _CODE.findall(text):
        for line in (block.replace("\\\n", " ") or span.replace("\n", " ")).splitlines():
            for option in _OPTION.finditer(line):
                before = list(_COMMAND.finditer(line, 0, option.start()))
                yield (before[-1][1] if before else ""), option[0]


#: Options of other programs, by the text that says whose they are.
OTHERS: Final = {
    "--conditions": "Node",
    "--dry-run": "remove-unused-images",
    "--health": "hx",
    "--install-extension": "code",
    "--junitxml": "pytest",
    "--lf": "pytest",
    "--network": "docker",
    "--processor-time": "pytest",
    "--record": "tests.processor_time",
    "--rm": "docker",
    "--update-golden": "pytest",
}
OF_PYTEST: Final = set(
    re.findall(r'"(--contract-[a-z-]+)"', Path(pytest_options.__file__).read_text(encoding="utf-8"))
)
ANY: Final = set().union(*OPTIONS.values())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_option_is_one_of_its_command(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [
        f"{command or 'any command'} {option}"
        for command, option in used(text)
        if option not in (OPTIONS[command] if command else ANY | OF_PYTEST | OTHERS.keys())
    ] == []


@pytest.mark.parametrize(("option", "program"), OTHERS.items())
def test_an_option_of_another_program_is_documented_with_it(option: str, program: str) -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert [text for text in texts if option in text] != []
    assert all(program in text for text in texts if option in text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Run `contract lint --fix`.", [("contract lint", "--fix")]),
        ("Say `--diff` with it.", [("", "--diff")]),
        ("`contract docs\n--since REV`", [("contract docs", "--since")]),
        (
            "```console\n$ contract new project a   # --force\n$ other --rm\n```\n",
            [("contract new project", "--force"), ("", "--rm")],
        ),
        ("```sh\ncontract verify a \\\n  --http\n```\n", [("contract verify", "--http")]),
        ("a -- b, not --code", []),
    ],
)
def test_options_are_found_with_the_command_before_them(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert list(used(text)) == found
