"""The command ``contract``. Exit codes: 0 clean, 1 findings, 2 misuse."""

from __future__ import annotations

import errno
import os
from typing import Any

import click

from contracts.cli.diff import changelog, diff
from contracts.cli.docs import docs
from contracts.cli.dredd import dredd
from contracts.cli.fmt import fmt
from contracts.cli.generate import generate
from contracts.cli.importing import import_
from contracts.cli.lint import lint
from contracts.cli.lsp import lsp
from contracts.cli.new import new
from contracts.cli.openapi import openapi
from contracts.cli.preview import preview
from contracts.cli.report import report
from contracts.cli.serve import serve
from contracts.cli.state_agent import state_agent
from contracts.cli.verify import coverage, mutate, scorecard, verify
from contracts.project.collection import no_collection_at_exit

no_collection_at_exit()


class CommandGroup(click.Group):
    """A group whose commands refuse arguments and files with one sentence and exit code 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what no file that a command writes, and no terminal, can show."""
        for argument in args:
            name = os.fsencode(argument)
            if name.decode(errors="replace") != argument:
                raise click.UsageError(f"the argument {name!r} is not UTF-8")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Report what the operating system refuses: a file, a folder, a full disk."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly when nobody reads the output
            place = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
            raise click.UsageError(f"{place}{error.strerror or error}") from None


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="blueprint-contract", prog_name="contract")
def main() -> None:
    """Generate docs, tests and a server from an API Blueprint, and verify servers against it."""


for command in (
    lint,
    fmt,
    docs,
    openapi,
    generate,
    dredd,
    verify,
    coverage,
    mutate,
    scorecard,
    report,
    serve,
    diff,
    changelog,
    state_agent,
    preview,
    lsp,
    new,
    import_,
):
    main.add_command(command)
