"""The names of a blueprint, every place where one is written, and what renaming makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from contracts.editor.mson_line import LinePart
from contracts.editor.occurrences import Symbol, occurrences, symbol_at, uri_variables
from contracts.editor.rename import CannotRename, renamable, rename
from contracts.editor.text import Span, TextPosition
from tests.contracts.editor.workspace import cursor, opened, places, shown, typed

#: A file, the words around the cursor, the sort of the name, and where it is written: lines from
#: 1 with what is written there, the declaration in brackets.
NAMES: Final = {
    "a type": (
        *("types.apib", "(Book Attri|butes", "type"),
        ["types.apib:8 Book Attributes", "[types.apib:13 Book Attributes]"],
    ),
    "a type that is used by others and in an array": (
        *("types.apib", "## Bo|ok\n", "type"),
        ["[types.apib:5 Book]", "types.apib:22 Book", "types.apib:25 Book"],
    ),
    "a parameter of a path": (
        *("books.apib", "## Book [/books/{|id}]", "parameter"),
        ["books.apib:23 id", "[books.apib:26 id]"],
    ),
    "a parameter that is encoded": (
        *("books.apib", "+ `page%5B|size", "parameter"),
        ["books.apib:3 page%5Bsize%5D", "[books.apib:9 `page%5Bsize%5D`]"],
    ),
    "a model": (
        *("books.apib", "[Bo|ok][]\n\n### Change", "model"),
        ["[books.apib:23 Book]", "books.apib:43 Book", "books.apib:61 Book"],
    ),
    "an attribute": (
        *("types.apib", "+ ti|tle", "attribute"),
        [
            "books.apib:3 title",
            "books.apib:6 title",
            "books.apib:10 title",
            "books.apib:57 title",
            "[types.apib:14 title]",
        ],
    ),
    "an included file": (
        *("api.apib", "include(boo|ks.apib)", "file"),
        ["api.apib:7 books.apib", "[books.apib:1 ]"],
    ),
}


@pytest.mark.parametrize(("name", "words", "sort", "written"), NAMES.values(), ids=NAMES)
def test_a_name_is_found_wherever_it_is_written(
    name: str, words: str, sort: str, written: list[str]
) -> None:
    project, file, place = cursor(name, words)
    found = symbol_at(project, file, place)
    assert found is not None
    assert found[0].sort == sort
    rows = [
        f"[{text}]" if each.declares else text
        for each in occurrences(project, found[0])
        for text in (shown(project, each.file, each.span),)
    ]
    assert sorted(rows, key=lambda row: row.strip("[")) == sorted(
        written, key=lambda row: row.strip("[")
    )


def test_every_place_of_a_name_is_the_name() -> None:
    """Each occurrence of a name leads to the same name.

    The name of a resource is its model's where that is used, and `filter[title]` is a parameter
    before its `title` is an attribute.
    """
    project = opened()
    names = {found[0] for each in places() if (found := symbol_at(*each))}
    assert {symbol.sort for symbol in names} == {
        *("type", "parameter", "attribute", "model", "file"),
    }
    for symbol in names - {each for each in names if each.sort == "file"}:
        for each in occurrences(project, symbol):
            file = project.files[each.file]
            around = symbol_at(project, file, each.span.start)
            if (symbol.sort, each.declares) == ("model", True):
                assert around is None
                continue
            if symbol.sort == "attribute" and around and around[0].sort == "parameter":
                assert around[0].name == f"filter[{symbol.name}]"
                continue
            for place in (each.span.start, each.span.end):
                assert (symbol, each.span) == symbol_at(project, file, place), symbol


def test_every_name_under_the_cursor_is_among_its_occurrences() -> None:
    for project, file, place in places():
        found = symbol_at(project, file, place)
        if found is not None:
            written = {(each.file, each.span) for each in occurrences(project, found[0])}
            assert (file.path, found[1]) in written
            assert found[1].holds(place)


@pytest.mark.parametrize(
    ("template", "variables"),
    [
        ("/a/{id}", ["id"]),
        ("/a{?x,y*}{&z}", ["x", "y", "z"]),
        ("/a/{name:3}", ["name"]),
        ("/a/{+path}{#part}{/p}{;q}{.r}", ["path", "part", "p", "q", "r"]),
        ("/a{?page%5Bsize%5D}", ["page%5Bsize%5D"]),
        ("/a/{half", ["half"]),
        ("/a/x", []),
    ],
)
def test_the_variables_of_a_template_half_typed_or_not(template: str, variables: list[str]) -> None:
    found = list(uri_variables(LinePart(template, 7, 7 + len(template))))
    assert [name for name, _, _ in found] == variables
    assert [template[start - 7 : end - 7] for _, start, end in found] == variables


TABLE: Final = """\
Changes a book.|

