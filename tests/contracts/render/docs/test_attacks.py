"""Hostile text written into a blueprint, wherever a designer can write: the page does no harm."""

from __future__ import annotations

import re
from functools import cache

import pytest

from contracts.model import Contract
from tests.contracts.blueprints import contract
from tests.contracts.render.docs.test_render import ATTACKS, Page, page, poisoned

#: ``EVIL`` stands in every position; what follows a position is there to end it.
POSITIONS = """\
FORMAT: 1A
HOST: https://api.example.com/EVIL
NOTE: EVIL

# API EVIL

Intro EVIL. [link](https://example.com "EVIL") [EVIL](https://example.com/EVIL)
![EVIL](https://example.com/EVIL.png "EVIL") <https://example.com/EVIL> `EVIL`

## EVIL

- EVIL

> EVIL

| EVIL | b |
|------|---|
| EVIL | `EVIL` |

```EVIL
EVIL
```

# Group Things EVIL

Group EVIL.

## Things EVIL [/things{?page,EVIL}]

Resource EVIL.

+ Parameters
    + page: `EVIL` (enum[string], optional) - About EVIL
        + Default: `EVIL`
        + Members
            + `EVIL` - EVIL

### List EVIL [GET]

Action EVIL.

**Access:** EVIL

+ Request Named EVIL (application/json; EVIL)

    Request EVIL.

    + Headers

            X-EVIL: EVIL
            EVIL: x

    + Body

            {"EVIL": "EVIL"}

    + Schema

            {"title": "EVIL", "properties": {"EVIL": {"type": "EVIL"}}}

+ Response 200 (application/vnd.api+json)

    Response EVIL.

    + Headers

            X-EVIL: EVIL

    + Attributes (Thing)

### Make EVIL [POST /things/{id}/EVIL]

+ Parameters
    + id: EVIL (string, required) - EVIL

+ Request (application/json)

    + Attributes
        + `EVIL`: `EVIL` (string, required) - EVIL
        + `avatar-url`: `https://example.com/EVIL.png` (string) - EVIL
        + kind: `EVIL` (enum[string]) - EVIL
            + Default: `EVIL`
            + Members
                + `EVIL` - EVIL

+ Response 204

# Data Structures

## Thing (object)

Type EVIL.

+ data (object, required)
    + type: `EVIL` (string, required, fixed)
    + id: `EVIL` (string, required)
    + attributes (object)
        + `EVIL`: `EVIL` (string) - EVIL
        + list (array[Other EVIL]) - EVIL

## Other EVIL (object)

+ a: EVIL - EVIL
"""
HARMLESS = "harmless"
#: Lines that make the document what it is: an attack may end that, so each gets its own document.
STRUCTURE = [
    number
    for number, line in enumerate(POSITIONS.splitlines())
    if "EVIL" in line and re.match(r"HOST|#|\s*\+ |```|\|", line)
]


def attacked(evil: str, *, structure: int | None = None) -> str:
    """The blueprint with an attack in all its texts, or in one line of its structure."""
    flat = " ".join(evil.split())
    lines = POSITIONS.splitlines()
    for number, line in enumerate(lines):
        hit = number not in STRUCTURE if structure is None else number == structure
        lines[number] = line.replace("EVIL", flat if hit else HARMLESS)
    return "\n".join(lines)


def page_of(text: str) -> Page:
    return page(contract(text))


@cache
def harmless_contract() -> Contract:
    return contract(POSITIONS.replace("EVIL", HARMLESS))


@cache
def harmless() -> Page:
    return page(harmless_contract())


#: What Markdown may make of an attack.
MARKS = {"p", "em", "strong", "code", "a", "br", "b", "i", "u", "h2", "h3", "ul", "li", "pre"}
MARKS |= {"blockquote", "table", "thead", "tbody", "tr", "th", "td", "div", "var", "wbr"}


def check(found: Page) -> None:
    """Nothing that runs, is fetched, or was not meant as an element."""
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in harmless().elements} | MARKS
    keys, known = ({key for _, a in page.elements for key in a} for page in (found, harmless()))
    assert keys <= known | {"title", "class"}
    assert not any("src" in a or "style" in a for _, a in found.elements)
    assert len(found.all("script")) == 2 + len(found.all("article"))  # each ends in a pause
    assert found.mistakes == []
    for link in found.all("a"):
        assert re.match(r"(#|https?://|mailto:|/|[\w.%-]*$)", link["href"] or ""), link


def test_the_positions_are_all_shown() -> None:
    assert harmless().text.count(HARMLESS) > 75
    assert len(STRUCTURE) > 25


#: One for elements and one for attributes, and one for Markdown.
SHARPEST = (
    '<img src=x onerror=alert(1)> "\' onfocus=alert(1) x="',
    "[x](javascript:alert(1))",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_text_of_a_contract_is_text(attack: str) -> None:
    check(page(poisoned(harmless_contract(), attack)))


@pytest.mark.parametrize("attack", [*SHARPEST, *ATTACKS[::5]])
def test_an_attack_in_every_text_of_a_blueprint_is_text(attack: str) -> None:
    text = attacked(attack)
    assert len(list(contract(text).transactions())) == 2
    check(page_of(text))


@pytest.mark.parametrize("line", STRUCTURE, ids=lambda n: POSITIONS.splitlines()[n].strip())
def test_an_attack_in_a_line_of_the_structure_does_no_harm(line: int) -> None:
    for attack in SHARPEST:
        check(page_of(attacked(attack, structure=line)))
