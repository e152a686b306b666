"""How the tests are shared out among the processes of a parallel run (``--dist loadgroup``).

A process takes a whole file, so that what the file's tests share is made once; where the tests
run on two databases, a file counts twice. What takes longest begins first, so that no process
works alone at the end.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

from tests.processor_time import recorded_by_file

#: Files that are too long for one process; their tests share little.
SPREAD: Final = ("tests/server/test_migrations.py",)


def unit(nodeid: str) -> str:
    """What a test is run together with, in one process: its group, its file, or nothing."""
    file, _, test = nodeid.partition("::")
    group = test.rpartition("@")[2] if test.rfind("@") > test.rfind("]") else ""
    if group or file in SPREAD:
        return group or nodeid
    return f"{file} on PostgreSQL" if "postgresql" in test.partition("[")[2] else file


def longest_first(nodeids: Iterable[str]) -> list[str]:
    """Tests in the order of the recorded time of what they are run together with."""
    units = {nodeid: unit(nodeid) for nodeid in nodeids}
    files = {(name, nodeid.partition("::")[0]) for nodeid, name in units.items()}
    seconds: dict[str, float] = defaultdict(float)
    for name, file in sorted(files):
        seconds[name] += recorded_by_file().get(file, 0)
    return sorted(units, key=lambda nodeid: -seconds[units[nodeid]])


def workers(*, waiting: bool) -> int:
    """How many processes use all processors.

    Twice as many where tests also wait: for processes that start, browsers and sockets.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    return 2 * processors if waiting else processors


class Scheduling(LoadGroupScheduling):
    """xdist's scheduling by groups, with files for groups, in the order of the collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # it would be by the number of tests

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        super().add_node_collection(node, collection)
        if node in self.registered_collections:
            self.registered_collections[node] = Places(collection)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Forget what a process has run: xdist counts all of it after each test."""
        super().mark_test_complete(node, item_index, duration)
        done = unit(self.registered_collections[node][item_index])
        units = self.assigned_work[node]
        if all(units[done].values()):
            del units[done]


class Places(list[str]):
    """A collection that knows the place of each test: xdist asks for that of all tests."""

    def __init__(self, tests: Iterable[str]) -> None:
        super().__init__(tests)
        self._places = {test: place for place, test in enumerate(self)}

    def index(self, test: str, /, *_: object) -> int:  # type: ignore[override]
        return self._places[test]
