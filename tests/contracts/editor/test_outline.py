"""The outline of a file: what is shown, folds, is selected, leads somewhere, and is coloured."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest

from contracts.editor.outline import (
    MOST_LINKS,
    OutlineSymbol,
    foldings,
    links,
    selections,
    symbols,
    tokens,
    workspace_symbols,
)
from contracts.editor.project import File
from contracts.editor.text import FileText, TextPosition
from tests.contracts.editor.workspace import cursor, file_of, opened

TEXT: Final = """\
FORMAT: 1A

# API

# Group Notes

```
one
```

## Note [/notes/{id}]

+ Parameters
    + id: `1` (string)

### Read [GET]
**Access:** admin

+ Request Mine (text/plain)

+ Response 200 (application/json)
    + Body

            {"a": "b"}

<!-- a remark -->
### [DELETE]
+ Response

# Data Structures

## `A-B` (array[Note], fixed)

"""
FILE: Final = File("api.apib", FileText(TEXT))


def rows(found: tuple[OutlineSymbol, ...], depth: int = 0) -> list[str]:
    """One row for each symbol: its label, detail and lines, indented by its depth."""
    lines = []
    for each in found:
        first, last = each.span.start.line + 1, each.span.end.line + 1
        lines.append(f"{' ' * depth}{each.label} <{each.detail}> {first}-{last}")
        lines += rows(each.children, depth + 1)
    return lines


def test_sections_are_shown_nested_with_their_details_and_without_blank_ends() -> None:
    assert rows(symbols(FILE)) == [
        "API <> 3-3",
        "Notes <> 5-28",
        " Note </notes/{id}> 11-28",
        "  id <string> 14-14",
        "  Read <GET> 16-26",
        "   Request Mine <text/plain> 19-19",
        "   Response 200 <application/json> 21-24",
        "  DELETE <> 27-28",
        "   Response <> 28-28",
        "Data Structures <> 30-32",
        " A-B <array Note> 32-32",
    ]


def test_a_symbol_ends_with_its_last_line() -> None:
    read = symbols(FILE)[1].children[0].children[1].children[1]
    assert (read.label, read.span.start.column, read.span.end.column) == ("Response 200", 0, 22)


def test_sections_of_more_lines_and_fences_fold() -> None:
    folded = [(first + 1, last + 1) for first, last in foldings(FILE)]
    assert folded == [
        *((5, 28), (11, 28), (13, 14), (16, 26), (21, 24), (22, 24), (27, 28), (30, 32), (7, 9)),
    ]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("```\n```\n", [(0, 1)]),
        ("```\na\n", []),
        ("```\na\n```\nb\n```\nc\n```", [(0, 2), (4, 6)]),
    ],
)
def test_fences_fold_in_pairs(text: str, folded: list[tuple[int, int]]) -> None:
    assert list(foldings(File("a.apib", FileText(text)))) == folded


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("+ Response 40|1 (application", ["401", "+ Response 401 (application/json)"]),
        ("+ Response |401 (application", ["401", "+ Response 401 (application/json)"]),
        ("+ Response 401| (application", ["401", "+ Response 401 (application/json)"]),
        ('|        {"errors"', []),
        ("{?sort,page%5Bsi|ze%5D", None),
    ],
)
def test_a_selection_grows_from_the_word_to_the_line(words: str, taken: list[str] | None) -> None:
    if taken is None:
        words = words.replace("{?sort,", "include,")
        taken = ["page%5Bsize%5D"]
    project, file, place = cursor("books.apib", words)
    del project
    found = selections(file, place)
    on_one_line = [span for span in found if span.start.line == span.end.line]
    assert [file.text.slice(span) for span in on_one_line][: len(taken)] == taken
    for inner, outer in pairwise(found):
        assert outer.start <= inner.start
        assert inner.end <= outer.end
        assert inner != outer
    assert found[-1].start == TextPosition(0, 0)
    assert found[-1].end == file.text.end


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://a.example/b?c=d.", ["https://a.example/b?c=d"]),
        (
            "(http://a.example/b), [x](https://c.example)",
            ["http://a.example/b", "https://c.example"],
        ),
        ("ftp://a.example https://", []),
        ("a\nb https://a.example/*\n", ["https://a.example/"]),
    ],
)
def test_an_address_is_a_link_without_the_marks_behind_it(text: str, urls: list[str]) -> None:
    file = File("a.apib", FileText(text))
    assert [each.url for each in links(file)] == urls
    assert [file.text.slice(each.span) for each in links(file)] == urls


def test_only_so_many_addresses_are_links() -> None:
    file = File("a.apib", FileText("http://a.example\n" * (MOST_LINKS + 50)))
    assert len(links(file)) == MOST_LINKS + 1


def test_includes_are_links() -> None:
    found = links(file_of(opened(), "api.apib"))
    assert [each.file.rpartition("/")[2] for each in found if each.file] == [
        "books.apib",
        "types.apib",
    ]


def test_each_word_has_its_colour() -> None:
    found = [f"{token} {FILE.text.slice(span)}" for span, token in tokens(FILE)]
    assert found == [
        "keyword Group",
        "namespace Notes",
        "namespace Note",
        "parameter id",
        "keyword Parameters",
        "parameter id",
        "string `1`",
        "type string",
        "method GET",
        "decorator admin",
        "keyword Request",
        "string text/plain",
        "keyword Response",
        "number 200",
        "string application/json",
        "keyword Body",
        "property a",
        "string b",
        "comment <!-- a remark -->",
        "method DELETE",
        "keyword Response",
        "keyword Data Structures",
        "class `A-B`",
        "type array",
        "type Note",
        "modifier fixed",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("bookdoc", ["Book Document"]),
        ("read book", ["Read Book"]),
        ("LISTB", ["List Books"]),
        ("patch", ["Change Book"]),
        ("tidx", []),
    ],
)
def test_names_with_the_letters_of_a_query_in_their_order_are_found(
    query: str, names: list[str]
) -> None:
    found = [section.name.text for _, section in workspace_symbols(opened(), query)]
    assert found == names
