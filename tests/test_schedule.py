"""Parallel runs: which tests share a process, what begins first, and what is reported."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processor_time import COLLECTION, by_file
from tests.schedule import SPREAD, longest_first, unit, workers
from tests.test_time_limit import run

ROOT = Path(__file__).parent.parent
FILE = "tests/test_layers.py"
FILES = ("tests/contracts/text/test_statuses.py", "tests/contracts/text/test_json_pointer.py")
OF_EVERY_OUTCOME = """\
import pytest

@pytest.fixture
def broken():
    raise OSError

@pytest.fixture
def breaking():
    yield
    raise OSError

@pytest.fixture
def recorded(record_property):
    yield
    record_property("told", 1)

def test_passes(recorded): pass
def test_fails(): assert not "failed"
def test_setup_fails(broken): pass
def test_teardown_fails(breaking): pass
def test_both_fail(breaking): raise OSError
@pytest.mark.skip
def test_is_skipped(): pass
def test_skips(): pytest.skip()
@pytest.mark.xfail
def test_fails_as_wanted(): raise OSError
@pytest.mark.xfail
def test_passes_unexpectedly(): pass
"""
OUTCOMES = (
    ("PASSED", "passes"),
    ("PASSED", "teardown_fails"),
    ("FAILED", "fails"),
    ("FAILED", "both_fail"),
    ("ERROR", "setup_fails"),
    ("ERROR", "teardown_fails"),
    ("ERROR", "both_fail"),
    ("SKIPPED", ""),
    ("SKIPPED", ""),
    ("XFAIL", "fails_as_wanted"),
    ("XPASS", "passes_unexpectedly"),
)
SUMMARY = """\
from tests.reports import *

def pytest_terminal_summary(terminalreporter):
    reports = [report for each in terminalreporter.stats.values() for report in each]
    told = [r.user_properties for r in reports if getattr(r, "when", "") == "teardown"]
    terminalreporter.write_line(f"told: {[each for each in told if each]}")
"""


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


def test_every_outcome_is_reported_and_what_the_test_records(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SUMMARY, encoding="utf-8")
    shown = run(tmp_path, OF_EVERY_OUTCOME, "-rA")
    _, _, summary = shown.partition("short test summary info")
    told = re.findall(r"^([A-Z]+) .*?test_given.py(?:::test_(\w+)|:\d+)", summary, re.M)
    assert sorted(told) == sorted(OUTCOMES), shown
    assert "told: [[('told', 1)]]" in shown
