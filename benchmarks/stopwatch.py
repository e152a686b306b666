"""A pytest plugin that writes how long the tests took, from the first verdict to the last.

pytest -p benchmarks.stopwatch, with the file's path in BENCHMARK_SECONDS
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

MOMENTS: list[float] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note when a test was judged."""
    if report.when == "call":
        MOMENTS.append(time.perf_counter())


def pytest_sessionfinish() -> None:
    """Write the seconds that all tests take at the pace between the verdicts."""
    pace = (MOMENTS[-1] - MOMENTS[0]) / (len(MOMENTS) - 1)
    Path(os.environ["BENCHMARK_SECONDS"]).write_text(str(pace * len(MOMENTS)), encoding="utf-8")
