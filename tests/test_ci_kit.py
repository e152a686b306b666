"""What other projects take for their CI: the action, the snippets, the image and the page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from contracts.cli.main import main
from contracts.serve.process import free_port
from tests.console import BIN, Console, pattern, typed
from tests.contracts.dredd_compiler import needs_dredd

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"
PAGE = ROOT / "docs" / "adopting.md"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

LINTERS = [
    ("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"),
    (
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        "docs/examples/ci/github.yml",
    ),
    ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "docs/examples/ci/gitlab.yml"),
    ("yamllint", "--strict", "action.yml", "docs/examples/ci"),
    ("hadolint", "deploy/Dockerfile.tool"),
]


@pytest.mark.parametrize("command", LINTERS, ids=lambda command: command[-1])
def test_a_file_passes_its_linter(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def named() -> Iterator[tuple[str, str, str]]:
    """File, command and words of every call of the tool in these files."""
    for path in (PAGE, ROOT / "action.yml", *sorted((EXAMPLES / "ci").glob("*.yml"))):
        text = re.sub(r"\\\n\s+|\n\s+(?=--)", " ", path.read_text(encoding="utf-8"))
        for command, words in re.findall(r"\bcontract ([a-z][\w-]+)( [^\n`]*)?", text):
            if command in main.commands:
                yield path.name, command, words


@pytest.mark.parametrize(("file", "command", "words"), sorted(set(named())))
def test_every_option_exists(file: str, command: str, words: str) -> None:
    options = {o for p in main.commands[command].params for o in p.opts + p.secondary_opts}
    assert set(re.findall(r"(?<!\S)--[a-z-]+", words)) <= options


def test_the_files_name_the_commands_that_they_are_about() -> None:
    assert {command for _, command, _ in named()} >= {"lint", "verify", "dredd", "state-agent"}


def test_the_workflow_gives_inputs_that_the_action_has() -> None:
    workflow = yaml.safe_load((EXAMPLES / "ci" / "github.yml").read_text(encoding="utf-8"))
    *_, step = workflow["jobs"]["contract"]["steps"]
    assert set(step["with"]) <= set(ACTION["inputs"])


def test_every_choice_of_the_action_is_one_of_the_tool() -> None:
    choices = {p.name: p.type.choices for p in main.commands["lint"].params if _is_choice(p)}
    assert ACTION["inputs"]["fail-level"]["default"] in choices["fail_level"]
    choices = {p.name: p.type.choices for p in main.commands["verify"].params if _is_choice(p)}
    assert ACTION["inputs"]["mode"]["default"] in choices["mode"]


def _is_choice(parameter: click.Parameter) -> Any:
    return isinstance(parameter.type, click.Choice)


def test_the_image_copies_files_that_exist() -> None:
    text = (ROOT / "deploy" / "Dockerfile.tool").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for name in line.split()]
    assert copied == ["pyproject.toml", "README.md", "LICENSE", "contracts"]
    assert all((ROOT / name).exists() for name in copied)


class Folder(Console):
    """A copy of the notes server."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        for source in ("notes", "notes-flask"):
            shutil.copytree(EXAMPLES / source, path, dirs_exist_ok=True)
        (path / "node_modules").symlink_to(ROOT / "node_modules")
        self.environment["NOTES_URL"] = f"http://127.0.0.1:{self.port}"

    def add_dredd_yml(self) -> None:
        """The project has used Dredd before."""
        written = (EXAMPLES / "ci" / "dredd.yml").read_text(encoding="utf-8")
        (self.path / "dredd.yml").write_text(self.here(written), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    try:
        yield made
    finally:
        made.stop()


BLOCKS = re.findall(r"^```console\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def test_the_page_shows_each_way() -> None:
    assert len(BLOCKS) == 5


@needs_dredd
@pytest.mark.parametrize("block", BLOCKS)
def test_the_page_shows_what_the_commands_print(folder: Folder, block: str) -> None:
    if "$ contract dredd" in block:
        folder.add_dredd_yml()
    for command, lines in typed(folder.here(block)):
        if command.endswith(" &"):
            folder.start(command.removesuffix(" &"))
            continue
        printed = folder.run(command).stdout.strip()
        assert re.fullmatch(pattern(lines), printed), f"{command}\n{printed}"


def step(name: str, inputs: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The script of the action's step, and its variables for these inputs."""
    assert set(inputs) <= set(ACTION["inputs"])
    given = {k: inputs.get(k, v.get("default", "")) for k, v in ACTION["inputs"].items()}
    (found,) = (each for each in ACTION["runs"]["steps"] if each.get("name") == name)
    expression = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
    assert "${{" not in found["run"]
    return found["run"], {
        k: expression.sub(lambda m: given[m[1]], v) for k, v in found["env"].items()
    }


INPUTS: dict[str, tuple[dict[str, str], int, str]] = {
    "a state handler": ({"state": "state:NotesState"}, 0, "laws: 6 passing, 0 failing"),
    "hooks": ({"hooks": "hooks.py", "mode": "dredd"}, 0, "8 passed, 0 failed"),
    "hooks elsewhere": (
        {"hooks": "hooks.py", "hooks-python": sys.executable, "mode": "dredd"},
        0,
        "8 passed, 0 failed",
    ),
    "a report": ({"state": "state:NotesState", "junit": "a report.xml"}, 0, "14 passed"),
    "known failures": ({"baseline": "known.json"}, 0, "4 failures are known (known.json)"),
    "nothing": ({}, 1, "4 passed, 4 failed"),
    "an unknown judge": ({"judge": "referee"}, 2, "it has to be verify or dredd"),
    "text that a shell would run": ({"state": "$(touch ran)"}, 2, "$(touch ran)"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_the_action_judges_as_its_inputs_say(folder: Folder, name: str) -> None:
    inputs, code, part = INPUTS[name]
    folder.start(f"python server.py {folder.port}")
    if "baseline" in inputs:
        here = folder.environment["NOTES_URL"]
        known = f"--baseline {inputs['baseline']} --update-baseline"
        folder.run(f"contract verify notes.apib --endpoint {here} {known}")
    script, variables = step(
        "Judge", {"blueprint": "notes.apib", "endpoint": folder.environment["NOTES_URL"], **inputs}
    )
    done = folder.run(script, **variables)
    assert (done.returncode, part in done.stdout) == (code, True), done.stdout
    assert (folder.path / inputs.get("junit", "notes.apib")).is_file()
    assert not (folder.path / "ran").exists()


@needs_dredd
def test_the_action_runs_dredd(folder: Folder) -> None:
    folder.add_dredd_yml()
    folder.start(f"python server.py {folder.port}")
    script, variables = step(
        "Judge",
        {
            "blueprint": "notes.apib",
            "endpoint": folder.environment["NOTES_URL"],
            "judge": "dredd",
            "config": "dredd.yml",
        },
    )
    done = folder.run(script, **variables)
    assert (done.returncode, "complete: 8 passing" in done.stdout) == (0, True), done.stdout


def test_the_action_lints_as_its_inputs_say(folder: Folder) -> None:
    for blueprint, level, code in [
        ("notes.apib", "error", 0),
        ("missing.apib", "error", 1),
        ("missing.apib", "never", 0),
    ]:
        script, variables = step("Lint", {"blueprint": blueprint, "fail-level": level})
        done = folder.run(script, **variables)
        assert done.returncode == code, done.stdout


@needs_dredd
def test_dredd_itself_reads_the_configuration(folder: Folder) -> None:
    folder.add_dredd_yml()
    folder.start(f"python server.py {folder.port}")
    # Dredd's default port of the hook handler may be in use by another test.
    port = free_port()
    done = folder.run(
        f"node_modules/.bin/dredd --hooks-worker-handler-port {port}"
        f" --language 'python -m contracts.dredd.hook_server --port {port}'"
    )
    assert (done.returncode, "8 passing, 0 failing" in done.stdout) == (0, True), done.stdout
