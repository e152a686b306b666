"""Each kind of change by one edit of the library's blueprint, read forwards and backwards.

An edit is one cause, so it is exactly one kind of change in each direction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from contracts.build.contract import build
from contracts.build.memo import Memo
from contracts.diff import CHANGES, diff
from contracts.diff.change import Change
from contracts.model import Contract, Location
from contracts.read.parse import parse
from contracts.read.source import from_text

# The groups that an edit leaves alone are parsed once, and built once where they stand.
CACHE = TemporaryDirectory()
MEMO = Memo()
LIBRARY = (Path(__file__).parent / "library.apib").read_text(encoding="utf-8")

#: (the code of the edit, the code of its reversal, text before, text after).
EDITS: tuple[tuple[str, str, str, str], ...] = (
    ("host-changed", "host-changed", "//library.example", "//books.example"),
    # Operations
    (
        "operation-added",
        "operation-removed",
        "### Delete Book [DELETE]\n",
        "### Read Pages [GET /v1/books/{id}/pages]\n\n+ Response 204\n\n### Delete Book [DELETE]\n",
    ),
    (
        "operation-added",
        "deprecated-operation-removed",
        "### Delete Book [DELETE]\n",
        "### Read Pages [GET /v1/books/{id}/pages]\n**Deprecated:** no more.\n\n+ Response 204\n\n"
        "### Delete Book [DELETE]\n",
    ),
    ("operation-moved", "operation-moved", "[POST /v1/books]", "[POST /v1/library]"),
    ("operation-renamed", "operation-renamed", "### Show Author", "### Read Author"),
    (
        "path-variable-renamed",
        "path-variable-renamed",
        "## Author [/v1/authors/{id}]\n\n+ Parameters\n    + id:",
        "## Author [/v1/authors/{author_id}]\n\n+ Parameters\n    + author_id:",
    ),
    ("access-tightened", "access-loosened", "**Access:** public", "**Access:** admin"),
    ("access-changed", "access-changed", "**Access:** organizer", "**Access:** self"),
    ("access-undocumented", "access-documented", "**Access:** organizer\n\n", ""),
    # Parameters
    (
        "parameter-added",
        "parameter-removed",
        "{?page,sort,lang}]\n\n+ Parameters\n",
        "{?page,sort,lang,year}]\n\n+ Parameters\n    + year: 1999 (Integer, optional)\n",
    ),
    (
        "parameter-added-required",
        "parameter-removed",
        "{?page,sort,lang}]\n\n+ Parameters\n",
        "{?page,sort,lang,year}]\n\n+ Parameters\n    + year: 1999 (Integer, required)\n",
    ),
    (
        "parameter-added",
        "deprecated-parameter-removed",
        "{?page,sort,lang}]\n\n+ Parameters\n",
        "{?page,sort,lang,year}]\n\n+ Parameters\n"
        "    + year: 1999 (Integer, optional) - Deprecated: use `sort`.\n",
    ),
    (
        "deprecated",
        "deprecation-withdrawn",
        "### Delete Book [DELETE]\n",
        "### Delete Book [DELETE]\n**Deprecated:** keep them.\n\n",
    ),
    (
        "deprecated",
        "deprecation-withdrawn",
        "        + score: 0.5 (number)",
        "        + score: 0.5 (number) - Deprecated: count them.",
    ),
    (
        "deprecated",
        "deprecation-withdrawn",
        "en (string, optional)",
        "en (string, optional) - Deprecated.",
    ),
    (
        "response-member-added",
        "response-deprecated-member-removed",
        "        + score: 0.5 (number)",
        "        + score: 0.5 (number)\n        + next: b (string) - Deprecated: use `score`.",
    ),
    (
        "relationship-added",
        "deprecated-relationship-removed",
        "            + relationships (required)\n",
        "            + relationships (required)\n"
        "                + shelf - Deprecated: use `series`.\n"
        "                    + data (Series Identifier, required)\n",
    ),
    ("parameter-required", "parameter-optional", "en (string, optional)", "en (string, required)"),
    (
        "parameter-type-widened",
        "parameter-type-changed",
        "page: 1 (Integer,",
        "page: 1 (number,",
    ),
    (
        "parameter-format-changed",
        "parameter-format-changed",
        "lang: en (string,",
        "lang: en (Email,",
    ),
    (
        "parameter-choices-widened",
        "parameter-choices-narrowed",
        "            + year\n    + lang",
        "            + year\n            + pages\n    + lang",
    ),
    (
        "parameter-choices-narrowed",
        "parameter-choices-widened",
        "lang: en (string, optional)",
        "lang: en (enum, optional)\n        + Members\n            + en\n            + de",
    ),
    ("parameter-default-changed", "parameter-default-changed", "+ Default: 1", "+ Default: 2"),
    # Requests
    (
        "credential-required",
        "credential-dropped",
        "            X-Shelf: north\n",
        "            X-Shelf: north\n            Authorization: JWT <token>\n",
    ),
    (
        "request-header-added",
        "request-header-removed",
        "            X-Shelf: north\n",
        "            X-Shelf: north\n            X-Row: 4\n",
    ),
    (
        "request-body-added",
        "request-body-removed",
        "### Delete Book [DELETE]\n",
        "### Delete Book [DELETE]\n\n+ Request (application/json)\n\n        {}\n",
    ),
    (
        "request-media-type-added",
        "request-media-type-removed",
        "+ Response 200 (application/json)\n    + Attributes\n        + total",
        "+ Request (text/plain)\n\n        cats\n\n"
        "+ Response 200 (application/json)\n    + Attributes\n        + total",
    ),
    (
        "request-media-type-changed",
        "request-media-type-changed",
        "+ Request (application/json)",
        "+ Request (application/x-www-form-urlencoded)",
    ),
    (
        "request-length-narrowed",
        "request-length-widened",
        "+ query: cats (string, required)",
        "+ query: cats (string, required) - A question (at most 9 characters).",
    ),
    (
        "request-member-added",
        "request-member-removed",
        "        + near (Place)\n        + kinds",
        "        + near (Place)\n        + exact (boolean)\n        + kinds",
    ),
    (
        "request-member-added-required",
        "request-member-removed",
        "        + near (Place)\n        + kinds",
        "        + near (Place)\n        + exact (boolean, required)\n        + kinds",
    ),
    (
        "request-member-required",
        "request-member-optional",
        "        + limit: 10 (Integer)",
        "        + limit: 10 (Integer, required)",
    ),
    (
        "request-type-changed",
        "request-type-changed",
        "        + query: cats (string,",
        "        + query: 1 (number,",
    ),
    (
        "request-type-widened",
        "request-type-changed",
        "        + limit: 10 (Integer)",
        "        + limit: 10 (number)",
    ),
    (
        "request-format-changed",
        "request-format-changed",
        "        + query: cats (string,",
        "        + query: cats (Timestamp,",
    ),
    (
        "request-null-refused",
        "request-null-accepted",
        "        + note (string, nullable)\n        + language",
        "        + note (string)\n        + language",
    ),
    (
        "request-choices-widened",
        "request-choices-narrowed",
        "            + closed\n        + version: v1 (string, fixed)\n        + note",
        "            + closed\n            + lost\n        + version: v1 (string, fixed)\n"
        "        + note",
    ),
    (
        "request-value-changed",
        "request-value-changed",
        "        + version: v1 (string, fixed)\n        + note",
        "        + version: v2 (string, fixed)\n        + note",
    ),
    ("request-default-changed", "request-default-changed", "+ Default: en", "+ Default: de"),
    (
        "request-closed",
        "request-opened",
        "+ attributes (Book Draft, required)",
        "+ attributes (Book Draft, required, fixed-type)",
    ),
    (
        "request-items-widened",
        "request-items-narrowed",
        "kinds (array[Place], fixed-type)",
        "kinds (array[Place, Fund], fixed-type)",
    ),
    (
        "request-options-changed",
        "request-options-changed",
        "+ room: attic (string, required)",
        "+ room: attic (string)",
    ),
    # Responses
    ("status-changed", "status-changed", "+ Response 201 (", "+ Response 202 ("),
    (
        "status-added",
        "status-removed",
        "+ Response 204\n",
        "+ Response 204\n\n+ Request Later\n\n+ Response 202\n",
    ),
    (
        "error-added",
        "error-removed",
        "+ Response 204\n",
        "+ Response 204\n\n+ Request Twice\n\n+ Response 409\n",
    ),
    (
        "response-header-added",
        "response-header-removed",
        '            ETag: "1"\n',
        '            ETag: "1"\n            Age: 1\n',
    ),
    (
        "response-body-added",
        "response-body-removed",
        "+ Response 204\n",
        "+ Response 204 (text/plain)\n\n        Gone.\n",
    ),
    (
        "response-media-type-added",
        "response-media-type-removed",
        '        {"error": "page"}\n',
        '        {"error": "page"}\n\n+ Request Text\n\n'
        "+ Response 400 (text/plain)\n\n        page\n",
    ),
    (
        "response-media-type-changed",
        "response-media-type-changed",
        "+ Response 400 (application/json)",
        "+ Response 400 (application/problem+json)",
    ),
    (
        "response-member-added",
        "response-member-removed",
        "        + score: 0.5 (number)",
        "        + score: 0.5 (number)\n        + next: b (string)",
    ),
    (
        "response-member-added-closed",
        "response-member-removed",
        "            + lat: 1 (number)",
        "            + lat: 1 (number)\n            + long: 1 (number)",
    ),
    (
        "response-member-optional",
        "response-member-required",
        "+ total: 3 (Integer, required)",
        "+ total: 3 (Integer)",
    ),
    (
        "response-type-changed",
        "response-type-changed",
        "+ total: 3 (Integer, required)",
        "+ total: three (string, required)",
    ),
    (
        "response-type-narrowed",
        "response-type-changed",
        "+ score: 0.5 (number)",
        "+ score: 5 (Integer)",
    ),
    ("response-format-changed", "response-format-changed", "Z` (Timestamp)", "Z` (string)"),
    (
        "response-length-narrowed",
        "response-length-widened",
        "        + note (string, nullable)\n        + version",
        "        + note (string, nullable) - A note (at least 1 character).\n        + version",
    ),
    (
        "response-null-removed",
        "response-null-added",
        "        + note (string, nullable)\n        + version",
        "        + note (string)\n        + version",
    ),
    (
        "response-choices-widened",
        "response-choices-narrowed",
        "            + closed\n        + near",
        "            + closed\n            + lost\n        + near",
    ),
    (
        "response-choices-dropped",
        "response-choices-introduced",
        "        + state: open (enum)\n            + open\n            + closed\n        + near",
        "        + state: open (string)\n        + near",
    ),
    (
        "response-value-changed",
        "response-value-changed",
        "        + version: v1 (string, fixed)\n        + state",
        "        + version: v2 (string, fixed)\n        + state",
    ),
    (
        "response-opened",
        "response-closed",
        "        + exact (object, fixed-type)",
        "        + exact (object)",
    ),
    (
        "response-items-widened",
        "response-items-narrowed",
        "found (array[Place], fixed-type)",
        "found (array[Place, Fund], fixed-type)",
    ),
    (
        "response-options-changed",
        "response-options-changed",
        "+ last: true (boolean, required)",
        "+ last: true (boolean)",
    ),
    # JSON:API types
    (
        "attribute-reserved",
        "attribute-released",
        " - Kept from readers.",
        " - Kept from readers (writable by: admin).",
    ),
    (
        "relationship-added",
        "relationship-removed",
        "            + relationships (required)\n",
        "            + relationships (required)\n                + shelf\n"
        "                    + data (Series Identifier, required)\n",
    ),
    (
        "relationship-added-required",
        "relationship-removed",
        "            + relationships (required)\n",
        "            + relationships (required)\n                + shelf (required)\n"
        "                    + data (Series Identifier, required)\n",
    ),
    (
        "relationship-target-changed",
        "relationship-target-changed",
        "+ type: series (string, required, fixed)",
        "+ type: cycle (string, required, fixed)",
    ),
    (
        "relationship-now-many",
        "relationship-now-one",
        "data (Author Identifier, required)",
        "data (array[Author Identifier], fixed-type, required)",
    ),
    (
        "relationship-required",
        "relationship-optional",
        "                + series\n",
        "                + series (required)\n",
    ),
    (
        "relationship-null-removed",
        "relationship-null-added",
        "data (Series Identifier, required, nullable)",
        "data (Series Identifier, required)",
    ),
    (
        "relationship-read-only",
        "relationship-writable",
        "                + series\n"
        "                    + data (Series Identifier, required, nullable)\n\n+ Response 201",
        "\n+ Response 201",
    ),
    # Examples
    (
        "example-added",
        "example-removed",
        "+ Response 204\n",
        "+ Response 204\n\n+ Request Again\n\n+ Response 204\n",
    ),
    ("example-changed", "example-changed", '{"count": 3,', '{"count": 4,'),
)

#: Kinds of change that take more than one edit, or that one edit makes beside others.
TOGETHER: tuple[tuple[str, set[str], str, str], ...] = (
    (
        "a resource that only one operation shows takes its type along",
        {"operation-added", "type-added"},
        "# Group Shelves",
        "## Shelf [/v1/shelves/{id}]\n\n+ Parameters\n    + id: 1 (string, required)\n\n"
        "### Show Shelf [GET]\n\n+ Response 200 (application/vnd.api+json)\n"
        "    + Attributes\n        + data (required)\n"
        "            + type: shelf (string, required, fixed)\n"
        "            + id: `1` (string, required)\n"
        "            + attributes (required)\n                + name: A (string, required)\n\n"
        "# Group Shelves",
    ),
)


@cache
def library(text: str) -> Contract:
    """The contract of an edited blueprint, which the parser must find sound."""
    source = from_text(text)
    parsed, found = parse(source, cache=Path(CACHE.name), kept=MEMO.reading)
    assert [d for d in found if d.severity == "error"] == []
    return build(parsed, source, source.file, memo=MEMO).contract


def edited(before: str, after: str) -> str:
    assert before in LIBRARY, before
    return LIBRARY.replace(before, after)


@cache
def changes(old: str, new: str) -> tuple[Change, ...]:
    """The differences of two edited blueprints, for the kinds and for what is said of them."""
    return diff(library(old), library(new))


def codes(old: str, new: str) -> set[str]:
    return {change.code for change in changes(old, new)}


@pytest.mark.parametrize(("code", "reverse", "before", "after"), EDITS, ids=[e[0] for e in EDITS])
def test_an_edit_is_one_kind_of_change(code: str, reverse: str, before: str, after: str) -> None:
    new = edited(before, after)
    assert codes(LIBRARY, new) == {code}
    assert codes(new, LIBRARY) == {reverse}


def test_what_is_said_of_each_edit_is_its_golden_file(golden: Callable[[str, str], None]) -> None:
    def place(at: Location | None) -> str:
        return f"{at.line}:{at.column}" if at else "-"

    def said(old: str, new: str) -> Iterator[str]:
        for each in changes(old, new):
            values = " → ".join(filter(None, (each.before, each.after)))
            where = f"{place(each.old)} {place(each.new)}"
            operations = ", ".join(each.operations)
            yield f"{each.code} ({each.impact}) {each.subject}: {values} | {operations} | {where}"

    parts: list[str] = []
    for row in (*EDITS, *TOGETHER):
        before, after = row[-2:]
        new = edited(before, after)
        parts += [f"# {row[0]}", *said(LIBRARY, new), "back:", *said(new, LIBRARY)]
    golden("changes.txt", "\n".join(parts) + "\n")


@pytest.mark.parametrize(
    ("expected", "before", "after"), [t[1:] for t in TOGETHER], ids=[t[0] for t in TOGETHER]
)
def test_changes_that_come_together(expected: set[str], before: str, after: str) -> None:
    new = edited(before, after)
    assert codes(LIBRARY, new) == expected
    removed = {code.replace("added", "removed") for code in expected}
    assert codes(new, LIBRARY) == removed


SCHEMA = """FORMAT: 1A

