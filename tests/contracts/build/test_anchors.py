"""Where things are in the documentation, and what other tools' links call the same places."""

from __future__ import annotations

import re
from functools import cache

import pytest

from contracts.build.anchors import TOP, Addresses, headings
from contracts.model import Contract
from contracts.render.docs import render
from tests.contracts.blueprints import contract

TEXT = """FORMAT: 1A

# Notes

See [paging](#introduction/rate-limits) and [reading](#reference/notes/note/read-a-note).

## Rate Limits

### Per `key`

# Group Notes

## Overview

## Note [/notes/{id}]

+ Parameters
    + id: `1` (string, required)

### Read a Note [GET]
<a name="see_also"></a>See [limits](#header-rate-limits), [this](#notes-note-get)
and [me](#see_also).

#### Rate Limits

+ Response 200 (text/plain)

        x
"""


@cache
def notes() -> Contract:
    """The contract of the text."""
    return contract(TEXT)


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("header-rate-limits", "header-rate-limits"),
        ("header-rate-limits-1", "header-rate-limits-1"),
        ("introduction/rate-limits", "header-rate-limits"),
        ("Rate-Limits", "header-rate-limits"),
        ("header-per-key", "header-per-key"),
        ("reference/notes", "group.notes"),
        ("reference/notes/note", "group.notes.note"),
        ("reference/notes/note/read-a-note", "read-a-note"),
        ("notes-note-get", "read-a-note"),
        ("notes-note", "group.notes.note"),
        ("read-a-note", "read-a-note"),
        ("read-a-note.1", "read-a-note.1"),
        ("read-a-note.parameter.id", "read-a-note.parameter.id"),
        ("Notes", "group.notes"),
        ("see_also", "see_also"),
        ("see-also", "see_also"),
        ("%73ee_also", "see_also"),
        ("top", TOP),
        ("", TOP),
        ("gone", None),
        ("reference/notes/note/write", None),
        ("unknown.parameter.id", None),
    ],
)
def test_a_fragment_of_any_tool_finds_its_place(fragment: str, anchor: str | None) -> None:
    assert Addresses.of(notes()).resolve(fragment) == anchor


def test_links_in_descriptions_are_spelled_as_the_page_has_them() -> None:
    html = render(notes())["index.html"]
    ids = set(re.findall(r'id="([^"]+)"', html))
    links = dict(re.findall(r'<a href="#([^"]+)" rel="[^"]*">([^<]+)</a>', html))
    assert links == {
        "header-rate-limits": "limits",
        "read-a-note": "this",
        "see_also": "me",
    }
    assert set(links) <= ids


def test_every_heading_of_a_description_has_an_anchor_of_its_own() -> None:
    html = render(notes())["index.html"]
    found = re.findall(r'<h(\d) id="(header-[^"]+)">', html)
    assert found == [
        ("2", "header-rate-limits"),
        ("3", "header-per-key"),
        ("3", "header-overview"),
        ("5", "header-rate-limits-1"),
    ]


def test_the_contents_list_two_levels_of_headings() -> None:
    contents = render(notes())["index.html"].split('id="contents."')[1].split("</nav>")[0]
    assert '<li><a href="#header-rate-limits">Rate Limits</a></li>' in contents
    assert '<li class="deeper"><a href="#header-per-key">Per key</a></li>' in contents
    assert '<a href="#header-overview">Overview</a>' in contents
    assert '<li class="deeper"><a href="#header-rate-limits-1">Rate Limits</a></li>' in contents


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A *b* `c` [d](e)", [(1, "A b c d")]),
        ("A\n===\n\nB\n---", [(1, "A"), (2, "B")]),
        ("```\n# code\n```", []),
        ("    # code", []),
        ("#no heading", []),
        ("a\n\n---\n\nb", []),
        ("> ## quoted", [(2, "quoted")]),
    ],
)
def test_headings_are_those_of_markdown(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


def test_an_author_cannot_take_an_anchor_of_the_page() -> None:
    text = TEXT.replace('name="see_also"', 'name="read-a-note"').replace("#see_also", "#nothing")
    html = render(contract(text))["index.html"]
    assert html.count('id="read-a-note"') == 1
    assert '<a id="read-a-note">' not in html
