"""Shards: the part of a plan that one of several machines runs, without coordination."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from contracts.verify.plan import Check


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` parts; ``number`` begins with 1."""

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Shard:
        """``3/8``. Raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,5})", text)
        number, count = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= count:
            raise ValueError(f"{text!r} is not a shard: write 3/8 for the third of eight")
        return cls(number, count)

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def takes(self, operation: str) -> bool:
        """Whether the transactions and laws of an operation belong to this part.

        All of one operation stay together, so that one cause is found by one machine. Where
        an operation belongs does not change when others come or go.
        """
        digest = blake2b(operation.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.count == self.number - 1

    def of_plan(self, checks: Sequence[Check]) -> tuple[Check, ...]:
        """The checks of this part, in their order."""
        return tuple(check for check in checks if self.takes(check.action.id))
