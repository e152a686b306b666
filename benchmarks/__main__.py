"""``make bench``: medians and ratios of one run, because machines differ and are busy.

python -m benchmarks [--quick]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import chain, dredd, editor, foreign, lint, load, preview, server, verify
from benchmarks.measure import Measurement

AREAS = ("lint", "editor", "foreign", "chain", "preview", "dredd", "verify", "server", "load")


def main() -> int:
    """Run every benchmark and print one table; the goals are the issue's."""
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--only", choices=AREAS, action="append")
    given = parser.parse_args()
    console = Console(width=110)
    chosen = given.only or AREAS
    rows: list[Measurement] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for benchmark in (lint, editor, foreign, chain, preview, dredd, verify, server, load):
            area = benchmark.__name__.rpartition(".")[2]
            if area in chosen:
                console.print(f"measuring {area} …", style="dim")
                rows += benchmark.measure(Path(name), repeat=2 if given.quick else 5)
    console.print(_table(rows))
    return 0


def _table(rows: list[Measurement]) -> Table:
    table = Table("what", "median", "best", "worst", "goal", "note")
    for row in rows:
        values = [f"{value * 1000:,.1f} ms" for value in (row.median, row.best, row.worst)]
        table.add_row(row.what, *values, row.goal, row.note)
    return table


if __name__ == "__main__":
    sys.exit(main())
