"""What a test costs includes the processes that it starts, and is shown by file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.processor_time import COLLECTION, RECORD, ROOT, ProcessorTime, by_file, record, spent

#: Uses a fifth of a second of processor time, says so, and waits for its end.
BUSY = """
import time
while time.process_time() < 0.2:
    pass
print("used", flush=True)
input()
"""


def test_child_processes_are_counted_while_they_run_and_afterwards() -> None:
    before = spent()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", BUSY], **pipes) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"used\n"
        running = spent()
        child.communicate(b"\n")
    assert running - before >= 0.19  # the kernel counts a running process in hundredths
    assert spent() - before >= 0.2


def test_sums_are_by_file_what_costs_most_first(tmp_path: Path) -> None:
    measured = ProcessorTime(tmp_path / "measured")
    for name, processor in (("a.py::test_b[x::y]", 1), ("c.py::test_d", 5), ("a.py::test_e", 2)):
        measured._write(name, processor, 10)
    assert list(by_file(tmp_path / "measured").items()) == [
        ("c.py", (5, 10, 1)),
        ("a.py", (3, 20, 2)),
    ]


def test_long_tests_are_recorded_by_themselves_and_files_without_them(tmp_path: Path) -> None:
    measured = ProcessorTime(tmp_path / "measured")
    for name, processor in (
        (COLLECTION, 9),
        ("a.py::test_long[1]", 0.6),
        ("a.py::test_long[2]@group", 0.6),
        ("a.py::test_b", 0.3),
        ("b.py::test_a", 0.4),
        ("moments.py::test_a", 0.01),
    ):
        measured._write(name, processor, 10)
    kept, other = tmp_path / "record.json", "tests/test_layers.py"
    kept.write_text(json.dumps({"a.py::test_gone": 7, other: 5, f"{other}::test": 6, "gone.py": 8}))
    record(tmp_path / "measured", kept)
    assert json.loads(kept.read_text()) == {
        "a.py": 0.3,
        "a.py::test_long": 1.2,
        "b.py": 0.4,
        other: 5,
        f"{other}::test": 6,
    }


def test_the_record_is_of_tests_that_exist() -> None:
    files = {name.partition("::")[0] for name in json.loads(RECORD.read_text())}
    assert [name for name in sorted(files) if not (ROOT / name).is_file()] == []
