"""Names in documents: pointers are taken apart as they are joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contracts.runtime.jsonapi.names import pointer, pointer_steps


@given(st.lists(st.text(), min_size=1))
def test_a_pointer_has_the_steps_that_it_was_made_of(path: list[str]) -> None:
    assert pointer_steps(pointer(*path).removeprefix("/")) == path


def test_a_tilde_before_a_digit_is_no_escape_of_its_own() -> None:
    assert pointer_steps("data/a~01/b~1c") == ["data", "a~1", "b/c"]
