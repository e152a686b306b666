"""A test module that leaves the process different fails."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import marshmallow
import pytest
from marshmallow.class_registry import _registry

import tests.fast
from tests.leaks import left_at_the_end, left_behind, processes, report_left, set_up, state

ROOT = Path(__file__).parents[2]


@contextmanager
def variable(folder: Path) -> Iterator[None]:
    os.environ["LEFT"] = "1"
    yield
    del os.environ["LEFT"]


@contextmanager
def import_path(folder: Path) -> Iterator[None]:
    sys.path.append(str(folder))
    yield
    sys.path.remove(str(folder))


@contextmanager
def current_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    yield
    os.chdir(before)


@contextmanager
def handler(folder: Path) -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGTERM, before)


@contextmanager
def thread(folder: Path) -> Iterator[None]:
    ended = threading.Event()
    waiting = threading.Thread(target=ended.wait, name="left")
    waiting.start()
    yield
    ended.set()
    waiting.join()


@contextmanager
def level(folder: Path) -> Iterator[None]:
    before = logging.root.level
    logging.root.setLevel(7)
    yield
    logging.root.setLevel(before)


@contextmanager
def timeout(folder: Path) -> Iterator[None]:
    socket.setdefaulttimeout(5)
    yield
    socket.setdefaulttimeout(None)


@contextmanager
def process(folder: Path) -> Iterator[None]:
    """As one that does not inherit the environment."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env={}):
        yield


@contextmanager
def process_without_parent(folder: Path) -> Iterator[None]:
    """As a server whose command has ended."""
    waiting, end = os.pipe()
    subprocess.run(
        ["bash", "-c", f"{sys.executable} -c 'import os; os.read({waiting}, 1)' &"],
        pass_fds=[waiting],
        check=True,
    )
    yield
    os.close(end)
    os.close(waiting)


@contextmanager
def temporary_folder(folder: Path) -> Iterator[None]:
    made = tempfile.mkdtemp(prefix="left-")
    yield
    os.rmdir(made)


@contextmanager
def temporary_file_of_a_command(folder: Path) -> Iterator[None]:
    done = subprocess.run(["mktemp", "-t", "left-XXXXXX"], capture_output=True, check=True)
    yield
    os.remove(done.stdout.strip())


@contextmanager
def module(folder: Path) -> Iterator[None]:
    """As a generated server or a hook file."""
    (folder / "left.py").write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        import_module("left")
    yield
    del sys.modules["left"]


