"""Hooks that need an interpreter of their own: `--hooks-python`, in verify and in Dredd."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.dredd.hook_bundle import MODULE, handler_text
from tests.contracts.dredd.test_command import BLUEPRINT, Stub
from tests.contracts.dredd_compiler import needs_dredd
from tests.http_server import serving

#: Hooks that import what only the other environment has, and that spoil and save a transaction.
HOOKS = """\
import sys
import dredd_hooks
import their_models


@dredd_hooks.before_all
def begin(transactions):
    print("hooks of", their_models.NAME, len(transactions), "JWT eyJh.eyJz.x", flush=True)
    for transaction in transactions:
        transaction["request"]["headers"]["X-Run"] = "1"


@dredd_hooks.before("Thing > Make Thing")
def moved(transaction):
    assert transaction["request"]["headers"]["X-Run"] == "1"
    transaction["request"]["method"] = "GET"


@dredd_hooks.before_validation("Thing > Make Thing")
def expected(transaction):
    transaction["expected"]["statusCode"] = transaction["real"]["statusCode"]
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with dredd_hooks and a package that the tests' own does not have."""
    folder = tmp_path_factory.mktemp("an environment")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # Since Python 3.12 `imp` is a package of its own (zombie-imp), a module and what it imports.
    needed = ("imp", "zombie_imp") if sys.version_info >= (3, 12) else ()
    for name in ("dredd_hooks", *needed):
        found = find_spec(name)
        assert found is not None
        assert found.origin is not None
        if found.submodule_search_locations:
            shutil.copytree(Path(found.origin).parent, packages / name)
        else:
            shutil.copy(found.origin, packages)
    (packages / "their_models.py").write_text("NAME = 'theirs'\n", encoding="utf-8")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Stub) as url:
        yield url


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "a project"
    here.mkdir()
    (here / "api.apib").write_text(BLUEPRINT, encoding="utf-8")
    (here / "their_hooks.py").write_text(HOOKS, encoding="utf-8")
    monkeypatch.chdir(here)
    monkeypatch.setenv("CONTRACT_CACHE", "")
    return here


def run(*words: str, hooks: str = "their_hooks.py") -> Result:
    return CliRunner().invoke(main, [*words, "--hooks", hooks])


def verify(server: str, *words: str, hooks: str = "their_hooks.py") -> Result:
    options = ("--mode", "dredd", "--endpoint", server)
    return run("verify", "api.apib", *options, *words, hooks=hooks)


def test_hooks_run_where_their_packages_are(
    server: str, python: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here = verify(server)
    assert here.exit_code == 2
    assert "No module named 'their_models'" in here.output
    there = verify(server, "--hooks-python", str(python))
    assert "2 passed, 0 failed, 0 errors" in there.output, there.output
    assert there.exit_code == 0
    printed = there.stderr + capfd.readouterr().err
    assert "hooks of theirs 2" in printed
    assert "eyJ" not in printed


def test_workers_have_a_handler_each(server: str, python: Path) -> None:
    done = verify(server, "--hooks-python", str(python), "-j", "2")
    assert "2 passed, 0 failed, 0 errors" in done.output, done.output


@needs_dredd
def test_dredd_runs_them_there(server: str, python: Path) -> None:
    options = ("--endpoint", server, "--hooks-python", str(python))
    done = run("dredd", "api.apib", *options)
    assert "complete: 2 passing, 0 failing, 0 errors, 0 skipped" in done.output, done.output
    assert "hooks of theirs 2" in done.output
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nothing_of_this_name\n", "No module named 'nothing_of_this_name'"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
    ],
)
def test_hooks_that_cannot_be_loaded_there_say_why(
    server: str, python: Path, folder: Path, text: str, reason: str
) -> None:
    (folder / "broken.py").write_text(text, encoding="utf-8")
    done = verify(server, "--hooks-python", str(python), hooks="broken.py")
    assert (done.exit_code, reason in done.output) == (2, True), done.output


def test_a_handler_that_dies_fails_the_transactions(
    server: str, python: Path, folder: Path
) -> None:
    (folder / "dying.py").write_text(
        "import os\nimport dredd_hooks\n\n\n@dredd_hooks.before_each\n"
        "def end(transaction):\n    os._exit(3)\n",
        encoding="utf-8",
    )
    done = verify(server, "--hooks-python", str(python), hooks="dying.py")
    assert "0 passed, 2 failed" in done.output, done.output
    assert "the hook handler ended" in done.output
    assert done.exit_code == 1


@pytest.mark.parametrize("command", ["verify", "dredd"])
def test_an_interpreter_that_does_not_exist_is_named(server: str, command: str) -> None:
    done = run(command, "api.apib", "--endpoint", server, "--hooks-python", "no-such-python")
    assert done.exit_code == 2
    assert "there is no Python interpreter 'no-such-python'" in done.output


def test_python_3_7_reads_the_handler() -> None:
    tree = ast.parse(handler_text(), feature_version=(3, 7))
    names = Counter(n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef))
    assert set(names.values()) == {1}, "in one module the second would replace the first"


def test_the_handler_imports_the_standard_library_only(tmp_path: Path) -> None:
    (tmp_path / f"{MODULE}.py").write_text(handler_text(), encoding="utf-8")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); before = set(sys.modules)\n"
        f"import {MODULE}\n"
        f"known = set(sys.stdlib_module_names) | {{{MODULE!r}}}\n"
        "print({n.split('.')[0] for n in set(sys.modules) - before} - known)"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
