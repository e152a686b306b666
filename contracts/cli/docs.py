"""The command ``contract docs``."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.cli.common import (
    blueprint_argument,
    broken,
    out_option,
    read_and_report,
    write_files,
)


@click.command()
@blueprint_argument
@click.option(
    "--report",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verification report (JSON): shows when each action was verified, and by whom.",
)
@out_option
def docs(blueprint: Path, report: tuple[Path, ...], out: Path) -> None:
    """Write the HTML documentation, one self-contained file.

    Errors are shown, and end in exit code 1; what they leave readable is written all the same.

    \b
    Example: contract docs --out build
    Example: contract docs --report build/verify.json
    """
    from contracts.render.docs import render
    from contracts.report.verification import ReportUnreadable, read_proofs

    try:
        proofs = read_proofs(report)
    except ReportUnreadable as error:
        raise click.UsageError(str(error)) from None
    found = read_and_report(blueprint)
    if found.errors and not any(found.contract.actions()):
        raise broken(blueprint)
    write_files(out / "docs", render(found.contract, proofs=proofs))
    if found.errors:
        raise broken(blueprint)
