"""Values that no command can use: one sentence, exit code 2, and no traceback.

Every argument and option of every command has a kind, which says what is tried. A blueprint or a
document that cannot be read is a finding of some commands (exit code 1).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner

from contracts.cli import serve
from contracts.cli.common import Percentage
from contracts.cli.main import main
from contracts.cli.target import target_options
from tests.contracts.serve.in_process import run_child
from tests.contracts.verify.small import write_blueprint

# Commands that run until they are interrupted handle signals themselves.
pytestmark = pytest.mark.usefixtures("handlers_of_signals")

LONG: Final = "n" * 300
"""More characters than the name of a file may have."""

#: Below a file, with too long a name, among the kernel's files: not even root can make these.
UNWRITABLE: Final = ("binary/x", LONG, "/proc/none/x")
UNREADABLE: Final = ("missing", "folder", "", "binary", "binary/x", LONG, "/proc/self/mem")
NO_SERVER: Final = (
    *(" ", "x", "//host", "ftp://host", "http://", "http://[", "http://\n", "http://a b"),
    *("http://host:99999", "http://host:-1", "http://host:0", "http://host:x"),
)
NO_MODULE: Final = (" ", "x", "x:", ":y", "..:y", "\u00a0:y", "none.such:x", "os:none", "a:b:c")
NO_NUMBER: Final = ("", "x", "-1", "1e999", "inf", "nan", "1" * 30, "1" * 5000)

VALUES: Final = {
    "port": (*NO_NUMBER, "65536", "1.5"),
    "jobs": (*NO_NUMBER, "0", "65", "1.5"),
    "percentage": (*NO_NUMBER, "100.1"),
    "blueprint": UNREADABLE,
    "document": UNREADABLE,
    "file to read": UNREADABLE,
    "file to write": ("folder", *UNWRITABLE),
    "folder": ("binary", *UNWRITABLE),
    # Of a file that is no Python, the traceback is shown.
    "hook file": ("missing", "folder", "", "binary/x", LONG),
    "revision": ("missing", "binary", "binary/x", "n" * 3000, "git:none", "git:", "git:--help"),
    "server": NO_SERVER,
    "state": (*NO_MODULE, *NO_SERVER),
    "module": NO_MODULE,
    "database": (" ", "http://host", "sqlite:////proc/none/x", "postgresql://host:x/name"),
    "host": (" ", "..", LONG),
    "header": ("", "x", ":", "Name: a\nb", "Na me: a", "Name: \u0416", "Name: \0"),
    "shard": ("x", "0/1", "2/1", "1/0", "-1/2", "1/2/3", "1" * 5000 + "/2"),
}
#: The kind of a parameter, where its type does not tell.
KINDS: Final = {
    "endpoint": "server",
    "state": "state",
    "app": "module",
    "hooks": "hook file",
    "header": "header",
    "shard": "shard",
    "database": "database",
    "host": "host",
    "jobs": "jobs",
    "port": "port",
    "old": "revision",
    "new": "revision",
    "since": "revision",
    "blueprint": "blueprint",
    "blueprints": "blueprint",
    "document": "document",
    "json": "file to write",
    "junit": "file to write",
    "html": "file to write",
    "json_file": "file to write",
}
#: Names, codes, patterns and commands: any text may be one.
TEXTS: Final = {
    *("attributes", "parent", "explain", "hooks_python", "ignore", "language", "name", "only"),
    *("plural", "select", "serve", "tags", "versions", "editor"),
}
NOT_TRIED: Final = {
    ("dredd", "only"): "any text; Dredd would run",
    ("dredd", "language"): "any command; Dredd would run",
    ("preview", "serve"): "any command; the preview would run",
    ("preview", "blueprint"): "it waits until the file can be read",
    ("changelog", "blueprint"): "a path in a revision; the other versions need none",
    ("verify", "baseline"): "tests/contracts/report/test_baseline.py: a new one may be missing",
}
OPENAPI: Final = """{"openapi": "3.0.0", "info": {"title": "A", "version": "1"},
"paths": {"/a": {"get": {"responses": {"204": {"description": "Done."}}}}}}"""
#: What makes a command complete, beside the parameter that is tried.
REST: Final = {
    "changelog": ("api.apib", "api.apib"),
    "diff": ("api.apib", "api.apib"),
    "import": ("openapi.json",),
    "new project": ("made",),
    "new resource": ("thing", "--attributes", "name:string", "--blueprint", "api.apib"),
    "report merge": ("report.json",),
    "state-agent": ("agent.py",),
    "lsp": (),
}
#: These share the options of `contract verify` that name a server, which are tried there.
JUDGING: Final = ("coverage", "mutate", "scorecard")
SHARED: Final = {each.name for each in target_options(click.Command("any")).params}


def commands(group: click.Group = main, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def kind(command: str, parameter: click.Parameter) -> str:
    """What is tried; empty for what click itself refuses."""
    name, taken = str(parameter.name), parameter.type
    if isinstance(taken, click.Choice) or (
        isinstance(parameter, click.Option) and parameter.is_flag
    ):
        return ""
    if command == "state-agent" or (command, name) == ("scorecard", "out"):
        return "file to write"
    if isinstance(taken, Percentage):
        return "percentage"
    if isinstance(taken, click.Path) and not taken.file_okay:
        return "folder"
    if isinstance(taken, click.Path) and name not in KINDS:
        return "file to read"
    return "text" if name in TEXTS else KINDS[name]


def cases() -> Iterator[tuple[str, str, str]]:
    """Command, parameter and kind."""
    for command, declared in commands():
        for parameter in declared.params:
            name = str(parameter.name)
            shared = command in JUDGING and name in SHARED
            if (
                (found := kind(command, parameter))
                and not shared
                and (command, name) not in NOT_TRIED
            ):
                yield command, name, found


def words(command: str, name: str, value: str) -> list[str]:
    """A command line that is complete but for one value."""
    parameter = next(p for p in dict(commands())[command].params if p.name == name)
    if isinstance(parameter, click.Option):
        rest = list(REST.get(command, ("api.apib",)))
        if name == "state":
            rest += ["--endpoint", "http://127.0.0.1:9"]
        return [*command.split(), *rest, f"{parameter.opts[-1]}={value}"]
    if command == "new resource":
        return [*command.split(), *REST[command][1:], "--", value]
    return [*command.split(), "--", value, *(["api.apib"] if name == "old" else [])]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `contract report merge` reads."""
    folder = tmp_path_factory.mktemp("report")
    write_blueprint(folder)
    words = ("verify", "api.apib", "--no-laws", "--json", "report.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert CliRunner().invoke(main, words).exit_code == 0
    return (folder / "report.json").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, report: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_blueprint(tmp_path)
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "folder").mkdir()
    (tmp_path / "openapi.json").write_text(OPENAPI, encoding="utf-8")
    (tmp_path / "report.json").write_text(report, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("command", "name", "tried"), list(cases()))
