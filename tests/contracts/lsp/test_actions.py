"""Quick fixes, suppressions, explanations, lenses and commands."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from contracts.lint import RULES
from contracts.project.blueprint import read
from contracts.project.fixing import fix
from contracts.read.source import Unsaved
from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import applied, on_both_line_breaks, where

BRACKETS = ("{?limit,sort,", "{?limit[a],sort[b],")
ENCODED = ("{?limit,sort,", "{?limit%5Ba%5D,sort%5Bb%5D,")


def actions(client: Client, name: str, span: dict[str, Any], **context: Any) -> list[Any]:
    asked = client.about(name, range=span, context={"diagnostics": [], **context})
    return list(client.ask("textDocument/codeAction", asked))


def broken(client: Client, texts: dict[str, str], change: tuple[str, str]) -> str:
    """The text of venues.apib with a mistake, open in the editor."""
    text = texts["venues.apib"].replace(*change, 1)
    client.open("venues.apib", text)
    return text


def edited(client: Client, text: str, action: Any) -> str:
    (edits,) = action["edit"]["changes"].values()
    return applied(text, edits)


def test_a_mistake_is_fixed(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, BRACKETS)
    found = next(e for e in client.found("venues.apib") if "sort[b]" in e["message"])
    offered = actions(client, "venues.apib", found["range"])
    fixes = [e for e in offered if e["title"] == "Fix uri-unencoded: Write sort%5Bb%5D"]
    assert edited(client, text, fixes[0]) == text.replace("sort[b]", "sort%5Bb%5D")
    assert fixes[0]["diagnostics"][0]["code"] == found["code"]


@on_both_line_breaks
def test_everything_fixable_is_fixed_at_once(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, BRACKETS)
    assert client.codes("venues.apib").count("uri-unencoded") == 2
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    (offered,) = actions(client, "venues.apib", whole, only=["source.fixAll"])
    assert edited(client, text, offered) == texts["venues.apib"].replace(*ENCODED)


@on_both_line_breaks
def test_a_finding_is_suppressed_here(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, ("**Access:** admin", "**Access:** nobody"))
    for code in sorted(client.codes("venues.apib")):
        found = next(e for e in client.found("venues.apib") if e["code"] == code)
        offered = actions(client, "venues.apib", found["range"])
        (action,) = [e for e in offered if e["title"] == f"Suppress {code} here"]
        text = edited(client, text, action)
        client.change("venues.apib", text)
    assert client.found("venues.apib") == []


def test_what_cannot_be_read_cannot_be_suppressed(client: Client, texts: dict[str, str]) -> None:
    broken(client, texts, ("(Venue Document)", "(Nothing)"))
    (found,) = client.found("venues.apib")
    offered = actions(client, "venues.apib", found["range"])
    assert [each["title"] for each in offered] == [f"Explain {found['code']}"]


def test_a_rule_is_explained(client: Client, texts: dict[str, str]) -> None:
    broken(client, texts, ("**Access:** admin", "**Access:** nobody"))
    found = client.found("venues.apib")[0]
    offered = actions(client, "venues.apib", found["range"])
    (action,) = [e for e in offered if e["title"] == f"Explain {found['code']}"]
    command = action["command"]
    asked = {"command": command["command"], "arguments": command["arguments"]}
    text = client.ask("workspace/executeCommand", asked)
    assert RULES[found["code"]].what in text
    client.wait(lambda: [e for e in client.shown if e["uri"].endswith(f"{found['code']}.md")])


def lenses(client: Client, name: str) -> list[tuple[str, dict[str, Any]]]:
    found = client.ask("textDocument/codeLens", client.about(name))
    return [(each["command"]["title"], each) for each in found]


def test_lenses_stand_above_actions_and_types(client: Client, texts: dict[str, str]) -> None:
    client.open("venues.apib")
    found = lenses(client, "venues.apib")
    titles = [title for title, _ in found]
    assert titles == [
        *("verify 1 transaction", "try", "show as curl") * 2,
        *("verify 3 transactions", "try", "show as curl"),
    ]
    line, _ = where(texts["venues.apib"], "### List Venues", 0)
    assert found[0][1]["range"]["start"]["line"] == line
    client.open("types.apib")
    assert [title for title, _ in lenses(client, "types.apib")] == ["show generated Python"]


def test_lenses_show_the_last_verification(client: Client) -> None:
    names = [t.name for t in read(client.folder / "api.apib").contract.transactions()]
    rows = [{"name": n, "outcome": "failed" if n == names[-1] else "passed"} for n in names]
    (client.folder / "build").mkdir()
    (client.folder / "build" / "verify.json").write_text(json.dumps({"transactions": rows}))
    client.open("venues.apib")
    titles = [title for title, _ in lenses(client, "venues.apib") if "verified" in title]
    assert titles == ["verified 1 of 1", "verified 1 of 1", "verified 2 of 3"]


STATUS_TEXT = """\
FORMAT: 1A

# Status API

## Status [/status]

### Get Status [GET]

+ Request In JSON
    + Headers

            Accept: application/json

+ Response 200 (application/json)

        {"status": "ok"}

+ Request Über alles
    + Headers

            Accept: application/json

+ Response 200 (application/json)

    + Body

            {"status": "ok"}

    + Schema

            {"type": "object", "required": ["since"]}

## Things [/things/{id}]

+ Parameters
    + id: `1` (string, required)

### Get Thing [GET]

+ Response 200 (application/json)

        {"name": "1"}
