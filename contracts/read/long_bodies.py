"""Example bodies are not parsed line by line: the parser gets their first line.

A body that is a plain code block is the text between two sections, without its indentation.
drafter spends a quarter of its time on writing the position of each line of it. So the lines
after the first are left out, and put back into the elements. Whatever is not plain beyond doubt
is left as it is; and where an element is not what it should be, :func:`restored` returns that, and
the text is parsed unchanged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from contracts.text.indentation import indentation

LEAST: Final = 4
"""Lines of a body that are worth it."""
_BODY: Final = re.compile(
    r"(?:^\+ (?:Request|Response)\b[^\n]*\n(?: *\n)++(?P<short>(?: {8} *[^ \n][^\n]*\n| *\n)++)"
    r"|^ {4}\+ (?:Body|Schema) *\n(?: *\n)++(?P<long>(?: {12} *[^ \n][^\n]*\n| *\n)++))"
    r"(?=\+ |#|\Z| {4}\+ )",
    re.MULTILINE,
)
# In a code block these are text; whoever reads Markdown otherwise finds them here.
_MARKUP: Final = re.compile(r"^ *(?:[-+*>|] |#|```|~~~|\d+[.)] |\[[^\]]*\]:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A body that was shortened.

    ``first`` is the offset of its first character, and ``end`` that after its first line, in
    the shortened text; ``length`` code points are missing there. ``shown`` is its text with one
    line, and ``text`` the whole.
    """

    first: int
    end: int
    length: int
    shown: str
    text: str


def shortened(text: str) -> tuple[str, tuple[Cut, ...]]:
    """The text with one line of each long plain body, and what is missing."""
    pieces: list[str] = []
    cuts: list[Cut] = []
    position = removed = 0
    for match in _BODY.finditer(text):
        name = "long" if match["long"] is not None else "short"
        lines, start = match[name].split("\n"), match.start(name)
        while lines and not lines[-1].strip(" "):
            lines.pop()
        if len(lines) < LEAST or _MARKUP.search("\n".join(lines)):
            continue
        depth = 12 if name == "long" else 8
        plain = [line[depth:] if line.strip(" ") else "" for line in lines]
        end = start + len(lines[0])
        pieces.append(text[position:end])
        position = start + sum(map(len, lines)) + len(lines) - 1
        indent = indentation(lines[0])
        whole = "\n".join(plain) + "\n"
        cuts.append(
            Cut(start + indent - removed, end - removed, position - end, f"{plain[0]}\n", whole)
        )
        removed += position - end
    return "".join([*pieces, text[position:]]), tuple(cuts)


def restored(element: Any, cuts: Sequence[Cut]) -> bool:
    """Put the bodies back into an element, changed in place, and its offsets right.

    False where a body is not in it as it should be: then the element is of no use.
    """
    by_offset = {cut.first: cut for cut in cuts}
    original = originals(cuts)
    offsets: set[int] = set()

    def walk(node: Any) -> bool:
        if isinstance(node, list):
            return all(walk(inside) for inside in node)
        if not isinstance(node, dict):
            return True
        offset = node.get("offset")
        if isinstance(offset, int):
            cut = by_offset.get(offset) if node.get("element") == "asset" else None
            if cut is not None:
                if node.get("content") != cut.shown:
                    return False
                node["content"] = cut.text
                offsets.add(cut.first)
            node["offset"] = original(offset)
        return all(walk(inside) for inside in node.values() if isinstance(inside, dict | list))

    return walk(element) and offsets == by_offset.keys()


def originals(cuts: Sequence[Cut]) -> Callable[[int], int]:
    """A function from an offset of the shortened text to that in the whole text."""
    ends = [cut.end for cut in cuts]
    missing = list(accumulate((cut.length for cut in cuts), initial=0))
    return lambda offset: offset + missing[bisect_right(ends, offset)]
