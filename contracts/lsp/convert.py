"""Values of :mod:`contracts.editor` as types of the Language Server Protocol, and back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from lsprotocol import types
from pygls import uris

from contracts.editor.completion import Completion
from contracts.editor.diagnostics import MarkedDiagnostic
from contracts.editor.outline import TOKENS, OutlineSymbol, Token
from contracts.editor.project import EditorProject
from contracts.editor.structure import Kind
from contracts.editor.text import Encoding, FileText, Span, TextEdit, TextPosition
from contracts.model import Severity

SOURCE: Final = "contract"
EMPTY: Final = FileText("")

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_SYMBOLS: Final = {
    Kind.TITLE: types.SymbolKind.Package,
    Kind.HEADING: types.SymbolKind.String,
    Kind.GROUP: types.SymbolKind.Module,
    Kind.TYPES: types.SymbolKind.Namespace,
    Kind.TYPE: types.SymbolKind.Class,
    Kind.RESOURCE: types.SymbolKind.Interface,
    Kind.ACTION: types.SymbolKind.Method,
    Kind.REQUEST: types.SymbolKind.Event,
    Kind.RESPONSE: types.SymbolKind.Event,
    Kind.MODEL: types.SymbolKind.Object,
    Kind.PARAMETER: types.SymbolKind.Variable,
    Kind.MEMBER: types.SymbolKind.Property,
}
_COMPLETIONS: Final = {
    "keyword": types.CompletionItemKind.Keyword,
    "method": types.CompletionItemKind.Method,
    "status": types.CompletionItemKind.Constant,
    "media": types.CompletionItemKind.Unit,
    "type": types.CompletionItemKind.Class,
    "attribute": types.CompletionItemKind.Keyword,
    "member": types.CompletionItemKind.Property,
    "access": types.CompletionItemKind.EnumMember,
    "parameter": types.CompletionItemKind.Variable,
    "value": types.CompletionItemKind.Value,
    "header": types.CompletionItemKind.Field,
    "file": types.CompletionItemKind.File,
    "rule": types.CompletionItemKind.Reference,
}


def path_of(uri: str) -> str:
    """The path a URI names; a document that is no file, such as an unsaved one, keeps its URI."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return path or uri


def uri_of(path: str) -> str:
    """The URI of a path."""
    if "://" in path or path.startswith("untitled:"):
        return path
    return uris.from_fs_path(path) or path


class Converter:
    """Counts positions in the units that client and server agreed on."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding: Encoding = encoding

    def place(self, text: FileText, position: types.Position) -> TextPosition:
        """The place that a position of the client means."""
        return text.place(position.line, position.character, self.encoding)

    def span(self, text: FileText, span: types.Range) -> Span:
        """The stretch that a range of the client means."""
        return Span(self.place(text, span.start), self.place(text, span.end))

    def position(self, text: FileText, place: TextPosition) -> types.Position:
        """A place as the client counts it."""
        return types.Position(place.line, text.units(place, self.encoding))

    def range(self, text: FileText, span: Span) -> types.Range:
        """A stretch as the client counts it."""
        return types.Range(self.position(text, span.start), self.position(text, span.end))

    def location(self, project: EditorProject, path: str, span: Span) -> types.Location:
        """A stretch of a file."""
        file = project.files.get(path)
        return types.Location(uri_of(path), self.range(file.text if file else EMPTY, span))

    def diagnostic(
        self, project: EditorProject, text: FileText, marked: MarkedDiagnostic, rules: str
    ) -> types.Diagnostic:
        """A finding; ``rules`` is the address of the page about all rules, or empty."""
        diagnostic = marked.diagnostic
        message = (
            f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message
        )
        message = message.replace(os.path.join(os.path.dirname(project.root), ""), "")
        related = [
            types.DiagnosticRelatedInformation(
                self.location(project, path, Span(place, place)), "The same cause shows here."
            )
            for path, place in marked.related
        ]
        href = types.CodeDescription(f"{rules}#{quote(diagnostic.code)}") if rules else None
        return types.Diagnostic(
            self.range(text, marked.span),
            message,
            _SEVERITIES[diagnostic.severity],
            diagnostic.code,
            href,
            SOURCE,
            related_information=related or None,
        )

    def edits(self, text: FileText, edits: Iterable[TextEdit]) -> list[types.TextEdit]:
        """Edits of one file."""
        return [types.TextEdit(self.range(text, edit.span), edit.new) for edit in edits]

    def workspace_edit(
        self, project: EditorProject, edits: Mapping[str, Sequence[TextEdit]]
    ) -> types.WorkspaceEdit:
        """Edits of several files, which may not be open."""
        return types.WorkspaceEdit(
            changes={
                uri_of(path): self.edits(project.files[path].text, changes)
                for path, changes in edits.items()
                if path in project.files
            }
        )

    def symbol(self, text: FileText, symbol: OutlineSymbol) -> types.DocumentSymbol:
        """A section of an outline, with those inside it."""
        return types.DocumentSymbol(
            symbol.label,
            _SYMBOLS[symbol.section.kind],
            self.range(text, symbol.span),
            self.range(text, symbol.name_span),
            symbol.detail or None,
            children=[self.symbol(text, child) for child in symbol.children],
        )

    def completion(self, text: FileText, completion: Completion) -> types.CompletionItem:
        """A word that may be typed."""
        return types.CompletionItem(
            completion.label,
            kind=_COMPLETIONS[completion.sort],
            detail=completion.detail or None,
            sort_text=f"{completion.order:05}",
            filter_text=completion.label,
            text_edit=types.TextEdit(self.range(text, completion.span), completion.insert),
        )

    def tokens(self, text: FileText, tokens: Iterable[tuple[Span, Token]]) -> list[int]:
        """Semantic tokens as five numbers each, relative to the one before (LSP 3.17)."""
        data: list[int] = []
        line = column = 0
        for span, token in tokens:
            start = self.position(text, span.start)
            length = self.position(text, span.end).character - start.character
            if start.line != line:
                line, column, moved = start.line, 0, start.line - line
            else:
                moved = 0
            data += [moved, start.character - column, length, TOKENS.index(token), 0]
            column = start.character
        return data


def symbol_kind(kind: Kind) -> types.SymbolKind:
    """How an editor draws a section."""
    return _SYMBOLS[kind]
