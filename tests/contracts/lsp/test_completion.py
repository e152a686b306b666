"""Completion over the protocol: what fits where the cursor (``|``) is.

All kinds of places are in tests/contracts/editor/test_completion.py.
"""

from __future__ import annotations

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import applied, on_both_line_breaks, where

#: What is typed in place of which words, and what is then proposed among others.
CASES: dict[str, tuple[str, str, str, set[str]]] = {
    "sections of an action": ("venues.apib", "+ Request Anybody", "+ |", {"Request", "Response"}),
    "types of other files": (
        "venues.apib",
        "(Venue Document)",
        "(Ven|)",
        {"Venue Document", "Venue List", "string"},
    ),
    "files to include": ("api.apib", "include(types.apib)", "include(|)", {"types.apib"}),
}


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


@on_both_line_breaks
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
