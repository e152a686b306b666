"""The difference of two JSON values, as short as a failure message should be.

Each difference is its JSON Pointer and below it a line with ``-`` (expected) and a line
with ``+`` (seen); a side that has no value there has no line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from contracts.model import MISSING, Json, Missing
from contracts.text.json_pointer import pointer
from contracts.text.json_values import same

WIDTH: Final = 72
_LIMIT: Final = 20

Difference = tuple[str, "Json | Missing", "Json | Missing"]


def diff(expected: Json | Missing, seen: Json | Missing, *, limit: int = _LIMIT) -> tuple[str, ...]:
    """The lines of the difference; none when both values are equal.

    Values longer than :data:`WIDTH` are shortened, differences beyond ``limit`` counted.
    """
    pairs = list(differences(expected, seen))
    lines: list[str] = []
    for place, wanted, got in pairs[:limit]:
        lines.append(place or "the whole body")
        lines += [f"- {shortened(wanted)}"] if not isinstance(wanted, Missing) else []
        lines += [f"+ {shortened(got)}"] if not isinstance(got, Missing) else []
    if len(pairs) > limit:
        lines.append(f"and {len(pairs) - limit} more")
    return tuple(lines)


def differences(
    expected: Json | Missing, seen: Json | Missing, *path: str | int
) -> Iterator[Difference]:
    """Every place where two values differ, with both values; objects member by member."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        for name in {**expected, **seen}:
            wanted, got = expected.get(name, MISSING), seen.get(name, MISSING)
            yield from differences(wanted, got, *path, name)
    elif isinstance(expected, list) and isinstance(seen, list):
        for index in range(max(len(expected), len(seen))):
            wanted = expected[index] if index < len(expected) else MISSING
            got = seen[index] if index < len(seen) else MISSING
            yield from differences(wanted, got, *path, index)
    elif not same(expected, seen):
        yield pointer(*path), expected, seen


def shortened(value: Json, width: int = WIDTH) -> str:
    """``value`` as JSON on one line, its middle cut out where it is longer than ``width``."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= width:
        return text
    end = width // 3
    return f"{text[: width - end - 3]} … {text[-end:]}"
