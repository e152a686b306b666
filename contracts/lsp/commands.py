"""What the lenses and actions of the editor run."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from contracts.editor.diagnostics import explained
from contracts.editor.project import EditorProject
from contracts.lsp.convert import path_of
from contracts.lsp.session import ClientSession, report_place
from contracts.lsp.verification import Results, VerificationRun, passed_of, run
from contracts.model import Action
from contracts.render.curl import curl
from contracts.text.uri import server_url

if TYPE_CHECKING:
    from contracts.serve.preview.editor_links import EditorLinks


class Commands:
    """The server's commands; each returns the text it shows.

    What few of them need is imported when they run: an editor waits for the server to start.
    """

    def __init__(self, server: LanguageServer, session: ClientSession) -> None:
        self._server, self._session = server, session
        self._opened = ExitStack()
        self._previews: dict[str, str] = {}
        self._folder: Path | None = None
        self.editor = ""
        self.results = Results()

    def close(self) -> None:
        """End the previews and remove what was shown."""
        self._opened.close()

    def explain(self, code: str) -> str:
        """What a rule is about."""
        text = explained(code)
        self._show(f"{code}.md", text)
        return text

    def show_curl(self, uri: str, operation: str) -> str:
        """The requests of an action as curl commands."""
        project, action = self._action(uri, operation)
        if action is None:
            return ""
        host = server_url(project.contract.host)
        shown = (
            f"# {t.name}: {t.response.status}\n{curl(t.request, host)}\n"
            for t in action.transactions
        )
        text = "\n".join(shown)
        self._show(f"{operation}.sh", text)
        return text

    def show_python(self, uri: str, resource_type: str) -> str:
        """The generated module of a resource type."""
        from contracts.render.flask import render
        from contracts.render.flask.identifiers import Names

        project = self._session.project(path_of(uri))
        module = Names.of(project.contract).modules.get(resource_type, "")
        text = render(project.contract).get(f"{module}.py", "")
        self._show(f"{module}.py", text)
        return text

    async def verify(self, uri: str, operation: str = "") -> str:
        """Judge the server by one action, or by the whole blueprint; lenses show the result.

        The report of the whole blueprint is ``build/verify.json`` of its project.
        """
        root = Path(path_of(uri))
        if not operation:
            report = report_place(str(root))
            report.parent.mkdir(exist_ok=True)
            judged = await run(root, report)
            last = judged.output.strip().rpartition("\n")[2]
            self._tell(f"contract verify: {last}", failed=not judged.passed)
        else:
            judged = await self._verify_action(root, uri, operation)
        self.refresh_lenses()
        return judged.output

    async def _verify_action(self, root: Path, uri: str, operation: str) -> VerificationRun:
        _, action = self._action(uri, operation)
        if action is None:
            text = f"{root} has no action {operation} any more."
            self._tell(text, failed=True)
            return VerificationRun(False, text)
        names = [transaction.name for transaction in action.transactions]
        with tempfile.TemporaryDirectory(prefix="contract-lsp-") as folder:
            report = Path(folder) / "verify.json"
            judged = await run(root, report, only=names)
            passed = passed_of(report)
        self.results.add(str(root), passed)
        if passed:
            title = f"{action.title}: verified {sum(passed.values())} of {len(names)}"
        else:
            title = f"contract verify: {judged.output.strip().rpartition(chr(10))[2]}"
        self._tell(title, failed=not judged.passed)
        if not judged.passed:
            self._show(f"{operation}.txt", judged.output)
        return judged

    def _tell(self, text: str, *, failed: bool) -> None:
        kind = types.MessageType.Error if failed else types.MessageType.Info
        self._server.window_show_message(types.ShowMessageParams(kind, text))

    def refresh_lenses(self) -> None:
        """Have the client ask for lenses again, if it can."""
        workspace = self._server.client_capabilities.workspace
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self._server.workspace_code_lens_refresh(None)

    async def try_out(self, uri: str, operation: str) -> str:
        """Open the documentation's console at an action, with a server behind it."""
        url = f"{await self.preview(uri)}#{operation}"
        await self._open(url, external=True)
        return url

    async def preview(self, uri: str) -> str:
        """The address of the live documentation, for clients that show it themselves."""
        from contracts.serve.preview import EDITOR_FRAMES, preview
        from contracts.serve.preview.backend import Backend
        from contracts.serve.scaffold import server_of

        root = self._session.root_of(path_of(uri))
        if root not in self._previews:
            server = server_of(Path(root))
            backend = Backend("", server.serve, server.environment)
            context = preview(Path(root), backend, editor=self.links(), frames=EDITOR_FRAMES)
            loop = asyncio.get_running_loop()
            shown = await loop.run_in_executor(None, self._opened.enter_context, context)
            self._previews[root] = shown.url
        return self._previews[root]

    def links(self) -> EditorLinks:
        """Links to places in the client's editor; none where it registers no scheme of ours."""
        from contracts.serve.preview.editor_links import EditorLinks, UnknownEditor

        with suppress(UnknownEditor):
            return EditorLinks.of(self.editor)
        return EditorLinks()

    def _action(self, uri: str, operation: str) -> tuple[EditorProject, Action | None]:
        project = self._session.project(path_of(uri))
        return project, project.contract.action(operation)

    def _show(self, name: str, text: str) -> None:
        """Open a text as a document, in clients that can."""
        if not text:
            return
        if self._folder is None:
            made = tempfile.TemporaryDirectory(prefix="contract-lsp-")
            self._folder = Path(self._opened.enter_context(made))
        file = self._folder / name.replace("/", "-")
        file.write_text(text, encoding="utf-8")
        asyncio.get_running_loop().create_task(self._open(file.as_uri(), external=False))

    async def _open(self, uri: str, *, external: bool) -> None:
        window = self._server.client_capabilities.window
        if window and window.show_document and window.show_document.support:
            params = types.ShowDocumentParams(uri, external=external, take_focus=True)
            await self._server.window_show_document_async(params)
        else:
            self._server.window_show_message(types.ShowMessageParams(types.MessageType.Info, uri))
