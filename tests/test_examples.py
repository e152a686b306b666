"""The cases of a property test are the same whatever was imported or ran before it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: Prints a digest of the cases of a property test, after modules of this project were imported.
PROGRAM = """
import hashlib
import importlib
import sys
from hypothesis import given, strategies as st
from tests.examples import examples, load_profile

load_profile()
cases = []
for name in sys.argv[1:]:
    importlib.import_module(name)

@given(st.text(), st.integers())
def record(text, number):
    cases.append((text, number))

record()
assert len(cases) >= examples(100)
print(hashlib.sha256(repr(cases).encode()).hexdigest())
"""


def cases_after(*modules: str) -> str:
    """A digest of the cases that are tried after these imports."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *modules],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "CONTRACT_EXAMPLES"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_imported_modules_do_not_change_the_cases() -> None:
    assert cases_after("contracts.text.statuses", "contracts.lint") == cases_after()
