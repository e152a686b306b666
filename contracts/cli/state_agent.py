"""``contract state-agent``: writes the file that prepares states inside an application."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from contracts.cli.common import write_text

FILE = Path("contract_state.py")
#: What the first lines of every written agent say.
WRITTEN_BY = b"written by `contract state-agent`"

_FLASK = """\
Next, in a test-only module (here judged.py), for Flask and SQLAlchemy:

    from {name} import SqlAlchemyState, mount
    from my_application import create_app, create_token, db

    class State(SqlAlchemyState):
        def token(self, user, kind):
            return create_token(user)

    app = create_app()
    app.wsgi_app = mount(app.wsgi_app, State(app, db))

Serve it on a database whose name contains "test", and verify it:

    contract verify api.apib --endpoint http://127.0.0.1:5000 \\
        --state http://127.0.0.1:5000/contract-state

Django, factories, aliases and servers in other languages: docs/state.md.
"""


@click.command("state-agent")
@click.argument("file", default=FILE, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Exit 1 if the file is out of date.")
def state_agent(file: Path, check: bool) -> None:
    """Write the state agent: one file to add to the application under test.

    It has no dependencies, and creates the records that transactions need through the
    application's own models (SQLAlchemy or Django). FILE "-" is standard output.

    \b
    Example: contract state-agent tests/contract_state.py
    """
    from contracts.project.settings import conventions
    from contracts.project.state_agent import agent_text

    name = file.stem if str(file) != "-" else FILE.stem
    own = conventions(file if str(file) != "-" else FILE)
    text = agent_text(version("blueprint-contract"), name, own)
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    if check:
        current = file.is_file() and file.read_text(encoding="utf-8") == text
        click.echo(f"{file} is {'up to date' if current else 'out of date: write it again'}")
        raise SystemExit(0 if current else 1)
    if file.is_file() and WRITTEN_BY not in file.read_bytes():
        raise click.UsageError(
            f"{file} exists and was not written by `contract state-agent`: choose another name"
        )
    write_text(file, text)
    click.echo(f"{file} is written. Only test runs use it.\n")
    click.echo(_FLASK.format(name=file.stem), nl=False)
