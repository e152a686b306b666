"""Parallel runs: which tests share a process, and what begins first."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processor_time import COLLECTION, by_file
from tests.schedule import SPREAD, longest_first, unit, workers

ROOT = Path(__file__).parent.parent
FILE = "tests/test_layers.py"
FILES = ("tests/contracts/text/test_statuses.py", "tests/contracts/text/test_json_pointer.py")


@pytest.mark.parametrize(
    ("nodeid", "wanted"),
    [
        (f"{FILE}::test_a", FILE),
        (f"{FILE}::TestAll::test_a[b-1]", FILE),
        (f"{FILE}::test_a[sqlite]", FILE),
        (f"{FILE}::test_a[postgresql-x]", f"{FILE} on PostgreSQL"),
        (f"{FILE}::test_a[x-postgresql]", f"{FILE} on PostgreSQL"),
        (f"{FILE}::test_postgresql", FILE),
        (f"{FILE}::test_a@group", "group"),
        (f"{FILE}::test_a[b]@group", "group"),
        (f"{FILE}::test_a[jane@example.org]", FILE),
        (f"{SPREAD[0]}::test_a[b]", f"{SPREAD[0]}::test_a[b]"),
    ],
)
def test_a_test_is_run_together_with(nodeid: str, wanted: str) -> None:
    assert unit(nodeid) == wanted


def test_what_is_named_exists() -> None:
    assert [name for name in SPREAD if not (ROOT / name).exists()] == []


def test_what_takes_longest_begins_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"a.py": 2.0, "b.py": 3.0, "c.py": 2.5, "d.py": 1.0}
    monkeypatch.setattr("tests.schedule.recorded_by_file", lambda: seconds)
    tests = ["new.py::t", "a.py::t[1]@group", "b.py::t", "a.py::t[2]@group", "c.py::t@group"]
    assert longest_first(tests) == [
        *("a.py::t[1]@group", "a.py::t[2]@group", "c.py::t@group"),
        *("b.py::t", "new.py::t"),
    ]


def test_processes_that_wait_leave_no_processor_idle() -> None:
    assert workers(waiting=True) > workers(waiting=False) >= 1


def test_a_file_is_run_by_one_process_and_each_test_is_measured(tmp_path: Path) -> None:
    options = ("-v", "-n", "2", "--dist", "loadgroup", f"--processor-time={tmp_path / 'measured'}")
    command = [sys.executable, "-m", "pytest", *options, *FILES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    ran = set(re.findall(r"^\[(gw\d)\] .*PASSED (tests/[\w/]+\.py)", done.stdout, re.M))
    assert {file for _, file in ran} == set(FILES)
    assert len(ran) == len(FILES)
    tests = {file: number for file, (_, _, number) in by_file(tmp_path / "measured").items()}
    assert tests.keys() == {*FILES, COLLECTION}
    assert tests[COLLECTION] == 2
    assert sum(tests[file] for file in FILES) == done.stdout.count(" PASSED ")
