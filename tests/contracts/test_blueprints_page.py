"""The page of public blueprints is about the list, and says how it was made."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import benchmarks.blueprints as benchmark
from benchmarks.blueprints import LIST, PAGE, Entry, Row, _measured, _page, results
from benchmarks.blueprints_judged import Judged, judged, judged_page
from tests.contracts.dredd_compiler import needs_dredd

ROOT = Path(__file__).parent.parent.parent
ENTRIES = [Entry(**each) for each in tomllib.loads(LIST.read_text())["blueprint"]]


def test_there_are_at_least_sixty_repositories_each_at_one_commit() -> None:
    assert len({entry.repository for entry in ENTRIES}) >= 60
    assert all(re.fullmatch("[0-9a-f]{40}", entry.commit) for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_blueprint_of_the_list_is_on_the_page(entry: Entry) -> None:
    address = f"[{entry.name}](https://github.com/{entry.repository}/tree/{entry.commit[:12]})"
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if address in line]
    assert len(rows) == 1, "run: make blueprints"
    assert "**" not in rows[0], "crashed, invalid, or other names than Dredd's"


def test_the_page_is_what_the_command_makes_of_the_results() -> None:
    rows = [(entry, results()[entry.name]) for entry in ENTRIES]
    assert all(row.measured_with for _, row in rows)
    assert all(row.verified_with for _, row in rows if row.judged.get("files"))
    assert PAGE.read_text(encoding="utf-8") == _page(rows), "run: make blueprints"


def test_a_blueprint_that_cannot_be_fetched_keeps_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path / "results.json")
    known, unknown = ENTRIES[:2]
    row = Row(files=1, documented=7, measured_with="0123456789")
    benchmark._keep(known.name, row)
    nowhere = (tmp_path / "there").as_uri()
    benchmark._measure([known, unknown], tmp_path / "folder", nowhere, resume=False)
    assert results() == {known.name: row}, "and nothing else was written"
    printed = capfd.readouterr().out
    assert f"{known.name}: {known.repository} cannot be fetched; its row of 0123456789" in printed
    assert f"{unknown.name}: {unknown.repository} cannot be fetched; it has no row" in printed


@needs_dredd
def test_a_row_is_what_the_tool_finds_of_a_file() -> None:
    row = _measured([ROOT / "tests" / "contracts" / "diff" / "library.apib"])
    assert (row.files, row.crashed, row.invalid, row.same_names) == (1, 0, 0, True)
    assert row.documented == row.further + row.unsendable + row.ours
    assert row.ours == row.dredd == row.as_written > 5


def test_a_crash_and_other_names_are_reported() -> None:
    text = _page([(Entry("Broken", "", "", ""), Row(files=1, crashed=1, same_names=False))])
    assert "**1 crashed**" in text
    assert "**differ**" in text


def test_a_blueprint_is_judged_on_the_server_generated_from_it(tmp_path: Path) -> None:
    verified = (ROOT / "tests" / "foreign" / "verified.apib").read_text(encoding="utf-8")
    head, *sections = re.split(r"(?m)^(?=## )", verified)
    chosen = [each for each in sections if each.startswith(("## Parcel [", "## Contra", "## Seat"))]
    file = tmp_path / "api.apib"
    file.write_text("".join((head, *chosen)), encoding="utf-8")
    found = judged(file, tmp_path)
    assert (found.files, found.unfinished, found.other) == (1, 0, ())
    assert (found.dredd_passed, found.strict_passed, found.sent) == (4, 3, 5)
    assert 0 < found.laws_passed < found.laws
    written = file.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(written, start=1) if '"one"' in text)
    assert f"api.apib:{line} schema" in found.contradictions


def test_contradictions_and_what_nothing_explains_are_listed() -> None:
    clean = Judged(1, 0, 2, 2, 2, 1, 1)
    odd = Judged(1, 0, 1, 0, 2, 0, 1, ("a.apib:3 body",), ("a.apib:9 status",))
    slow = Judged(files=1, unfinished=1)
    page = judged_page([("Clean", clean, "abc"), ("Odd", odd, "abc"), ("Slow", slow, "def")])
    assert "| Clean | 2 of 2 | 2 of 2 | 1 of 1 | 0 | 0 | abc |" in page
    assert "| Slow | 0 of 0 | 0 of 0 | 0 of 0 | 0 | 0, 1 unfinished | def |" in page
    assert "| all | 3 of 4 | 2 of 4 | 1 of 2 | 1 | 1, 1 unfinished |  |" in page
    assert "- Odd: `a.apib:3` body" in page
    assert "- Odd: `a.apib:9` status" in page
    assert "- Clean" not in page
