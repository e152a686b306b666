"""Places of a text, counted in the units of an encoding."""

from __future__ import annotations

import pytest

from contracts.editor.attribute_mentions import attribute_mentions
from contracts.editor.text import Encoding, FileText, TextPosition
from tests.contracts.editor.workspace import typed

TEXT = FileText("a😀é\nb")


@pytest.mark.parametrize(
    ("encoding", "units", "column"),
    [
        ("utf-16", 0, 0),
        ("utf-16", 1, 1),
        ("utf-16", 2, 2),
        ("utf-16", 3, 2),
        ("utf-16", 4, 3),
        ("utf-16", 99, 3),
        ("utf-16", -1, 0),
        ("utf-8", 1, 1),
        ("utf-8", 3, 2),
        ("utf-8", 5, 2),
        ("utf-8", 6, 3),
        ("utf-8", 7, 3),
        ("utf-32", 2, 2),
        ("utf-32", 9, 3),
    ],
)
def test_a_place_is_behind_the_characters_that_its_units_begin(
    encoding: Encoding, units: int, column: int
) -> None:
    assert TEXT.place(0, units, encoding) == TextPosition(0, column)


@pytest.mark.parametrize(
    ("line", "units", "place"),
    [(-1, 5, (0, 0)), (1, 1, (1, 1)), (1, 2, (1, 1)), (2, 0, (1, 1)), (9, 9, (1, 1))],
)
def test_a_place_outside_is_the_nearest_end(line: int, units: int, place: tuple[int, int]) -> None:
    assert TEXT.place(line, units, "utf-16") == TextPosition(*place)


#: What stands in the place of the parameter `include`, and the attributes that it mentions.
MENTIONS = {
    "conditions": (
        '`filter`: `[{"name": "title", "op": "eq", "val": "pages"}]` (string, optional)',
        ["title"],
    ),
    "conditions of a field": (
        '`filter`: `[{"or": [{"field": "pages"}, {"name": "title"}]}]` (string, optional)',
        ["pages", "title"],
    ),
    "conditions on what is related": (
        '`filter`: `[{"name": "title", "val": {"name": "pages"}}]` (string, optional)',
        ["title"],
    ),
    "fields": ("`fields%5Bbook%5D`: `title,author,pages` (string, optional)", ["title", "pages"]),
    "what is no attribute": ("sort: `author,-id` (string, optional)", []),
    "another parameter": ("other: `title` (string, optional)", []),
}


@pytest.mark.parametrize(("item", "names"), MENTIONS.values(), ids=MENTIONS)
def test_the_values_of_parameters_mention_attributes(item: str, names: list[str]) -> None:
    old = "include: `author` (string, optional)"
    project, file, _ = typed("books.apib", old, f"{item}|")
    line = file.text.content[: file.text.content.index(item)].count("\n")
    found = [
        (kind, name, file.text.slice(span))
        for kind, name, span in attribute_mentions(project, file)
        if span.start.line == line
    ]
    assert found == [("book", name, name) for name in names]
