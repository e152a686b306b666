"""Findings while somebody types: of the unsaved text, of other files, and none that is stale."""

from __future__ import annotations

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import on_both_line_breaks, units, where


def test_a_sound_blueprint_has_no_findings(client: Client) -> None:
    client.open("venues.apib")
    assert client.found("venues.apib") == []


@on_both_line_breaks
def test_a_mistake_is_shown_at_its_place_before_it_is_saved(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("venues.apib")
    text = texts["venues.apib"].replace("(Venue Document)", "(Venue Dokument)", 1)
    client.change("venues.apib", text)
    (found,) = client.found("venues.apib")
    assert found["code"] == "parser-4"
    assert "'Venue Dokument' is not declared" in found["message"]
    line, character = where(text, "Venue Dokument)", 0)
    assert found["range"]["start"] == {"line": line, "character": character}
    assert found["severity"] == 1
    client.change("venues.apib", texts["venues.apib"])
    assert client.found("venues.apib") == []


def test_characters_are_counted_in_utf_16_units(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    text = texts["venues.apib"].replace('"name": "x"', '"name": "😀😀", oops: 1', 1)
    client.change("venues.apib", text)
    (broken,) = [each for each in client.found("venues.apib") if each["code"] == "body-not-json"]
    line, character = where(text, "oops", 0)
    assert broken["range"]["start"] == {"line": line, "character": character}
    assert broken["range"]["end"]["character"] == character + units("oops")


def test_unsaved_text_of_another_open_file_counts(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    assert client.found("venues.apib") == []
    client.open("types.apib")
    types = texts["types.apib"].replace("## Venue Document", "## Venue Paper")
    client.change("types.apib", types)
    assert client.codes("types.apib") == []
    published = client.wait(lambda: client.diagnostics[client.uri("venues.apib")]["diagnostics"])
    assert {each["code"] for each in published} == {"parser-4"}


def test_findings_of_files_that_are_not_open_are_shown_and_cleared(
    client: Client, texts: dict[str, str]
) -> None:
    client.open("types.apib")
    client.change("types.apib", texts["types.apib"].replace("## Venue Document", "## Other"))
    uri = client.uri("venues.apib")
    client.wait(lambda: client.diagnostics.get(uri, {}).get("diagnostics"))
    client.change("types.apib", texts["types.apib"])
    client.wait(lambda: client.diagnostics[uri]["diagnostics"] == [])


def test_closing_the_last_file_clears_everything(client: Client, texts: dict[str, str]) -> None:
    client.open("types.apib")
    client.change("types.apib", texts["types.apib"].replace("## Venue Document", "## Other"))
    uri = client.uri("venues.apib")
    client.wait(lambda: client.diagnostics.get(uri, {}).get("diagnostics"))
    client.shut("types.apib")
    client.wait(lambda: client.diagnostics[uri]["diagnostics"] == [])


def test_a_file_that_nothing_includes_is_a_blueprint_of_its_own(client: Client) -> None:
    (client.folder / "alone.apib").write_text("FORMAT: 1A\n\n# A\n\n## R [/r]\n\n### Get [GET]\n")
    client.open("alone.apib")
    assert "parser-6" in client.codes("alone.apib")


def test_an_include_that_is_typed_joins_two_blueprints(
    client: Client, texts: dict[str, str]
) -> None:
    root = texts["api.apib"]
    without = "".join(line for line in root.splitlines(keepends=True) if "types.apib" not in line)
    client.open("api.apib", without)
    uris = [client.uri(name) for name in ("venues.apib", "types.apib")]
    client.wait(lambda: all(_codes(client, uri) for uri in uris))
    assert [_codes(client, uri) for uri in uris] == [{"parser-4"}, {"file-stray"}]
    client.change("api.apib", root)
    client.wait(lambda: not any(_codes(client, uri) for uri in uris))


def _codes(client: Client, uri: str) -> set[str]:
    return {each["code"] for each in client.diagnostics.get(uri, {}).get("diagnostics", ())}


def test_a_finding_links_to_its_rule(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    client.change("venues.apib", texts["venues.apib"].replace("**Access:** admin", "**Access:** x"))
    (found,) = [e for e in client.found("venues.apib") if e["code"] == "access-unknown"]
    assert found["codeDescription"]["href"].endswith("docs/rules.md#access-unknown")
    assert found["source"] == "contract"


def test_settings_of_the_project_hold(client: Client, texts: dict[str, str]) -> None:
    settings = '[tool.contract.lint]\nignore = ["access-*"]\n'
    (client.folder / "pyproject.toml").write_text(settings)
    client.open("venues.apib")
    client.change("venues.apib", texts["venues.apib"].replace("**Access:** admin", "**Access:** x"))
    assert client.codes("venues.apib") == []
