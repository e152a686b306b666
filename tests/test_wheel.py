"""The wheel has one top-level package, and every command runs in somebody else's project.

That project has packages of its own that are called as folders of this repository: `server`,
`hooks` and `contracts`.
"""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from contracts.cli.main import main
from tests.contracts.dredd_compiler import needs_dredd
from tests.contracts.verify import small

# The first of them builds the wheel and installs it.
pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).parent.parent
#: What the wheel is made of.
SOURCES = ("contracts", "pyproject.toml", "README.md", "LICENSE")

#: A JSON:API blueprint whose server can be generated.
BERTHS = """\
FORMAT: 1A

# Berths

# Group Berths

## Berth [/berths/{id}]

+ Parameters
    + id: `1` (string, required)

### Show Berth [GET]
**Access:** public

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `berth` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + name: `North` (string, required)
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, and the command ``contract`` of an environment that has the wheel."""

    folder: Path
    bin: Path

    def run(self, *words: str, program: str = "contract") -> subprocess.CompletedProcess[str]:
        """What a command of the environment, or the program at a path, prints in the folder."""
        return subprocess.run(
            [self.bin / program, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the tests without those that would lead to this repository."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CONTRACT_"))}
        return {**kept, "PATH": f"{self.bin}{os.pathsep}{kept['PATH']}"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built in a copy: setuptools keeps what it built below ``build``."""
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=folder, check=True, capture_output=True)
    (made,) = (folder / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A foreign project, beside an environment with the wheel and its dependencies alone."""
    folder = tmp_path_factory.mktemp("foreign")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    subprocess.run([*install, "--python", python, wheel], check=True, capture_output=True)
    # Dependencies are those of the tests. The editable install of this repository is not among
    # them: a .pth file in a folder that a .pth file names is not read.
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    own = folder / "project"
    own.mkdir()
    for name in ("hooks", "contracts"):
        (own / name).mkdir()
        (own / name / "__init__.py").write_text("raise ImportError('not ours')", encoding="utf-8")
    (own / "server").mkdir()
    shutil.copy(small.__file__, own / "server" / "__init__.py")
    small.write_blueprint(own)
    (own / "berths.apib").write_text(BERTHS, encoding="utf-8")
    (own / "node_modules").symlink_to(ROOT / "node_modules")
    return Project(own, environment / "bin")


def test_the_wheel_has_one_top_level_package(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0].removesuffix("-0.1.0.dist-info") for name in names} == {
        "contracts",
        "blueprint_contract",
    }


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "contracts"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    packed = {name for name in ZipFile(wheel).namelist() if name.startswith("contracts/")}
    assert packed == files
    assert "contracts/py.typed" in packed


