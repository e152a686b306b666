"""Symbols, folding, growing selections, links and semantic colours."""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from contracts.editor import outline
from contracts.editor.project import File
from contracts.editor.text import TextPosition
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import Converter, symbol_kind, uri_of

MOST_SYMBOLS: Final = 500


def register(server: Blueprints) -> None:
    """Answer these requests."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        _, file = server.present(params.text_document.uri)
        return [server.convert.symbol(file.text, each) for each in outline.symbols(file)]

    @server.feature(types.WORKSPACE_SYMBOL)
    async def search(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        symbols: list[types.WorkspaceSymbol] = []
        for project in server.session.projects.values():
            for file, section in outline.workspace_symbols(project, params.query):
                at = server.convert.location(project, file.path, section.name_span)
                name, kind = outline.label(section), symbol_kind(section.kind)
                symbols.append(types.WorkspaceSymbol(at, name, kind))
        return symbols[:MOST_SYMBOLS]

    _register_ranges(server)


def _register_ranges(server: Blueprints) -> None:
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


def _selection(convert: Converter, file: File, place: TextPosition) -> types.SelectionRange:
    selection: types.SelectionRange | None = None
    for span in reversed(outline.selections(file, place)):
        selection = types.SelectionRange(convert.range(file.text, span), selection)
    assert selection is not None
    return selection
