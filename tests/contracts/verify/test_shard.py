"""A plan on several machines: every check on one of them, and where, its operation says."""

from __future__ import annotations

from functools import cache

import pytest

from contracts.project.blueprint import read
from contracts.verify.plan import Check, plan
from contracts.verify.shard import Shard
from tests.contracts.verify.shops import BLUEPRINT


@cache
def checks() -> tuple[Check, ...]:
    """All checks of the shops."""
    return plan(read(BLUEPRINT).contract)


@pytest.mark.parametrize("count", [1, 2, 3, 8, 50])
def test_every_check_is_in_one_shard(count: int) -> None:
    parts = [Shard(number, count).of_plan(checks()) for number in range(1, count + 1)]
    names = [check.name for part in parts for check in part]
    assert sorted(names) == sorted(check.name for check in checks())


def test_the_laws_of_an_operation_are_with_its_transactions() -> None:
    for number in range(1, 5):
        mine = Shard(number, 4).of_plan(checks())
        operations = {check.action.id for check in mine}
        assert all((check in mine) == (check.action.id in operations) for check in checks())


def test_an_operation_stays_where_it_is_when_others_come_and_go() -> None:
    half = checks()[::2]
    for number in range(1, 4):
        part = Shard(number, 3)
        assert part.of_plan(half) == tuple(c for c in part.of_plan(checks()) if c in half)


def test_operations_are_spread_evenly() -> None:
    counts = [sum(Shard(n, 8).takes(f"operation-{i}") for i in range(8000)) for n in range(1, 9)]
    assert min(counts) > 900
    assert max(counts) < 1100


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "a/b", "1/0", "-1/2", "1/2/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 3/8"):
        Shard.of(text)
