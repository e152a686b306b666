"""docs/security.md names tests and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.config import load_config, web_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| API")
]
#: Settings that are read where the server starts, and are in no dictionary.
AT_START = {"DATABASE_URL", "MANAGEMENT_PORT"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[1])[:60])
def test_a_row_names_settings_and_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 4
    _, _, settings, tests = row
    known = {*load_config("development", {}), *map(str.upper, web_settings({})), *AT_START}
    assert set(re.findall(r"`([A-Z_]+)`", settings)) <= known
    named = re.findall(r"`([^`]+\.py)`", tests)
    assert named
    for name in named:
        assert (ROOT / "tests" / "server" / name).is_file(), name


def test_every_risk_of_the_list_that_applies_has_a_row() -> None:
    """API7 (requests that a server makes for others) and API10 do not: it makes none."""
    found = {row[0].split()[0] for row in ROWS}
    assert found == {f"API{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9)}
