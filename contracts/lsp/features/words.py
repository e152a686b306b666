"""Completion and hover."""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from contracts.editor import completion, hover
from contracts.lsp.blueprints import Blueprints

TRIGGERS: Final = ("[", "(", "{", "+", " ", ":", "`", '"', ",", "*", "/", "#")


def register(server: Blueprints) -> None:
    """Answer these requests."""

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )
    async def complete(params: types.CompletionParams) -> types.CompletionList:
        project, file = await server.analysed(params.text_document.uri)
        place = server.convert.place(file.text, params.position)
        completions = completion.completions(project, file, place)
        items = [server.convert.completion(file.text, each) for each in completions]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        project, file = await server.fresh(params.text_document.uri)
        shown = hover.hover(project, file, server.convert.place(file.text, params.position))
        if shown is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, shown[0])
        return types.Hover(content, server.convert.range(file.text, shown[1]))
