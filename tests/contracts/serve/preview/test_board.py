"""What is shown: the last good page, whole or without what a browser has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.model import Diagnostic, Location, Severity
from contracts.serve.preview.board import Board, findings
from contracts.serve.preview.editor_links import EditorLinks
from contracts.serve.preview.slim import slim, stamps
from tests.contracts.serve.preview.conftest import ROOT_TEXT

PAGE = '<main><article id="a" data-v="1">A</article><article id="b" data-v="2">B</article></main>'


def test_articles_that_are_known_come_empty() -> None:
    known = stamps('<article id="a" data-v="1">A</article><article id="b" data-v="3">B</article>')
    assert slim(PAGE, known) == PAGE.replace("A</", "</")
    assert stamps(PAGE) == {'<article id="a" data-v="1">', '<article id="b" data-v="2">'}


def test_an_article_of_several_lines_is_one_and_what_is_around_it_stays() -> None:
    page = '<p>x</p><article data-v="af">\n<b>1</b>\n</article><article>2</article><p>y</p>'
    assert slim(page, stamps(page)) == page.replace("\n<b>1</b>\n", "")
    assert slim(page, frozenset()) == page


def test_nothing_is_built_for_a_change_that_is_none(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
    assert board.rebuild()
    (blueprint.parent / "notes.txt").write_text("mine", encoding="utf-8")
    assert not board.rebuild()


def test_what_is_shown_is_current_until_the_next_save(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
    board.rebuild()
    assert board.is_current()
    things = blueprint.parent / "things.apib"
    things.write_text(things.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert not board.is_current()
    board.rebuild()
    assert board.is_current()


def test_a_page_since_an_older_one_has_only_what_changed(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
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


def test_a_broken_start_shows_what_can_be_read(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    (blueprint.parent / "things.apib").unlink()
    board = new_board(blueprint)
    board.rebuild()
    assert board.state.broken
    assert board.state.good == ""
    assert "Things API" in board.page()


def test_a_broken_save_keeps_the_page_and_says_of_when(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
    board.rebuild()
    good = board.state
    (blueprint.parent / "things.apib").unlink()
    assert board.rebuild()
    assert board.state.broken
    assert board.state.html == good.html
    assert board.state.good
    assert board.state.findings[0]["file"].endswith("api.apib")


def test_each_rebuild_has_the_next_number_and_a_page_its_version(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
    states = []
    things = blueprint.parent / "things.apib"
    for text in ("## A [/a]\n", "", "## B [/b]\n"):
        things.write_text(f"# Group G\n\n{text}\n### Get [GET]\n\n+ Response 204\n", "utf-8")
        if not text:
            things.unlink()
        assert board.rebuild()
        states.append(board.state)
    assert [each.number for each in states] == [1, 2, 3]
    assert [each.broken for each in states] == [False, True, False]
    assert [bool(each.good) for each in states] == [False, True, False]
    assert states[0].version == states[1].version < states[2].version
    assert states[2].news() == {
        "version": states[2].version,
        "broken": False,
        "good": "",
        "diagnostics": list(states[2].findings),
    }


def test_a_broken_start_is_shown_anew_until_it_is_right(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    things = blueprint.parent / "things.apib"
    text = things.read_text(encoding="utf-8")
    things.unlink()
    board = new_board(blueprint)
    for title in ("One", "Two"):
        blueprint.write_text(f"# {title}\n\n<!-- include(things.apib) -->\n", encoding="utf-8")
        board.rebuild()
        assert f"<title>{title}" in board.page()
        assert board.state.good == ""
    things.write_text(text, encoding="utf-8")
    board.rebuild()
    assert not board.state.broken


@pytest.mark.parametrize(("saves", "is_known"), [(2, True), (3, False)])
def test_what_the_last_pages_have_is_remembered(
    blueprint: Path,
    monkeypatch: pytest.MonkeyPatch,
    saves: int,
    is_known: bool,
    new_board: Callable[..., Board],
) -> None:
    monkeypatch.setattr("contracts.serve.preview.board.REMEMBERED", 3)
    board = new_board(blueprint)
    board.rebuild()
    first = board.state.version
    for number in range(saves):
        blueprint.write_text(ROOT_TEXT.replace("Things API", f"Things {number}"), "utf-8")
        assert board.rebuild()
    assert ("<p>All.</p>" not in board.page(first)) == is_known


def test_nobody_waits_for_what_has_happened(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    board = new_board(blueprint)
    board.rebuild()
    assert board.wait(0, 60) is board.state
    assert board.wait(board.state.number, 0.01) is None


def test_a_finding_has_its_place_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.apib"
    file.write_text("one\u2028still one\ntwo\n", encoding="utf-8")
    found = Diagnostic("c", Severity.INFO, "m", Location(str(file), 2, 3), "h")
    assert list(findings([found], EditorLinks("x:{line}"))) == [
        {
            "file": str(file),
            "line": 2,
            "column": 3,
            "editor": "x:2",
            "severity": "info",
            "code": "c",
            "message": "m",
            "hint": "h",
            "source": "two",
        }
    ]


def test_the_worst_finding_comes_first() -> None:
    at = Location("none.apib", 1, 1)
    told = findings(Diagnostic("c", each, "m", at) for each in (*Severity, *reversed(Severity)))
    assert [f["severity"] for f in told] == ["error"] * 2 + ["warning"] * 2 + ["info"] * 2
