"""What a worker of a parallel run tells the first process of its tests.

A message takes a large part of a millisecond on both sides: as long as many a test.
"""

from __future__ import annotations

import marshal
from collections.abc import Generator
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.processor_time import LONG_TEST


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker reports the calls of tests, and of setups and teardowns those that say something.

    pytest sends five messages for each test, of which four say as a rule that nothing happened.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        says_something = report.user_properties or report.duration > LONG_TEST
        if report.when == "call" or not report.passed or says_something:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[
    None, dict[str, Any] | None, dict[str, Any] | None
]:
    """Reports go from a worker to the first process as one value: execnet packs each in Python."""
    data = yield
    return data and {"report": marshal.dumps(data)}


@pytest.hookimpl(tryfirst=True)
def pytest_report_from_serializable(data: dict[str, Any]) -> None:
    """The parts of a report, for the plugins that know its type."""
    if "report" in data:
        data.update(marshal.loads(data.pop("report")))
