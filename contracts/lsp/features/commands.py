"""The commands that lenses and code actions run."""

from __future__ import annotations

from contracts.lsp.blueprints import Blueprints


def register(server: Blueprints) -> None:
    """Answer these requests."""

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
