"""The server: each request of the protocol, answered by :mod:`contracts.editor`.

Documents are sent whole (``TextDocumentSyncKind.Full``): a blueprint's file is small, and
clients and libraries do not agree on what ends a line when they send changes of some.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from contracts.editor import actions, completion, diagnostics, hover, occurrences, outline
from contracts.editor.project import File, Project
from contracts.editor.rename import CannotRename, Renaming, moved_edits, renamable, rename
from contracts.editor.text import Encoding, FileText, Span, TextPosition
from contracts.format.blueprint import CannotFormat, line_edits
from contracts.lsp.commands import Commands
from contracts.lsp.convert import EMPTY, Converter, path_of, symbol_kind, uri_of
from contracts.lsp.schedule import Schedule
from contracts.lsp.session import SUFFIXES, ClientSession, OpenDocument, Snapshot
from contracts.serve.preview.editor_links import EditorLinks, UnknownEditor

RULES_PAGE: Final = Path(__file__).parents[2] / "docs" / "rules.md"
MOST_SYMBOLS: Final = 500
TRIGGERS: Final = ("[", "(", "{", "+", " ", ":", "`", '"', ",", "*", "/", "#")


class _Position(Protocol):
    """What says where a cursor is: each request of the protocol has a class of its own."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


class Blueprints(LanguageServer):
    """The server of one client."""

    def __init__(self) -> None:
        super().__init__(
            "contract",
            version("blueprint-contract"),
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
        )
        self.session = ClientSession()
        self.schedule = Schedule(self.session, self.publish, self.failed)
        self.commands = Commands(self, self.session)
        self.convert = Converter("utf-16")
        self.rules = RULES_PAGE.as_uri() if RULES_PAGE.is_file() else ""
        self._published: dict[str, set[str]] = {}
        self._failure = ""

    def start(self) -> None:
        """Serve over standard input and output until the client leaves."""
        try:
            self.start_io()
        finally:
            self.schedule.close()
            self.session.close()
            self.commands.close()

    def publish(self, snapshot: Snapshot, project: Project) -> None:
        """Show what was found, also in files that are not open; clear what no longer is."""
        root = snapshot.root
        self.session.projects[root] = project
        by_path = project.found_by_file
        before = self._published.get(root, set())
        elsewhere = {p for r, paths in self._published.items() if r != root for p in paths}
        paths = set(by_path) | {p for p in snapshot.documents if p in project.files}
        for path in sorted(paths | before):
            if path in by_path or path in project.files or path not in elsewhere:
                self._publish_file(snapshot, project, path)
        self._published[root] = set(by_path) | {path for path in paths if path in by_path}
        self._drop_unused_roots()
        self.commands.refresh_lenses()

    def _publish_file(self, snapshot: Snapshot, project: Project, path: str) -> None:
        document = snapshot.documents.get(path)
        text = document.text if document else (self.session.text(path) or EMPTY)
        found = [
            self.convert.diagnostic(project, text, marked, self.rules)
            for marked in diagnostics.marked(text, project.found_by_file.get(path, ()))
        ]
        uri = document.uri if document else uri_of(path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, document.version if document else None)
        )

    def failed(self, message: str) -> None:
        """Say once that blueprints cannot be read at all."""
        if message != self._failure:
            self._failure = message
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def opened(self, document: OpenDocument, path: str) -> None:
        """A document was opened or changed."""
        self.session.documents[path] = document
        self.schedule.changed(self.session.root_of(path))

    def closed(self, path: str) -> None:
        """A document was closed: from now on its file on disk is what counts."""
        self.session.documents.pop(path, None)
        root = self.session.root_of(path)
        if root in self.session.projects:
            self.schedule.changed(root)
        self._drop_unused_roots()

    def _drop_unused_roots(self) -> None:
        """Forget blueprints of which nothing is open, and clear their findings."""
        used = {self.session.root_of(path) for path in self.session.documents}
        for root in [root for root in self.session.projects if root not in used]:
            del self.session.projects[root]
            self.schedule.forget(root)
            shown = {p for r, paths in self._published.items() if r in used for p in paths}
            for path in self._published.pop(root, set()) - shown:
                self.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri_of(path), [])
                )

    async def fresh(self, uri: str) -> tuple[Project, File]:
        """The blueprint of a document, analysed as it is now."""
        path = path_of(uri)
        await self.schedule.fresh(self.session.root_of(path))
        return self.present(uri)

    def present(self, uri: str) -> tuple[Project, File]:
        """The blueprint of a document with its present text and its last analysis."""
        path = path_of(uri)
        project = self.session.project(path)
        return project, project.files[path]

    async def analysed(self, uri: str) -> tuple[Project, File]:
        """The same; the first analysis is waited for, a newer one is not."""
        project, file = self.present(uri)
        return (project, file) if project.root in self.session.projects else await self.fresh(uri)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record is worth a line in an editor's log: a refused request is not."""
    return not (record.exc_info and record.exc_info[0] is JsonRpcInvalidParams)


