"""The result of a run of Dredd, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Dredd's result of one transaction; ``error`` is a request it could not make."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TransactionResult:
    """Dredd's word on one transaction.

    ``title`` is method, status and URI as Dredd prints them. ``details`` has Dredd's
    ``request``, ``expected`` and ``actual`` unless the transaction passed. ``seconds``
    runs from the request to the end of the hooks after it.
    """

    name: str
    status: Status
    title: str
    messages: tuple[str, ...]
    seconds: float
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers in Dredd's last line."""

    passing: int = 0
    failing: int = 0
    errors: int = 0
    skipped: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class DreddResult:
    """A run of Dredd.

    ``summary`` is Dredd's own line, empty when it ran nothing. ``missing`` are expected
    transactions it did not run, ``unexpected`` others it did. ``problem`` is why the run
    ended early. ``hook_failures`` are hooks that raised, also where no transaction was
    left to fail. ``output`` is everything Dredd and the hooks printed, without tokens.
    """

    results: tuple[TransactionResult, ...]
    totals: Totals
    summary: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    warnings: tuple[str, ...]
    hook_failures: tuple[str, ...]
    problem: str
    output: str

    @property
    def passed(self) -> bool:
        """Whether every expected transaction passed or was skipped, and nothing else went wrong."""
        wrong = self.missing or self.unexpected or self.hook_failures or self.problem
        green = (Status.PASS, Status.SKIP)  # Dredd's exit code does not count what hooks skip
        return not wrong and all(v.status in green for v in self.results)

    def is_green(self, unsent: Sequence[str]) -> bool:
        """Whether something ran and passed; ``unsent`` are transactions that Dredd cannot send."""
        return self.passed and bool(self.results) and not unsent
