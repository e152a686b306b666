"""Documents, names and commands of the protocol, answered in this process."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isawaitable, iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from contracts.lsp import commands as commands_module
from contracts.lsp.verification import VerificationRun
from contracts.serve.preview.editor_links import EditorLinks
from tests.contracts.lsp.test_reviewed_answers import TEXTS, Asked
from tests.contracts.lsp.workspace import applied, where


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


@pytest.mark.parametrize(
    ("options", "template"),
    [
        ({"editor": "zed"}, EditorLinks.of("zed").template),
        ({"editor": "no-such-editor"}, ""),
        ({"editor": 3}, ""),
        ({}, ""),
        ("zed", ""),
        (None, ""),
    ],
)
def test_the_links_are_those_of_the_clients_editor(
    asked: Asked, options: Any, template: str
) -> None:
    async def scenario() -> None:
        params = types.InitializeParams(types.ClientCapabilities(), initialization_options=options)
        asked.server.protocol.fm.features[types.INITIALIZE](params)
        assert asked.server.commands.links().template == template

    asked.run(scenario)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8"], "utf-8"),
        (["utf-32", "utf-16"], "utf-32"),
        (["latin-1"], "utf-16"),
        ([], "utf-16"),
    ],
)
def test_positions_are_counted_in_units_that_the_client_offers(
    asked: Asked, offered: list[str], chosen: str
) -> None:
    general = types.GeneralClientCapabilities(position_encodings=offered)
    params = types.InitializeParams(
        types.ClientCapabilities(general=general),
        root_uri=asked.folder.as_uri(),
        workspace_folders=[types.WorkspaceFolder((asked.folder / "part").as_uri(), "part")],
    )

    async def scenario() -> None:
        for _ in asked.server.protocol.lsp_initialize(params):
            pass
        assert asked.server.protocol.server_capabilities.position_encoding == chosen
        asked.server.protocol.fm.features[types.INITIALIZED](types.InitializedParams())
        assert asked.server.convert.encoding == chosen
        assert asked.server.session.folders == [str(asked.folder / "part"), str(asked.folder)]

    asked.run(scenario)


def codes(asked: Asked, name: str) -> set[str]:
    """The codes that were last published of a file."""
    last = [each for each in asked.sent if each.uri == asked.uri(name)][-1]
    return {each.code for each in last.diagnostics}


@pytest.mark.parametrize(
    ("method", "kind", "about"),
    [
        ("workspace/didChangeWatchedFiles", types.DidChangeWatchedFilesParams, {"changes": []}),
        ("textDocument/didSave", types.DidSaveTextDocumentParams, {}),
    ],
)
def test_what_changed_on_disk_is_read_again(
    asked: Asked, method: str, kind: type, about: dict[str, Any]
) -> None:
    broken = TEXTS["venues.apib"].replace("(Venue Document)", "(Nothing)", 1)

    async def scenario() -> None:
        asked.open("api.apib")
        await asked.server.fresh(asked.uri("api.apib"))
        (asked.folder / "venues.apib").write_text(broken, encoding="utf-8")
        (asked.folder / "stray.apib").write_text("# Group Stray\n", encoding="utf-8")
        assert "parser-4" not in codes(asked, "venues.apib")
        server: Any = asked.server
        uri = asked.uri("api.apib")
        document = types.TextDocumentItem(uri, "apib", 8, TEXTS["api.apib"])
        server.protocol._workspace = type(
            "Workspace", (), {"get_text_document": lambda _self, _uri: Opened(document)}
        )()
        await asked.ask(method, kind, **(about or {"textDocument": {"uri": uri}}))
        await asked.server.fresh(uri)
        assert "parser-4" in codes(asked, "venues.apib")
        assert "file-stray" in codes(asked, "stray.apib")

    asked.run(scenario)


class Opened:
    """A document as the client has it."""

    def __init__(self, item: types.TextDocumentItem) -> None:
        self.source, self.version = item.text, item.version


def test_files_that_are_moved_together_change_one_including_file(asked: Asked) -> None:
    async def scenario() -> None:
        asked.open("api.apib")
        moves = [
            {"oldUri": asked.uri(name), "newUri": asked.uri(f"parts/{name}")}
            for name in ("venues.apib", "types.apib")
        ]
        edit = await asked.ask("workspace/willRenameFiles", types.RenameFilesParams, files=moves)
        ((uri, edits),) = edit["changes"].items()
        assert uri == asked.uri("api.apib")
        expected = TEXTS["api.apib"].replace("include(", "include(parts/")
        assert applied(TEXTS["api.apib"], edits) == expected

    asked.run(scenario)


@pytest.mark.parametrize(
    ("opened", "version"), [("api.apib", 7), ("venues.apib", None)], ids=["open", "not open"]
)
def test_an_included_file_is_renamed_after_the_edit_of_a_version(
    asked: Asked, opened: str, version: int | None
) -> None:
    async def scenario() -> None:
        asked.open(opened)
        line, character = where(TEXTS["api.apib"], "types.apib)", 3)
        edit = await asked.ask(
            "textDocument/rename",
            types.RenameParams,
            textDocument={"uri": asked.uri("api.apib")},
            position={"line": line, "character": character},
            newName="all.apib",
        )
        edited, moved = edit["documentChanges"]
        assert edited["textDocument"] == {"uri": asked.uri("api.apib"), "version": version}
        assert "include(all.apib)" in applied(TEXTS["api.apib"], edited["edits"])
        assert (moved["oldUri"], moved["newUri"]) == (
            asked.uri("types.apib"),
            asked.uri("all.apib"),
        )

    asked.run(scenario)


def test_a_type_is_renamed_by_edits_alone(asked: Asked) -> None:
    async def scenario() -> None:
        asked.open("types.apib")
        line, character = where(TEXTS["types.apib"], "## Problem", 4)
        edit = await asked.ask(
            "textDocument/rename",
            types.RenameParams,
            textDocument={"uri": asked.uri("types.apib")},
            position={"line": line, "character": character},
            newName="Refusal",
        )
        assert "documentChanges" not in edit
        assert set(edit["changes"]) == {asked.uri("types.apib"), asked.uri("venues.apib")}

    asked.run(scenario)


def test_a_type_is_explained_marked_and_found(asked: Asked) -> None:
    line, character = where(TEXTS["venues.apib"], "Venue Document)", 2)
    about = {
        "textDocument": {"uri": asked.uri("venues.apib")},
        "position": {"line": line, "character": character},
    }

    async def scenario() -> None:
        asked.open("venues.apib")
        hover = await asked.ask("textDocument/hover", types.HoverParams, **about)
        assert "Venue Document" in hover["contents"]["value"]
        marked = await asked.ask(
            "textDocument/documentHighlight", types.DocumentHighlightParams, **about
        )
        assert len(marked) == TEXTS["venues.apib"].count("(Venue Document)")
        (declared,) = await asked.ask("textDocument/definition", types.DefinitionParams, **about)
        assert declared["uri"] == asked.uri("types.apib")
        for with_declaration in (False, True):
            context = {"includeDeclaration": with_declaration}
            used = await asked.ask(
                "textDocument/references", types.ReferenceParams, **about, context=context
            )
            assert len(used) == len(marked) + with_declaration

    asked.run(scenario)


@pytest.mark.parametrize(
    ("command", "method", "arguments"),
    [
        ("contract.explain", "explain", ("parameter-type",)),
        ("contract.showCurl", "show_curl", ("file:///a.apib", "get-a")),
        ("contract.showPython", "show_python", ("file:///a.apib", "venue")),
        ("contract.verify", "verify", ("file:///a.apib", "get-a")),
        ("contract.verify", "verify", ("file:///a.apib", "")),
        ("contract.preview", "preview", ("file:///a.apib",)),
        ("contract.try", "try_out", ("file:///a.apib", "get-a")),
    ],
)
def test_a_command_has_its_name_and_arguments(
    asked: Asked, command: str, method: str, arguments: tuple[str, ...]
) -> None:
    called: list[tuple[str, ...]] = []

    def show(*given: str) -> str:
        called.append(given)
        return "shown"

    async def wait(*given: str) -> str:
        return show(*given)

    commands: Any = asked.server.commands
    waits = iscoroutinefunction(getattr(commands, method))

    async def scenario() -> None:
        setattr(commands, method, wait if waits else show)
        answer = asked.server.protocol.fm.commands[command](*filter(None, arguments))
        assert (await answer if isawaitable(answer) else answer) == "shown"

    asked.run(scenario)
    assert called == [arguments]


def test_an_action_that_cannot_be_verified_says_why(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(root: Path, report: Path, only: Sequence[str]) -> VerificationRun:
        assert list(only) == ["Venues 😀 > Venue > Get Venue"]
        return VerificationRun(False, "a line\nError: no server\n")

    monkeypatch.setattr(commands_module, "run", run)

    async def scenario() -> None:
        asked.open("api.apib")
        await asked.server.fresh(asked.uri("api.apib"))
        asked.sent.clear()
        await asked.server.commands.verify(asked.uri("api.apib"), "get-venue")

    asked.run(scenario)
    message = "contract verify: Error: no server"
    assert asked.sent == [types.ShowMessageParams(types.MessageType.Error, message)]


@pytest.mark.parametrize("passed", [True, False])
def test_the_result_of_a_whole_blueprint_is_its_last_line(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, passed: bool
) -> None:
    judged: list[tuple[Path, Path]] = []

    async def run(root: Path, report: Path) -> VerificationRun:
        judged.append((root, report))
        return VerificationRun(passed, "a line\n2 passed\n")

    monkeypatch.setattr(commands_module, "run", run)

    async def scenario() -> None:
        output = await asked.server.commands.verify(asked.uri("api.apib"))
        assert output == "a line\n2 passed\n"

    asked.run(scenario)
    assert judged == [(asked.folder / "api.apib", asked.folder / "build" / "verify.json")]
    kind = types.MessageType.Info if passed else types.MessageType.Error
    assert [(e.type, e.message) for e in asked.sent] == [(kind, "contract verify: 2 passed")]
