"""The command ``contract``. Exit codes: 0 clean, 1 findings, 2 misuse."""

from __future__ import annotations

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
