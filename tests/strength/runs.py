"""A run over mutants: workers beside each other, results that are kept as they come."""

from __future__ import annotations

import json
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar

from tests.strength.mutants import Mutant
from tests.strength.selection import texts
from tests.strength.workers import ERROR, SURVIVED, Result, Worker

T = TypeVar("T")


@dataclass
class Run:
    """Judges mutants of ``root`` with ``jobs`` workers; all it makes is below ``folder``.

    No mutant is begun after ``end``, in seconds of ``time.monotonic``.
    """

    root: Path
    folder: Path
    jobs: int
    end: float
    fast: bool = True

    @cached_property
    def workers(self) -> list[Worker]:
        """Workers that share what is measured; the copies of an earlier run are used again."""
        folders = [self.folder / str(number) for number in range(1, self.jobs + 1)]
        made = [Worker(self.root, folder, self.map, self.fast) for folder in folders]
        for worker in made:
            if worker.copy.exists():
                worker.restore()
            else:
                worker.prepare()
        return made

    @property
    def copy(self) -> Path:
        """The project as it was when the run began."""
        return self.workers[0].copy

    @property
    def map(self) -> Path:
        """Where what is measured is kept."""
        return self.folder / "map"

    @property
    def kept(self) -> Path:
        """Where results are kept."""
        return self.folder / "results.jsonl"

    def clear(self) -> None:
        """Forget an earlier run."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def results(self) -> dict[Mutant, Result]:
        """What is known; the last result of a mutant counts."""
        lines = self.kept.read_text(encoding="utf-8").splitlines() if self.kept.exists() else []
        rows = [json.loads(line) for line in lines]
        found = [Result(**(row | {"mutant": Mutant(**row["mutant"])})) for row in rows]
        return {result.mutant: result for result in found}

    def judge(self, mutants: Iterable[Mutant]) -> None:
        """Judge what is not judged yet, in this order; then survivors, more thoroughly."""
        asked = list(mutants)
        self._measure()
        known = self.results()
        self._judge([mutant for mutant in asked if mutant not in known], thorough=False)
        known = self.results()
        left = [mutant for mutant in asked if mutant in known and _is_open(known[mutant])]
        self._judge(left, thorough=True)
        for worker in self.workers:
            worker.close()

    def _measure(self) -> None:
        """Find which lines the tests execute, and let every worker know all of it."""
        files = sorted(texts(self.copy))
        waiting = deque(files)

        def work(worker: Worker) -> None:
            for file in _taken(waiting):
                worker.measure([file])

        self._together(work)
        self._together(lambda worker: worker.measure(files))

    def _judge(self, mutants: list[Mutant], *, thorough: bool) -> None:
        waiting, writing = deque(mutants), Lock()

        def work(worker: Worker) -> None:
            for mutant in _taken(waiting):
                if time.monotonic() > self.end:
                    return
                text = mutant.code((worker.copy / mutant.module).read_text(encoding="utf-8"))
                if text is None:
                    continue
                result = worker.judge(mutant, text, thorough=thorough)
                with writing, self.kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(result)) + "\n")

        self._together(work)

    def _together(self, work: Callable[[Worker], None]) -> None:
        """Let each worker work in a thread of its own, until all have ended."""
        with ThreadPoolExecutor(self.jobs) as pool:
            for done in [pool.submit(work, worker) for worker in self.workers]:
                done.result()


def _is_open(result: Result) -> bool:
    """Whether more tests can be asked."""
    return result.outcome in (SURVIVED, ERROR) and not result.thorough


def _taken(waiting: deque[T]) -> Iterator[T]:
    """What waits, one by one, beside other threads that take from it."""
    while True:
        try:
            taken = waiting.popleft()
        except IndexError:
            return
        yield taken
