"""The preview as a command: until Ctrl-C, with the findings in the terminal as well."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from contracts.preview import is_loopback, preview
from contracts.preview.backend import Backend
from contracts.preview.board import Board, State


def run(blueprint: Path, *, host: str, port: int, opens: bool, endpoint: str, serve: str) -> None:
    """Serve until interrupted. Raises PreviewFailed and ParserMissing as :func:`preview`."""
    if not is_loopback(host):
        click.echo(
            f"Warning: listening on {host}. Whoever reaches this machine can read the "
            "blueprint and send requests to the server behind the console.",
            err=True,
        )
    with preview(blueprint, Backend(endpoint, serve), host=host, port=port) as shown:
        click.echo(f"{blueprint} at {shown.url} (Ctrl-C stops it)")
        if opens:
            webbrowser.open(shown.url)
        try:
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


def _tell(state: State) -> None:
    for found in state.findings:
        place = f"{found['file']}:{found['line']}:{found['column']}"
        click.echo(f"{place}: {found['severity']} {found['code']}: {found['message']}")
    if state.broken:
        click.echo("broken: the last good version stays in the browser")
    elif not state.findings:
        click.echo("no findings")
