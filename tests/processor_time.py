"""``--processor-time=FILE``: what each test costs, a line of JSON for each as it ends.

The time of the processors is counted, not that of the clock: it is nearly the same on a busy
machine. It includes child processes, ended or running, as far as they are still descendants of
pytest's process (a PostgreSQL is not). A fixture is charged to the test that made it, or ended it.

``python -m tests.processor_time FILE`` shows the sums by file, what costs most first. With
``--record`` it also writes them to processor_time.json, from which a parallel run learns what to
begin with (tests/schedule.py), and `make test-fast` what to leave out (tests/fast.py).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pytest

#: What starting a process and collecting its tests is written as.
COLLECTION: Final = "collection"
ROOT: Final = Path(__file__).parent.parent
#: Recorded seconds of files without their longest tests, and of these, each as ``file::function``.
RECORD: Final = Path(__file__).with_suffix(".json")
#: Seconds from which a test is recorded by itself, and a file at all.
LONG_TEST: Final = 1.0
LONG_FILE: Final = 0.1
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


Sums = dict[str, tuple[float, float, int]]


def by_file(measurements: Path) -> Sums:
    """Processor seconds, seconds of the clock, and the number of tests: by file, highest first."""
    return _sums(measurements, lambda nodeid: nodeid.partition("::")[0])


def by_function(measurements: Path) -> Sums:
    """The same by test function: whatever its parameters are."""
    return _sums(measurements, lambda nodeid: nodeid.partition("[")[0].partition("@")[0])


def _sums(measurements: Path, key: Callable[[str], str]) -> Sums:
    sums: Sums = defaultdict(lambda: (0.0, 0.0, 0))
    for line in measurements.read_text(encoding="utf-8").splitlines():
        name, processor, clock = json.loads(line)
        so_far = sums[key(name)]
        sums[key(name)] = (so_far[0] + processor, so_far[1] + clock, so_far[2] + 1)
    return dict(sorted(sums.items(), key=lambda row: row[1], reverse=True))


@cache
def recorded() -> dict[str, float]:
    """The seconds of :data:`RECORD`."""
    found: dict[str, float] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


@cache
def recorded_by_file() -> dict[str, float]:
    """The recorded seconds of whole files. What is not recorded takes moments, or is new."""
    sums: dict[str, float] = defaultdict(float)
    for name, seconds in recorded().items():
        sums[name.partition("::")[0]] += seconds
    return sums


def record(measurements: Path, to: Path = RECORD) -> None:
    """Write what was measured; what is recorded of other files stays, as long as they exist."""
    functions = by_function(measurements)
    functions.pop(COLLECTION, None)
    long = {name: row[0] for name, row in functions.items() if row[0] >= LONG_TEST}
    files: dict[str, float] = defaultdict(float)
    for name, row in functions.items():
        files[name.partition("::")[0]] += 0 if name in long else row[0]
    kept = {
        name: seconds
        for name, seconds in json.loads(to.read_text(encoding="utf-8")).items()
        if (file := name.partition("::")[0]) not in files and (ROOT / file).is_file()
    }
    found = kept | long | {name: row for name, row in files.items() if row >= LONG_FILE}
    rounded = {name: round(found[name], 1) for name in sorted(found)}
    to.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


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


def main() -> None:
    """Show, and where that is asked for record, what a run measured."""
    parser = argparse.ArgumentParser(description="Processor seconds of tests, by file.")
    parser.add_argument("measurements", type=Path)
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name}")
    given = parser.parse_args()
    rows = by_file(given.measurements)
    print(f"{'processor':>10} {'clock':>10} {'tests':>6}")
    total = tuple(map(sum, zip((0, 0, 0), *rows.values(), strict=True)))
    for name, row in {**rows, "all": total}.items():
        print("{:10.2f} {:10.2f} {:6}".format(*row), name)
    if given.record:
        record(given.measurements)


if __name__ == "__main__":
    main()
