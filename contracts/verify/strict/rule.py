"""What a strict rule is: its code, and the checks that report it.

A rule is declared in the module of its checks, which docs/checks.md names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contracts.exchange import Problem
from contracts.model import MISSING, Json, Missing
from contracts.verify.strict.context import RuleCheck

Scope = Literal["any", "json-api"]


@dataclass(frozen=True, slots=True)
class StrictRule:
    """A rule: the code of its problems, and what it asks of an answer.

    JSON:API rules judge only answers to transactions that document JSON:API.
    """

    code: str
    scope: Scope
    what: str

    def problem(
        self,
        message: str,
        place: str = "",
        expected: Json | Missing = MISSING,
        seen: Json | Missing = MISSING,
    ) -> Problem:
        """A problem of this rule, at a place of the answer."""
        return Problem(self.code, message, place, expected, seen)


@dataclass(frozen=True, slots=True)
class StrictCheck:
    """A function that reports a rule's problems.

    A ``seeded`` check takes for granted that the documented resources exist.
    """

    rule: StrictRule
    check: RuleCheck
    seeded: bool = False
