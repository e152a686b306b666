"""What other projects take for their CI: the action, the snippets, the image and the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.serve.process import free_port
from tests.console import BIN, Console, pattern, typed
from tests.contracts.dredd_compiler import needs_dredd
from tests.leaks.modules import forgotten

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"
PAGE = ROOT / "docs" / "adopting.md"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

SCHEMAS = {
    "action.yml": "github-actions",
    "docs/examples/ci/github.yml": "github-workflows",
    "docs/examples/ci/gitlab.yml": "gitlab-ci",
}
LINTERS = [
    ("yamllint", "--strict", "action.yml", "docs/examples/ci"),
    ("hadolint", "deploy/Dockerfile.tool"),
]


@pytest.mark.parametrize("command", LINTERS, ids=lambda command: command[-1])
def test_a_file_passes_its_linter(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("file", "schema"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_file_follows_the_schema_of_its_kind(file: str, schema: str) -> None:
    from check_jsonschema import main as check_jsonschema  # takes long to load

    words = ["--builtin-schema", f"vendor.{schema}", str(ROOT / file)]
    done = CliRunner().invoke(check_jsonschema, words)
    assert done.exit_code == 0, done.output


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
def test_the_page_shows_what_the_commands_print(
    folder: Folder, block: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.path)
    monkeypatch.setenv("NOTES_URL", folder.environment["NOTES_URL"])
    if "$ contract dredd" in block:
        folder.add_dredd_yml()
    for command, lines in typed(folder.here(block)):
        if command.endswith(" &"):
            folder.start(command.removesuffix(" &"))
            continue
        name, *arguments = shlex.split(command)
        assert name == "contract"
        with forgotten():
            printed = CliRunner().invoke(main, arguments).output.strip()
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


#: What the inputs of the step "Judge" make of its command; the page's commands show what these do.
WORDS: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "verify notes.apib --endpoint URL --mode strict"),
    "a state handler": (
        {"state": "state:NotesState"},
        "verify notes.apib --endpoint URL --state state:NotesState --mode strict",
    ),
    "hooks": (
        {"hooks": "hooks.py", "mode": "dredd"},
        "verify notes.apib --endpoint URL --hooks hooks.py --mode dredd",
    ),
    "hooks elsewhere": (
        {"hooks": "hooks.py", "hooks-python": "/venv/bin/python"},
        "verify notes.apib --endpoint URL --hooks hooks.py --hooks-python /venv/bin/python"
        " --mode strict",
    ),
    "known failures": (
        {"baseline": "known.json"},
        "verify notes.apib --endpoint URL --mode strict --baseline known.json",
    ),
    "a report": (
        {"junit": "report.xml"},
        "verify notes.apib --endpoint URL --mode strict --junit report.xml",
    ),
    "Dredd": (
        {"judge": "dredd", "hooks": "hooks.py"},
        "dredd notes.apib --endpoint URL --hooks hooks.py",
    ),
    "Dredd's configuration": (
        {"judge": "dredd", "config": "dredd.yml", "state": "state:NotesState"},
        "dredd notes.apib --endpoint URL --state state:NotesState --config dredd.yml",
    ),
    "what only verify takes": (
        {"judge": "dredd", "mode": "dredd", "baseline": "known.json", "junit": "report.xml"},
        "dredd notes.apib --endpoint URL",
    ),
}


def words_of(folder: Folder, name: str, inputs: dict[str, str]) -> list[str]:
    """The words that the action's step gives to ``contract``, which fails."""
    bin = folder.path / "bin"
    bin.mkdir(exist_ok=True)
    (bin / "contract").write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n", encoding="utf-8")
    (bin / "contract").chmod(0o755)
    script, variables = step(name, {"blueprint": "notes.apib", **inputs})
    path = f"{bin}{os.pathsep}{folder.environment['PATH']}"
    done = folder.run(script, **variables, PATH=path)
    assert done.returncode == 7, done.stdout
    return done.stdout.splitlines()


@pytest.mark.parametrize(("inputs", "words"), WORDS.values(), ids=WORDS)
def test_the_action_judges_with_its_inputs(
    folder: Folder, inputs: dict[str, str], words: str
) -> None:
    assert words_of(folder, "Judge", {"endpoint": "URL", **inputs}) == words.split()


@pytest.mark.parametrize("text", ["$(touch ran)", "a report.xml", "*", "; touch ran", '"'])
def test_an_input_is_one_word_and_is_not_run(folder: Folder, text: str) -> None:
    for name in ("state", "hooks", "hooks-python", "mode", "baseline", "junit", "endpoint"):
        assert text in words_of(folder, "Judge", {"endpoint": "URL", name: text}), name
    given = {"judge": "dredd", "endpoint": "URL", "config": text}
    assert text in words_of(folder, "Judge", given)
    assert text in words_of(folder, "Lint", {"fail-level": text})
    assert not (folder.path / "ran").exists()


def test_a_judge_that_there_is_not_is_named(folder: Folder) -> None:
    script, variables = step("Judge", {"judge": "referee", "endpoint": "URL"})
    done = folder.run(script, **variables)
    assert (done.returncode, "it has to be verify or dredd" in done.stdout) == (2, True)


def test_the_action_judges_a_running_server(folder: Folder) -> None:
    folder.start(f"python server.py {folder.port}")
    inputs = {"state": "state:NotesState", "junit": "a report.xml"}
    url = folder.environment["NOTES_URL"]
    script, variables = step("Judge", {"blueprint": "notes.apib", "endpoint": url, **inputs})
    done = folder.run(script, **variables)
    assert (done.returncode, "14 passed" in done.stdout) == (0, True), done.stdout
    assert (folder.path / "a report.xml").is_file()


def test_the_action_lints_with_its_inputs(folder: Folder) -> None:
    words = words_of(folder, "Lint", {"fail-level": "never"})
    assert words == ["lint", "notes.apib", "--format", "github", "--fail-level", "never"]
    script, variables = step("Lint", {"blueprint": "missing.apib"})
    done = folder.run(script, **variables)
    assert (done.returncode, "::error" in done.stdout) == (1, True), done.stdout


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
