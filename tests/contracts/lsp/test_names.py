"""Definitions, references and renaming over the protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from contracts.project.blueprint import read
from tests.contracts.lsp.client import Client, LspError
from tests.contracts.lsp.workspace import applied, on_both_line_breaks, where


def name_of(uri: str) -> str:
    return Path(unquote(urlsplit(uri).path)).name


def named(client: Client, location: dict[str, Any], texts: dict[str, str]) -> str:
    """What is written at a location."""
    text = texts[name_of(location["uri"])]
    marked = applied(text, [{"range": location["range"], "newText": "\0"}])
    lead = marked.index("\0")
    return text[lead : len(text) - (len(marked) - lead - 1)]


#: The words the cursor is in, where they are declared, and how often they are written.
CASES: dict[str, tuple[str, str, str, int, int]] = {
    "a type": ("venues.apib", "Venue Document)", "types.apib", 1, 3),
    "an inherited type": ("types.apib", "Venue Changes)", "types.apib", 1, 2),
    "a parameter in a URI": ("venues.apib", "limit,sort", "venues.apib", 1, 2),
    "a parameter where it is declared": ("venues.apib", "id: `1`", "venues.apib", 1, 2),
    "an attribute in JSON": ("venues.apib", 'name": "x"', "types.apib", 1, 7),
    "an attribute in a JSON Schema": ("venues.apib", 'name"]', "types.apib", 1, 7),
    "an attribute in MSON": ("types.apib", "`opens-at`", "types.apib", 1, 2),
    "an included file": ("api.apib", "types.apib)", "types.apib", 1, 2),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_name_leads_to_its_declaration_and_uses(
    client: Client, texts: dict[str, str], case: tuple[str, str, str, int, int]
) -> None:
    name, words, declared_in, declarations, places = case
    client.open(name)
    line, character = where(texts[name], words, 2)
    declared = client.ask("textDocument/definition", client.at(name, line, character))
    assert [name_of(each["uri"]) for each in declared] == [declared_in] * declarations
    whole = {"includeDeclaration": True}
    found = client.ask("textDocument/references", client.at(name, line, character, context=whole))
    assert len(found) == places
    if name != "api.apib":
        bare = {named(client, each, texts).strip("`") for each in found}
        assert len(bare) == 1


def renamed(
    client: Client, texts: dict[str, str], name: str, words: str, new: str
) -> dict[str, str]:
    """The files after a renaming."""
    line, character = where(texts[name], words, 2)
    edit = client.ask("textDocument/rename", client.at(name, line, character, newName=new))
    changes = {name_of(uri): edits for uri, edits in edit["changes"].items()}
    return {file: applied(text, changes.get(file, [])) for file, text in texts.items()}


@on_both_line_breaks
@pytest.mark.parametrize(
    ("name", "words", "old", "new"),
    [
        ("venues.apib", "Venue Document)", "Venue Document", "Venue Paper"),
        ("venues.apib", "limit,sort", "limit", "page[size]"),
        ("types.apib", "name: `Große", "name", "full-name"),
        ("venues.apib", 'opens-at": "2099', "opens-at", "opens"),
    ],
    ids=["type", "parameter", "attribute in MSON", "attribute in JSON"],
)
def test_a_name_is_changed_everywhere_and_nothing_breaks(
    client: Client, texts: dict[str, str], name: str, words: str, old: str, new: str
) -> None:
    client.open(name)
    after = renamed(client, texts, name, words, new)
    for file, text in after.items():
        (client.folder / file).write_bytes(text.encode())
    blueprint = read(client.folder / "api.apib")
    assert [d.code for d in blueprint.diagnostics if d.code != "parameter-ambiguous"] == []
    spelled = "page%5Bsize%5D" if "[" in new else new
    assert any(spelled in text for text in after.values())
    if old != "name":  # a group, a type and prose have this word too
        assert not any(old in text for text in after.values())


def test_attributes_with_dashes_get_backticks_in_mson_only(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("types.apib")
    after = renamed(client, texts, "types.apib", "name: `Große", "full-name")
    assert "+ `full-name`: `Große" in after["types.apib"]
    assert '"attributes": {"full-name": "x"}' in after["venues.apib"]
    assert '"required": ["full-name"]' in after["venues.apib"]


MENTIONS = """\
FORMAT: 1A

# Rooms API

# Group Rooms

| Parameter | Description | Type |
|:----------|-------------|------|
| `opens-at` | not `name` | string |
| name | title | string |

## Rooms [/rooms{?sort,filter,filter%5Bopens%2Dat%5D,fields%5Broom%5D,fields%5Bevent%5D}]

+ Parameters
    + sort: `-opens-at,name` (string, optional) - By `name`.
        + Default: `opens-at`
        + Members
            + `opens-at`
            + `-opens-at`
    + filter: `[{"name": "opens-at", "op": "has", "val": {"name": "opens-at"}}]` (string, optional)
    + filter%5Bopens%2Dat%5D: `opens-at` (string, optional)
    + fields%5Broom%5D: `name,opens-at` (string, optional)
    + fields%5Bevent%5D: `opens-at` (string, optional)

