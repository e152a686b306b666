"""The sections of a text, half typed or whole: what each line is, and where it ends."""

from __future__ import annotations

from typing import Final

import pytest

from contracts.editor.structure import Kind, Section, fenced, included_in, structure
from contracts.editor.text import FileText


def rows(section: Section, depth: int = 0) -> list[str]:
    """One row for each section below: its kind, name and lines, the end included."""
    found = []
    for each in section.children:
        name = f" {each.name.text}" if each.name.text else ""
        found.append(f"{' ' * depth}{each.kind}{name} {each.line + 1}-{each.end}")
        found += rows(each, depth + 1)
    return found


#: What is written, and the sections that it is.
TEXTS: Final = {
    "a title, then plain headings": (
        "# API\n## Prose\n# More\n",
        ["title API 1-3", " heading Prose 2-2", " heading More 3-3"],
    ),
    "a heading that nothing else precedes is no title below others": (
        "## /a\n### GET\n# API\n",
        ["resource /a 1-3", " action GET 2-3", "  heading API 3-3"],
    ),
    "groups, resources and actions whatever their levels": (
        "# Group A\n# B [/b]\n# C [GET]\n# Group D\n",
        ["group A 1-3", " resource B 2-3", "  action C 3-3", "group D 4-4"],
    ),
    "marks behind a heading": ("# Group A ##\n", ["group A 1-1"]),
    "the case of keywords": (
        "# group A\n# DATA structures\n",
        ["group A 1-1", "types DATA structures 2-2"],
    ),
    "an action with a URI of its own": ("# A [POST /a/{b}]\n", ["action A 1-1"]),
    "a bracket that is still open": ("## A [/a\n### B [GET\n", ["resource A 1-2", " action B 2-2"]),
    "brackets with something else": (
        "# A\n## B [link]\n",
        ["title A 1-2", " heading B [link] 2-2"],
    ),
    "types, and prose that ends them": (
        "# Data Structures\n## A (string)\n## B [/b]\n# Prose\n",
        ["types Data Structures 1-3", " type A 2-2", " type B [/b] 3-3", "heading Prose 4-4"],
    ),
    "a heading ends those of its rank and of lower ones": (
        "# Group A\n## B [/b]\n### C [GET]\n## D [/d]\n# Data Structures\n## E\n# Group F\n",
        [
            "group A 1-4",
            " resource B 2-3",
            "  action C 3-3",
            " resource D 4-4",
            "types Data Structures 5-6",
            " type E 6-6",
            "group F 7-7",
        ],
    ),
    "prose below headings of the blueprint and beside itself": (
        "# Group A\n# Prose\n## More\n# Prose\n## B [/b]\n#### Note\n### C [GET]\n",
        [
            "group A 1-7",
            " heading Prose 2-3",
            "  heading More 3-3",
            " heading Prose 4-4",
            " resource B 5-7",
            "  heading Note 6-6",
            "  action C 7-7",
        ],
    ),
    "items nest by their indentation": (
        "# A [GET /a]\n+ Request\n    + Headers\n\n            X: + y\n+ Response 200\n",
        ["action A 1-6", " request 2-5", "  headers Headers 3-5", " response 200 6-6"],
    ),
    "an item with less indentation ends all that have more": (
        "# T [GET /a]\n+ Attributes\n    + a\n        + b\n    + c\n",
        [
            "action T 1-5",
            " attributes Attributes 2-5",
            "  member a 3-4",
            "   member b 4-4",
            "  member c 5-5",
        ],
    ),
    "a list in a body is text": (
        "# A [GET /a]\n+ Response 200\n    + Body\n\n            + Request\n",
        ["action A 1-5", " response 200 2-5", "  body Body 3-5"],
    ),
    "all sections of a payload": (
        "# A [GET /a]\n- request X (text/csv)\n    - header\n    - attribute\n    - schema\n"
        "    - body\n* Relation: self\n",
        [
            "action A 1-7",
            " request X 2-6",
            "  headers header 3-3",
            "  attributes attribute 4-4",
            "  schema schema 5-5",
            "  body body 6-6",
            " relation self 7-7",
        ],
    ),
    "a payload in a payload is an item": (
        "# A [GET /a]\n+ Response 200\n    + Response 201\n",
        ["action A 1-3", " response 200 2-3", "  item Response 201 3-3"],
    ),
    "words of MSON": (
        "# Data Structures\n## A\n+ Include B\n+ One Of\n    + a\n+ Sample: x\n+ Sampled\n",
        [
            "types Data Structures 1-7",
            " type A 2-7",
            "  include B 3-3",
            "  word One Of 4-5",
            "   member a 5-5",
            "  word Sample: x 6-6",
            "  member Sampled 7-7",
        ],
    ),
    "parameters and their words": (
        "# A [/a{?b}]\n+ Parameters\n    + b: 1\n        + Default: 2\n        + Include C\n",
        [
            "resource A 1-5",
            " parameters Parameters 2-5",
            "  parameter b 3-5",
            "   word Default: 2 4-4",
            "   item Include C 5-5",
        ],
    ),
    "a list in prose": (
        "# A\n+ one\n+ Bodyguard\n",
        ["title A 1-3", " item one 2-2", " item Bodyguard 3-3"],
    ),
    "a fence hides headings": ("# A\n```\n# B\n```\n# C\n", ["title A 1-5", " heading C 5-5"]),
    "a fence that nothing closes hides none": (
        "# A\n```\n# B\n",
        ["title A 1-3", " heading B 3-3"],
    ),
}


