"""A small blueprint of three files, and how edits of the protocol are applied to it."""

from __future__ import annotations

from typing import Any

import pytest

#: For tests of places and edits in texts whose lines may end otherwise.
on_both_line_breaks = pytest.mark.parametrize(
    "line_break", ["\n", "\r\n"], ids=["LF", "CRLF"], indirect=True
)

FILES = {
    "api.apib": """\
FORMAT: 1A
HOST: http://localhost:5000

# Café API 😀
Venues of events, see [JSON:API](https://jsonapi.org/format/1.0/).

<!-- include(venues.apib) -->
<!-- include(types.apib) -->
""",
    "venues.apib": """\
# Group Venues 😀
Where events take place.

## Venues [/v1/venues{?limit,sort,include}]

+ Parameters
    + limit: `10` (number, optional) - Venues per page.
    + sort: `name` (string, optional) - Attributes to sort by.
    + include: `event` (string, optional) - Related resources.

### List Venues [GET]
Shows all venues. 😀

**Access:** public

+ Request Anybody
    + Headers

            Accept: application/vnd.api+json

+ Response 200 (application/vnd.api+json)
    + Attributes (Venue List)

## Venue [/v1/venues/{id}]

+ Parameters
    + id: `1` (string, required) - Id of the venue.

### Get Venue [GET]
Shows one venue.

**Access:** public

+ Request Anybody
    + Headers

            Accept: application/vnd.api+json

+ Response 200 (application/vnd.api+json)
    + Attributes (Venue Document)

### Update Venue [PATCH]
Changes a venue.

**Access:** admin

+ Request By an administrator (application/vnd.api+json)
    + Headers

            Accept: application/vnd.api+json
            Authorization: JWT <access_token>

    + Body

            {"data": {"type": "venue", "id": "1",
                      "attributes": {"name": "Große Halle 😀", "opens-at": "2099-01-01T00:00:00Z"}}}

    + Schema

            {"type": "object", "properties": {"data": {"type": "object", "properties": {
              "type": {"enum": ["venue"]},
              "attributes": {"type": "object", "properties": {"name": {"type": "string"}},
                             "required": ["name"]}}}}}

+ Response 200 (application/vnd.api+json)
    + Attributes (Venue Document)

+ Request Without a token (application/vnd.api+json)
    + Body

            {"data": {"type": "venue", "id": "1", "attributes": {"name": "x"}}}

+ Response 401 (application/vnd.api+json)
    + Attributes (Problem)

+ Request As another user (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Body

            {"data": {"type": "venue", "id": "1", "attributes": {"name": "x"}}}

+ Response 403 (application/vnd.api+json)
    + Attributes (Problem)
""",
    "types.apib": """\
# Data Structures

## Timestamp (string)

## Venue Changes
+ name: `Große Halle 😀` (string) - What it is called.
+ `opens-at`: `2099-01-01T00:00:00Z` (Timestamp, nullable)

## Venue Attributes (Venue Changes)
+ `created-at`: `2017-07-24T16:52:01Z` (Timestamp)

## Event Identifier
+ type: `event` (string, required, fixed)
+ id: `1` (string, required)

## Venue Links
+ self: `/v1/venues/1` (string, required)

## Venue
+ type: `venue` (string, required, fixed)
+ id: `1` (string, required)
+ attributes (Venue Attributes, required, fixed-type)
+ relationships (required)
    + event (required)
        + data (Event Identifier, required)
+ links (Venue Links, required)

## Venue Document
+ data (Venue, required)
+ links (Venue Links, required)

## Venue List
+ data (array[Venue], required, fixed-type)
+ links (required)
    + self: `/v1/venues` (string, required)

## Problem
+ errors (array, required, fixed-type)
    + (object)
        + title: `Refused` (string, required)
""",
}


def units(text: str, encoding: str = "utf-16") -> int:
    """The length of a text in units of an encoding."""
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    name = encoding if size == 1 else f"{encoding}-le"
    return len(text.encode(name, "surrogatepass")) // size


def where(text: str, words: str, within: int = 1, encoding: str = "utf-16") -> tuple[int, int]:
    """The line and character of the place ``within`` the only or first ``words`` of a text."""
    at = text.index(words) + within
    before = text[:at].replace("\r\n", "\n")
    line = before.count("\n")
    return line, units(before[before.rfind("\n") + 1 :], encoding)


def offset(text: str, position: dict[str, int]) -> int:
    """The index in a text that a position of the protocol means."""
    start = 0
    for _ in range(position["line"]):
        start = text.index("\n", start) + 1
    counted = 0
    while counted < position["character"]:
        counted += units(text[start])
        start += 1
    return start


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after edits of the protocol, which do not overlap."""
    places = [
        (offset(text, e["range"]["start"]), offset(text, e["range"]["end"]), e) for e in edits
    ]
    for start, end, edit in sorted(places, key=lambda each: each[:2], reverse=True):
        text = text[:start] + edit["newText"] + text[end:]
    return text
