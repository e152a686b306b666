"""Reports of a comparison, and the documents made from the table and from several versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.diff import Change, Impact, diff
from contracts.render.changelog import REPORTS, Release, compatibility, render
from tests.contracts.diff.test_changes import LIBRARY, edited, library

ROOT = Path(__file__).parent.parent.parent.parent

RETYPED = edited("+ pages: 12 (Integer)", "+ pages: twelve (string)")
LESS = LIBRARY.replace("### Delete Book [DELETE]\n\n+ Response 204\n", "")


def changes(new: str) -> tuple[Change, ...]:
    return diff(library(LIBRARY), library(new))


def test_one_edit_of_a_shared_type_is_one_change_that_names_its_operations() -> None:
    (response,) = (c for c in changes(RETYPED) if c.code == "response-type-changed")
    assert response.message == "book.pages has another type: integer → string"
    assert response.operations == (
        "GET /v1/books",
        "POST /v1/books",
        "GET /v1/books/{}".format("{id}"),
    )


def test_a_change_knows_its_line_on_both_sides() -> None:
    moved = LIBRARY.replace("# Library\n", "# Library\n\nBooks.\n", 1).replace(
        "+ total: 3 (Integer, required)", "+ total: 3 (Integer)"
    )
    (change,) = changes(moved)
    assert change.old is not None
    assert change.new is not None
    assert change.new.line == change.old.line + 2
    assert LIBRARY.splitlines()[change.old.line - 1].strip().startswith("+ total")


def test_breaking_changes_come_first() -> None:
    found = changes(LESS.replace("**Access:** user\n\n", ""))
    assert [c.impact for c in found] == [Impact.BREAKING, Impact.RISKY]


def test_the_text_says_what_why_and_where() -> None:
    text = REPORTS["text"](changes(LESS))
    assert text.splitlines() == [
        "breaking operation-removed: DELETE /v1/books/{id} is gone",
        "    Its callers get 404 or 405.",
        "    was at blueprint.apib:67:1",
        "1 breaking change",
    ]


def test_the_pull_request_comment_escapes_the_blueprints_words() -> None:
    named = edited("### Show Author", "### *Show* Author <b>")
    text = REPORTS["markdown"](changes(named))
    assert "\\*Show\\* Author \\<b\\>" in text


def test_json_has_everything() -> None:
    whole = json.loads(REPORTS["json"](changes(LESS)))
    assert whole["counts"] == {"breaking": 1, "risky": 0, "safe": 0}
    (change,) = whole["changes"]
    assert change["code"] == "operation-removed"
    assert change["old"]["line"] > 1
    assert change["new"] is None


@pytest.mark.parametrize("style", REPORTS)
def test_a_report_of_nothing_says_so(style: str) -> None:
    text = REPORTS[style](())
    assert "no changes" in text or json.loads(text)["changes"] == []


def test_the_table_of_changes_is_the_one_in_the_documentation() -> None:
    written = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")
    assert written == compatibility(), "run: contract diff --rules > docs/compatibility.md"


def test_the_changelog_shows_the_newest_version_first() -> None:
    releases = [Release("2.0", "1.1", changes(LESS)), Release("1.1", "1.0", ())]
    (page,) = render("Library", releases).values()
    assert page.index(">2.0<") < page.index(">1.1<")
    assert "DELETE /v1/books/{id} is gone" in page
    (text,) = render("Library", releases, "markdown").values()
    assert text.startswith("# Changes of Library\n\n## 2.0\n\n1 breaking change since 1.1.\n")
    assert "no changes since 1.0." in text


def test_the_changelog_escapes_the_blueprints_words() -> None:
    named = edited("### Show Author", "### Show <script>alert(1)</script>")
    (page,) = render("Library", [Release("2", "1", changes(named))]).values()
    assert "<script" not in page
