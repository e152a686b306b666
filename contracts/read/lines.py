"""The lines of a source, found by their place or by what they say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from contracts.model import Location
from contracts.read.source import Line, Source
from contracts.text.indentation import indentation


class Lines:
    """An index of the expanded lines of ``source``; without one, nothing is found."""

    def __init__(self, source: Source | None = None) -> None:
        self.source = source
        self._texts: Sequence[str] = source.texts if source else ()

    @cached_property
    def _index(self) -> dict[tuple[str, int], int]:
        """The first expanded line of each line of a file."""
        lines = self.source.lines if self.source else ()
        last_first = range(len(lines) - 1, -1, -1)
        return {(lines[index].file, lines[index].number): index for index in last_first}

    @cached_property
    def _same(self) -> dict[str, list[int]]:
        """The expanded lines that say the same, but for blanks around it."""
        numbers: dict[str, list[int]] = {}
        for index in range(len(self.source.lines) if self.source else 0):
            numbers.setdefault(self._texts[index].strip(), []).append(index)
        return numbers

    def at(self, location: Location) -> str:
        """The line at a place, or an empty text; of a file included twice, the first time."""
        index = self._index.get((location.file, location.line))
        return "" if index is None else self._texts[index]

    def is_verbatim(self, location: Location) -> bool:
        """Whether the line at a place is as it is in its file, with the same columns."""
        index = self._index.get((location.file, location.line))
        return (
            self.source is not None and index is not None and not self.source.lines[index].columns
        )

    def all(self) -> Iterator[tuple[Line, str]]:
        """Every line of the expanded text, and where it comes from."""
        yield from zip(self.source.lines if self.source else (), self._texts, strict=False)

    def after(self, location: Location) -> Iterator[tuple[Location, str]]:
        """The lines after the one at a place, each with its own."""
        index = self._index.get((location.file, location.line))
        if self.source is None or index is None:
            return
        for number in range(index + 1, len(self.source.lines)):
            line = self.source.lines[number]
            yield Location(line.file, line.number, 1), self._texts[number]

    def inside(self, start: Location, text: str, offset: int) -> Location:
        """Where the code point at ``offset`` of ``text`` is; its first word is at ``start``.

        The text's lines are those of the source without some indentation. An offset past the
        last word is the end of that word.
        """
        offset = min(offset, len(text.rstrip()))
        lead = len(text) - len(text.lstrip())
        down = text.count("\n", 0, offset) - text.count("\n", 0, lead)
        first = text.rfind("\n", 0, offset) + 1
        line = text[first:].split("\n", 1)[0]
        index = self._index.get((start.file, start.line))
        if self.source is not None and index is not None and index + down < len(self._texts):
            written = self._texts[index + down]
            if written.strip() == line.strip():
                indent = indentation(written) - indentation(line)
                return self.source.location(
                    self.source.starts[index + down] + indent + offset - first
                )
        before = lead - (text.rfind("\n", 0, lead) + 1)
        column = max(start.column + offset - first - before, 1)
        return Location(start.file, start.line + down, column)

    def hold(self, start: Location, text: str) -> bool:
        """Whether the source has the lines of ``text`` at ``start``, but for blanks around each."""
        index = self._index.get((start.file, start.line))
        if index is None:
            return False
        wanted = [line.strip() for line in text.strip().split("\n")]
        return wanted == [line.strip() for line in self._texts[index : index + len(wanted)]]

    def below(self, owner: Location, text: str) -> Location:
        """The location of the line ``text`` of the description of ``owner``, at its first word.

        It is the owner's own place where there is no such line.
        """
        same = self._same.get(text.strip(), [])
        first = bisect_left(same, self._index.get((owner.file, owner.line), 0))
        if self.source is None or first == len(same):
            return owner
        line = self._texts[same[first]]
        indent = len(line) - len(line.lstrip())
        return self.source.location(self.source.starts[same[first]] + indent)
