"""Markdown tables: cells aligned where the table stays readable, else one space around each."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from contracts.editor.json_text import is_literal
from contracts.editor.project import File
from contracts.editor.structure import fenced

WIDEST: Final = 120
_RULE: Final = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_CELL: Final = re.compile(r"(?<!\\)\|")


def with_tables(file: File) -> str:
    """The text with its tables laid out."""
    lines = list(file.text.lines)
    root = file.root
    fences = fenced(lines)
    number = 1
    while number < len(lines):
        is_rule = "|" in lines[number - 1] and _RULE.match(lines[number])
        if not is_rule or number in fences or is_literal(root.at(number)):
            number += 1
            continue
        start, end = number - 1, number + 1
        while end < len(lines) and "|" in lines[end] and lines[end].strip():
            end += 1
        lines[start:end] = _table(lines[start:end])
        number = end
    return "\n".join(lines)


def cells(row: str) -> list[str]:
    """The cells of a row, without the bars at its ends."""
    return [cell.strip() for cell in _CELL.split(row.strip().strip("|"))]


def _table(rows: list[str]) -> list[str]:
    indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
    if any(not row.strip().startswith("|") for row in rows) or any(map(_has_hidden_bar, rows)):
        return rows
    table = [_cells(row) for row in rows]
    if len({len(row) for row in table}) != 1:
        return rows
    shown = [row for number, row in enumerate(table) if number != 1]
    widths = [max(1, *map(_width, column)) for column in zip(*shown, strict=True)]
    is_wide = len(indent) + sum(widths) + 3 * len(widths) + 1 > WIDEST
    if is_wide:
        widths = [1] * len(widths)
    return [
        indent + _row(row, widths, rule=number == 1, wide=is_wide)
        for number, row in enumerate(table)
    ]


def _cells(row: str) -> list[str]:
    inside = row.strip()[1:]
    inside = inside.removesuffix("|") if not inside.endswith("\\|") else inside
    return [cell.strip() for cell in _CELL.split(inside)]


def _row(row: list[str], widths: list[int], *, rule: bool, wide: bool) -> str:
    if rule:
        return (
            "|" + "|".join(_rule(c, w, wide=wide) for c, w in zip(row, widths, strict=True)) + "|"
        )
    padded = (cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True))
    return "| " + " | ".join(row if wide else padded) + " |"


def _rule(cell: str, width: int, *, wide: bool) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    dashes = 3 if wide else max(width + 2, 3)
    return ":" * left + "-" * (dashes - left - right) + ":" * right


def _width(text: str) -> int:
    """The columns a text takes in a fixed-width font."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _has_hidden_bar(row: str) -> bool:
    """Whether a bar is inside a code span, where renderers do not agree what it means."""
    return any("|" in span for span in re.findall(r"`[^`]*`", row))