def test_a_value_that_cannot_be_used_is_refused(
    command: str,
    name: str,
    tried: str,
    folder: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contracts.cli.serve._run", run_child)
    refused = {1, 2} if tried in ("blueprint", "document", "host") else {2}
    for value in VALUES[tried] if tried != "text" else (LONG,):
        done = CliRunner().invoke(main, words(command, name, value))
        assert done.exception is None or isinstance(done.exception, SystemExit), (value, done)
        shown = done.output + capfd.readouterr().err  # with what a server says
        assert "Traceback" not in shown
        if tried != "text":
            assert done.exit_code in refused, (value, shown)


def test_a_server_that_cannot_start_ends_the_command_that_started_it() -> None:
    """What the server says and ends with is tried above, as ``serve --host``."""
    assert serve._run([sys.executable, "-c", "raise SystemExit(2)"], dict(os.environ)) == 2


def test_every_reason_is_about_a_parameter() -> None:
    declared = {(name, str(p.name)) for name, command in commands() for p in command.params}
    assert NOT_TRIED.keys() <= declared
    assert KINDS.keys() | TEXTS == {
        name for command, name in declared if name in KINDS.keys() | TEXTS
    }


def test_an_argument_that_is_not_utf_8_is_refused(folder: Path) -> None:
    command = [sys.executable, "-m", "contracts", "lint", b"caf\xe9.apib"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(b"Error: the argument b'")
    assert last.endswith(b"' is not UTF-8")


def test_a_full_disk_is_reported(folder: Path) -> None:
    """The error of a write names no file."""
    done = CliRunner().invoke(main, ["state-agent", "/dev/full"])
    assert done.exit_code == 2
    assert done.output.endswith("Error: No space left on device\n")


def test_output_that_nobody_reads_ends_the_command_quietly(folder: Path) -> None:
    command = [sys.executable, "-m", "contracts", "state-agent", "-"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")
