"""What columns are filled with when nobody says."""

from __future__ import annotations

from contracts.runtime import random_identifier

ENOUGH = 200_000


def test_of_many_identifiers_none_comes_twice_and_none_is_an_id() -> None:
    made = {random_identifier() for _ in range(ENOUGH)}
    assert len(made) == ENOUGH
    assert not any(identifier.isdecimal() for identifier in made)
