"""The server of one client: its blueprints, when they are read, what is published of them.

Documents are sent whole (``TextDocumentSyncKind.Full``): a blueprint's file is small, and
clients and libraries do not agree on what ends a line when they send changes of some.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from contracts.editor import diagnostics
from contracts.editor.project import EditorProject, File
from contracts.lsp.commands import Commands
from contracts.lsp.convert import EMPTY, Converter, path_of, uri_of
from contracts.lsp.schedule import Schedule
from contracts.lsp.session import ClientSession, OpenDocument, Snapshot
from contracts.lsp.standard_input import input_until_signal

RULES_PAGE: Final = Path(__file__).parents[2] / "docs" / "rules.md"


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
        """Serve over standard input and output until the client leaves, or SIGINT or SIGTERM."""
        try:
            self.start_io(input_until_signal())
        finally:
            self.schedule.close()
            self.session.close()
            self.commands.close()

    def publish(self, snapshot: Snapshot, project: EditorProject) -> None:
        """Show what was found, also in files that are not open; clear what no longer is."""
        root = snapshot.root
        self.session.projects[root] = project
        by_path = project.diagnostics_by_file
        before = self._published.get(root, set())
        elsewhere = {p for r, paths in self._published.items() if r != root for p in paths}
        paths = set(by_path) | {p for p in snapshot.documents if p in project.files}
        for path in sorted(paths | before):
            if path in by_path or path in project.files or path not in elsewhere:
                self._publish_file(snapshot, project, path)
        self._published[root] = set(by_path) | {path for path in paths if path in by_path}
        self._drop_unused_roots()
        self.commands.refresh_lenses()

    def _publish_file(self, snapshot: Snapshot, project: EditorProject, path: str) -> None:
        document = snapshot.documents.get(path)
        text = document.text if document else (self.session.text(path) or EMPTY)
        published = [
            self.convert.diagnostic(project, text, marked, self.rules)
            for marked in diagnostics.marked(text, project.diagnostics_by_file.get(path, ()))
        ]
        uri = document.uri if document else uri_of(path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, published, document.version if document else None)
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

    async def fresh(self, uri: str) -> tuple[EditorProject, File]:
        """The blueprint of a document, analysed as it is now."""
        path = path_of(uri)
        await self.schedule.fresh(self.session.root_of(path))
        return self.present(uri)

    def present(self, uri: str) -> tuple[EditorProject, File]:
        """The blueprint of a document with its present text and its last analysis."""
        path = path_of(uri)
        project = self.session.project(path)
        return project, project.files[path]

    async def analysed(self, uri: str) -> tuple[EditorProject, File]:
        """The same; the first analysis is waited for, a newer one is not."""
        project, file = self.present(uri)
        return (project, file) if project.root in self.session.projects else await self.fresh(uri)
