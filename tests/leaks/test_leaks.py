"""A test module that leaves the process different fails."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.leaks import left_behind, set_up, state

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
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_left_is_named(
    leave: Callable[[Path], Iterator[None]], named: list[str], tmp_path: Path
) -> None:
    before = state()
    with leave(tmp_path):
        left = list(left_behind(before, state()))
        known = dict(before)
        set_up(before, state(), known)
    assert len(left) == len(named), left
    for line, start in zip(left, named, strict=True):
        assert line.startswith(start)
    assert list(left_behind(before, state())) == []
    with leave(tmp_path):
        assert list(left_behind(known, state())) == [] or named == ["thread left"]


def test_a_module_fails_that_leaves_something_but_not_for_a_fixture_of_the_session(
    tmp_path: Path,
) -> None:
    (tmp_path / "conftest.py").write_text(
        "import os\n\nimport pytest\n\n"
        "from tests.conftest import nothing_is_left_behind, pytest_fixture_setup\n\n\n"
        "@pytest.fixture(scope='session')\ndef shared():\n    os.environ['SHARED'] = '1'\n",
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
    assert "3 passed, 1 error" in done.stdout, done.stdout + done.stderr
    assert "test_left.py leaves behind:\nvariable LEFT: None before, '1' after" in done.stdout
