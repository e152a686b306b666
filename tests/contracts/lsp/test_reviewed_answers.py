"""All answers of the language server about a small workspace, as they were reviewed.

The functions that answer are called in this process; the other tests ask a server.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcInvalidParams

from contracts.editor.text import FileText
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import Converter
from contracts.lsp.server import create
from contracts.lsp.session import OpenDocument
from tests.contracts.lsp.workspace import FILES, applied

Golden = Callable[[str, str], None]
#: A mistake in each file, so that there are findings, one of which can be fixed.
TEXTS = FILES | {
    "venues.apib": FILES["venues.apib"].replace("`10` (number, optional)", "`10` (numbr, optional)")
}


class Asked:
    """A server whose answers are asked for in this process; ``sent`` is what it says by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Blueprints = create()
        self.sent: list[Any] = []
        self.convert = get_converter()
        stub: Any = self.server
        stub.text_document_publish_diagnostics = self.sent.append
        stub.window_show_message = self.sent.append
        stub.commands.refresh_lenses = lambda: None
        self.server.rules = "file:///rules.md"
        self.server.convert = Converter("utf-16")
        self.server.session.folders = [str(folder)]
        for name, text in TEXTS.items():
            (folder / name).write_text(text, encoding="utf-8")

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str) -> None:
        text = FileText((self.folder / name).read_text(encoding="utf-8"))
        self.server.opened(OpenDocument(self.uri(name), text, 7), str(self.folder / name))

    async def ask(self, method: str, kind: type, **params: Any) -> Any:
        """The answer, as JSON has it."""
        given = self.convert.structure(params, kind)
        answer = self.server.protocol.fm.features[method](given)
        return self.shown(await answer if isawaitable(answer) else answer)

    def shown(self, value: Any) -> Any:
        return self.convert.unstructure(value)

    def run(self, scenario: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            try:
                await scenario()
            finally:
                self.server.schedule.close()
                self.server.session.close()
                self.server.commands.close()

        asyncio.run(whole())


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def places(text: str) -> Iterator[dict[str, int]]:
    """The beginning of each word of a text's first lines, as positions of the protocol."""
    for line, words in enumerate(text.split("\n")[:25]):
        for column, char in enumerate(words):
            if char.isalnum() and not (column and words[column - 1].isalnum()):
                yield {"line": line, "character": len(words[:column].encode("utf-16-le")) // 2}


#: Requests about a place, with their parameters' class and further members.
OF_PLACES = {
    "textDocument/hover": (types.HoverParams, {}),
    "textDocument/definition": (types.DefinitionParams, {}),
    "textDocument/references": (types.ReferenceParams, {"context": {"includeDeclaration": False}}),
    "textDocument/documentHighlight": (types.DocumentHighlightParams, {}),
    "textDocument/prepareRename": (types.PrepareRenameParams, {}),
    "textDocument/rename": (types.RenameParams, {"newName": "other"}),
}


def test_answers_about_places_are_their_golden_files(asked: Asked, golden: Golden) -> None:
    found: dict[str, dict[str, None]] = {method: {} for method in OF_PLACES}

    async def answered(method: str, position: dict[str, int], uri: str) -> Any:
        kind, more = OF_PLACES[method]
        about = {"textDocument": {"uri": uri}, "position": position}
        try:
            return await asked.ask(method, kind, **about, **more)
        except JsonRpcInvalidParams as error:
            return f"refused: {error}"

    async def scenario() -> None:
        asked.open("api.apib")
        for name, text in TEXTS.items():
            for position in places(text):
                for method, lines in found.items():
                    answer = await answered(method, position, asked.uri(name))
                    if answer:
                        shown = json.dumps(answer, ensure_ascii=False)
                        lines[f"{name}:{position['line']} {shown}"] = None

    asked.run(scenario)
    for method, lines in found.items():
        text = "\n".join(lines).replace(asked.folder.as_uri(), "FOLDER")
        golden(f"lsp/{method.partition('/')[2]}.txt", f"{text}\n")


#: Requests about a document, with their parameters' class and further members.
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
OF_DOCUMENTS: dict[str, tuple[type, dict[str, Any]]] = {
    "textDocument/documentSymbol": (types.DocumentSymbolParams, {}),
    "textDocument/foldingRange": (types.FoldingRangeParams, {}),
    "textDocument/documentLink": (types.DocumentLinkParams, {}),
    "textDocument/semanticTokens/full": (types.SemanticTokensParams, {}),
    "textDocument/codeLens": (types.CodeLensParams, {}),
    "textDocument/codeAction": (
        types.CodeActionParams,
        {"range": WHOLE, "context": {"diagnostics": []}},
    ),
}


def test_answers_about_documents_are_their_golden_file(asked: Asked, golden: Golden) -> None:
    parts: list[str] = []

    async def scenario() -> None:
        for name in TEXTS:
            asked.open(name)
        await asked.server.fresh(asked.uri("api.apib"))
        for method, (kind, more) in OF_DOCUMENTS.items():
            for name in TEXTS:
                about = {"textDocument": {"uri": asked.uri(name)}}
                answer = await asked.ask(method, kind, **about, **more)
                parts.append(f"{method} {name}\n{json.dumps(answer, ensure_ascii=False)}")
        about = {"textDocument": {"uri": asked.uri("types.apib")}}
        positions = [{"line": 3, "character": 5}, {"line": 6, "character": 2}]
        grown = await asked.ask(
            "textDocument/selectionRange", types.SelectionRangeParams, **about, positions=positions
        )
        parts.append(f"selectionRange\n{json.dumps(grown)}")
        for query in ("", "venue", "zzz"):
            named = await asked.ask("workspace/symbol", types.WorkspaceSymbolParams, query=query)
            parts.append(f"symbol {query!r}\n{json.dumps(named, ensure_ascii=False)}")
        only = {"range": WHOLE, "context": {"diagnostics": [], "only": ["source.fixAll"]}}
        about = {"textDocument": {"uri": asked.uri("venues.apib")}}
        fixes = await asked.ask("textDocument/codeAction", types.CodeActionParams, **about, **only)
        parts.append(f"only fixAll\n{json.dumps(fixes, ensure_ascii=False)}")
        parts.extend(json.dumps(asked.shown(each), ensure_ascii=False) for each in asked.sent)

    asked.run(scenario)
    text = (
        "\n".join(parts)
        .replace(asked.folder.as_uri(), "FOLDER")
        .replace(str(asked.folder), "FOLDER")
    )
    golden("lsp/documents.txt", f"{text}\n")


def test_completions_are_their_golden_file(asked: Asked, golden: Golden) -> None:
    found: list[str] = []

    async def scenario() -> None:
        asked.open("api.apib")
        about = {"textDocument": {"uri": asked.uri("venues.apib")}}
        for line, words in enumerate(TEXTS["venues.apib"].split("\n")[:30]):
            position = {"line": line, "character": len(words.encode("utf-16-le")) // 2}
            answer = await asked.ask(
                "textDocument/completion", types.CompletionParams, **about, position=position
            )
            found.append(f"{line} {json.dumps(answer['items'][:4], ensure_ascii=False)}")

    asked.run(scenario)
    golden("lsp/completion.txt", "\n".join(found) + "\n")


def test_a_document_is_formatted_whole_or_in_part(asked: Asked) -> None:
    untidy = "FORMAT: 1A\n\n\n#  A\n\n##  B [/b]\n\n###  C [GET]\n- Response 204\n"
    (asked.folder / "api.apib").write_text(untidy, encoding="utf-8")

    async def scenario() -> None:
        asked.open("api.apib")
        about = {
            "textDocument": {"uri": asked.uri("api.apib")},
            "options": {"tabSize": 4, "insertSpaces": True},
        }
        whole = await asked.ask("textDocument/formatting", types.DocumentFormattingParams, **about)
        tidy = "FORMAT: 1A\n\n# A\n\n## B [/b]\n\n### C [GET]\n+ Response 204\n"
        assert applied(untidy, whole) == tidy
        within = {"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 1}}
        part = await asked.ask(
            "textDocument/rangeFormatting",
            types.DocumentRangeFormattingParams,
            **about,
            range=within,
        )
        assert applied(untidy, part) == untidy.replace("##  B", "## B"), part

    asked.run(scenario)


def test_a_moved_file_changes_its_includes(asked: Asked) -> None:
    async def scenario() -> None:
        asked.open("api.apib")
        moves = [{"oldUri": asked.uri("venues.apib"), "newUri": asked.uri("places/venues.apib")}]
        edit = await asked.ask("workspace/willRenameFiles", types.RenameFilesParams, files=moves)
        ((uri, edits),) = edit["changes"].items()
        assert uri == asked.uri("api.apib")
        assert [each["newText"] for each in edits] == ["places/venues.apib"]
        moves = [{"oldUri": asked.uri("api.apib"), "newUri": asked.uri("main.apib")}]
        assert (
            await asked.ask("workspace/willRenameFiles", types.RenameFilesParams, files=moves)
            is None
        )

    asked.run(scenario)


def test_commands_show_curl_python_and_rules(asked: Asked) -> None:
    shown: list[tuple[str, str]] = []
    commands: Any = asked.server.commands
    commands._show = lambda name, text: shown.append((name, text))

    async def scenario() -> None:
        asked.open("api.apib")
        uri = asked.uri("api.apib")
        await asked.server.fresh(uri)
        (action, *_) = asked.server.present(uri)[0].contract.actions()
        curl = commands.show_curl(uri, action.id)
        assert curl.startswith("# ")
        assert f": {action.transactions[0].response.status}\ncurl " in curl
        assert "http://localhost:5000/v1/venues" in curl
        python = commands.show_python(uri, "venue")
        assert "Venue" in python
        rule = commands.explain("parameter-type")
        assert [name for name, _ in shown] == [f"{action.id}.sh", "venue.py", "parameter-type.md"]
        assert [text for _, text in shown] == [curl, python, rule]
        assert commands.show_curl(uri, "no-such-action") == ""
        assert len(shown) == 3

    asked.run(scenario)


def test_what_is_closed_is_cleared_and_forgotten(asked: Asked) -> None:
    async def scenario() -> None:
        asked.open("venues.apib")
        await asked.server.fresh(asked.uri("venues.apib"))
        root = str(asked.folder / "api.apib")
        assert list(asked.server.session.projects) == [root]
        published = {each.uri: each for each in asked.sent}
        assert published[asked.uri("venues.apib")].version == 7
        assert published[asked.uri("venues.apib")].diagnostics
        del asked.sent[:]
        asked.server.closed(str(asked.folder / "venues.apib"))
        assert asked.server.session.projects == {}
        assert (asked.uri("venues.apib"), []) in [(e.uri, list(e.diagnostics)) for e in asked.sent]

    asked.run(scenario)


def test_a_failure_is_told_once(asked: Asked) -> None:
    for message in ("no parser", "no parser", "no memory"):
        asked.server.failed(message)
    told = [(each.type, each.message) for each in asked.sent]
    assert told == [(types.MessageType.Error, text) for text in ("no parser", "no memory")]
    asked.server.session.close()
    asked.server.schedule.close()
