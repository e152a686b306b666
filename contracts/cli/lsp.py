"""The command ``contract lsp``."""

from __future__ import annotations

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output (the default).")
def lsp(stdio: bool) -> None:
    """Serve editors: findings as you type, completion, renaming (Language Server Protocol).

    An editor starts it; docs/editors.md has the settings of each.

    \b
    Example: contract lsp
    """
    del stdio
    from contracts.lsp.server import create

    create().start()
