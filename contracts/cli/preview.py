"""The command ``contract preview``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracts.cli.common import blueprint_argument

if TYPE_CHECKING:
    from contracts.serve.preview.board import Board, BoardState


@click.command()
@blueprint_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 is any free one.")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@click.option("--endpoint", default="", metavar="URL", help="Server for the console.")
@click.option(
    "--serve",
    default="",
    help="Command that starts the server the console asks, unless --endpoint names one. Default:"
    " the project's own ([tool.contract.server] in pyproject.toml), else a generated one.",
)
def preview(blueprint: Path, host: str, port: int, opens: bool, endpoint: str, serve: str) -> None:
    """Show the documentation live while the blueprint is edited.

    \b
    Example: contract preview
    Example: contract preview blueprint/api.apib --port 8001 --no-open
    """
    from contracts.lint.config import SettingsError
    from contracts.read.drafter import ParserMissing
    from contracts.serve.preview import PreviewFailed

    try:
        _run(blueprint, host=host, port=port, opens=opens, endpoint=endpoint, serve=serve)
    except (PreviewFailed, ParserMissing, SettingsError) as error:
        raise click.UsageError(str(error)) from None


def _run(blueprint: Path, *, host: str, port: int, opens: bool, endpoint: str, serve: str) -> None:
    """Serve until interrupted. Raises PreviewFailed and ParserMissing as ``preview`` does."""
    from contracts.serve.preview import is_loopback
    from contracts.serve.preview import preview as open_preview
    from contracts.serve.preview.backend import Backend
    from contracts.serve.process import end_on_signals
    from contracts.serve.scaffold import server_of

    end_on_signals()
    if not is_loopback(host):
        click.echo(
            f"Warning: listening on {host}. Whoever reaches this machine can read the "
            "blueprint and send requests to the server behind the console.",
            err=True,
        )
    server = server_of(blueprint)
    backend = Backend(endpoint, serve or server.serve, server.environment)
    with open_preview(blueprint, backend, host=host, port=port) as shown:
        try:
            click.echo(f"{blueprint} at {shown.url} (Ctrl-C stops it)")
            if opens:
                webbrowser.open(shown.url)
            _follow(shown.board)
        except KeyboardInterrupt:
            click.echo()


def _follow(board: Board) -> None:
    number = 0
    while True:
        state = board.wait(number, 3600)
        if state is not None:
            number = state.number
            _tell(state)


def _tell(state: BoardState) -> None:
    for found in state.findings:
        place = f"{found['file']}:{found['line']}:{found['column']}"
        click.echo(f"{place}: {found['severity']} {found['code']}: {found['message']}")
    if state.broken:
        click.echo("broken: the last good version stays in the browser")
    elif not state.findings:
        click.echo("no findings")
