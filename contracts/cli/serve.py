"""``contract serve``: a running server for any blueprint, at once."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from contracts.cli.common import port_option, usable
from contracts.project.files import write
from contracts.serve.process import ServerFailed, end_on_signals, stop


@click.command()
@click.argument("blueprint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option(5000)
@click.option(
    "--database",
    metavar="URL",
    help="Where resources are stored. Default: a temporary SQLite file.",
)
def serve(blueprint: Path, host: str, port: int, database: str | None) -> None:
    """Serve a blueprint: JSON:API types from a database, other actions by replaying examples.

    The documentation is at /docs, and / redirects there. Browser applications of any origin may
    send requests (CORS): this server is for development.

    \b
    Example: contract serve other.apib
    Example: contract serve other.apib --port 8080 --database sqlite:///other.db
    """
    from contracts.render.docs.site import Edition, downloads, site
    from contracts.serve.scaffold import COMMAND, generate

    parsed = usable(blueprint)
    with tempfile.TemporaryDirectory(prefix="contract-serve-") as folder:
        try:
            server = generate(parsed.contract, Path(folder))
        except ServerFailed as error:
            raise click.UsageError(str(error)) from None
        click.echo(f"{blueprint}: {server}")
        environment = {
            "DATABASE_URL": database or f"sqlite:///{folder}/server.sqlite",
            "APP_CONFIG": "development",
            **server.environment(),
        }
        command = [word.format(python=sys.executable, port=port) for word in COMMAND.split()]
        files = downloads(parsed.contract, parsed.source)
        write(Path(folder, "docs"), site(Edition("current", parsed.contract, files)))
        command += ["--host", host, "--any-origin", "--docs", f"{folder}/docs/index.html"]
        code = _run(command, {**os.environ, **environment})
    raise SystemExit(code)


def _run(command: list[str], environment: dict[str, str]) -> int:
    """The exit code of the server, which ends with this process."""
    # A plain SIGTERM would leave the server and its folder behind.
    end_on_signals()
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)
