"""Markdown tables in descriptions: one row for each attribute or parameter.

GitHub Flavored Markdown, "Tables (extension)". The meaning of a column is given by the
header, in any of its usual spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.build.infer.type_words import TypeWords, default_value, read_type
from contracts.model import MISSING, Json, Location, Missing

#: What a column is about, by the words of its header in lower case.
COLUMNS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("parameter", "parameters", "param", "name", "attribute", "attributes", "field", "fields"),
        "name",
    ),
    **dict.fromkeys(
        ("property", "properties", "key", "member", "column", "attribute name", "field name"),
        "name",
    ),
    **dict.fromkeys(("parameter name", "property name"), "name"),
    **dict.fromkeys(("type", "data type", "datatype", "types", "format", "value type"), "type"),
    **dict.fromkeys(
        ("description", "details", "meaning", "notes", "note", "explanation", "comment", "info"),
        "description",
    ),
    **dict.fromkeys(
        ("required", "required?", "is required", "mandatory", "required ?", "mandatory?"),
        "required",
    ),
    **dict.fromkeys(("optional", "optional?"), "optional"),
    **dict.fromkeys(("default", "default value", "defaults"), "default"),
    **dict.fromkeys(("nullable", "null", "null?", "can be null"), "nullable"),
    **dict.fromkeys(("read only", "read-only", "readonly"), "read_only"),
}
_YES: Final = frozenset({"yes", "y", "true", "required", "x", "✓", "✔", "1", "mandatory", "always"})
_NO: Final = frozenset({"no", "n", "false", "optional", "-", "✗", "0", "", "never"})
_DELIMITER: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELL: Final = re.compile(r"(?:`[^`]*`|\\.|[^|\\`]|`)*")
_NAME: Final = re.compile(r"[\w.:$@%\[\]-]+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: ``name``, and whatever else the table states; None where it is silent.

    ``type_text`` is the type as written, ``line`` the row's line in the text, from 0.
    """

    name: str
    line: int
    description: str = ""
    type: TypeWords | None = None
    type_text: str = ""
    required: bool | None = None
    nullable: bool | None = None
    read_only: bool | None = None
    default: Json | Missing = MISSING


@dataclass(frozen=True, slots=True)
class TableClaim:
    """A table's row that documents an attribute, and its location."""

    row: TableRow
    location: Location


def rows(markdown: str) -> Iterator[TableRow]:
    """The rows of every table whose header has a column of names and another known one."""
    lines = markdown.split("\n")
    index = 0
    while index + 1 < len(lines):
        columns = _header(lines[index]) if _DELIMITER.fullmatch(lines[index + 1]) else None
        if columns is None:
            index += 1
            continue
        index += 2
        while index < len(lines) and "|" in lines[index]:
            row = _row(cells(lines[index]), columns, index)
            if row is not None:
                yield row
            index += 1


def cells(line: str) -> list[str]:
    """The cells of a table's line; a pipe inside backticks or after a backslash is text."""
    text = line.strip().removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    texts, position = [], 0
    while True:
        match = _CELL.match(text, position)
        end = match.end() if match else len(text)
        texts.append(text[position:end].strip().replace("\\|", "|"))
        if end >= len(text) or text[end] != "|":
            return texts
        position = end + 1


def _header(line: str) -> tuple[str, ...] | None:
    if "|" not in line:
        return None
    names = tuple(COLUMNS.get(_plain(cell).lower(), "") for cell in cells(line))
    return names if "name" in names and len(set(names) - {""}) > 1 else None


def _plain(cell: str) -> str:
    return re.sub(r"[`*]|(?<!\w)_|_(?!\w)", "", cell).strip()


def _row(values: Sequence[str], columns: Sequence[str], line: int) -> TableRow | None:
    by_column: dict[str, str] = {}
    for column, value in zip(columns, values, strict=False):
        if column:
            by_column.setdefault(column, value)
    name = _NAME.match(_plain(by_column.get("name", "")))
    if name is None:
        return None
    kind = read_type(by_column["type"]) if by_column.get("type") else None
    required = _yes(by_column.get("required"))
    if required is None and "optional" in by_column:
        optional = _yes(by_column["optional"])
        required = None if optional is None else not optional
    if required is None and kind is not None:
        required = kind.required
    default = kind.default if kind else MISSING
    if by_column.get("default") and kind:
        default = default_value(_plain(by_column["default"]), kind.kind)
    return TableRow(
        name=name[0],
        line=line,
        description=by_column.get("description", ""),
        type=kind,
        type_text=_plain(by_column.get("type", "")),
        required=required,
        nullable=_yes(by_column.get("nullable")) or (kind.nullable if kind else None) or None,
        read_only=_yes(by_column.get("read_only")),
        default=default,
    )


def _yes(cell: str | None) -> bool | None:
    if cell is None:
        return None
    word = _plain(cell).lower()
    return True if word in _YES else False if word in _NO else None
