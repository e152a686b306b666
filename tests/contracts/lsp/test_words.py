"""Hover over the protocol."""

from __future__ import annotations

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import where

#: Where the pointer is (file and words), and what the text there must say.
CASES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a type with inherited members": (
        "types.apib",
        "Venue Attributes, required",
        ("`name`: string", "`opens-at`: Timestamp, nullable", '"opens-at": "2099'),
    ),
    "a type of another file": ("venues.apib", "Venue Document)", ('"type": "venue"', "required")),
    "a scalar with a meaning": ("types.apib", "Timestamp, nullable", ("date-time",)),
    "a type attribute": ("types.apib", "fixed-type)", ("all its members are required",)),
    "a base type": ("types.apib", "string) - What", ("Text.",)),
    "a parameter": (
        "venues.apib",
        "limit: `10`",
        ("query, number, optional", "Venues per page", "Example: `10`"),
    ),
    "a variable of a URI": ("venues.apib", "sort,include}", ("Attributes to sort by",)),
    "a status": ("venues.apib", "401 (application", ("401 Unauthorized", "RFC 9110")),
    "an access level": ("venues.apib", "admin\n", ("administrators only",)),
    "a method": (
        "venues.apib",
        "PATCH]",
        ("changes a resource of type `venue`", "3 documented transactions"),
    ),
    "the example body of attributes": (
        "venues.apib",
        "Attributes (Venue Document)",
        ("made from it", '"name": "Große Halle 😀"'),
    ),
    "an attribute in MSON": ("types.apib", "name: `Große", ("an attribute of `venue`", "called")),
    "an attribute in JSON": ("venues.apib", 'opens-at": "2099', ("an attribute of `venue`",)),
    "a section": ("venues.apib", "Parameters\n", ("variables of the URI",)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_word_under_the_pointer_is_explained(
    client: Client, texts: dict[str, str], case: tuple[str, str, tuple[str, ...]]
) -> None:
    name, words, wanted = case
    client.open(name)
    text = texts[name].replace("\r\n", "\n")
    line, character = where(text, words)
    found = client.ask("textDocument/hover", client.at(name, line, character))
    assert found, "nothing is said"
    for part in wanted:
        assert part in found["contents"]["value"]
    start, end = found["range"]["start"], found["range"]["end"]
    assert start["line"] == end["line"] == line
    assert start["character"] <= character <= end["character"]


def test_a_finding_is_explained_where_it_is(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    client.change("venues.apib", texts["venues.apib"].replace("**Access:** admin", "**Access:** x"))
    line = next(e for e in client.found("venues.apib") if e["code"] == "access-unknown")["range"]
    position = line["start"]
    found = client.ask(
        "textDocument/hover", client.at("venues.apib", position["line"], position["character"])
    )
    assert "**access-unknown**" in found["contents"]["value"]


def test_prose_has_nothing_to_say(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    line, character = where(texts["venues.apib"], "Where events", 6)
    assert client.ask("textDocument/hover", client.at("venues.apib", line, character)) is None
