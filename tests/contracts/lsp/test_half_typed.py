"""Documents that are cut anywhere: no crash, no hang, no stale finding."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import where

ABOUT = (
    "documentSymbol",
    "foldingRange",
    "documentLink",
    "semanticTokens/full",
    "codeLens",
)
AT = ("hover", "completion", "definition", "prepareRename", "documentHighlight")


def cuts(text: str, count: int) -> list[str]:
    """The text cut at ``count`` places, or with some of its middle missing."""
    chosen = random.Random(14)
    found = []
    for number in range(count):
        start, end = sorted(chosen.randrange(len(text) + 1) for _ in range(2))
        found.append(text[:start] if number % 2 else text[:start] + text[end:])
    return found


@pytest.mark.parametrize(
    ("name", "line_break"),
    [("api.apib", "\n"), ("venues.apib", "\r\n"), ("types.apib", "\n")],
    indirect=["line_break"],
)
def test_everything_is_answered_for_a_text_that_is_cut(
    client: Client, texts: dict[str, str], name: str
) -> None:
    client.open(name)
    before = client.found(name)
    for text in cuts(texts[name], 6):
        client.change(name, text)
        line, character = where(text + "\0", "\0", 0)
        asked = [client.send(f"textDocument/{each}", client.about(name)) for each in ABOUT]
        asked += [
            client.send(f"textDocument/{each}", client.at(name, line, character)) for each in AT
        ]
        for number in asked:
            client.answer(number)
        client.found(name)
    client.change(name, texts[name])
    assert client.found(name) == before


def test_of_many_changes_only_the_last_is_reported(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    seen: list[dict[str, Any]] = []
    for number in range(40):
        client.change("venues.apib", texts["venues.apib"].replace("admin", f"admin{number}"))
        state = client.diagnostics.get(client.uri("venues.apib"))
        if state and (not seen or seen[-1] is not state):
            seen.append(state)
    client.found("venues.apib")
    last = client.diagnostics[client.uri("venues.apib")]
    assert any("admin39" in each["message"] for each in last["diagnostics"])
    for state in (*seen, last):  # what is reported of a version is of that version's text
        number = state.get("version", 0) - 2
        assert all(
            f"'admin{number}'" in each["message"]
            for each in state["diagnostics"]
            if each["code"] == "access-unknown"
        )


def test_a_parser_that_hangs_or_crashes_leaves_the_rest_alive(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("venues.apib")
    crashing = texts["venues.apib"].replace("(Venue List)", "(enum[C])")
    types = "\n# Data Structures\n\n## C (string, nullable)\n"
    client.change("venues.apib", crashing + types)
    assert "parser-crash" in client.codes("venues.apib")
    client.change("venues.apib", texts["venues.apib"])
    assert client.codes("venues.apib") == []