def test_the_wheel_passes_its_linter(wheel: Path) -> None:
    command = Path(sys.executable).with_name("check-wheel-contents")
    done = subprocess.run([command, wheel], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_metadata_is_complete(wheel: Path) -> None:
    archive = ZipFile(wheel)
    (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    found = email.message_from_bytes(archive.read(path))
    for name in ("Summary", "Author", "Keywords", "License-Expression", "Requires-Python"):
        assert found[name], name
    assert found["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in found.get_all("Classifier", [])
    required = [line for line in found.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert not [line for line in required if line.startswith(("jsonschema>", "requests", "flask"))]


def closure(name: str, extras: frozenset[str] = frozenset()) -> Iterator[str]:
    """The distributions that ``name`` needs without its extras, and theirs."""
    for line in metadata.requires(name) or ():
        needed = Requirement(line)
        if needed.marker is None or any(
            needed.marker.evaluate({"extra": extra}) for extra in (extras or {""})
        ):
            yield needed.name
            yield from closure(needed.name, frozenset(needed.extras))


@pytest.fixture(scope="module")
def lean(project: Project, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same project, with the tool as `pipx install` has it: without Flask, pytest and Dredd."""
    folder = tmp_path_factory.mktemp("lean")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    python = environment / "bin" / "python"
    subprocess.run([*install, "--python", python, wheel], check=True, capture_output=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    for name in set(closure("blueprint-contract")):
        files = metadata.files(name) or ()
        for top in {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}:
            found = Path(sysconfig.get_path("purelib"), top)
            if found.exists() and not (packages / top).exists():
                (packages / top).symlink_to(found)
    own = folder / "project"
    shutil.copytree(project.folder, own, symlinks=True)
    (own / "node_modules").unlink()
    return Project(own, environment / "bin")


#: What is missing there, by the commands that want it.
MISSING = {
    ("verify", "berths.apib"): "a generated server needs flask",
    ("dredd", "berths.apib"): "a generated server needs flask",
    ("serve", "berths.apib"): "a generated server needs flask",
    ("dredd", "berths.apib", "--endpoint", "http://127.0.0.1:9"): "run `npm i -D dredd`",
    ("verify", "nothing.apib"): "There is no file nothing.apib",
    ("verify", "api.apib", "--app", "nowhere:app"): "No module named 'nowhere'",
    ("generate", "berths.apib", "--out", "server"): "which was not generated",
}


def test_the_tool_alone_has_no_flask(lean: Project) -> None:
    for name in ("flask", "pytest", "sqlalchemy"):
        done = lean.run("-c", f"import {name}", program="python")
        assert "ModuleNotFoundError" in done.stderr


@pytest.mark.parametrize("words", MISSING, ids=" ".join)
def test_a_command_says_in_a_line_what_is_missing(ran: Ran, words: tuple[str, ...]) -> None:
    if lean_has_dredd() and "npm i" in MISSING[words]:
        pytest.skip("a Dredd is installed for the whole machine")
    code, printed, told = ran[words]
    assert code in (1, 2)
    assert MISSING[words] in told, printed + told
    assert "Traceback" not in told


def lean_has_dredd() -> bool:
    """Whether the machine has a Dredd of its own."""
    cache = Path.home() / ".npm" / "_npx"
    return bool(shutil.which("dredd") or list(cache.glob("*/node_modules/dredd")))


APP = ("--app", "server:create_app", "--state", "server:State", "--no-laws")

#: Commands that end by themselves: exit code, a part of what they print, and their words. The
#: others show their help; `dredd`, which serves as `serve` does, has a test of its own.
COMMANDS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "lint": (0, "", ("lint", "berths.apib", "--fail-level", "error")),
    "docs": (0, "build/docs: 1 file", ("docs", "api.apib")),
    "openapi": (0, "build/schemas: ", ("openapi", "api.apib")),
    "generate": (0, "package: 3 files, 3 changed", ("generate", "berths.apib", "--out", "package")),
    "diff": (0, "no changes", ("diff", "api.apib", "api.apib")),
    "changelog": (0, "build", ("changelog", "api.apib", "api.apib")),
    "verify": (0, "3 passed", ("verify", "api.apib", *APP)),
    "coverage": (0, "operations                   3     3   100.0", ("coverage", "api.apib", *APP)),
    "mutate": (0, "strict", ("mutate", "api.apib", *APP, "--fail-under", "0")),
    "fmt": (0, "", ("fmt", "berths.apib")),
    "state-agent": (0, "def ", ("state-agent", "-")),
}


def words_of(name: str) -> tuple[str, ...]:
    """The words with which a command runs here."""
    return COMMANDS[name][2] if name in COMMANDS else (name, "--help")


#: Exit code and both streams of commands, by their words.
Ran = dict[tuple[str, ...], tuple[int, str, str]]

#: Runs commands, each in a fork of its own: most of their time is that of the same imports.
FORKS = """
import json, os, sys, tempfile

from contracts.cli.main import main

for words in json.load(sys.stdin):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ["contract", *words]
            main()
        _, status = os.waitpid(child, 0)
        told = [os.pread(each.fileno(), 10**7, 0).decode() for each in (out, err)]
        print(json.dumps([words, [os.waitstatus_to_exitcode(status), *told]]), flush=True)
"""


@pytest.fixture(scope="module")
def ran(lean: Project) -> Ran:
    """What each command prints without what is optional, which the tests below have."""
    wanted = [*map(words_of, main.commands), *MISSING]
    python = lean.bin / "python"
    done = subprocess.run(
        [python, "-P", "-c", FORKS],
        cwd=lean.folder,
        env=lean.environment,
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {tuple(words): (*told,) for words, told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", main.commands)
def test_a_command_runs_in_a_project_with_packages_of_these_names(name: str, ran: Ran) -> None:
    code, part, words = COMMANDS.get(name, (0, f"Usage: contract {name}", words_of(name)))
    found, printed, told = ran[words]
    assert (found, part in printed) == (code, True), printed + told


@needs_dredd
def test_a_new_project_is_green_at_once(project: Project) -> None:
    """Also where it has packages of these names."""
    assert project.run("new", "project", "notes").returncode == 0
    new = Project(project.folder / "notes", project.bin)
    for name in ("contracts", "hooks", "server"):
        shutil.copytree(project.folder / name, new.folder / name)
    done = new.run("--no-print-directory", "contract", program=shutil.which("make") or "make")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "state handler states:StateHandler resets" in done.stdout
    assert "complete: 7 passing, 0 failing, 0 errors, 0 skipped, 7 total" in done.stdout
    last = done.stdout.splitlines()[-1]
    assert "passed, 0 failed, 0 errors, 0 skipped, 0 vacuous" in last


def test_the_installed_package_is_the_one_that_runs(project: Project) -> None:
    done = project.run("-P", "-c", "import contracts; print(contracts.__file__)", program="python")
    assert done.stdout.startswith(str(project.bin.parent))
    for name in ("server", "hooks"):
        done = project.run("-P", "-c", f"import {name}", program="python")
        assert "ModuleNotFoundError" in done.stderr
