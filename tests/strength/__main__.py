"""``python -m tests.strength``: plant a sample of mutants, and write what the tests noticed."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.strength.mutants import Mutant, modules, mutants_of, package_of, sample
from tests.strength.page import equivalents, key, page
from tests.strength.selection import texts
from tests.strength.workers import ERROR, SURVIVED, Result, Worker

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "strength"
PAGE = ROOT / "docs" / "test-strength.md"


def main() -> None:
    """Run. A run that was stopped goes on where it was, in the copy that it began with."""
    options = _options()
    if options.module:
        _whole(options)
        return
    end = time.monotonic() + 60 * options.minutes
    if options.fresh or not (WORK / "sample.json").exists():
        _begin(options)
    asked = json.loads((WORK / "sample.json").read_text(encoding="utf-8"))
    chosen = [Mutant(**mutant) for mutant in asked["mutants"]]
    results = _kept(WORK / "results.jsonl")
    if options.again:
        _again(results, end)
    elif not options.page:
        results |= _sampled(_of(chosen, options.package), results, end)
    later = _kept(WORK / "again.jsonl")
    day = datetime.fromtimestamp((WORK / "sample.json").stat().st_mtime, UTC).date()
    text = page(results.values(), later, asked=len(chosen), seed=asked["seed"], day=day)
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
    parser.add_argument("--package", action="append", help="judge only these of the sample")
    parser.add_argument("--module", action="append", help="all mutants of this file; repeatable")
    return parser.parse_args()


def _begin(options: argparse.Namespace) -> None:
    """Copy the project, and choose the sample from the copy."""
    worker = Worker(ROOT, WORK)
    worker.prepare()
    mutants = sample(_candidates(modules(worker.copy), worker.copy), options.sample, options.seed)
    chosen = {"seed": options.seed, "mutants": [asdict(mutant) for mutant in mutants]}
    (WORK / "sample.json").write_text(json.dumps(chosen), encoding="utf-8")


def _candidates(names: list[str], root: Path) -> dict[str, list[Mutant]]:
    return {name: mutants_of(name, (root / name).read_text(encoding="utf-8")) for name in names}


def _of(mutants: list[Mutant], packages: list[str] | None) -> list[Mutant]:
    return [m for m in mutants if not packages or package_of(m.module) in packages]


def _sampled(chosen: list[Mutant], known: dict[Mutant, Result], end: float) -> dict[Mutant, Result]:
    """Judge the rest of the sample, in its order."""
    worker = Worker(ROOT, WORK)
    worker.measure(file for file in texts(worker.copy) if worker.covered.is_kept(file))
    rest = [mutant for mutant in chosen if mutant not in known]
    return {r.mutant: r for r in _judged(rest, worker, WORK / "results.jsonl", end)}


def _again(results: dict[Mutant, Result], end: float) -> None:
    """Show the survivors whose line is there still to today's tests."""
    worker = Worker(ROOT, WORK / "again")
    worker.prepare()
    left = [
        result.mutant
        for result in results.values()
        if result.outcome in (SURVIVED, ERROR)
        and _unchanged(result.mutant.module, worker.copy)
        and key(result) not in equivalents()
    ]
    (WORK / "again.jsonl").unlink(missing_ok=True)
    list(_judged(left, worker, WORK / "again.jsonl", end))


def _unchanged(module: str, copy: Path) -> bool:
    now = copy / module
    return now.exists() and now.read_bytes() == (WORK / "copy" / module).read_bytes()


def _whole(options: argparse.Namespace) -> None:
    """All mutants of some modules, and the page of them on standard output."""
    worker = Worker(ROOT, WORK / "module")
    worker.prepare()
    found = _candidates(options.module, worker.copy)
    chosen = [mutant for mutants in found.values() for mutant in mutants]
    kept = worker.folder / "results.jsonl"
    results = list(_judged(chosen, worker, kept, time.monotonic() + 60 * options.minutes))
    day = datetime.now(UTC).date()
    print(page(results, {}, asked=len(chosen), seed=options.seed, day=day))


def _judged(mutants: list[Mutant], worker: Worker, kept: Path, end: float) -> Iterator[Result]:
    """The results, each written as it comes; no mutant begins after ``end``."""
    with kept.open("a", encoding="utf-8") as file:
        for mutant in mutants:
            if time.monotonic() > end:
                break
            source = (worker.copy / mutant.module).read_text(encoding="utf-8")
            if (text := mutant.code(source)) is not None:
                result = worker.judge(mutant, text)
                file.write(json.dumps(asdict(result)) + "\n")
                file.flush()
                yield result
    worker.close()


def _kept(path: Path) -> dict[Mutant, Result]:
    """The results of an earlier run."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [json.loads(line) for line in lines]
    results = [Result(**(row | {"mutant": Mutant(**row["mutant"])})) for row in rows]
    return {result.mutant: result for result in results}


if __name__ == "__main__":
    main()
