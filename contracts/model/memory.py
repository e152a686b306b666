"""What is worked out for a contract once and kept for as long as it is among the last ones used."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

from contracts.model.contract import Contract

T = TypeVar("T")
_KEPT: Final = 8


def once_per_contract(make: Callable[[Contract], T]) -> Callable[[Contract], T]:
    """``make``, whose results are kept for the contracts seen last, by identity.

    A kept result keeps its contract alive, so that the identity stays its own.
    """
    made: dict[int, tuple[Contract, T]] = {}

    @wraps(make)
    def remembered(contract: Contract) -> T:
        known = made.get(id(contract))
        if known is None:
            while len(made) >= _KEPT:
                del made[next(iter(made))]
            known = made[id(contract)] = (contract, make(contract))
        return known[1]

    return remembered
