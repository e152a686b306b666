"""The command ``contract preview``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracts.cli.common import blueprint_argument, port_option

if TYPE_CHECKING:
    from contracts.serve.preview.board import Board, BoardState
    from contracts.serve.preview.editor_links import EditorLinks


@click.command()
@blueprint_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option(8000)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@click.option("--endpoint", default="", metavar="URL", help="Server for the console's requests.")
@click.option(
    "--serve",
    default="",
    help="Command that starts the console's server, unless --endpoint names one. Default: the"
    " project's own ([tool.contract.server] in pyproject.toml), else a generated one.",
)
@click.option(
    "--editor",
    envvar="CONTRACT_EDITOR",
    show_envvar=True,
    metavar="NAME|URL",
    help="Editor that a finding's location opens: vscode (the default if the page is only served"
    " to this machine), vscodium, cursor, zed, idea, pycharm, sublime, emacs, none, ..., or a URL"
    " with {file}, {line} and {column}.",
)
def preview(
    blueprint: Path,
    host: str,
    port: int,
    opens: bool,
    endpoint: str,
    serve: str,
    editor: str | None,
) -> None:
    """Show the documentation live while the blueprint is edited.

    \b
    Example: contract preview
    Example: contract preview blueprint/api.apib --port 8001 --no-open
    Example: contract preview --editor pycharm
    """
    from contracts.lint.config import SettingsError
    from contracts.read.drafter import ParserMissing
    from contracts.serve.preview import PreviewFailed
    from contracts.serve.preview.editor_links import EditorLinks, UnknownEditor

    try:
        links = EditorLinks.of(_editor(editor, host))
        _run(blueprint, links, host=host, port=port, opens=opens, endpoint=endpoint, serve=serve)
    except UnknownEditor as error:
        raise click.BadParameter(str(error), param_hint="--editor") from None
    except (PreviewFailed, ParserMissing, SettingsError) as error:
        raise click.UsageError(str(error)) from None


def _editor(chosen: str | None, host: str) -> str:
    """The editor to open. Who reads the page from another machine has other paths."""
    from contracts.serve.preview import is_loopback
    from contracts.serve.preview.editor_links import DEFAULT, NO_EDITOR

    return chosen or (DEFAULT if is_loopback(host) else NO_EDITOR)


def _run(
    blueprint: Path,
    editor: EditorLinks,
    *,
    host: str,
    port: int,
    opens: bool,
    endpoint: str,
    serve: str,
) -> None:
    """Serve until interrupted. Raises PreviewFailed and ParserMissing as ``preview`` does."""
    from contracts.serve.preview import is_loopback
    from contracts.serve.preview import preview as open_preview
    from contracts.serve.preview.backend import Backend
    from contracts.serve.process import end_on_signals
    from contracts.serve.scaffold import server_of
    from contracts.text.uri import is_server_url, no_server_url

    if endpoint and not is_server_url(endpoint):
        raise click.UsageError(no_server_url(endpoint))
    end_on_signals()
    if not is_loopback(host):
        click.echo(
            f"Warning: listening on {host}. Anybody who can reach this machine can read the "
            "blueprint and send requests to the server behind the console.",
            err=True,
        )
    server = server_of(blueprint)
    backend = Backend(endpoint, serve or server.serve, server.environment)
    with open_preview(blueprint, backend, host=host, port=port, editor=editor) as shown:
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
    for finding in state.findings:
        place = f"{finding['file']}:{finding['line']}:{finding['column']}"
        click.echo(f"{place}: {finding['severity']} {finding['code']}: {finding['message']}")
    if state.broken:
        click.echo("the blueprint has errors: the browser still shows the last good version")
    elif not state.findings:
        click.echo("no findings")
