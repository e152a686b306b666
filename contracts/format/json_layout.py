"""JSON bodies and schemas: objects and lists that fit stand on one line, others on several.

An object whose first member is written on a line of its own stays open, as the formatters of
JavaScript keep it; the members are indented as most of the file's are. JSON whose lines are
aligned with the first member of their object or list keeps its lines.
Strings and numbers stay as they are spelled, members in their order, names that stand twice
twice: only white space between tokens changes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final

from contracts.editor.json_text import blocks
from contracts.editor.project import File
from contracts.editor.structure import FENCE, Section
from contracts.text.indentation import indentation

WIDTH: Final = 100
DEEPEST: Final = 100
STEP: Final = 2
"""Columns a level, where the file does not show its own."""
WIDEST_STEP: Final = 8
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+')


def with_json(file: File) -> str:
    """The text with its JSON laid out."""
    lines = list(file.text.lines)
    ranges = [block for section in blocks(file) if (block := _block(lines, section))]
    written = [
        (start, end, margin, json_text, tokens)
        for start, end in ranges
        for margin in (indentation(lines[start]),)
        if not is_aligned([line[margin:] for line in lines[start:end]], WIDTH - margin)
        for json_text in ("\n".join(lines[start:end]),)
        for tokens in (json_tokens(json_text),)
        if tokens is not None
    ]
    step = _step(json_text for *_, json_text, _ in written)
    for start, end, margin, json_text, tokens in reversed(written):
        laid_out = _laid_out(json_text, tokens, WIDTH - margin, step)
        lines[start:end] = [f"{' ' * margin}{line}" for line in laid_out.split("\n")]
    return "\n".join(lines)


def _step(texts: Iterable[str]) -> int:
    """By how many columns most open objects of JSON texts indent their first member."""
    steps: Counter[int] = Counter()
    for text in texts:
        for before, after in pairwise(line.rstrip() for line in text.split("\n") if line.strip()):
            if before.endswith("{") and after.lstrip()[:1] == '"':
                steps[indentation(after) - indentation(before)] += 1
    usual = [(count, -step) for step, count in steps.items() if 1 <= step <= WIDEST_STEP]
    return -max(usual)[1] if usual else STEP


def _block(lines: Sequence[str], section: Section) -> tuple[int, int] | None:
    """The first and last line of a section's content, or None where there is none to lay out."""
    start, end = section.line + 1, section.end
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    if start == end or lines[start].lstrip()[:1] not in ("{", "["):
        return None
    return None if any(FENCE.match(line) for line in lines[start:end]) else (start, end)


def is_aligned(lines: Sequence[str], width: int = WIDTH) -> bool:
    """Whether JSON of several lines breaks after commas only, and each line begins below the
    first member of its object or list; false where the whole fits on one line.
    """
    columns: list[int] = []
    whole: list[str] = []
    for line in lines:
        matches = list(_TOKEN.finditer(line))
        tokens = [match[0] for match in matches]
        is_spaced = line.strip() == _flat(tokens).rstrip() and len(line) <= width
        if not is_spaced:
            return False
        if whole:
            begins_member = whole[-1] == "," and tokens[0] not in ("}", "]")
            if not columns or not begins_member or matches[0].start() != columns[-1]:
                return False
        for match in matches:
            if match[0] in ("{", "["):
                columns.append(match.end())
            elif match[0] in ("}", "]") and columns:
                columns.pop()
        whole += tokens
    return len(_flat(whole)) > width


def laid_out_json(text: str, width: int = WIDTH, step: int = STEP) -> str | None:
    """The JSON text laid out in at most ``width`` columns, ``step`` a level; None for no JSON."""
    tokens = json_tokens(text)
    return None if tokens is None else _laid_out(text, tokens, width, step)


def _laid_out(text: str, tokens: Sequence[str], width: int, step: int) -> str:
    return _Printer(tokens, width, step, _opened(text)).value(0, "")


def _opened(text: str) -> frozenset[int]:
    """Which tokens begin an object whose first member is on another line."""
    matches = tuple(_TOKEN.finditer(text))
    return frozenset(
        number
        for number, (match, after) in enumerate(pairwise(matches))
        if match[0] == "{" and after[0] != "}" and "\n" in text[match.end() : after.start()]
    )


def json_tokens(text: str) -> tuple[str, ...] | None:
    """The tokens of a JSON text as they are spelled; None for what is no JSON, or too deep."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    tokens = tuple(_TOKEN.findall(text))
    return None if _depth(tokens) > DEEPEST else tokens


def _depth(tokens: Sequence[str]) -> int:
    depth = deepest = 0
    for each in tokens:
        depth += (each in ("{", "[")) - (each in ("}", "]"))
        deepest = max(deepest, depth)
    return deepest


class _Printer:
    """Walks the tokens once."""

    def __init__(
        self, tokens: Sequence[str], width: int, step: int, opened: frozenset[int]
    ) -> None:
        self.tokens, self.width, self.step = tokens, width, " " * step
        self.at = 0
        self.ends = _ends(tokens)
        self.opened = list(accumulate((n in opened for n in range(len(tokens))), initial=0))
        self.widths = list(accumulate((len(_spaced(token)) for token in tokens), initial=0))

    def value(self, column: int, indent: str) -> str:
        """The value that begins at the present token, on one line or on several."""
        if self.tokens[self.at] not in ("{", "["):
            self.at += 1
            return self.tokens[self.at - 1]
        start, end = self.at, self.ends[self.at]
        fits = column + self.widths[end] - self.widths[start] <= self.width
        if fits and self.opened[end] == self.opened[start]:
            self.at = end
            return _flat(self.tokens[start:end])
        return self._members(indent)

    def _members(self, indent: str) -> str:
        opener = self.tokens[self.at]
        self.at += 1
        inner = indent + self.step
        lines: list[str] = []
        while self.tokens[self.at] not in ("}", "]"):
            name = ""
            if opener == "{":
                name = f"{self.tokens[self.at]}: "
                self.at += 2
            # One column more for the comma after it.
            lines.append(inner + name + self.value(len(inner) + len(name) + 1, inner))
            if self.tokens[self.at] == ",":
                self.at += 1
        closer = self.tokens[self.at]
        self.at += 1
        return "\n".join((opener, ",\n".join(lines), indent + closer))


def _ends(tokens: Sequence[str]) -> dict[int, int]:
    """After which token each object and list ends, by the token it begins with."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token in ("{", "["):
            opened.append(number)
        elif token in ("}", "]"):
            ends[opened.pop()] = number + 1
    return ends


def _flat(tokens: Sequence[str]) -> str:
    return "".join(map(_spaced, tokens))


def _spaced(token: str) -> str:
    return f"{token} " if token in (":", ",") else token
