"""Formatting around the sections that the parser cannot read: nothing is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from contracts.editor.project import File
from contracts.editor.structure import Kind, included_in
from contracts.format import formatted
from contracts.model import Diagnostic
from contracts.project.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class LostPart:
    """A section without elements: its lines, as file and number, and the error in it."""

    lines: tuple[tuple[str, int], ...]
    error: Diagnostic | None

    def __str__(self) -> str:
        """Which lines stay as they are, and what must be fixed first."""
        (file, first), (other, last) = self.lines[0], self.lines[-1]
        end = f"to {last}" if file == other else f"to {other}:{last}"
        reason = "the parser does not read them"
        if self.error:
            reason = f"fix this first: {self.error.location}: {self.error.message}"
        return f"{file}: lines {first} {end} stay as they are; {reason}"


def lost_parts(blueprint: Blueprint, errors: Sequence[Diagnostic]) -> Iterator[LostPart]:
    """The parts of a blueprint that have no elements, each with the first of ``errors`` in it."""
    for start, end in blueprint.lost:
        places = blueprint.source.lines_between(start, end)
        lines = tuple((line.file, line.number) for line in places)
        inside = frozenset(lines)
        inside_errors = (e for e in errors if (e.location.file, e.location.line) in inside)
        if lines:
            yield LostPart(lines, next(inside_errors, None))


def lost_texts(blueprint: Blueprint) -> tuple[str, ...]:
    """What is written in the parts that have no elements."""
    return tuple(blueprint.source.text[start:end] for start, end in blueprint.lost)


def formatted_around(file: File, lost: frozenset[int], steps: Sequence[str]) -> str:
    """The text of a file, formatted save for the ``lost`` lines, which count from 1."""
    if not steps:
        return file.text.content
    if not lost:
        return formatted(file.text.content, file.inherited, steps)
    runs = [
        (is_lost, list(numbers))
        for is_lost, numbers in groupby(range(len(file.text.lines)), lambda n: n + 1 in lost)
    ]
    written: list[str] = []
    for index, (is_lost, numbers) in enumerate(runs):
        text = "\n".join(file.text.lines[numbers[0] : numbers[-1] + 1])
        text += "\n" if index < len(runs) - 1 else ""
        if not is_lost:
            text = formatted(text, _inherited(file, numbers[0]), steps)
            is_followed = index < len(runs) - 1 and text
            text += "\n" if is_followed and not text.endswith("\n\n") else ""
        written.append(text)
    return "".join(written).replace("\n", file.text.line_break)


def _inherited(file: File, line: int) -> tuple[Kind, ...]:
    """The kinds of the sections that go on at a line: those around it that begin earlier."""
    begins = file.root.at(line).line == line
    kinds = included_in(file.root, line)
    return (*file.inherited, *(kinds[:-1] if begins and line else kinds if line else ()))
