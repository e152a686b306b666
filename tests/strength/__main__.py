"""``python -m tests.strength``: plant a sample of mutants, and write what the tests noticed."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue

from tests.strength.mutants import Mutant, modules, mutants_of, sample
from tests.strength.page import page
from tests.strength.selection import select
from tests.strength.workers import Result, Worker

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "strength"
PAGE = ROOT / "docs" / "test-strength.md"


def main() -> None:
    """Run; each result is written to build/strength/results.jsonl as it comes."""
    options = _options()
    candidates = {
        module: mutants_of(module, (ROOT / module).read_text(encoding="utf-8"))
        for module in (options.module or modules(ROOT))
    }
    whole = [mutant for mutants in candidates.values() for mutant in mutants]
    chosen = whole if options.module else sample(candidates, options.sample, options.seed)
    results = list(_judged(chosen, options.workers, time.monotonic() + 60 * options.minutes))
    text = page(results, ROOT, asked=len(chosen), seed=options.seed, day=datetime.now(UTC).date())
    if options.module:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)}: {len(results)} of {len(chosen)} mutants")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.strength", description=__doc__)
    parser.add_argument("--sample", type=int, default=1500, help="mutants of all packages")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--minutes", type=float, default=180, help="no mutant begins after these")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--module", action="append", help="all mutants of this file; repeatable")
    return parser.parse_args()


def _judged(chosen: list[Mutant], workers: int, deadline: float) -> Iterator[Result]:
    """The result of each mutant, in the order of the sample."""
    WORK.mkdir(parents=True, exist_ok=True)
    ready: Queue[Worker] = Queue()
    for number in range(workers):
        worker = Worker(ROOT, WORK / f"copy-{number}")
        worker.prepare()
        ready.put(worker)

    def run(mutant: Mutant) -> Result | None:
        text = mutant.code((ROOT / mutant.module).read_text(encoding="utf-8"))
        if text is None or time.monotonic() > deadline:
            return None
        worker = ready.get()
        try:
            return worker.judge(mutant, text, select(mutant.module, ROOT))
        finally:
            ready.put(worker)

    with (
        (WORK / "results.jsonl").open("w", encoding="utf-8") as kept,
        ThreadPoolExecutor(workers) as pool,
    ):
        for result in pool.map(run, chosen):
            if result is not None:
                kept.write(json.dumps(asdict(result)) + "\n")
                kept.flush()
                yield result


if __name__ == "__main__":
    main()
