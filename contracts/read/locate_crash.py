"""Bisects a part to locate the line that makes the parser crash or hang."""

from __future__ import annotations

import re
import signal
from contextlib import closing

from contracts.model import Diagnostic
from contracts.read.drafter import ParserReply, WarmParser
from contracts.read.outline import GROUP_WORDS, HEADING, TYPES_WORDS
from contracts.read.parser_codes import PARSER_CRASH, PARSER_TIMEOUT
from contracts.read.parts import TYPES, Part
from contracts.read.source import Source

LIST_ITEM = re.compile(r" *(?:[-+*] +)?")
PATIENCE = 0.1
"""The share of the time limit a trial may take; what hangs takes all of any limit."""
LEAST = 0.5
"""Seconds that a trial may take in any case."""


def locate_crash(source: Source, part: Part, reply: ParserReply, limit: float) -> Diagnostic:
    """The error that parsing ``part`` ended with ``reply``, at the line that caused it.

    That line is the last one of the shortest beginning of the part that fails likewise.
    """
    lines = re.split(r"(?<=\n)", part.body)
    fails, works = len(lines), 0
    with closing(WarmParser()) as parser:
        while fails - works > 1:
            tried = (fails + works) // 2
            text = part.prefix + "".join(lines[:tried]) + _headings(lines, tried) + part.suffix
            (trial,) = parser([text], limit=max(limit * PATIENCE, LEAST))
            if trial.outcome == reply.outcome:
                fails = tried
            else:
                works = tried
    while fails > 1 and not lines[fails - 1].strip():
        fails -= 1  # an empty line costs nothing: the trial was only a little slower
    before = "".join(lines[: fails - 1])
    marker = LIST_ITEM.match(lines[fails - 1])
    at = source.location(part.start + len(before) + (marker.end() if marker else 0))
    if reply.outcome == "timed out":
        message = f"The parser took more than {limit:g} seconds of processor time"
        return PARSER_TIMEOUT.at(at, f"{message}; without the text here it does not.")
    message = f"The parser crashed ({_how(reply.status)})"
    return PARSER_CRASH.at(at, f"{message}; without the text here it does not.")


def _headings(lines: list[str], after: int) -> str:
    """The headings of the types declared ``after`` that line, which others may name."""
    headings: list[str] = []
    in_types = False
    for number, line in enumerate(lines):
        heading = HEADING.fullmatch(line.rstrip("\n"))
        if heading and TYPES_WORDS.fullmatch(heading["words"]):
            in_types = True
        elif heading and GROUP_WORDS.fullmatch(heading["words"]):
            in_types = False
        elif heading and in_types and number >= after:
            headings.append(line.rstrip("\n") + "\n\n")
    return "\n\n" + TYPES + "".join(headings) if headings else ""


def _how(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"exit status {status}"