| Attribute | {} |
|---|---|
| `title` | what it is called |
| pages | how long it is |
| colour | which nobody knows |
"""


@pytest.mark.parametrize("heading", ["Type", "Description"])
def test_attributes_in_a_table_of_a_description_are_occurrences(heading: str) -> None:
    project, file, _ = typed("books.apib", "Changes a book.\n", TABLE.format(heading))
    for row, name in (("| `title` |", "title"), ("| pages |", "pages")):
        line, text = next(
            (n, each) for n, each in enumerate(file.text.lines) if each.startswith(row)
        )
        found = symbol_at(project, file, TextPosition(line, text.index(name)))
        assert found is not None
        assert found[0] == Symbol("attribute", name, "book")
        rows = [shown(project, each.file, each.span) for each in occurrences(project, found[0])]
        assert f"books.apib:{line + 1} {name}" in rows
    line = next(n for n, each in enumerate(file.text.lines) if each.startswith("| colour |"))
    assert symbol_at(project, file, TextPosition(line, 3)) is None


def after(symbol: Symbol, new: str) -> dict[str, list[str]]:
    """What a renaming writes into each file, in the order of the text."""
    edits = rename(opened(), symbol, new).edits
    return {
        Path(file).name: [each.new for each in sorted(found, key=lambda each: each.span)]
        for file, found in edits.items()
    }


def symbol(name: str, words: str) -> Symbol:
    found = symbol_at(*cursor(name, words))
    assert found is not None
    return found[0]


RENAMED: Final = {
    "a type": ("types.apib", "## Bo|ok\n", "Volume", {"types.apib": ["Volume"] * 3}),
    "a parameter": (
        *("books.apib", "+ `page%5B|size", "page[limit]"),
        {"books.apib": ["page%5Blimit%5D"] * 2},
    ),
    "a parameter whose name no variable may have": (
        *("books.apib", "+ so|rt:", "order-by[a]"),
        {"books.apib": ["order%2Dby%5Ba%5D"] * 2},
    ),
    "a model": ("books.apib", "[Bo|ok][]", "Volume", {"books.apib": ["Volume"] * 3}),
    "an attribute, with a dash in MSON alone in backticks": (
        *("types.apib", "+ ti|tle", "full-name"),
        {
            "books.apib": ["full%2Dname", "full-name", "full%2Dname", "full-name"],
            "types.apib": ["`full-name`"],
        },
    ),
    "blanks around a name": (
        "types.apib",
        "## Bo|ok\n",
        " Volume ",
        {"types.apib": ["Volume"] * 3},
    ),
    "the same name": ("types.apib", "## Bo|ok\n", "Book", {"types.apib": ["Book"] * 3}),
}


@pytest.mark.parametrize(("name", "words", "new", "written"), RENAMED.values(), ids=RENAMED)
def test_each_place_gets_the_name_as_it_needs_it(
    name: str, words: str, new: str, written: dict[str, list[str]]
) -> None:
    assert after(symbol(name, words), new) == written


@pytest.mark.parametrize(
    ("name", "words", "new", "reason"),
    [
        ("types.apib", "## Bo|ok\n", "", "Write a name."),
        ("types.apib", "## Bo|ok\n", "A\nB", "Write a name."),
        ("types.apib", "## Bo|ok\n", "Book[x]", "cannot be the name of a type"),
        ("types.apib", "## Bo|ok\n", "String", "cannot be the name of a type"),
        ("types.apib", "## Bo|ok\n", "Integer", "There is a type Integer already."),
        ("books.apib", "+ so|rt:", "include", "There is a parameter include already."),
        ("types.apib", "+ ti|tle", 'a"b', "cannot be the name of an attribute"),
        ("types.apib", "+ ti|tle", "a b", "cannot be the name of an attribute"),
        ("api.apib", "include(boo|ks.apib)", "types.apib", "There is a file types.apib already."),
        ("api.apib", "include(boo|ks.apib)", "../b.apib", "outside the folder of the blueprint"),
        ("api.apib", "include(boo|ks.apib)", "/b.apib", "outside the folder of the blueprint"),
    ],
)
def test_a_name_that_is_not_possible_is_refused(
    name: str, words: str, new: str, reason: str
) -> None:
    with pytest.raises(CannotRename, match=reason):
        rename(opened(), symbol(name, words), new)


def test_a_file_moves_and_its_includes_lead_there() -> None:
    project = opened()
    renaming = rename(project, symbol("api.apib", "include(boo|ks.apib)"), "parts/books.apib")
    assert renaming.moved is not None
    assert [Path(path).name for path in renaming.moved] == ["books.apib", "books.apib"]
    assert Path(renaming.moved[1]).parent.name == "parts"
    assert [each.new for each in renaming.edits[project.root]] == ["parts/books.apib"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [("`a-b`", ("a-b", 3, 6)), ("a", ("a", 2, 3)), ("`", ("`", 2, 3)), ("``", ("", 3, 3))],
)
def test_an_editor_offers_a_name_without_its_backticks(
    text: str, offered: tuple[str, int, int]
) -> None:
    span, name = renamable(Symbol("attribute", "x"), Span.on(1, 2, 2 + len(text)), text)
    assert (name, span.start.column, span.end.column) == offered
    assert span.start.line == 1