@contextmanager
def second_copy(folder: Path) -> Iterator[None]:
    """Of a module of the project, whose classes are others than those of the first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tests, "fast", tests.fast)
        patch.delitem(sys.modules, "tests.fast")
        import_module("tests.fast")
        yield


@contextmanager
def removed_module(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "tests.fast")
        yield


@contextmanager
def schema(folder: Path) -> Iterator[None]:
    class Left(marshmallow.Schema):
        pass

    yield
    del _registry["Left"], _registry[f"{__name__}.Left"]


class Kept(marshmallow.Schema):
    """A schema that this module has."""


@contextmanager
def removed_schema(folder: Path) -> Iterator[None]:
    names = ("Kept", f"{__name__}.Kept")
    removed = {name: _registry.pop(name) for name in names}
    yield
    _registry.update(removed)


#: What has another value each time that it is left.
ANEW = ("thread", "process", "temporary", "module", "schema")


@pytest.mark.parametrize(
    ("leave", "named"),
    [
        (variable, ["variable LEFT"]),
        (import_path, ["setting sys.path"]),
        (current_folder, ["setting current folder"]),
        (handler, ["signal SIGTERM"]),
        (thread, ["thread left"]),
        (level, ["setting level of the root logger"]),
        (timeout, ["setting timeout of sockets"]),
        (process, ["process "]),
        (process_without_parent, ["process "]),
        (temporary_folder, ["temporary file left-"]),
        (temporary_file_of_a_command, ["temporary file left-"]),
        (module, ["module left"]),
        (second_copy, ["module tests.fast"]),
        (removed_module, ["module tests.fast"]),
        (schema, ["schema Left", f"schema {__name__}.Left"]),
        (removed_schema, ["schema Kept", f"schema {__name__}.Kept"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_left_is_named(
    leave: Callable[[Path], Iterator[None]], named: list[str], tmp_path: Path
) -> None:
    before = state()
    with leave(tmp_path):
        left = list(left_behind(before, state()))
        known = {kind: dict(values) for kind, values in before.items()}
        set_up(before, state(), known)
    assert len(left) == len(named), left
    for line, start in zip(left, named, strict=True):
        assert line.startswith(start)
    assert left_at_the_end(before) == []
    if not named[0].startswith(ANEW):
        with leave(tmp_path):
            assert list(left_behind(known, state())) == []


def nothing_left(use: Callable[[], object]) -> None:
    before = state()
    use()
    assert list(left_behind(before, state())) == []


def test_an_installed_module_and_its_schemas_are_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "tests.leaks.installed", raising=False)
    nothing_left(lambda: import_module("tests.leaks.installed"))


def test_a_process_that_ends_is_waited_for() -> None:
    before, others = state(), set(processes.started())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as ending:
        assert ending.stdin is not None
        assert set(processes.started()) - others == {str(ending.pid)}
        ending.stdin.close()
        assert processes.after_patience(others) == {}
        # It has ended, and nobody has asked for its status.
        assert list(left_behind(before, state())) == []


def test_a_temporary_folder_that_ends_with_the_process_is_not_left_behind() -> None:
    before = state()
    with tempfile.TemporaryDirectory():
        assert left_at_the_end(before) == []


def test_nobody_waits_for_a_process_that_is_only_a_warning() -> None:
    before = state()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as left:
        began = time.monotonic()
        assert len(left_at_the_end(before, is_pending=True)) == 1
        assert time.monotonic() - began < processes.PATIENCE
        assert left.stdin is not None
        left.stdin.close()


def test_processes_that_tests_share_are_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as shared:
        monkeypatch.setattr(processes, "SHARED", [*processes.SHARED, lambda: [shared.pid]])
        assert list(left_behind(before, state())) == []


def test_what_a_process_starts_belongs_to_it() -> None:
    others = set(processes.started())
    with subprocess.Popen(
        ["bash", "-c", "cat <&0 & echo started; wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert set(processes.started()) - others == {str(parent.pid)}


def test_where_it_is_pending_what_is_left_of_newer_kinds_is_a_warning() -> None:
    module, variable = "module left: None before, 1 after", "variable LEFT: None before, '1' after"
    with pytest.warns(UserWarning, match=f"^it leaves behind:\n{module}$"):
        report_left("it", [module], is_pending=True)
    for left, is_pending in (([module], False), ([variable], True)):
        with pytest.raises(pytest.fail.Exception, match=f"^it leaves behind:\n{left[0]}$"):
            report_left("it", left, is_pending=is_pending)


def test_a_module_fails_for_what_it_leaves_and_the_session_for_what_its_fixtures_leave(
    tmp_path: Path,
) -> None:
    (tmp_path / "conftest.py").write_text(
        "import os\nimport tempfile\n\nimport pytest\n\n"
        "from tests.conftest import nothing_is_left_behind, pytest_fixture_setup, told_apart\n\n\n"
        "@pytest.fixture(scope='session')\ndef shared():\n    os.environ['SHARED'] = '1'\n"
        "    tempfile.mkdtemp(prefix='kept-')\n",
        encoding="utf-8",
    )
    modules = {
        "test_shared": "def test_it(shared):\n    pass\n",
        "test_left": "import os\n\n\ndef test_it():\n    os.environ['LEFT'] = '1'\n",
        "test_after": "def test_it():\n    pass\n",
    }
    for name, text in modules.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            *(f"{m}.py" for m in modules),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed, 2 errors" in done.stdout, done.stdout + done.stderr
    assert "test_left.py leaves behind:\nvariable LEFT: None before, '1' after" in done.stdout
    assert "The session leaves behind:\ntemporary file kept-" in done.stdout
