"""The line that makes the parser crash or hang, found by bisection."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from contracts.read import locate_crash as module
from contracts.read.drafter import ParserReply
from contracts.read.locate_crash import locate_crash
from contracts.read.parts import Part
from contracts.read.source import from_text

LINES = ["# Group A", "", "## R [/r]", "", "### Get [GET]", "  + Response 200", "", "words", ""]
CRASHED = ParserReply("crashed", -signal.SIGSEGV)
TIMED_OUT = ParserReply("timed out")


class StandIn:
    """Answers like a parser that stays alive, without one."""

    def __init__(self, answer: Callable[..., list[ParserReply]]) -> None:
        self.answer = answer

    def __call__(self, texts: list[str], *, limit: float) -> list[ParserReply]:
        return self.answer(texts, limit=limit)

    def close(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limits of trials; a parser stands in that fails at every text with ``CULPRIT``."""
    asked: list[float] = []

    def parse_texts(texts: list[str], *, limit: float) -> list[ParserReply]:
        asked.append(limit)
        assert len(texts) == 1
        assert texts[0].startswith("PREFIX\n")
        assert texts[0].endswith("SUFFIX\n")
        if "CULPRIT" in texts[0]:
            return [CRASHED if "timed" not in texts[0] else TIMED_OUT]
        return [ParserReply("parsed")]

    monkeypatch.setattr(module, "WarmParser", lambda: StandIn(parse_texts))
    return asked


def part_of(lines: list[str], start: int = 0) -> Part:
    return Part("".join(f"{line}\n" for line in lines), start, "PREFIX\n", "SUFFIX\n")


@pytest.mark.parametrize("number", range(len(LINES)))
def test_the_first_line_without_which_the_parser_works_is_found(
    limits: list[float], number: int
) -> None:
    lines = [*LINES[:number], "    + CULPRIT", *LINES[number:]]
    found = locate_crash(from_text("\n".join(lines)), part_of(lines), CRASHED, 10)
    assert (found.location.line, found.location.column) == (number + 1, 7)
    assert found.code == "parser-crash"
    assert "SIGSEGV" in found.message
    assert len(limits) <= 5  # of ten lines


def test_a_part_in_the_middle_of_the_source_has_its_place(limits: list[float]) -> None:
    before = "# API\n\né: intro\n\n"
    lines = ["# Group A", "", "- CULPRIT"]
    source = from_text(before + "\n".join(lines))
    found = locate_crash(source, part_of(lines, len(before)), CRASHED, 10)
    assert (found.location.line, found.location.column) == (7, 3)


@pytest.mark.parametrize(("limit", "trial"), [(60, 6.0), (5, 0.5), (1, 0.5)])
def test_a_trial_of_what_hangs_takes_a_tenth_of_the_limit(
    limits: list[float], limit: float, trial: float
) -> None:
    lines = [*LINES, "CULPRIT timed", "more"]
    found = locate_crash(from_text("\n".join(lines)), part_of(lines), TIMED_OUT, limit)
    assert (found.code, found.location.line) == ("parser-timeout", len(LINES) + 1)
    assert f"more than {limit} seconds" in found.message
    assert set(limits) == {trial}


def test_another_failure_than_the_one_looked_for_does_not_count(limits: list[float]) -> None:
    """The crash of the first lines is another finding; without the last line none is slow."""
    lines = ["CULPRIT", "", "timed"]
    found = locate_crash(from_text("\n".join(lines)), part_of(lines), TIMED_OUT, 10)
    assert found.location.line == 3


def test_empty_lines_are_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial that ends in time though it was slow looks as if the next line had been missing."""

    def parse_texts(texts: list[str], *, limit: float) -> list[ParserReply]:
        return [TIMED_OUT if texts[0].count("\n") > 5 else ParserReply("parsed")]

    monkeypatch.setattr(module, "WarmParser", lambda: StandIn(parse_texts))
    lines = ["words", "", "", "", "", "", "", ""]
    part = Part("".join(f"{line}\n" for line in lines))
    assert locate_crash(from_text("\n".join(lines)), part, TIMED_OUT, 10).location.line == 1


@pytest.mark.parametrize(
    ("status", "shown"), [(-signal.SIGABRT, "SIGABRT"), (3, "exit status 3"), (-99, "status -99")]
)
def test_a_crash_is_named_by_its_signal_or_status(
    limits: list[float], status: int, shown: str
) -> None:
    found = locate_crash(
        from_text("CULPRIT"), part_of(["CULPRIT"]), ParserReply("crashed", status), 10
    )
    assert shown in found.message


def test_types_declared_after_the_cut_are_named_in_the_trial(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise a beginning would fail for another reason: it names types that are not there."""
    lines = ["# Group A", "## A", "# Data Structures", "## B", "## C (object)", "# Group Z", "## D"]
    seen: list[str] = []

    def parse_texts(texts: list[str], *, limit: float) -> list[ParserReply]:
        seen.extend(texts)
        return [ParserReply("parsed")]

    monkeypatch.setattr(module, "WarmParser", lambda: StandIn(parse_texts))
    locate_crash(from_text("\n".join(lines)), Part("\n".join(lines)), CRASHED, 10)
    stubs = {text.count("# Group"): text.partition("\n\n# Data Structures\n\n")[2] for text in seen}
    assert seen[0].endswith("# Data Structures\n\n\n# Data Structures\n\n## B\n\n## C (object)\n\n")
    assert not seen[-1].endswith("## D\n\n")
    assert stubs
