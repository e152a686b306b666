"""URIs and paths, and what a client is shown of long lists and texts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from contracts.editor.project import EditorProject, File
from contracts.editor.text import FileText
from contracts.lsp.blueprints import RULES_PAGE, Blueprints
from contracts.lsp.convert import path_of, uri_of
from tests.contracts.lsp.test_reviewed_answers import Asked


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a/b c.apib", "file:///a/b%20c.apib"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
        ("https://a.example/b", "https://a.example/b"),
    ],
)
def test_a_path_is_a_uri_and_back(path: str, uri: str) -> None:
    assert uri_of(path) == uri
    assert path_of(uri) == path


def test_rules_are_explained_on_the_page_about_them() -> None:
    server = Blueprints()
    server.schedule.close()
    server.session.close()
    assert server.rules == RULES_PAGE.as_uri()
    assert server.rules.endswith("/docs/rules.md")


def test_a_name_that_is_not_possible_is_refused(tmp_path: Path) -> None:
    asked = Asked(tmp_path)

    async def scenario() -> None:
        asked.open("api.apib")
        about = {"textDocument": {"uri": asked.uri("types.apib")}}
        with pytest.raises(JsonRpcInvalidParams):
            await asked.ask(
                "textDocument/rename",
                types.RenameParams,
                **about,
                position={"line": 2, "character": 4},
                newName="",
            )

    asked.run(scenario)


def test_so_many_symbols_are_shown(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    text = FileText("".join(f"# Group {number}\n" for number in range(501)))
    root = str(tmp_path / "api.apib")
    asked.server.session.projects[root] = EditorProject(root, {root: File(root, text, ())})

    async def scenario() -> None:
        found = await asked.ask("workspace/symbol", types.WorkspaceSymbolParams, query="")
        assert [each["name"] for each in found] == [str(number) for number in range(500)]

    asked.run(scenario)


def test_a_text_is_shown_as_a_document_of_its_name(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    commands: Any = asked.server.commands
    opened: list[tuple[str, bool]] = []

    async def note(uri: str, *, external: bool) -> None:
        opened.append((uri, external))

    commands._open = note

    async def scenario() -> None:
        commands._show("a/b.txt", "é")
        commands._show("c.txt", "c")
        commands._show("empty.txt", "")
        await asyncio.sleep(0)
        paths = [Path(path_of(uri)) for uri, _ in opened]
        assert [path.name for path in paths] == ["a-b.txt", "c.txt"]
        assert [path.read_text(encoding="utf-8") for path in paths] == ["é", "c"]
        assert {external for _, external in opened} == {False}
        assert len({path.parent for path in paths}) == 1
        commands.close()
        assert not paths[0].exists()

    asked.run(scenario)


@pytest.mark.parametrize("can_show", [True, False])
def test_a_client_that_cannot_show_documents_is_told_the_address(
    can_show: bool, tmp_path: Path
) -> None:
    asked = Asked(tmp_path)
    server: Any = asked.server
    support = types.ShowDocumentClientCapabilities(support=can_show)
    window = types.WindowClientCapabilities(show_document=support)
    shown: list[Any] = []

    async def show(params: types.ShowDocumentParams) -> None:
        shown.append(params)

    commands: Any = server.commands
    commands._server = type(
        "Client",
        (),
        {
            "client_capabilities": types.ClientCapabilities(window=window),
            "window_show_document_async": staticmethod(show),
            "window_show_message": staticmethod(asked.sent.append),
        },
    )()

    async def scenario() -> None:
        await commands._open("https://a.example", external=True)

    asked.run(scenario)
    if can_show:
        ((uri, external, focus),) = [(e.uri, e.external, e.take_focus) for e in shown]
        assert (uri, external, focus, asked.sent) == ("https://a.example", True, True, [])
    else:
        assert [each.message for each in asked.sent] == ["https://a.example"]
        assert shown == []
