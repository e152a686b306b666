"""Two JSON values side by side: what was documented, what was seen, as a line diff."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator
from typing import Final

from contracts.model import MISSING, Json, Missing
from contracts.verify.json_values import pointer

CONTEXT: Final = 2
LONGEST: Final = 60
"""Lines of a diff; what is longer is told by its length."""


def difference(documented: Json, seen: Json, places: Collection[str]) -> list[str]:
    """The lines of a unified diff; empty when nothing at ``places`` differs.

    ``places`` are JSON Pointers to what is wrong. A value that differs elsewhere is taken
    from ``seen``: a judge that does not mind it must not distract from what it minds.
    """
    wanted = _aligned(documented, seen, "", frozenset(places))
    old, new = _lines(wanted), _lines(seen)
    lines = list(difflib.unified_diff(old, new, lineterm="", n=CONTEXT))[2:]
    if len(lines) > LONGEST:
        lines = [*lines[:LONGEST], f"… ({len(lines) - LONGEST} more lines)"]
    return lines


def _lines(value: Json | Missing) -> list[str]:
    if value is MISSING:
        return []
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def _aligned(
    documented: Json | Missing, seen: Json | Missing, at: str, places: frozenset[str]
) -> Json | Missing:
    """What should have been seen: ``seen``, mended at ``places``."""
    if isinstance(documented, dict) and isinstance(seen, dict):
        return dict(_members(documented, seen, at, places))
    if isinstance(documented, list) and isinstance(seen, list) and documented and seen:
        return [
            value
            for index, item in enumerate(seen)
            for value in [
                _aligned(documented[min(index, len(documented) - 1)], item, f"{at}/{index}", places)
            ]
            if value is not MISSING
        ]
    return documented if at in places else seen


def _members(
    documented: dict[str, Json], seen: dict[str, Json], at: str, places: frozenset[str]
) -> Iterator[tuple[str, Json]]:
    """The members of an object; the ones that only one side has count where either place is."""
    for name in seen | {name: None for name in documented if name not in seen}:
        place = at + pointer(name)
        minded = place in places or at in places
        if name in documented and name in seen:
            value = _aligned(documented[name], seen[name], place, places)
            assert value is not MISSING
            yield name, value
        elif name in seen and not minded:
            yield name, seen[name]
        elif name in documented and minded:
            yield name, documented[name]
