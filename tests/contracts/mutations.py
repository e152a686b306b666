"""Blueprints as people break them: structure mutated line by line, for property tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from tests.contracts.blueprints import FAQS

HERE: Final = Path(__file__).parent

#: A blueprint without MSON: hand-written JSON, a table of attributes, a schema, odd addresses.
SHOP: Final = """\
FORMAT: 1A
HOST: https://shop.example.org/api

# Shop

An introduction with a [link](#nowhere) and `code`.

# Group Goods

| Parameter | Description | Type | Required |
|:----------|-------------|------|----------|
| `name` | Name of the item | string | **yes** |
| `starts-at` | When it is sold | ISO 8601 (tz-aware) | - |

## Items Collection [/v1/shops/{shop_id}/items{?page%5Bsize%5D,sort,filter}]

+ Parameters
    + shop_id: 1 (integer, required) - The shop.
    + page%5Bsize%5D: 10 (number, optional)
        + Default: 10
    + sort: `name` (enum[string], optional)
        + Members
            + `name`
            + `-name`

### List Items [GET]

+ Request Page (application/vnd.api+json)
    + Headers

            Authorization: Bearer abc

+ Response 200 (application/vnd.api+json)

        {
          "meta": {"count": 1},
          "data": [{"type": "item", "id": "1", "attributes": {"name": "Cup", "price": 1.5},
                    "relationships": {"shop": {"links": {"self": "/v1/items/1/relationships/shop"},
                                               "data": {"type": "shop", "id": "1"}}}}],
          "jsonapi": {"version": "1.0"}
        }

+ Response 404 (application/vnd.api+json)

        {"errors": [{"status": "404"}]}

### Create Item [POST]

+ Request (application/vnd.api+json)

        {"data": {"type": "item", "attributes": {"name": "Cup", "price": null}}}

+ Response 201 (application/vnd.api+json)

        {"data": {"type": "item", "id": "2", "attributes": {"name": "Cup", "price": 2}}}

## Item [/v1/items/{id}]

+ Parameters
    + id (string)

### Remove Item [DELETE]

+ Response 204

### Check [POST]

+ Request Broken (application/json)

        {"ok": tru

+ Response 400 (text/plain)

        no

+ Request Right (application/json)
    + Body

            {"ok": true, "list": [1, "a", null, {"x": []}]}

    + Schema

            {"type": "object", "properties": {"ok": {"$ref": "#/definitions/yes"}},
             "definitions": {"yes": {"type": ["boolean", "null"], "enum": [true]}}}

+ Response 200 (application/json)
    + Attributes
        + total: 3 (number, required)
        + one (Price)
            + Sample
                + amount: 3
        + kinds (array[Price], fixed-type)
        + state (enum[string], nullable)
            + open
            + closed
        + One Of
            + left: 1 (number)
            + right: 2 (number)

# Data Structures

## Price (object)
+ amount: 1 (number, required)
+ Include Money

## Money
+ currency: `EUR` (enum, required)
    + Default: `EUR`
    + Members
        + `EUR`
        + `USD`
"""

SEEDS: Final = (
    SHOP,
    FAQS,
    (HERE / "diff" / "library.apib").read_text(encoding="utf-8"),
)

_SECTIONS: Final = (
    "# Group Other",
    "# Data Structures",
    "## Thing [/things/{id}{?a,b*}]",
    "## [/things]",
    "# GET /other/{+path}{#frag}",
    "### Act [LINK]",
    "### Act [POST /else{?x%5By%5D}]",
    "+ Parameters",
    "    + id: 1 (number, required) - It.",
    "    + id (enum[string])",
    "        + Members",
    "+ Model (application/json)",
    "+ Request",
    "+ Request Named (application/vnd.api+json)",
    "+ Response 204",
    "+ Response 999 (nonsense)",
    "+ Response",
    "+ Attributes",
    "    + Attributes (array[Price])",
    "    + Attributes (Money)",
    "    + Headers",
    "            X-Odd",
    "            Authorization: Basic YTpi",
    "    + Body",
    "    + Schema",
    '            {"$ref": "#/definitions/a/b"}',
    '            {"type": "array", "items": {"$ref": "#"}}',
    '            {"enum": [], "required": true, "properties": []}',
    "[Thing][]",
    "**Access:** nobody",
    "**Access:** admin",
    "<!-- include(other.apib) -->",
    "| a | b |",
    "|---|",
    "```json",
)
_TYPES: Final = (
    "## Loop (Price)\n+ again (Loop)\n+ more (array[Loop], fixed-type)",
    "## Price (Money)\n+ amount: 1 (Price)",
    "## Left (Right)\n\n## Right (Left)",
    "## Tree\n+ Include Tree\n+ leaves (array[Tree])",
    "## Many (array[Many])",
    "## Kind (enum)\n+ a (Kind)\n+ 1\n+ (Money, nullable)",
    "## Odd\n+ sample: 1 (number)\n+ default\n+ *name (string)*: `v` (string)",
    "## Nothing (nullable, fixed)",
)
_WORDS: Final = (
    *("required", "nullable", "fixed", "fixed-type", "optional", "string", "number", "boolean"),
    *("array", "enum", "object", "array[Price]", "Money", "Loop", "One Of", "Include Price"),
    *("Sample", "Default", "Members", "Attributes", "Response 200", "Response 404", "POST"),
    *("GET", "{id}", "{?id}", "{}", "{?a%zz}", "{", "}", "[", "]", "(", ")", "`", '"', "\\", "|"),
    *("null", "1e999", "-0", "NaN", "[[[[[[[[", "\0", "\u2028", "\u00a0", "\t", "\r", "é", "漢字"),
    *("😀", "\ufeff", "<b>", "&amp;", "%", "%5B", "faq", "type", "data", "id", "attributes"),
)

Edit = Callable[[list[str], int, int], list[str]]


def _replace_word(lines: list[str], at: int, choice: int) -> list[str]:
    """One word of the line becomes another."""
    words = lines[at].split(" ")
    words[choice % len(words)] = _WORDS[choice % len(_WORDS)]
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def _insert_word(lines: list[str], at: int, choice: int) -> list[str]:
    line = lines[at]
    column = choice % (len(line) + 1)
    word = _WORDS[choice % len(_WORDS)]
    return [*lines[:at], line[:column] + word + line[column:], *lines[at + 1 :]]


def _truncate_line(lines: list[str], at: int, choice: int) -> list[str]:
    return [*lines[:at], lines[at][: choice % (len(lines[at]) + 1)], *lines[at + 1 :]]


def _indent(lines: list[str], at: int, choice: int) -> list[str]:
    """The line and some that follow move to the right or to the left."""
    width, end = (2, 4, -4, -8, -1)[choice % 5], at + 1 + choice % 7
    moved = [" " * width + x if width > 0 else x[min(-width, _margin(x)) :] for x in lines[at:end]]
    return [*lines[:at], *moved, *lines[end:]]


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _level(lines: list[str], at: int, choice: int) -> list[str]:
    """The nearest heading gets another level."""
    at = next((n for n in range(at, len(lines)) if lines[n].startswith("#")), at)
    changed = "#" * (1 + choice % 4) + lines[at].lstrip("#")
    return [*lines[:at], changed, *lines[at + 1 :]]


def _inserted(texts: tuple[str, ...]) -> Edit:
    def edit(lines: list[str], at: int, choice: int) -> list[str]:
        return [*lines[:at], *texts[choice % len(texts)].split("\n"), "", *lines[at:]]

    return edit


_EDITS: Final[tuple[Edit, ...]] = (
    lambda lines, at, choice: [*lines[:at], *lines[at + 1 + choice % 3 :]],
    lambda lines, at, choice: [*lines[:at], *lines[at : at + 1 + choice % 9], *lines[at:]],
    lambda lines, at, choice: [*lines[:at], *lines[at : at + 9][::-1], *lines[at + 9 :]],
    lambda lines, at, choice: [*lines[at:], *lines[:at]] if choice % 5 == 0 else lines[: at + 1],
    lambda lines, at, choice: [*lines, "# Data Structures", "", *_TYPES[choice % 8].split("\n")],
    _replace_word,
    _replace_word,
    _insert_word,
    _insert_word,
    _truncate_line,
    _indent,
    _indent,
    _level,
    _inserted(_SECTIONS),
    _inserted(_SECTIONS),
    _inserted(_TYPES),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A sound blueprint, and the same after one to eight edits."""
    seed = draw(st.sampled_from(SEEDS))
    lines = seed.split("\n")
    edits = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(_EDITS) - 1), st.integers(0, 9_999), st.integers(0, 9_999)
            ),
            min_size=1,
            max_size=8,
        )
    )
    for kind, place, choice in edits:
        if lines:
            lines = _EDITS[kind](lines, place % len(lines), choice)
    return seed, "\n".join(lines)
