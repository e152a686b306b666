"""Definition, references, highlights and rename."""

from __future__ import annotations

from typing import Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from contracts.editor import occurrences
from contracts.editor.project import EditorProject, File
from contracts.editor.rename import CannotRename, Renaming, renamable, rename
from contracts.editor.text import Span
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import path_of, uri_of


class _Position(Protocol):
    """What says where a cursor is: each request of the protocol has a class of its own."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def register(server: Blueprints) -> None:
    """Answer these requests."""
    _register_places(server)
    _register_renaming(server)


async def _symbol_of(
    server: Blueprints, params: _Position
) -> tuple[EditorProject, File, tuple[occurrences.Symbol, Span] | None]:
    project, file = await server.fresh(params.text_document.uri)
    place = server.convert.place(file.text, params.position)
    return project, file, occurrences.symbol_at(project, file, place)


def _register_places(server: Blueprints) -> None:
    async def places(params: _Position, *, declared: bool, used: bool) -> list[types.Location]:
        project, _, symbol = await _symbol_of(server, params)
        return [
            server.convert.location(project, each.file, each.span)
            for each in (occurrences.occurrences(project, symbol[0]) if symbol else ())
            if (each.declares and declared) or (not each.declares and used)
        ]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        return await places(params, declared=True, used=False)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location]:
        return await places(params, declared=params.context.include_declaration, used=True)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        project, file, symbol = await _symbol_of(server, params)
        return [
            types.DocumentHighlight(server.convert.range(file.text, each.span))
            for each in (occurrences.occurrences(project, symbol[0]) if symbol else ())
            if each.file == file.path
        ]


def _register_renaming(server: Blueprints) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(
        params: types.PrepareRenameParams,
    ) -> types.PrepareRenamePlaceholder | None:
        _, file, symbol = await _symbol_of(server, params)
        if symbol is None:
            return None
        span, text = renamable(*symbol, file.text.slice(symbol[1]))
        return types.PrepareRenamePlaceholder(server.convert.range(file.text, span), text)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def do_rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        project, _, symbol = await _symbol_of(server, params)
        if symbol is None:
            return None
        try:
            return _renaming(server, project, rename(project, symbol[0], params.new_name))
        except CannotRename as error:
            raise JsonRpcInvalidParams(str(error)) from None


def _renaming(
    server: Blueprints, project: EditorProject, renaming: Renaming
) -> types.WorkspaceEdit:
    edit = server.convert.workspace_edit(project, renaming.edits)
    if renaming.moved is None:
        return edit
    # Creating, renaming and deleting files goes with versioned edits only (LSP 3.17).
    changes: list[types.TextDocumentEdit | types.RenameFile] = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri, _version(server, uri)), list(edits)
        )
        for uri, edits in (edit.changes or {}).items()
    ]
    changes.append(types.RenameFile(uri_of(renaming.moved[0]), uri_of(renaming.moved[1])))
    return types.WorkspaceEdit(document_changes=changes)


def _version(server: Blueprints, uri: str) -> int | None:
    document = server.session.documents.get(path_of(uri))
    return document.version if document else None
