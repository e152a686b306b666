"""The page of public blueprints is about the list, and says how it was made."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from benchmarks.blueprints import LIST, PAGE, Entry, Row, _measured, _page
from tests.contracts.dredd_compiler import needs_dredd

ROOT = Path(__file__).parent.parent.parent
ENTRIES = [Entry(**each) for each in tomllib.loads(LIST.read_text())["blueprint"]]


def test_there_are_at_least_twelve_repositories_each_at_one_commit() -> None:
    assert len({entry.repository for entry in ENTRIES}) >= 12
    assert all(re.fullmatch("[0-9a-f]{40}", entry.commit) for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_blueprint_of_the_list_is_on_the_page(entry: Entry) -> None:
    address = f"[{entry.name}](https://github.com/{entry.repository}/tree/{entry.commit[:12]})"
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if address in line]
    assert len(rows) == 1, "run: make blueprints"
    assert "**" not in rows[0], "crashed, invalid, or other names than Dredd's"


@needs_dredd
def test_a_row_is_what_the_tool_finds_of_a_file() -> None:
    row = _measured([ROOT / "tests" / "contracts" / "diff" / "library.apib"])
    assert (row.files, row.crashed, row.invalid, row.same_names) == (1, 0, 0, True)
    assert row.documented == row.further + row.unsendable + row.ours
    assert row.ours == row.dredd == row.as_written > 5


def test_a_crash_and_other_names_are_told() -> None:
    text = _page([(Entry("Broken", "", "", ""), Row(files=1, crashed=1, same_names=False))])
    assert "**1 crashed**" in text
    assert "**differ**" in text
