"""The normative statements of JSON:API 1.0, and by which tests each is judged."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

#: Levels at which a statement is a permission: it cannot be broken, only used.
PERMISSIONS: Final = frozenset({"MAY"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its id in the specification's own list, level, section and gist.

    ``section`` is the anchor in https://jsonapi.org/format/1.0/. ``tests`` name functions of
    :mod:`~contracts.verify.scorecard.tests`, rules of the strict judge (``rule:sort``) and laws
    (``law-sort``). A statement without tests says in ``why`` what keeps it from being judged;
    ``case`` says what a run must show of a statement that does not concern all servers; ``instead``
    are tests of what a server does that it does not concern.
    """

    id: str
    level: str
    section: str
    words: str
    tests: tuple[str, ...] = ()
    why: str = ""
    case: str = ""
    instead: tuple[str, ...] = ()

    @property
    def is_permission(self) -> bool:
        """Whether the statement allows something (MAY) instead of asking for it."""
        return self.level in PERMISSIONS


@cache
def statements() -> tuple[Statement, ...]:
    """All statements, in the order of the specification."""
    text = (files(__package__) / "statements.toml").read_text(encoding="utf-8")
    rows = []
    for section in tomllib.loads(text)["section"]:
        for id, level, words, *judged in section["statements"]:
            why = judged[0] if judged and isinstance(judged[0], str) else ""
            tests = tuple(judged[0]) if judged and not why else ()
            case = judged[1] if len(judged) > 1 else ""
            instead = tuple(judged[2]) if len(judged) > 2 else ()
            rows.append(Statement(id, level, section["anchor"], words, tests, why, case, instead))
    return tuple(rows)
