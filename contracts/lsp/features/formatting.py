"""Formatting of a document or a range."""

from __future__ import annotations

from lsprotocol import types

from contracts.editor.text import FileText
from contracts.format.blueprint import CannotFormat, line_edits
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import path_of


def register(server: Blueprints) -> None:
    """Answer these requests."""

    async def edits(uri: str, within: types.Range | None = None) -> list[types.TextEdit]:
        path = path_of(uri)
        snapshot = server.session.snapshot(server.session.root_of(path))
        before = snapshot.documents[path].text
        try:
            layout = await server.schedule.run(lambda: server.session.format(snapshot, path))
        except CannotFormat as error:
            message = types.ShowMessageParams(types.MessageType.Warning, str(error))
            server.window_show_message(message)
            return []
        if path not in layout.after:
            return []
        after = FileText(layout.after[path].decode("utf-8-sig"))
        span = server.convert.span(before, within) if within else None
        return server.convert.edits(before, line_edits(before, after, span))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        return await edits(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def part(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        return await edits(params.text_document.uri, params.range)