# API

## Pets [/pets]

### Get Pets [GET]
Reads all.

+ Response 200 (application/json)
    + Body

            {"name": "Rex", "tag": "a"}

    + Schema

            {"type": "object", "properties":
             {"name": {"type": "string"}, "tag": {"type": "string"}}}
"""


def test_what_a_json_schema_deprecates_is_deprecated() -> None:
    marked = SCHEMA.replace(
        '"tag": {"type": "string"', '"tag": {"type": "string", "deprecated": true'
    )
    gone = SCHEMA.replace(', "tag": {"type": "string"}', "").replace(', "tag": "a"', "")
    assert marked != SCHEMA != gone
    assert codes(SCHEMA, marked) == {"deprecated"}
    assert codes(marked, SCHEMA) == {"deprecation-withdrawn"}
    assert codes(SCHEMA, gone) == {"response-member-removed"}
    assert codes(marked, gone) == {"response-deprecated-member-removed"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"type": "string"}, {"type": "integer"}, {"response-type-changed"}),
        ({"type": "string", "format": "hostname"}, {"type": "string"}, {"response-format-changed"}),
        (
            {"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]},
            {"allOf": [{"properties": {"a": {}}}]},
            {"response-member-removed"},
        ),
        (
            {"$ref": "#/definitions/t", "definitions": {"t": {"properties": {"a": {}}}}},
            {"$ref": "#/definitions/t", "definitions": {"t": {"properties": {"b": {}}}}},
            {"response-member-removed", "response-member-added"},
        ),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "boolean"}, set()),
        ({"properties": {"a": {"type": ["string", "integer"]}}}, {"properties": {"a": {}}}, set()),
        ({"properties": {"a": {}}}, {"properties": {"a": {"type": "string"}}}, set()),
        (
            {"type": "object"},
            {"properties": {}, "additionalProperties": False},
            {"response-closed"},
        ),
    ],
)
def test_json_schemas_are_compared_as_far_as_they_say_one_kind(
    before: dict[str, Any], after: dict[str, Any], expected: set[str]
) -> None:
    written = SCHEMA[: SCHEMA.index('{"type": "object"')]
    assert codes(written + json.dumps(before), written + json.dumps(after)) == expected


def test_every_kind_of_change_has_a_case() -> None:
    shown = {code for edit in EDITS for code in edit[:2]}
    shown |= {code for together in TOGETHER for code in together[1]}
    shown |= {code.replace("added", "removed") for together in TOGETHER for code in together[1]}
    assert set(CHANGES) - shown == {"request-member-refused"}  # see the next test
    assert shown <= set(CHANGES)


def test_a_member_that_a_closed_request_forbids_is_refused() -> None:
    before = "+ attributes (Book Draft, required)"
    closed = edited(before, "+ attributes (Book Draft, required, fixed-type)")
    draft = "## Book Draft\n+ title: Dune (string, required)\n+ pages: 12 (Integer)\n"
    without = closed.replace(draft, draft.replace("+ pages: 12 (Integer)\n", ""))
    assert codes(closed, without) == {"request-member-refused"}
    assert codes(without, closed) == {"request-member-added-required"}
