"""Headings, list markers, indentation and blank lines.

Nested sections are indented by four spaces a level, what is literal (headers, bodies, schemas)
by eight more than its section (API Blueprint specification, "Asset section").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contracts.editor.json_text import is_literal
from contracts.editor.project import File
from contracts.editor.structure import FENCE, HEADING, ITEM, Kind, Section, fenced
from contracts.editor.text import FileText
from contracts.read.source import INCLUDE
from contracts.text.indentation import indentation

LEVEL: Final = 4
_HEADINGS: Final = frozenset(
    (
        *(Kind.FILE, Kind.TITLE, Kind.HEADING, Kind.GROUP, Kind.TYPES, Kind.TYPE),
        *(Kind.RESOURCE, Kind.ACTION),
    )
)
_MODEL: Final = re.compile(r" *\[[^\[\]]+\]\[\] *$")
_ENDPOINT: Final = re.compile(r"(?P<name>[^\[]*?)\s*\[\s*(?P<inside>[^\]]*?)\s*\]$")


def laid_out(file: File) -> str:
    """The text with its lines in their places."""
    lines = list(_lines(file.text, file.root))
    return without_last_blanks("\n".join(_spaced(lines)))


Line = tuple[str, bool]
"""A line, and whether its blank neighbours are to be kept as they are."""


def _lines(text: FileText, root: Section) -> Iterator[Line]:
    fences, literal = fenced(text.lines), _literal_lines(text, root)
    moves = _moves(text, root)
    owners = {section.line: section for section in root.walk() if section.kind is not Kind.FILE}
    for number, line in enumerate(text.lines):
        section = owners.get(number)
        if section is not None and section.kind in _HEADINGS:
            yield _heading(line, section), False
        elif section is not None:
            yield _item(line, section, moves[number]), False
        else:
            is_kept = number in fences or number in literal
            yield _other(text, number, moves.get(number, 0), kept=is_kept), is_kept


def _heading(line: str, section: Section) -> str:
    match = HEADING.match(line)
    if match is None:
        return line.rstrip()
    words = match["words"].strip()  # a closing `#` stays: drafter takes some for a name
    endpoint = _ENDPOINT.match(words) if section.kind in (Kind.RESOURCE, Kind.ACTION) else None
    if endpoint:
        words = f"{endpoint['name'].strip()} [{endpoint['inside']}]".strip()
    return f"{match['marks']} {words}".rstrip()


def _item(line: str, section: Section, move: int) -> str:
    match = ITEM.match(line)
    if match is None:
        return line.rstrip()
    indent = max(len(match["indent"]) + move, 0)
    marker = line[len(match["indent"])] if section.kind is Kind.ITEM else "+"
    return f"{' ' * indent}{marker} {match['words'].strip()}".rstrip()


def _other(text: FileText, number: int, move: int, *, kept: bool) -> str:
    line = text.lines[number]
    stripped = line.rstrip()
    if not stripped:
        return ""
    is_break = line.endswith("  ") and text.line(number + 1).strip() and not kept
    ending = "  " if is_break else ""
    indent = indentation(stripped)
    return f"{' ' * max(indent + move, 0)}{stripped.lstrip(' ')}{ending}"


def _literal_lines(text: FileText, root: Section) -> set[int]:
    """The lines of headers, bodies and schemas, without the blank ones around them."""
    numbers: set[int] = set()
    for section in root.walk():
        if is_literal(section):
            inside = [n for n in range(section.line + 1, section.end) if text.line(n).strip()]
            numbers |= set(range(inside[0], inside[-1] + 1)) if inside else set()
    return numbers


def _moves(text: FileText, root: Section) -> Mapping[int, int]:
    """How many columns each line below an item moves, by its number."""
    moves: dict[int, int] = {}
    pending = [(child, depth, 0) for child, depth in _depths(text, root)]
    while pending:
        section, depth, moved = pending.pop()
        if section.kind in _HEADINGS:
            pending += [(child, depth, 0) for child, depth in _depths(text, section)]
            continue
        indent = indentation(text.line(section.line))
        # A list in a description keeps its shape: only the whole of it moves.
        wanted = indent + moved if section.kind is Kind.ITEM else LEVEL * depth
        own = wanted - indent
        moves[section.line] = own
        inside = _literal_move(text, section, wanted) if is_literal(section) else own
        for number in range(section.line + 1, section.end):
            moves[number] = inside
        pending += [(child, depth + 1, own) for child in section.children]
    return moves


def _depths(text: FileText, section: Section) -> Iterator[tuple[Section, int]]:
    """The sections below a heading, with their depth.

    What is indented after an include belongs to the last item of the included file.
    """
    line, after_include = section.line, False
    for child in section.children:
        indent = indentation(text.line(child.line))
        between = range(line, child.line)
        after_include |= any(INCLUDE.fullmatch(text.line(each)) for each in between)
        after_include &= indent > 0
        yield child, max(1, indent // LEVEL) if after_include else 0
        line = child.end


def _literal_move(text: FileText, section: Section, indent: int) -> int:
    """How far the block of a literal section moves: its least indented line decides."""
    inside = [text.line(n) for n in range(section.line + 1, section.end) if text.line(n).strip()]
    if inside and _MODEL.match(inside[0]):
        return indent + LEVEL - indentation(inside[0])
    if not inside or any(FENCE.match(line) for line in inside):
        return indent - indentation(text.line(section.line))
    return indent + 2 * LEVEL - min(map(indentation, inside))


def _spaced(lines: Sequence[Line]) -> Iterator[str]:
    """One blank line where there were some, and one before each heading."""
    before = ""
    for line, kept in lines:
        if not line and not kept and not before:
            continue
        is_heading = HEADING.match(line) is not None and not kept
        if is_heading and before:
            yield ""
        yield line
        before = line


def without_last_blanks(text: str) -> str:
    """The text without blank lines at its end."""
    return text.rstrip("\n") + "\n" if text.strip() else ""