### List Rooms [GET]

+ Response 200 (application/vnd.api+json)
    + Body

            {"data": [{"type": "room", "id": "1", "attributes": {"name": "a", "opens-at": "b"}}]}

    + Schema

            {"type": "object", "properties": {"data": {"items": {"properties": {"attributes":
              {"properties": {"opens-at": {}}, "required": ["opens-at"]}}}}}}

## Events [/events]

### List Events [GET]

+ Response 200 (application/vnd.api+json)
    + Body

            {"data": [{"type": "event", "id": "1", "attributes": {"opens-at": "b"}}]}
"""


@on_both_line_breaks
@pytest.mark.parametrize(
    "words", ['opens-at": "b"}}]}', "opens-at,name", "opens-at` |", 'opens-at", "op']
)
def test_an_attribute_is_renamed_in_parameters_tables_and_schemas(
    client: Client, line_break: str, words: str
) -> None:
    # The group lists two types with the attribute, so that its table is one of neither.
    alone = MENTIONS.replace("## Events", "# Group Events\n\n## Events")
    texts = {"rooms.apib": alone.replace("\n", line_break)}
    (client.folder / "rooms.apib").write_bytes(texts["rooms.apib"].encode())
    client.open("rooms.apib", texts["rooms.apib"])
    after = renamed(client, texts, "rooms.apib", words, "from[1]")["rooms.apib"]
    expected = texts["rooms.apib"]
    rooms, event = expected.split("# Group Events")
    rooms = rooms.replace("filter%5Bopens%2Dat", "filter%5Bfrom%5B1%5D")
    for kept in ('"val": {"name": "opens-at"}', "%5D: `opens-at` (string, optional)"):
        rooms = rooms.replace(kept, kept.replace("opens", "\0"))
    rooms = rooms.replace("opens-at", "from[1]").replace("\0", "opens")
    assert after == f"{rooms}# Group Events{event}"


def test_a_table_of_two_types_is_left_alone(client: Client) -> None:
    client.open("rooms.apib", MENTIONS)
    texts = {"rooms.apib": MENTIONS}
    after = renamed(client, texts, "rooms.apib", 'opens-at": "b"}}]}', "from")["rooms.apib"]
    assert "| `opens-at` |" in after
    assert "`-from,name`" in after


def test_an_included_file_is_renamed_with_its_include(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("api.apib")
    line, character = where(texts["api.apib"], "venues.apib)", 3)
    edit = client.ask(
        "textDocument/rename", client.at("api.apib", line, character, newName="places/all.apib")
    )
    edited, moved = edit["documentChanges"]
    assert "include(places/all.apib)" in applied(texts["api.apib"], edited["edits"])
    assert moved["kind"] == "rename"
    assert moved["oldUri"] == client.uri("venues.apib")
    assert moved["newUri"] == client.uri("places/all.apib")


def test_moving_a_file_in_the_editor_moves_its_include(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("api.apib")
    files = [{"oldUri": client.uri("types.apib"), "newUri": client.uri("all types.apib")}]
    edit = client.ask("workspace/willRenameFiles", {"files": files})
    after = applied(texts["api.apib"], edit["changes"][client.uri("api.apib")])
    assert "<!-- include(all types.apib) -->" in after


@pytest.mark.parametrize(
    ("name", "words", "new", "reason"),
    [
        ("venues.apib", "Venue Document)", "Venue", "There is a type Venue already"),
        ("venues.apib", "Venue Document)", "a[b]", "cannot be the name of a type"),
        ("venues.apib", "Venue Document)", "string", "cannot be the name of a type"),
        ("venues.apib", "limit,sort", "sort", "There is a parameter sort already"),
        ("types.apib", "name: `Große", 'a"b', "cannot be the name of an attribute"),
        ("api.apib", "types.apib)", "../types.apib", "outside the folder"),
        ("api.apib", "types.apib)", "venues.apib", "There is a file venues.apib already"),
        ("venues.apib", "Venue Document)", " ", "Write a name"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_reason(
    client: Client, texts: dict[str, str], name: str, words: str, new: str, reason: str
) -> None:
    client.open(name)
    line, character = where(texts[name], words, 2)
    with pytest.raises(LspError, match=reason):
        client.ask("textDocument/rename", client.at(name, line, character, newName=new))


def test_what_can_be_renamed_is_offered_without_backticks(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("types.apib")
    line, character = where(texts["types.apib"], "`opens-at`", 4)
    found = client.ask("textDocument/prepareRename", client.at("types.apib", line, character))
    assert found["placeholder"] == "opens-at"
    start = where(texts["types.apib"], "`opens-at`", 1)[1]
    assert found["range"]["start"]["character"] == start
    line, character = where(texts["types.apib"], "Structures", 3)
    assert (
        client.ask("textDocument/prepareRename", client.at("types.apib", line, character)) is None
    )