"""


def verify_lens(client: Client, name: str, action: int) -> dict[str, Any]:
    """The lens that verifies an action of a file; messages so far are forgotten."""
    client.messages.clear()
    found = [each for _, each in lenses(client, name)]
    return [each for each in found if each["command"]["command"] == "contract.verify"][action]


def test_a_lens_verifies_its_action_alone_until_a_report_of_the_whole_blueprint_says_more(
    client: Client,
) -> None:
    (client.folder / "status.apib").write_text(STATUS_TEXT, encoding="utf-8")
    client.open("status.apib", STATUS_TEXT)
    lens = verify_lens(client, "status.apib", 0)
    assert lens["command"]["title"] == "verify 2 transactions"
    text = client.ask("workspace/executeCommand", lens["command"])
    assert "/since is missing" in text
    assert "Get Status: verified 1 of 2" in client.messages
    client.wait(lambda: [each for each in client.shown if each["uri"].endswith("get-status.txt")])
    titles = [verify_lens(client, "status.apib", n)["command"]["title"] for n in (0, 1)]
    assert titles == ["verified 1 of 2", "verify 1 transaction"]
    whole = client.folder / "build" / "verify.json"
    assert not whole.exists()
    names = [t.name for t in read(client.folder / "status.apib").contract.transactions()]
    whole.parent.mkdir(exist_ok=True)
    rows = [{"name": name, "outcome": "passed"} for name in names]
    whole.write_text(json.dumps({"transactions": rows}))
    assert verify_lens(client, "status.apib", 0)["command"]["title"] == "verified 2 of 2"


@pytest.mark.parametrize(
    ("title", "name", "wanted"),
    [
        ("show as curl", "venues.apib", "curl 'http://localhost:5000/v1/venues?limit=10"),
        ("show generated Python", "types.apib", "class Venue"),
    ],
)
def test_a_lens_shows_what_is_derived(client: Client, title: str, name: str, wanted: str) -> None:
    client.open(name)
    lens = next(each for found, each in lenses(client, name) if found == title)
    shown = len(client.shown)
    text = client.ask("workspace/executeCommand", lens["command"])
    assert wanted in text
    client.wait(lambda: len(client.shown) > shown)


def test_try_opens_the_documentation_at_the_action(client: Client) -> None:
    client.open("venues.apib")
    lens = next(each for title, each in lenses(client, "venues.apib") if title == "try")
    url = client.ask("workspace/executeCommand", lens["command"])
    assert url.startswith("http://127.0.0.1:")
    assert url.endswith("#list-venues")
    shown = client.wait(lambda: [each for each in client.shown if each["uri"] == url])
    assert shown[0]["external"] is True


def test_places_in_the_documentation_open_the_editor(client: Client, texts: dict[str, str]) -> None:
    file = client.folder / "venues.apib"
    file.write_bytes(texts["venues.apib"].replace("admin", "nobody", 1).encode())
    client.open("venues.apib")
    asked = {"command": "contract.preview", "arguments": [(client.folder / "api.apib").as_uri()]}
    url = client.ask("workspace/executeCommand", asked).removesuffix("/docs")
    with urllib.request.urlopen(f"{url}/.preview/events", timeout=20) as news:
        line = next(each for each in news if each.startswith(b"data: "))
    (found,) = json.loads(line.removeprefix(b"data: "))["diagnostics"][:1]
    assert found["editor"] == f"vscodium://file{file}:{found['line']}:{found['column']}"


def test_the_documentation_may_be_shown_in_a_frame_of_an_editor(client: Client) -> None:
    asked = {"command": "contract.preview", "arguments": [(client.folder / "api.apib").as_uri()]}
    url = client.ask("workspace/executeCommand", asked)
    with urllib.request.urlopen(url, timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
    _, _, frames = policy.partition("frame-ancestors ")
    assert {"vscode-webview:", "vscode-file:", "http://127.0.0.1:*"} <= set(frames.split())
    assert not {"*", "http:", "https:"} & set(frames.split())


def test_fixes_are_those_of_the_command_line(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, BRACKETS)
    client.found("venues.apib")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    (offered,) = actions(client, "venues.apib", whole, only=["source.fixAll"])
    path = client.folder / "venues.apib"
    path.write_bytes(text.encode())
    fixes = fix(lambda files: read(client.folder / "api.apib", files=Unsaved(files)))
    assert fixes.after == {str(path): edited(client, text, offered).encode()}


@on_both_line_breaks
def test_a_document_is_formatted(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, ("### Get Venue [GET]", "###   Get Venue  [GET]"))
    options = {"tabSize": 4, "insertSpaces": True}
    edits = client.ask("textDocument/formatting", client.about("venues.apib", options=options))
    once = applied(text, edits)
    assert "### Get Venue [GET]" in once
    client.change("venues.apib", once)
    asked = client.about("venues.apib", options=options)
    assert client.ask("textDocument/formatting", asked) == []
    assert client.found("venues.apib") == []


@on_both_line_breaks
def test_only_the_chosen_lines_are_formatted(client: Client, texts: dict[str, str]) -> None:
    text = broken(client, texts, ("### Get Venue [GET]", "###   Get Venue  [GET]"))
    text = text.replace("### List Venues", "###    List Venues")
    client.change("venues.apib", text)
    line, _ = where(text, "Get Venue")
    chosen = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 3}}
    asked = client.about("venues.apib", range=chosen, options={"tabSize": 4, "insertSpaces": True})
    after = applied(text, client.ask("textDocument/rangeFormatting", asked))
    assert after == text.replace("###   Get Venue  [GET]", "### Get Venue [GET]")
