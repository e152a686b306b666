"""The order of creation: what a record needs is made before it, and circles end."""

from __future__ import annotations

import pytest

from contracts.states.order import Key, in_order

A, B, C = ("a", "1"), ("b", "1"), ("c", "1")


@pytest.mark.parametrize(
    ("needs", "links", "order"),
    [
        ({}, {}, [A, B, C]),
        ({A: (C,)}, {}, [C, A, B]),
        ({A: (B,), B: (C,)}, {}, [C, B, A]),
        ({}, {A: (B,)}, [B, A, C]),
        ({B: (A,)}, {A: (B,)}, [A, B, C]),
        ({A: (B,), B: (A,)}, {}, [B, A, C]),
        ({}, {A: (B,), B: (A,)}, [B, A, C]),
        ({A: (("d", "1"),)}, {}, [A, B, C]),
    ],
)
def test_each_record_is_made_once_after_what_it_needs(
    needs: dict[Key, tuple[Key, ...]], links: dict[Key, tuple[Key, ...]], order: list[Key]
) -> None:
    made = in_order(
        {key: key for key in (A, B, C)}, lambda r: links.get(r, ()), needs, lambda r, _: r
    )
    assert list(made) == order
