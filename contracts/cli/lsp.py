"""The command ``contract lsp``."""

from __future__ import annotations

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Use standard input and output (the default).")
def lsp(stdio: bool) -> None:
    """Run the language server (LSP) for editors: findings as you type, completion, renaming.

    Editors start it; docs/editors.md has the settings for each.

    \b
    Example: contract lsp
    """
    del stdio
    from contracts.lsp.server import create

    create().start()
