"""Collecting the tests is cheap: no blueprint is parsed for it, and no heavy library loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

# Imports all tests in a child.
pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).parent.parent
#: Libraries that take a second or more to load, for tests that may not be wanted.
HEAVY = ("schemathesis", "faker", "moto")
#: Imports all test modules, which is where tests are parametrized, and makes no test of them.
IMPORT = """
import pytest

class Modules:
    def pytest_pycollect_makeitem(self):
        return []

def collect():
    options = ["--collect-only", "-q", "-p", "no:cacheprovider"]
    return pytest.main(options, plugins=[Modules()])
"""
#: The same where nothing can be parsed.
PROGRAM = f"""
import sys
from contracts.read import parse
{IMPORT}

def refuse(*_arguments, **_more):
    raise AssertionError("a blueprint is parsed while tests are collected")

parse.parse = parse.parse_texts = refuse
print("ended:", collect().name, *sorted(set({HEAVY!r}) & set(sys.modules)))
"""
#: The last line where no module failed.
GOOD = "ended: NO_TESTS_COLLECTED"


def collect(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("norecursedirs")
    folders = {
        folder
        for file in ROOT.glob("tests/**/test_*.py")
        for folder in file.relative_to(ROOT).parts[:-1]
    }
    assert "build" in folders
    assert [f for f in sorted(folders) if any(fnmatch(f, each) for each in patterns)] == []


def test_no_blueprint_is_parsed_and_nothing_heavy_loaded() -> None:
    output = collect(PROGRAM)
    if output.splitlines()[-1] != GOOD:
        # What tests are collected by is remembered (tests/blueprint.py); a change forgets it.
        collect(f"{IMPORT}\ncollect()")
        output = collect(PROGRAM)
    assert output.splitlines()[-1] == GOOD, output[-5000:]
