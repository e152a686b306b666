"""Documents are opened, changed, saved, closed and moved; what the client can do."""

from __future__ import annotations

from lsprotocol import types

from contracts.editor import occurrences
from contracts.editor.rename import moved_edits
from contracts.editor.text import Encoding, FileText
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import Converter, path_of
from contracts.lsp.session import SUFFIXES, OpenDocument


def register(server: Blueprints) -> None:
    """Answer these requests."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        options = params.initialization_options
        editor = options.get("editor") if isinstance(options, dict) else None
        if isinstance(editor, str):
            server.commands.editor = editor

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        server.convert = Converter(_encoding(server))
        server.session.folders = [path_of(uri) for uri in server.workspace.folders]
        if server.workspace.root_path:
            server.session.folders.append(server.workspace.root_path)
        _watch(server)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.session.forget_disk()
        _changed(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(path_of(params.text_document.uri))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(_params: types.DidChangeWatchedFilesParams) -> None:
        server.session.forget_disk()
        for root in {server.session.root_of(path) for path in server.session.documents}:
            server.schedule.changed(root)

    _register_moves(server)


def _register_moves(server: Blueprints) -> None:
    @server.feature(
        types.WORKSPACE_WILL_RENAME_FILES,
        types.FileOperationRegistrationOptions(
            [types.FileOperationFilter(types.FileOperationPattern("**/*.apib"))]
        ),
    )
    async def will_rename(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        changes: dict[str, list[types.TextEdit]] = {}
        for moved in params.files:
            project, file = await server.fresh(moved.old_uri)
            symbol = occurrences.Symbol("file", file.path)
            including = [o for o in occurrences.occurrences(project, symbol) if not o.declares]
            edits = moved_edits(including, path_of(moved.new_uri))
            edit = server.convert.workspace_edit(project, edits)
            for uri, edits_of_file in (edit.changes or {}).items():
                changes.setdefault(uri, []).extend(edits_of_file)
        return types.WorkspaceEdit(changes=changes) if changes else None


def _changed(server: Blueprints, uri: str) -> None:
    document = server.workspace.get_text_document(uri)
    text = FileText(document.source.removeprefix("\ufeff"))
    server.opened(OpenDocument(uri, text, document.version), path_of(uri))


def _encoding(server: Blueprints) -> Encoding:
    encoding = str(server.workspace.position_encoding or "utf-16")
    known: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
    return next((each for each in known if each == encoding), "utf-16")


def _watch(server: Blueprints) -> None:
    """Ask the client to say when blueprints and settings change on disk, if it can."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if not watched or not watched.dynamic_registration:
        return
    patterns = [f"**/*{suffix}" for suffix in SUFFIXES] + ["**/pyproject.toml"]
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(pattern) for pattern in patterns]
    )
    registration = types.Registration(
        "contract-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
    )
    server.client_register_capability(types.RegistrationParams([registration]))