@pytest.mark.parametrize("text", [each[0] for each in TEXTS.values()], ids=TEXTS)
def test_the_name_of_a_section_is_where_it_is_written(text: str) -> None:
    file = FileText(text)
    for section in structure(file).walk():
        assert file.slice(section.name_span).strip("`") == section.name.text.strip("`")


@pytest.mark.parametrize(("text", "wanted"), TEXTS.values(), ids=TEXTS)
def test_each_line_is_what_its_words_make_it(text: str, wanted: list[str]) -> None:
    found = rows(structure(FileText(text.rstrip("\n"))))
    assert found == wanted


#: What includes a file, its text, and its sections.
INCLUDED: Final = {
    "below types": ([Kind.TYPES], "## A\n+ b\n", ["type A 1-2", " member b 2-2"]),
    "below a title": ([Kind.TITLE], "# A\n", ["heading A 1-1"]),
    "below a resource": ([Kind.GROUP, Kind.RESOURCE], "## A\n", ["heading A 1-1"]),
}


@pytest.mark.parametrize(("inherited", "text", "wanted"), INCLUDED.values(), ids=INCLUDED)
def test_an_included_file_begins_where_it_is_included(
    inherited: list[Kind], text: str, wanted: list[str]
) -> None:
    assert rows(structure(FileText(text.rstrip("\n")), inherited)) == wanted


def test_an_include_inherits_the_headings_around_it() -> None:
    root = structure(
        FileText("# API\n# Group A\n## B [/b]\n### C [GET]\n+ Response 200\n    + Body")
    )
    assert included_in(root, 5) == (Kind.GROUP, Kind.RESOURCE, Kind.ACTION)
    assert included_in(root, 0) == (Kind.TITLE,)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("```\na\n```\nb", {0, 1, 2}),
        ("~~~\n```\n~~~", {0, 1, 2}),
        ("````\n```\n````", {0, 1, 2}),
        ("```\n```` \nb", {0, 1}),
        ("```\n``` x\n```", {0, 1, 2}),
        ("a\n```", set()),
        ("    ```\n    ```", {0, 1}),
    ],
)
def test_a_fence_is_closed_by_as_many_marks_or_more(text: str, lines: set[int]) -> None:
    assert fenced(text.split("\n")) == lines


def test_sections_lead_outwards_and_inwards() -> None:
    root = structure(FileText("# API\n# Group A\n## B [/b]\n+ Parameters\n    + c: 1\n"))
    inner = root.at(4)
    assert [each.kind for each in inner.path()] == [
        "parameter",
        "parameters",
        "resource",
        "group",
        "file",
    ]
    assert [each.kind for each in root.walk()] == [
        *("file", "title", "group", "resource", "parameters", "parameter"),
    ]
    around = inner.around(Kind.GROUP, Kind.RESOURCE)
    assert around is not None
    assert around.kind is Kind.RESOURCE
    assert inner.around(Kind.ACTION) is None
    assert (inner.name_span.start.line, inner.name_span.start.column) == (4, 6)
    assert inner.name_span.end.column == 7
