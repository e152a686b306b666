"""``python -m tests.strength``: plant a sample of mutants, and write what the tests noticed."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.strength.mutants import Mutant, modules, mutants_of, package_of, sample
from tests.strength.page import equivalents, key, page
from tests.strength.runs import Run
from tests.strength.workers import ERROR, SURVIVED, Result

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "strength"
PAGE = ROOT / "docs" / "test-strength.md"


def main() -> None:
    """Run. A run that was stopped goes on where it was, in the copy that it began with."""
    options = _options()
    end = time.monotonic() + 60 * options.minutes
    if options.module:
        _whole(options, Run(ROOT, WORK / "module", options.jobs, end))
        return
    run = Run(ROOT, WORK / "sample", options.jobs, end)
    if options.fresh or not _chosen(run).exists():
        _begin(options, run)
    asked = json.loads(_chosen(run).read_text(encoding="utf-8"))
    chosen = [Mutant(**mutant) for mutant in asked["mutants"]]
    later = Run(ROOT, WORK / "again", options.jobs, end)
    if options.again:
        _again(run, later)
    elif not options.page:
        run.judge(m for m in chosen if options.package in (None, package_of(m.module)))
    results, known = run.results(), later.results()
    moved = _todays(run, later) if known else {}
    since = {then: known[now] for then, now in moved.items() if now in known}
    day = datetime.fromtimestamp(_chosen(run).stat().st_mtime, UTC).date()
    text = page(results.values(), since, asked=len(chosen), seed=asked["seed"], day=day)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(results)} of {len(chosen)} mutants")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.strength", description=__doc__)
    parser.add_argument("--sample", type=int, default=1500, help="mutants of all packages")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--minutes", type=float, default=180, help="no mutant begins after these")
    parser.add_argument("--fresh", action="store_true", help="begin anew, with the present code")
    parser.add_argument("--again", action="store_true", help="ask today's tests of the survivors")
    parser.add_argument("--page", action="store_true", help="only write the page")
    parser.add_argument("--package", help="judge only mutants of this package")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at the same time")
    parser.add_argument("--module", action="append", help="all mutants of this file; repeatable")
    return parser.parse_args()


def _chosen(run: Run) -> Path:
    """Where the sample is kept."""
    return run.folder / "sample.json"


def _begin(options: argparse.Namespace, run: Run) -> None:
    """Copy the project, and choose the sample from the copy."""
    run.clear()
    mutants = sample(_candidates(modules(run.copy), run.copy), options.sample, options.seed)
    chosen = {"seed": options.seed, "mutants": [asdict(mutant) for mutant in mutants]}
    _chosen(run).write_text(json.dumps(chosen), encoding="utf-8")


def _candidates(names: list[str], root: Path) -> dict[str, list[Mutant]]:
    return {name: mutants_of(name, (root / name).read_text(encoding="utf-8")) for name in names}


def _again(run: Run, later: Run) -> None:
    """Show the survivors whose line is still there to today's tests.

    What tests execute is only measured for test files that have changed.
    """
    later.clear()
    later.map.mkdir(parents=True)
    for part in run.map.iterdir():
        if _is_unchanged(part.name.removesuffix(".json").replace("+", "/"), run, later):
            shutil.copy2(part, later.map)
    later.judge(_todays(run, later).values())


def _todays(run: Run, later: Run) -> dict[Mutant, Mutant]:
    """The survivors of a run, with the same mutants of the present code."""
    listed = equivalents()
    survivors = [
        result
        for result in run.results().values()
        if result.outcome in (SURVIVED, ERROR) and key(result) not in listed
    ]
    found = ((each.mutant, _moved(each, run.copy, later.copy)) for each in survivors)
    return {then: now for then, now in found if now is not None}


def _moved(result: Result, then: Path, now: Path) -> Mutant | None:
    """The mutant in another copy: of the same operator on a line with the same text, if any."""
    old, new = (_alike(result, copy) for copy in (then, now))
    is_there = result.mutant in old and len(old) == len(new)
    return new[old.index(result.mutant)] if is_there else None


def _alike(result: Result, copy: Path) -> list[Mutant]:
    """The mutants of one operator on lines with the text of a result's."""
    file = copy / result.mutant.module
    if not file.exists():
        return []
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    return [
        mutant
        for mutant in _mutants(result.mutant.module, source)
        if mutant.operator == result.mutant.operator
        and lines[mutant.line - 1].strip() == result.code
    ]


@cache
def _mutants(module: str, source: str) -> list[Mutant]:
    return mutants_of(module, source)


def _is_unchanged(file: str, run: Run, later: Run) -> bool:
    then, now = run.copy / file, later.copy / file
    return then.exists() and now.exists() and then.read_bytes() == now.read_bytes()


def _whole(options: argparse.Namespace, run: Run) -> None:
    """All mutants of some modules, and the page of them on standard output."""
    run.clear()
    found = _candidates(options.module, run.copy)
    chosen = [mutant for mutants in found.values() for mutant in mutants]
    run.judge(chosen)
    day = datetime.now(UTC).date()
    print(page(run.results().values(), {}, asked=len(chosen), seed=options.seed, day=day))


if __name__ == "__main__":
    main()
