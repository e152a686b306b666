"""Completion over the protocol: what fits where the cursor (``|``) is."""

from __future__ import annotations

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import applied, where

#: What is typed in place of which words, and what is then proposed among others.
CASES: dict[str, tuple[str, str, str, set[str]]] = {
    "sections of an action": ("venues.apib", "+ Request Anybody", "+ |", {"Request", "Response"}),
    "sections of a request": (
        "venues.apib",
        "    + Headers",
        "    + |",
        {"Body", "Schema", "Attributes"},
    ),
    "sections of a resource": ("venues.apib", "+ Parameters", "+ Pa|", {"Parameters", "Model"}),
    "methods": ("venues.apib", "[PATCH]", "[P|", {"POST", "PATCH", "PUT"}),
    "statuses": ("venues.apib", "+ Response 200", "+ Response |", {"200", "404", "422"}),
    "media types": (
        "venues.apib",
        "(application/vnd.api+json)",
        "(|)",
        {"application/vnd.api+json", "text/csv"},
    ),
    "types of other files": (
        "venues.apib",
        "(Venue Document)",
        "(Ven|)",
        {"Venue Document", "Venue List", "string"},
    ),
    "type attributes": ("types.apib", "(Venue, required)", "(Venue, |)", {"required", "nullable"}),
    "types in an array": ("types.apib", "array[Venue]", "array[|", {"Venue", "Event Identifier"}),
    "types to include": ("types.apib", "+ name:", "+ Include |", {"Venue Links"}),
    "base of a type": ("types.apib", "(Venue Changes)", "(V|", {"Venue Changes", "object"}),
    "inherited members": ("types.apib", "+ `created-at`", "+ |\n+ `created-at`", {"opens-at"}),
    "relationship targets": (
        "types.apib",
        "+ data (Event Identifier",
        "+ data (|",
        {"Event Identifier"},
    ),
    "values of type": ("types.apib", "+ type: `venue`", "+ type: `|`", {"venue"}),
    "access levels": (
        "venues.apib",
        "**Access:** admin",
        "**Access:** |",
        {"public", "user", "self", "organizer", "admin"},
    ),
    "parameters of the URI": (
        "venues.apib",
        "    + sort: `name`",
        "    + |\n    + x: `name`",
        {"sort"},
    ),
    "include paths": ("venues.apib", "+ include: `event`", "+ include: `|`", {"event"}),
    "attributes to sort by": ("venues.apib", "+ sort: `name`", "+ sort: `|`", {"opens-at", "name"}),
    "types of parameters": ("venues.apib", "(number, optional)", "(|)", {"number", "required"}),
    "headers": (
        "venues.apib",
        "Accept: application",
        "|\n            Accept: application",
        {"Accept"},
    ),
    "values of a header": (
        "venues.apib",
        "Authorization: JWT <access_token>",
        "Authorization: |",
        {"JWT <access_token>"},
    ),
    "usual values of a header": (
        "venues.apib",
        "Authorization: JWT <access_token>",
        "WWW-Authenticate: |",
        {"Bearer"},
    ),
    "attributes in JSON": (
        "venues.apib",
        '"attributes": {"name": "x"}',
        '"attributes": {"|',
        {"name", "opens-at", "created-at"},
    ),
    "types in JSON": ("venues.apib", '{"type": "venue"', '{"type": "|"', {"venue"}),
    "files to include": ("api.apib", "include(types.apib)", "include(|)", {"types.apib"}),
    "rules": ("api.apib", "# Café", "<!-- contract: ignore |\n# Café", {"body-schema"}),
    "headings": ("venues.apib", "# Group Venues", "# G|\n\n# Group Venues", {"Group"}),
}


@pytest.mark.parametrize("line_break", ["\n"], ids=["LF"], indirect=True)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_fits_is_proposed(
    client: Client, texts: dict[str, str], case: tuple[str, str, str, set[str]]
) -> None:
    name, old, typed, wanted = case
    client.open(name)
    assert client.found(name) == []
    text = texts[name].replace(old, typed, 1)
    line, character = where(text, "|", 0)
    client.change(name, text.replace("|", "", 1))
    found = client.ask("textDocument/completion", client.at(name, line, character))
    labels = {each["label"] for each in found["items"]}
    assert wanted <= labels, labels
    assert found["isIncomplete"] is False, "the client asks again with every letter"


def test_a_chosen_word_replaces_what_is_typed(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    typed = texts["venues.apib"].replace("(Venue Document)", "(Venue Do)", 1)
    client.change("venues.apib", typed)
    line, character = where(typed, "(Venue Do)", 9)
    found = client.ask("textDocument/completion", client.at("venues.apib", line, character))
    (item,) = [each for each in found["items"] if each["label"] == "Venue Document"]
    assert applied(typed, [item["textEdit"]]) == texts["venues.apib"]


def test_parameters_that_are_declared_are_not_proposed(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("venues.apib")
    text = texts["venues.apib"].replace("    + sort: `name`", "    + |", 1)
    line, character = where(text, "|", 0)
    client.change("venues.apib", text.replace("|", ""))
    found = client.ask("textDocument/completion", client.at("venues.apib", line, character))
    assert [each["label"] for each in found["items"]] == ["sort"]


def test_the_token_that_the_blueprint_documents_is_the_only_one_proposed(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("venues.apib")
    documented = "Authorization: JWT <access_token>"
    text = texts["venues.apib"].replace(documented, "Authorization: |", 1)
    assert documented in text, "it is documented once more"
    line, character = where(text, "|", 0)
    client.change("venues.apib", text.replace("|", "", 1))
    found = client.ask("textDocument/completion", client.at("venues.apib", line, character))
    assert [each["label"] for each in found["items"]] == ["JWT <access_token>"]


def test_nothing_is_proposed_in_prose(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    line, character = where(texts["venues.apib"], "Where events", 6)
    found = client.ask("textDocument/completion", client.at("venues.apib", line, character))
    assert found["items"] == []
