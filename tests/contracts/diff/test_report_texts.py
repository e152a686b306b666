"""Reports of single changes: places, operations, and the blueprint's words in Markdown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from contracts.diff import Change, Impact
from contracts.diff.change import ChangeKind
from contracts.model import Location
from contracts.render.changelog.reports import as_json, as_markdown, as_text, entries, places
from tests.examples import examples

REMOVED = ChangeKind("removed", Impact.BREAKING, "is gone (`x`)", "Callers fail.")
ADDED = ChangeKind("added", Impact.SAFE, "is new", "Callers do not care.")


def change(
    subject: str = "a",
    operations: tuple[str, ...] = (),
    old: Location | None = None,
    new: Location | None = None,
    kind: ChangeKind = REMOVED,
) -> Change:
    return Change(kind, subject, "", "", operations, old, new)


OLD, NEW = Location("o.apib", 3, 1), Location("n.apib", 4, 2)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (OLD, NEW, "o.apib:3:1 → n.apib:4:2"),
        (OLD, None, "was at o.apib:3:1"),
        (None, NEW, "at n.apib:4:2"),
        (None, None, "in the metadata"),
    ],
)
def test_the_place_of_each_side(old: Location | None, new: Location | None, shown: str) -> None:
    made = change(old=old, new=new)
    assert places(made) == shown
    assert as_text([made]).splitlines()[-2] == f"    {shown}"
    (row,) = json.loads(as_json([made]))["changes"]
    assert row["old"] == (old and {"file": "o.apib", "line": 3, "column": 1})
    assert row["new"] == (new and {"file": "n.apib", "line": 4, "column": 2})


@pytest.mark.parametrize(
    ("operations", "shown"),
    [
        ((), []),
        (("GET /a",), ["in GET /a"]),
        (("GET /a", "GET /b", "GET /c"), ["in GET /a, GET /b, GET /c"]),
        (("GET /a", "GET /b", "GET /c", "GET /d"), ["in GET /a, GET /b, GET /c and 1 more"]),
        (("POST /x", "GET /a"), ["in GET /a"]),
        (("POST /x",), []),
    ],
)
def test_operations_are_named_up_to_a_few_but_for_the_changed_one(
    operations: tuple[str, ...], shown: list[str]
) -> None:
    made = change(operations=operations, subject="POST /x 200")
    lines = [line.strip() for line in as_text([made]).splitlines()[2:-2]]
    assert lines == shown
    (row,) = json.loads(as_json([made]))["changes"]
    assert row["operations"] == list(operations)


#: Characters that mean something in a list item of Markdown, and some that do not.
MARKS = st.text("`*_[]()<>#|~&;\\a1 !-+lt\n", min_size=1, max_size=12)


@settings(max_examples=examples(100))
@given(MARKS)
def test_markdown_shows_the_blueprints_words_as_they_are(words: str) -> None:
    shown, *_ = entries([change(f"x{words}x")])
    (inline,) = (
        each
        for each in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(shown)
        if each.type == "inline"
    )
    parts = inline.children or []
    plain = "".join(each.content for each in parts if each.type.startswith("text"))
    code = [each.content for each in parts if each.type == "code_inline"]
    assert plain == f"x{words}x is gone () ()".replace("\n", " ")
    assert code == ["x", "removed"]
    assert {each.type for each in parts} <= {"text", "text_special", "code_inline"}


@pytest.mark.parametrize(("kind", "is_folded"), [(REMOVED, False), (ADDED, True)])
def test_a_comment_folds_only_what_is_safe(kind: ChangeKind, is_folded: bool) -> None:
    text = as_markdown([change(kind=kind), change("b", kind=kind)])
    assert ("<details><summary>Safe (2)</summary>" in text) == is_folded
    assert ("### Breaking (2)" in text) != is_folded
