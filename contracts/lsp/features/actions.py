"""Code actions and lenses."""

from __future__ import annotations

from lsprotocol import types

from contracts.editor import actions, diagnostics
from contracts.editor.project import EditorProject, File
from contracts.lsp.blueprints import Blueprints
from contracts.lsp.convert import uri_of


def register(server: Blueprints) -> None:
    """Answer these requests."""

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


def _code_action(
    server: Blueprints, project: EditorProject, file: File, action: actions.EditorAction
) -> types.CodeAction:
    marked = diagnostics.marked(file.text, action.diagnostics)
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


def _command(title: str, name: str, *arguments: str) -> types.Command:
    return types.Command(title, name, arguments=list(arguments))
