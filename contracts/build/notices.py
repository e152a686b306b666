"""Notices in descriptions, as aglio has them: ``::: warning`` to ``:::``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

_OPENING: Final = re.compile(
    r":{3,} *(?P<kind>note|info|tip|success|warning|danger|important) *", re.I
)
_CLOSING: Final = re.compile(r":{3,} *")


def notice(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule of markdown-it: the lines between the marks are in a ``div``.

    Without a closing mark the marks stay text.
    """
    if state.is_code_block(start):
        return False
    opening = _OPENING.fullmatch(_line(state, start))
    if opening is None:
        return False
    if "notices" not in state.env:
        state.env["notices"] = _closings(state)
    closing = state.env["notices"].get(start, end)
    if closing >= end:
        return False
    if silent:
        return True
    outer, state.parentType = state.parentType, "notice"
    line_max, state.lineMax = state.lineMax, closing
    token = state.push("notice_open", "div", 1)
    token.attrs = {"class": f"notice {opening['kind'].lower()}"}
    token.map = [start, closing]
    token.block = True
    state.md.block.tokenize(state, start + 1, closing)
    state.push("notice_close", "div", -1).block = True
    state.parentType, state.lineMax = outer, line_max
    state.line = closing + 1
    return True


def _closings(state: StateBlock) -> dict[int, int]:
    """The line that closes each notice, by the line that opens it: looked for once a text."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(state.src.split("\n")):
        mark = line.strip()
        if _OPENING.fullmatch(mark):
            opened.append(number)
        elif opened and _CLOSING.fullmatch(mark):
            closings[opened.pop()] = number
    return closings


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
