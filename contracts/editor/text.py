"""A file's text as an editor counts it: lines, and columns in the units of a client.

Everything else in :mod:`contracts` counts columns in code points. The Language Server
Protocol (3.17, "Position") counts UTF-16 code units unless client and server agree on others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from contracts.read.source import BREAK

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ASTRAL: Final = 0x10000


@dataclass(frozen=True, slots=True, order=True)
class TextPosition:
    """A line and a column of a file, both from 0, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, its end excluded."""

    start: TextPosition
    end: TextPosition

    @classmethod
    def on(cls, line: int, start: int, end: int) -> Span:
        """A stretch of one line."""
        return cls(TextPosition(line, start), TextPosition(line, end))

    def holds(self, place: TextPosition) -> bool:
        """Whether ``place`` is inside or directly at either end, where a cursor may stand."""
        return self.start <= place <= self.end


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace ``span`` of a file by ``new``."""

    span: Span
    new: str


@dataclass(frozen=True)
class FileText:
    """The text of one file."""

    content: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; a text that ends in a line break has an empty last one."""
        return tuple(BREAK.split(self.content))

    @cached_property
    def line_break(self) -> str:
        """The line end of the file: that of its first line."""
        match = BREAK.search(self.content)
        return match[0] if match else "\n"

    @cached_property
    def end(self) -> TextPosition:
        """The end of the text."""
        return TextPosition(len(self.lines) - 1, len(self.lines[-1]))

    def line(self, number: int) -> str:
        """The line ``number``, or an empty text past the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def slice(self, span: Span) -> str:
        """The text of a span that is on one line."""
        return self.line(span.start.line)[span.start.column : span.end.column]

    def units(self, place: TextPosition, encoding: Encoding) -> int:
        """The column of ``place`` in units of ``encoding``."""
        return width(self.line(place.line)[: place.column], encoding)

    def place(self, line: int, units: int, encoding: Encoding) -> TextPosition:
        """The place at ``units`` of a line; beyond its end, its end (LSP: "defaults back")."""
        if line < 0:
            return TextPosition(0, 0)
        if line >= len(self.lines):
            return self.end
        text = self.lines[line]
        if encoding == "utf-32" or text.isascii():
            return TextPosition(line, min(max(units, 0), len(text)))
        counted = 0
        for column, char in enumerate(text):
            if counted >= units:
                return TextPosition(line, column)
            counted += width(char, encoding)
        return TextPosition(line, len(text))


def width(text: str, encoding: Encoding) -> int:
    """The length of ``text`` in units of ``encoding``; half a surrogate pair is one unit."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(ord(char) >= ASTRAL for char in text)
