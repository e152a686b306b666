"""Every test has a time limit: a hang is a failure that shows where, not a run without an end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.time_limit import RENEWED, TimeLimit

ROOT = Path(__file__).parent.parent
HANGS = """\
import subprocess
import threading

def test_that_hangs():
    threading.Thread(target=threading.Event().wait, name="the helper", daemon=True).start()
    subprocess.run(["sleep", "600"])

def test_after_it():
    pass
"""
HANGS_IN_C = """\
def test_that_hangs():
    sum(range(10**15))

def test_after_it():
    pass
"""


def run(folder: Path, test: str, *options: str) -> str:
    """What pytest prints of a test file, with a worker."""
    (folder / "test_given.py").write_text(test, encoding="utf-8")
    plugins = ("--disable-plugin-autoload", "-p", "xdist.plugin", "-p", "pytest_timeout")
    command = [sys.executable, "-m", "pytest", *plugins, "-n", "1", *options, "test_given.py"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=150,
    )
    return done.stdout + done.stderr


def test_every_test_has_a_limit(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.hasplugin("pytest_timeout")
    assert 0 < float(pytestconfig.getini("timeout")) <= 300


def test_a_hang_fails_with_the_stacks_of_all_threads(tmp_path: Path) -> None:
    shown = run(tmp_path, HANGS, "--timeout", "1", "--timeout-method", "signal")
    assert "1 failed, 1 passed" in shown
    assert 'subprocess.run(["sleep", "600"])' in shown
    assert "Stack of the helper" in shown


def test_a_loop_in_c_ends_its_worker_with_its_stack(tmp_path: Path) -> None:
    limit = ("-p", "tests.time_limit", "-o", "worker_timeout=1")
    shown = run(tmp_path, HANGS_IN_C, "--timeout", "0.5", *limit)
    assert "1 failed, 1 passed" in shown
    assert re.search(r'test_given.py", line 2 in test_that_hangs', shown)


def test_no_limit_of_a_test_is_longer_than_that_of_its_worker(pytestconfig: pytest.Config) -> None:
    own = {
        int(limit)
        for file in (ROOT / "tests").rglob("test_*.py")
        for limit in re.findall(r"mark\.timeout\((\d+)\)", file.read_text(encoding="utf-8"))
    }
    assert own
    assert max(own) < float(pytestconfig.getini("worker_timeout")) - RENEWED
    assert any(isinstance(each, TimeLimit) for each in pytestconfig.pluginmanager.get_plugins())
