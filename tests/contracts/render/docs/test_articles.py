"""A live page uses articles again where they are the same, and is the page that would be made."""

from __future__ import annotations

import pytest

from contracts.render.docs import KeptArticles, render
from contracts.render.docs import articles as module
from tests.contracts.blueprints import contract

TEXT = """FORMAT: 1A
# API

# Group Venues
See [the list](#list-venues).

## Venues [/venues{?city}]
+ Parameters
    + city: Leeds (string, optional) - Where.

### List Venues [GET]
All of them.

+ Response 200 (application/json)
    + Attributes (array[Venue], fixed-type)

### Create Venue [POST]
+ Request (application/json)
    + Attributes (Venue)

+ Response 201 (application/json)
    + Attributes (Venue)

# Group Shows

## Shows [/shows]
### List Shows [GET]
+ Response 200 (application/json)
    + Attributes (Show)

# Data Structures

## Venue
+ name: Hall (string, required) - How it is called.

## Show
+ at (Venue) - See [venues](#venues).
"""
ARTICLES = ["list-venues", "create-venue", "list-shows", "type.venue", "type.show"]


@pytest.mark.parametrize(
    ("before", "after", "rendered"),
    [
        ("All of them.", "Each of them.", ["list-venues"]),
        ("See [the list]", "See [this list]", []),
        ("All of them.", "All of\n\nthem.", ARTICLES),
        ("string, required", "string", ARTICLES),
        ("How it is called", "Its name", ARTICLES),
        ("# API", "# API\n\n## Places\n", ARTICLES),
        ("(array[Venue], fixed-type)", "(Show)", ARTICLES),
        ("# Group Shows", "# Group Events", ARTICLES),
        ("", "", []),
    ],
)
def test_a_change_renders_what_depends_on_it(
    before: str, after: str, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptArticles()
    assert render(contract(TEXT), kept=kept) == render(contract(TEXT))
    changed = contract(TEXT.replace(before, after, 1)) if before else contract(TEXT)
    wanted = render(changed)
    made: list[str] = []
    stamped = module.stamped
    monkeypatch.setattr(
        module,
        "stamped",
        lambda html: made.append(html.split('id="')[1].split('"')[0]) or stamped(html),
    )
    assert render(changed, kept=kept) == wanted
    assert list(dict.fromkeys(made)) == rendered
    made.clear()
    assert render(changed, kept=kept) == wanted
    assert made == []
