"""Numbers that keep the text their author wrote, and JSON with them; percentages.

JSON's ``1e3``, ``1000`` and ``1000.0`` are one number, and ``json`` prints it in Python's
form (RFC 8259, section 6). Readers of a blueprint expect what they wrote.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, Self

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LONGEST: Final = 1_000
"""Digits of a number that are read; Python's own limit of an integer is 4,300."""


class WrittenNumber(float):
    """A float that is printed as it is written, and equal to any number of its value."""

    text: str

    def __new__(cls, text: str | float) -> Self:
        """Of JSON's text for the number; ``copy`` and ``pickle`` pass a float."""
        number = super().__new__(cls, text)
        number.text = str(text)
        return number

    def __str__(self) -> str:
        """The number as it is written."""
        return self.text


def number_of(text: str) -> int | float | None:
    """The number that is a JSON text, or None where the text is none (RFC 8259, section 6)."""
    if not _NUMBER.fullmatch(text) or len(text) > LONGEST:
        return None
    return int(text) if text.lstrip("-").isdecimal() else written(text)


def written(text: str) -> float:
    """A number with a fraction or an exponent; a plain float where Python prints the same."""
    number = float(text)
    return number if float.__repr__(number) == text else WrittenNumber(text)


def plain_numbers(value: Any) -> Any:
    """A JSON value without written numbers, for libraries that take Python's own types only."""
    if isinstance(value, dict):
        return {name: plain_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain_numbers(part) for part in value]
    return float(value) if isinstance(value, WrittenNumber) else value


def percent(part: int, whole: int) -> float:
    """``part`` of ``whole`` in percent; all of nothing is 100."""
    return 100 * part / whole if whole else 100.0


def json_text(value: Any, *, indent: int | None = None) -> str:
    """``json.dumps`` with other scripts as they are and numbers as they are written."""
    return _json(value, indent, "\n")


def _json(value: Any, indent: int | None, line: str) -> str:
    inner = line + " " * (indent or 0)
    if isinstance(value, dict) and value:
        parts = [f"{_key(name)}: {_json(part, indent, inner)}" for name, part in value.items()]
        return _joined("{", parts, "}", inner, line, indent)
    if isinstance(value, list | tuple) and value:
        parts = [_json(part, indent, inner) for part in value]
        return _joined("[", parts, "]", inner, line, indent)
    if isinstance(value, WrittenNumber):
        return value.text
    return json.dumps(value, ensure_ascii=False)


def _key(name: Any) -> str:
    # As json.dumps does: the name of a member is a text.
    return json.dumps(name if isinstance(name, str) else json.dumps(name), ensure_ascii=False)


def _joined(
    opened: str, parts: list[str], closed: str, inner: str, line: str, indent: int | None
) -> str:
    if indent is None:
        return f"{opened}{', '.join(parts)}{closed}"
    return f"{opened}{inner}{f',{inner}'.join(parts)}{line}{closed}"
