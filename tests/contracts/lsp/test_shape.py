"""Symbols, folding, selections, links, semantic tokens and position encodings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.editor.text import Encoding
from contracts.lsp.convert import Converter
from tests.contracts.lsp.client import Client
from tests.contracts.lsp.test_reviewed_answers import Asked
from tests.contracts.lsp.workspace import FILES, on_both_line_breaks, units, where


def names(symbols: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["name"]: names(each.get("children") or []) for each in symbols}


def test_symbols_are_nested_as_sections_are(client: Client) -> None:
    client.open("venues.apib")
    found = names(client.ask("textDocument/documentSymbol", client.about("venues.apib")))
    group = found["Venues 😀"]
    assert list(group) == ["Venues", "Venue"]
    assert list(group["Venues"]) == ["limit", "sort", "include", "List Venues"]
    assert list(group["Venue"]["Update Venue"])[:2] == [
        "Request By an administrator",
        "Response 200",
    ]


def test_a_symbol_holds_its_name(client: Client) -> None:
    client.open("types.apib")
    pending = client.ask("textDocument/documentSymbol", client.about("types.apib"))
    seen = 0
    while pending:
        each = pending.pop()
        pending += each.get("children") or []
        whole, name = each["range"], each["selectionRange"]
        for one, other in ((whole["start"], name["start"]), (name["end"], whole["end"])):
            assert (one["line"], one["character"]) <= (other["line"], other["character"])
        seen += 1
    assert seen > 20


def test_symbols_of_the_whole_blueprint_are_searched(client: Client) -> None:
    client.open("api.apib")
    assert client.found("api.apib") == []
    found = client.ask("workspace/symbol", {"query": "vendoc"})
    mine = [each for each in found if each["location"]["uri"].startswith(client.folder.as_uri())]
    assert [each["name"] for each in mine] == ["Venue Document"]
    assert mine[0]["location"]["uri"] == client.uri("types.apib")


def test_sections_fold(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    found = client.ask("textDocument/foldingRange", client.about("venues.apib"))
    folded = {(each["startLine"], each["endLine"]) for each in found}
    start, _ = where(texts["venues.apib"], "### List Venues")
    end, _ = where(texts["venues.apib"], "(Venue List)")
    assert (start, end) in folded


def test_selections_grow(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    line, character = where(texts["venues.apib"], "Venue List", 7)
    (found,) = client.ask(
        "textDocument/selectionRange",
        client.about("venues.apib", positions=[{"line": line, "character": character}]),
    )
    first = found["range"]
    assert first["end"]["character"] - first["start"]["character"] == len("List")
    steps = 0
    while found.get("parent"):
        inner, found = found["range"], found["parent"]
        outer = found["range"]
        assert (outer["start"]["line"], outer["start"]["character"]) <= (
            inner["start"]["line"],
            inner["start"]["character"],
        )
        assert (outer["end"]["line"], outer["end"]["character"]) >= (
            inner["end"]["line"],
            inner["end"]["character"],
        )
        steps += 1
    assert steps >= 5
    assert found["range"]["start"] == {"line": 0, "character": 0}


def test_includes_and_addresses_are_links(client: Client) -> None:
    client.open("api.apib")
    found = client.ask("textDocument/documentLink", client.about("api.apib"))
    assert {each["target"] for each in found} == {
        client.uri("venues.apib"),
        client.uri("types.apib"),
        "https://jsonapi.org/format/1.0/",
        "http://localhost:5000",
    }


def decoded(data: list[int], legend: list[str], text: str) -> Iterator[tuple[str, str]]:
    """The words and kinds of semantic tokens; positions are in UTF-16 units."""
    lines = text.replace("\r\n", "\n").split("\n")
    line = character = 0
    for moved, start, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        line += moved
        character = start if moved else character + start
        raw = lines[line].encode("utf-16-le")[2 * character : 2 * (character + length)]
        yield raw.decode("utf-16-le"), legend[kind]


@on_both_line_breaks
def test_words_have_kinds(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    provider = client.server["capabilities"]["semanticTokensProvider"]
    data = client.ask("textDocument/semanticTokens/full", client.about("venues.apib"))["data"]
    found = set(decoded(data, provider["legend"]["tokenTypes"], texts["venues.apib"]))
    assert {
        ("Group", "keyword"),
        ("Venues 😀", "namespace"),
        ("PATCH", "method"),
        ("limit", "parameter"),
        ("Venue Document", "type"),
        ("required", "modifier"),
        ("401", "number"),
        ("public", "decorator"),
        ("opens-at", "property"),
        ("Große Halle 😀", "string"),
    } <= found


OOPS = FILES["venues.apib"].replace('"name": "x"', '"name": "é😀", oops: 1', 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_counted_in_units_of_the_encoding(tmp_path: Path, encoding: Encoding) -> None:
    asked = Asked(tmp_path)
    asked.server.convert = Converter(encoding)
    (tmp_path / "venues.apib").write_text(OOPS, encoding="utf-8")

    async def scenario() -> None:
        asked.open("venues.apib")
        await asked.server.fresh(asked.uri("venues.apib"))

    asked.run(scenario)
    published = [each for file in asked.sent for each in asked.shown(file)["diagnostics"]]
    (found,) = [each for each in published if each["code"] == "body-not-json"]
    line, character = where(OOPS, "oops", 0, encoding)
    assert found["range"]["start"] == {"line": line, "character": character}
    assert found["range"]["end"]["character"] == character + units("oops", encoding)