def create() -> Blueprints:
    """A server with all its features."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_news)
    server = Blueprints()
    for register in (_documents, _words, _names, _shape, _actions, _formatting, _commands):
        register(server)
    return server


def _documents(server: Blueprints) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        options = params.initialization_options
        editor = options.get("editor") if isinstance(options, dict) else None
        if isinstance(editor, str):
            with suppress(UnknownEditor):  # the scheme of an editor that registers none of ours
                server.commands.editor = EditorLinks.of(editor)

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
            for uri, found in (server.convert.workspace_edit(project, edits).changes or {}).items():
                changes.setdefault(uri, []).extend(found)
        return types.WorkspaceEdit(changes=changes) if changes else None


def _words(server: Blueprints) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )
    async def complete(params: types.CompletionParams) -> types.CompletionList:
        project, file = await server.analysed(params.text_document.uri)
        place = server.convert.place(file.text, params.position)
        found = completion.completions(project, file, place)
        items = [server.convert.completion(file.text, each) for each in found]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        project, file = await server.fresh(params.text_document.uri)
        found = hover.hover(project, file, server.convert.place(file.text, params.position))
        if found is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, found[0])
        return types.Hover(content, server.convert.range(file.text, found[1]))


def _names(server: Blueprints) -> None:
    async def symbol_of(
        params: _Position,
    ) -> tuple[Project, File, tuple[occurrences.Symbol, Span] | None]:
        project, file = await server.fresh(params.text_document.uri)
        place = server.convert.place(file.text, params.position)
        return project, file, occurrences.symbol_at(project, file, place)

    async def places(params: _Position, *, declared: bool, used: bool) -> list[types.Location]:
        project, _, found = await symbol_of(params)
        return [
            server.convert.location(project, each.file, each.span)
            for each in (occurrences.occurrences(project, found[0]) if found else ())
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
        project, file, found = await symbol_of(params)
        return [
            types.DocumentHighlight(server.convert.range(file.text, each.span))
            for each in (occurrences.occurrences(project, found[0]) if found else ())
            if each.file == file.path
        ]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(
        params: types.PrepareRenameParams,
    ) -> types.PrepareRenamePlaceholder | None:
        _, file, found = await symbol_of(params)
        if found is None:
            return None
        span, text = renamable(*found, file.text.slice(found[1]))
        return types.PrepareRenamePlaceholder(server.convert.range(file.text, span), text)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def do_rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        project, _, found = await symbol_of(params)
        if found is None:
            return None
        try:
            return _renaming(server, project, rename(project, found[0], params.new_name))
        except CannotRename as error:
            raise JsonRpcInvalidParams(str(error)) from None


def _shape(server: Blueprints) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        _, file = server.present(params.text_document.uri)
        return [server.convert.symbol(file.text, each) for each in outline.symbols(file)]

    @server.feature(types.WORKSPACE_SYMBOL)
    async def search(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found: list[types.WorkspaceSymbol] = []
        for project in server.session.projects.values():
            for file, section in outline.workspace_symbols(project, params.query):
                at = server.convert.location(project, file.path, section.name_span)
                name, kind = outline.label(section), symbol_kind(section.kind)
                found.append(types.WorkspaceSymbol(at, name, kind))
        return found[:MOST_SYMBOLS]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def foldings(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        _, file = server.present(params.text_document.uri)
        return [types.FoldingRange(start, end) for start, end in outline.foldings(file)]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def selections(params: types.SelectionRangeParams) -> list[types.SelectionRange]:
        _, file = server.present(params.text_document.uri)
        return [
            _selection(server.convert, file, server.convert.place(file.text, position))
            for position in params.positions
        ]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def links(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        _, file = server.present(params.text_document.uri)
        return [
            types.DocumentLink(
                server.convert.range(file.text, link.span),
                link.url or uri_of(link.file),
            )
            for link in outline.links(file)
        ]

    legend = types.SemanticTokensLegend(list(outline.TOKENS), [])

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def tokens(params: types.SemanticTokensParams) -> types.SemanticTokens:
        _, file = server.present(params.text_document.uri)
        return types.SemanticTokens(server.convert.tokens(file.text, outline.tokens(file)))


def _actions(server: Blueprints) -> None:
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        project, file = await server.fresh(params.text_document.uri)
        wanted = params.context.only
        span = server.convert.span(file.text, params.range)
        return [
            _code_action(server, project, file, each)
            for each in actions.code_actions(project, file, span)
            if not wanted or any(each.kind.startswith(str(kind)) for kind in wanted)
        ]

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        project, file = await server.fresh(params.text_document.uri)
        return [
            types.CodeLens(
                types.Range(types.Position(lens.line, 0), types.Position(lens.line, 0)),
                _command(lens.title, lens.command, uri_of(project.root), lens.argument),
            )
            for lens in actions.lenses(
                project, file, server.commands.results.verified(project.root)
            )
        ]


def _formatting(server: Blueprints) -> None:
    async def edits(uri: str, within: types.Range | None = None) -> list[types.TextEdit]:
        path = path_of(uri)
        snapshot = server.session.snapshot(server.session.root_of(path))
        before = snapshot.documents[path].text
        try:
            found = await server.schedule.run(lambda: server.session.format(snapshot, path))
        except CannotFormat as error:
            message = types.ShowMessageParams(types.MessageType.Warning, str(error))
            server.window_show_message(message)
            return []
        if path not in found.after:
            return []
        after = FileText(found.after[path].decode("utf-8-sig"))
        span = server.convert.span(before, within) if within else None
        return server.convert.edits(before, line_edits(before, after, span))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        return await edits(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def part(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        return await edits(params.text_document.uri, params.range)


def _commands(server: Blueprints) -> None:
    @server.command("contract.explain")
    def explain(code: str) -> str:
        return server.commands.explain(code)

    @server.command("contract.showCurl")
    def show_curl(uri: str, operation: str) -> str:
        return server.commands.show_curl(uri, operation)

    @server.command("contract.showPython")
    def show_python(uri: str, resource_type: str) -> str:
        return server.commands.show_python(uri, resource_type)

    @server.command("contract.verify")
    async def verify(uri: str, operation: str = "") -> str:
        return await server.commands.verify(uri, operation)

    @server.command("contract.preview")
    async def preview(uri: str) -> str:
        return await server.commands.preview(uri)

    @server.command("contract.try")
    async def try_out(uri: str, operation: str = "") -> str:
        return await server.commands.try_out(uri, operation)


def _command(title: str, name: str, *arguments: str) -> types.Command:
    return types.Command(title, name, arguments=list(arguments))


def _changed(server: Blueprints, uri: str) -> None:
    document = server.workspace.get_text_document(uri)
    text = FileText(document.source.removeprefix("\ufeff"))
    server.opened(OpenDocument(uri, text, document.version), path_of(uri))


def _encoding(server: Blueprints) -> Encoding:
    found = str(server.workspace.position_encoding or "utf-16")
    known: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
    return next((each for each in known if each == found), "utf-16")


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


def _renaming(server: Blueprints, project: Project, found: Renaming) -> types.WorkspaceEdit:
    edit = server.convert.workspace_edit(project, found.edits)
    if found.moved is None:
        return edit
    # Creating, renaming and deleting files goes with versioned edits only (LSP 3.17).
    changes: list[types.TextDocumentEdit | types.RenameFile] = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri, _version(server, uri)), list(edits)
        )
        for uri, edits in (edit.changes or {}).items()
    ]
    changes.append(types.RenameFile(uri_of(found.moved[0]), uri_of(found.moved[1])))
    return types.WorkspaceEdit(document_changes=changes)


def _version(server: Blueprints, uri: str) -> int | None:
    document = server.session.documents.get(path_of(uri))
    return document.version if document else None


def _selection(convert: Converter, file: File, place: TextPosition) -> types.SelectionRange:
    found: types.SelectionRange | None = None
    for span in reversed(outline.selections(file, place)):
        found = types.SelectionRange(convert.range(file.text, span), found)
    assert found is not None
    return found


def _code_action(
    server: Blueprints, project: Project, file: File, action: actions.CodeAction
) -> types.CodeAction:
    marked = diagnostics.marked(file.text, action.found)
    shown = [server.convert.diagnostic(project, file.text, each, server.rules) for each in marked]
    if action.explains:
        command = _command(action.title, "contract.explain", action.explains)
        return types.CodeAction(action.title, types.CodeActionKind.QuickFix, command=command)
    return types.CodeAction(
        action.title,
        types.CodeActionKind(action.kind),
        shown or None,
        edit=server.convert.workspace_edit(project, action.edits),
    )
