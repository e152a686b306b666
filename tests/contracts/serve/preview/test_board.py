"""What is shown: the last good page, whole or without what a browser has."""

from __future__ import annotations

from pathlib import Path

from contracts.model import Diagnostic, Location, Severity
from contracts.serve.preview.board import Board, findings
from contracts.serve.preview.slim import slim, stamps

PAGE = '<main><article id="a" data-v="1">A</article><article id="b" data-v="2">B</article></main>'


def test_articles_that_are_known_come_empty() -> None:
    known = stamps('<article id="a" data-v="1">A</article><article id="b" data-v="3">B</article>')
    assert slim(PAGE, known) == PAGE.replace("A</", "</")


def test_nothing_is_built_for_a_change_that_is_none(blueprint: Path) -> None:
    board = Board(blueprint)
    assert board.rebuild()
    (blueprint.parent / "notes.txt").write_text("mine", encoding="utf-8")
    assert not board.rebuild()


def test_what_is_shown_is_current_until_the_next_save(blueprint: Path) -> None:
    board = Board(blueprint)
    board.rebuild()
    assert board.is_current()
    things = blueprint.parent / "things.apib"
    things.write_text(things.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert not board.is_current()
    board.rebuild()
    assert board.is_current()


def test_a_page_since_an_older_one_has_only_what_changed(blueprint: Path) -> None:
    board = Board(blueprint)
    board.rebuild()
    before = board.state.version
    things = blueprint.parent / "things.apib"
    more = "\n### Make Thing [POST]\nNew.\n\n+ Response 201\n"
    things.write_text(things.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert board.rebuild()
    assert "<p>All.</p>" in board.page()
    assert "<p>All.</p>" not in board.page(before)
    assert "<p>New.</p>" in board.page(before)
    assert board.page("unknown") == board.page()


def test_a_broken_start_shows_what_can_be_read(blueprint: Path) -> None:
    (blueprint.parent / "things.apib").unlink()
    board = Board(blueprint)
    board.rebuild()
    assert board.state.broken
    assert board.state.good == ""
    assert "Things API" in board.page()


def test_a_broken_save_keeps_the_page_and_says_of_when(blueprint: Path) -> None:
    board = Board(blueprint)
    board.rebuild()
    good = board.state
    (blueprint.parent / "things.apib").unlink()
    assert board.rebuild()
    assert board.state.broken
    assert board.state.html == good.html
    assert board.state.good
    assert board.state.findings[0]["file"].endswith("api.apib")


def test_nobody_waits_for_what_has_happened(blueprint: Path) -> None:
    board = Board(blueprint)
    board.rebuild()
    assert board.wait(0, 60) is board.state
    assert board.wait(board.state.number, 0.01) is None


def test_the_worst_finding_comes_first() -> None:
    at = Location("none.apib", 1, 1)
    told = findings(Diagnostic("c", each, "m", at) for each in (*Severity, *reversed(Severity)))
    assert [f["severity"] for f in told] == ["error"] * 2 + ["warning"] * 2 + ["info"] * 2
