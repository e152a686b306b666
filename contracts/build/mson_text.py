"""What drafter 3 leaves out of its elements, read from the source text.

It flattens nested types (``array[array[number]]``, ``enum[number]``) and keeps numbers as
doubles (``12345678901234567890``, ``1e3``), six digits of them after the point. Specification:
"MSON Specification", sections 3.5.1 (Type Specification) and 3.4.2 (Literal Value).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.model import Json, Missing
from contracts.text.indentation import indentation
from contracts.text.numbers import number_of

_DECLARED: Final = re.compile(r"\((?:[^()\[\]`]*,)?\s*(?:array|enum)\s*\[")
_JSON_NUMBER: Final = re.compile(
    r"(?<![\w.+-])-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])"
)
_WILDCARD: Final = re.compile(r"[^\n]*\((?:[^()\n]*,)?[ ]*\*[ ]*[,)]")
_DESCRIPTION: Final = re.compile(r"(?:`[^`]*`|[^`])*? - (.*)")
#: Samples that are listed between one pair of asterisks, before the type or alone.
_SAMPLES: Final = re.compile(
    r"(?:(?:`[^`]*`|[^`:(*])*:)?[ ]*\*(?![* ])([^*`\n]*,[^*`\n]*)(?<! )\*[ ]*(?:\(| - |$)"
)
_LINK: Final = re.compile(r"\[([^\[\]]+)\](?:\[[^\[\]]*\]|\([^()]*\))")
_ITEM: Final = re.compile(r"[ ]*[-+*][ ]")
_HEADING: Final = re.compile(r"#{1,6}[ ]*\S")
#: A declaration and what is nested in it; more than that is not searched for a number.
_NEAR: Final = 2_000
DEEPEST: Final = 20
"""Type expressions nested deeper than this are read as if they ended there."""


@dataclass(frozen=True, slots=True)
class TypeExpression:
    """A type as it is named: ``array[array[number]]`` is an array nested in an array."""

    name: str
    nested: tuple[TypeExpression, ...] = ()


def nested_types(text: str, start: int) -> tuple[TypeExpression, ...]:
    """The types between the brackets of the array or enum that is declared at ``start``."""
    line = _LINK.sub(r"\1", _line(text, start))
    match = _DECLARED.search(line)
    return _list(line, match.end(), 0)[0] if match else ()


def listed_samples(text: str, start: int) -> tuple[str, ...]:
    """The values of ``list: *3, 4* (enum)``, declared at ``start``; nothing of any other form.

    Sections 3.4.3 (Variable Value) and 4.4 (Sample). drafter 3 keeps each asterisk as part of the
    value beside it, and leaves that value out where it is to be a number.
    """
    match = _SAMPLES.match(_line(text, start))
    return tuple(map(str.strip, match[1].split(","))) if match else ()


def is_wildcard(text: str, start: int) -> bool:
    """Whether what is declared at ``start`` may be of any type: ``(*)``, section 3.5.2.2."""
    return _WILDCARD.match(text, start) is not None


def with_literals(value: Json | Missing, text: str, start: int) -> Json | Missing:
    """A sample or default with its numbers as they are written in the declaration at ``start``.

    They are searched for by value, first in the declaration and then in what is nested in it;
    only JSON's own forms are found (RFC 8259, section 6). ``value`` unchanged without any.
    """
    if isinstance(value, bool | str | Missing) or value is None:
        return value
    literals = [match[0] for match in _JSON_NUMBER.finditer(_block(text, start))]
    return _with_literals(value, literals)


def _with_literals(value: Json, literals: Sequence[str]) -> Json:
    if isinstance(value, list):
        return [_with_literals(each, literals) for each in value]
    if isinstance(value, dict):
        return {name: _with_literals(each, literals) for name, each in value.items()}
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    literal = next((each for each in literals if _is_read_as(each, value)), "")
    number = number_of(literal)
    return value if number is None else number


def _is_read_as(literal: str, value: float) -> bool:
    """Whether drafter 3 makes ``value`` of a number: it keeps six digits after the point."""
    number = float(literal)
    return math.isfinite(number) and (number == value or float(f"{number:f}") == value)


def item_description(text: str, start: int) -> str:
    """What follows the dash of the item that begins at ``start``, or an empty text."""
    match = _DESCRIPTION.match(_line(text, start))
    return match[1].strip() if match else ""


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end]


def _block(text: str, start: int) -> str:
    """The declaration at ``start`` up to the next item that is not nested in it."""
    depth = start - (text.rfind("\n", 0, start) + 1)
    lines = text[start : start + _NEAR].split("\n")
    kept = [lines[0]]
    for line in lines[1:]:
        indent = indentation(line)
        if _HEADING.match(line) or (_ITEM.match(line) and indent < depth):
            break
        kept.append(line)
    return "\n".join(kept)


def _list(line: str, at: int, depth: int) -> tuple[tuple[TypeExpression, ...], int]:
    """The expressions from ``at`` up to the closing bracket, and its index."""
    expressions: list[TypeExpression] = []
    name = ""
    nested: tuple[TypeExpression, ...] = ()
    while at < len(line):
        character = line[at]
        if character == "[" and depth < DEEPEST:
            nested, at = _list(line, at + 1, depth + 1)
        elif character in ",]":
            if _plain(name):
                expressions.append(TypeExpression(_plain(name), nested))
            name, nested = "", ()
            if character == "]":
                break
        else:
            name += character
        at += 1
    return tuple(expressions), at


def _plain(name: str) -> str:
    bare = name.strip()
    return bare if bare == "*" else bare.strip("`*").strip()
