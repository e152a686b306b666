"""What the judged application logs while it answers a request."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from contracts.agent.log import LoggedErrors


@pytest.fixture
def log() -> Iterator[LoggedErrors]:
    made = LoggedErrors()
    made.begin()
    yield made
    logging.getLogger().removeHandler(made)


def raised(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


HERE = "contracts/agent/test_log.py"


def test_an_exception_is_a_line_with_its_place(log: LoggedErrors) -> None:
    log.raised(raised(" no\nsecond line"))
    line = raised.__code__.co_firstlineno + 2
    assert log.lines == [f"ValueError: no ({HERE}:{line})"]


def test_an_exception_that_was_not_raised_has_no_place(log: LoggedErrors) -> None:
    log.raised(KeyError("a"))
    assert log.lines == ["KeyError: 'a'"]


def test_a_record_is_its_exception_or_its_message_once(log: LoggedErrors) -> None:
    logger = logging.getLogger("application")
    for _ in range(2):
        logger.error("  first %s\nmore", "line")
    logger.warning("less")
    logger.error("heading:")
    logger.error(" ")
    try:
        raise ValueError("inside")
    except ValueError:
        logger.exception("while it worked")
    assert log.lines[0] == "first line"
    assert [line.split(" (")[0] for line in log.lines[1:]] == ["ValueError: inside"]


def test_long_texts_and_old_lines_are_cut(log: LoggedErrors) -> None:
    log.raised(ValueError("x" * 301))
    assert log.lines == ["ValueError: " + "x" * 300]
    logging.getLogger("application").error("y" * 601)
    assert log.lines[-1] == "y" * 600
    for number in range(20):
        logging.getLogger("application").error("line %d", number)
    assert log.lines == [f"line {number}" for number in range(20)]


def test_a_request_begins_without_lines_and_one_handler(log: LoggedErrors) -> None:
    logging.getLogger("application").error("before")
    log.begin()
    assert log.lines == []
    assert logging.getLogger().handlers.count(log) == 1
