"""docs/security.md names tests and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.runtime.jsonapi import errors, parsing
from contracts.runtime.jsonapi.storage import filters
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


#: Numbers that limit nothing.
NO_LIMITS = {"PORT", "MANAGEMENT_PORT", "PROXY_COUNT"}
LIMITS = re.compile(r"^\| `([A-Z_]+)` \| `([^`]+)`", re.MULTILINE)


def limits() -> dict[str, str]:
    """The default of each setting that is a number or a rate, as text."""
    web = web_settings({})
    named = {"WEB_CONCURRENCY": web.pop("workers"), "WEB_THREADS": web.pop("threads")}
    found = {**load_config("development", {}), **{k.upper(): v for k, v in web.items()}, **named}
    return {
        name: f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in found.items()
        if name not in NO_LIMITS
        and (re.fullmatch(r"\d+ per \w+", str(value)) or type(value) in (int, float))
    }


def test_the_table_of_limits_has_each_with_its_default() -> None:
    _, _, section = PAGE.partition("## Limits and their settings")
    rows = LIMITS.findall(section.partition("\n## ")[0])
    assert len(rows) == len(dict(rows))
    assert dict(rows) == limits()


def test_limits_without_a_setting_are_as_documented() -> None:
    text = " ".join(PAGE.split())
    assert f"at most {errors.MAX_ERRORS} errors" in text
    assert f"nested at most {parsing.MAX_NESTING} levels deep" in text
    conditions = f"{filters.MAX_NODES} conditions in {filters.MAX_DEPTH} levels"
    assert f"{conditions} with {filters.MAX_VALUES} values" in text
    assert f"{filters.MAX_PATTERN:,} characters and {filters.MAX_WILDCARDS} wildcards" in text
