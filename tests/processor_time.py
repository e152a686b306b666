"""``--processor-time=FILE``: what each test costs, a line of JSON for each as it ends.

The time of the processors is counted, not that of the clock: it is nearly the same on a busy
machine. It includes child processes, ended or running, as far as they are still descendants of
pytest's process (a PostgreSQL is not). A fixture is charged to the test that made it, or ended it.

``python -m tests.processor_time FILE`` shows the sums by file, what costs most first.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Final

import pytest

#: What starting a process and collecting its tests is written as.
COLLECTION: Final = "collection"
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """Processor seconds of this process and its descendants until now."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = sum(map(_seconds, _descendants(os.getpid())))
    return time.process_time() + ended.ru_utime + ended.ru_stime + running


class ProcessorTime:
    """Measures the tests of one process. All processes of a run append to the same file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure one test with its fixtures."""
        processor, clock = spent(), time.monotonic()
        try:
            return (yield)
        finally:
            # Below zero where a process ended for whom nobody waited: it is no longer counted.
            self._write(item.nodeid, max(0, spent() - processor), time.monotonic() - clock)

    def pytest_collection_finish(self) -> None:
        """Note what starting and collecting took."""
        self._write(COLLECTION, spent(), 0)

    def _write(self, name: str, processor: float, clock: float) -> None:
        line = json.dumps([name, round(processor, 4), round(clock, 4)]) + "\n"
        with self._file.open("ab", buffering=0) as file:  # one write: lines are not mixed
            file.write(line.encode())


def by_file(measurements: Path) -> dict[str, tuple[float, float, int]]:
    """Processor seconds, seconds of the clock, and the number of tests: by file, highest first."""
    sums: dict[str, tuple[float, float, int]] = defaultdict(lambda: (0.0, 0.0, 0))
    for line in measurements.read_text(encoding="utf-8").splitlines():
        name, processor, clock = json.loads(line)
        file = name.partition("::")[0]
        so_far = sums[file]
        sums[file] = (so_far[0] + processor, so_far[1] + clock, so_far[2] + 1)
    return dict(sorted(sums.items(), key=lambda row: row[1], reverse=True))


def _descendants(pid: int) -> Iterable[int]:
    """The running children of a process, and theirs."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in _read(f"/proc/{pid}/task/{thread}/children").split():
                yield int(child)
                yield from _descendants(int(child))
    except FileNotFoundError:
        return  # it has just ended, or this is not Linux


def _seconds(pid: int) -> float:
    """What a process used, with its ended children."""
    figures = _read(f"/proc/{pid}/stat").rpartition(") ")[2].split()[11:15]
    return sum(map(int, figures)) / _TICKS


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


if __name__ == "__main__":
    rows = by_file(Path(sys.argv[1]))
    print(f"{'processor':>10} {'clock':>10} {'tests':>6}")
    for name, row in {**rows, "all": tuple(map(sum, zip(*rows.values(), strict=True)))}.items():
        print("{:10.2f} {:10.2f} {:6}".format(*row), name)
