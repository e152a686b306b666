"""Records that fill the pages before a requested one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.states.documented_resources import ResourceState
from contracts.states.pages import (
    MOST_EARLIER,
    before,
    has_earlier,
    missing_before,
    shared_attributes,
)
from tests.contracts.factories import transaction


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("", 0),
        ("page[number]=1", 0),
        ("page[number]=0", 0),
        ("page[number]=2", 20),
        ("page[number]=3&page[size]=5", 10),
        ("page[number]=3&page[size]=0", 0),
        (f"page[number]=2&page[size]={MOST_EARLIER}", MOST_EARLIER),
        (f"page[number]=2&page[size]={MOST_EARLIER + 1}", MOST_EARLIER),
        ("page[number]=2&page[size]=many", 0),
        ("page[number]=two&page[offset]=7", 7),
        ("page[offset]=7", 7),
        (f"page[offset]={MOST_EARLIER + 1}", MOST_EARLIER),
        ("page[offset]=-7", 0),
        (f"page[offset]={'9' * 8}", MOST_EARLIER),
        (f"page[offset]={'9' * 9}", 0),
        (f"page[number]={'9' * 9}&page[size]=20", MOST_EARLIER),
        (f"page[number]={'9' * 10}&page[size]=20", 0),
    ],
)
def test_a_page_has_so_many_resources_before_it(query: str, missing: int) -> None:
    assert missing_before(transaction(uri=f"/things?{query}")) == missing


@pytest.mark.parametrize(
    ("value", "steps", "lower", "higher"),
    [
        (5, 2, 3, 7),
        (1.5, 1, 0.5, 2.5),
        ("10", 3, "7", "13"),
        ("123456789", 1, "123456788", "123456790"),
        ("1234567890", 1, "02001234567890", "zz0011234567890"),
        ("2024-03-01", 1, "2024-02-29", "2024-03-02"),
        ("2024-03-01T10:00:00Z", 2, "2024-02-28T10:00:00Z", "2024-03-03T10:00:00Z"),
        ("0001-01-01", 1, "0001-01-01", "0001-01-02"),
        ("9999-12-31", 1, "9999-12-30", "9999-12-31"),
        ("2024-13-01", 1, "2024-13-01", "2024-13-01"),
        ("North", 1, "0200North", "zz001North"),
        ("North 1", 3, "0198 North 1", "zz003 North 1"),
        ("https://x.org/a", 1, "https://0200x.org/a", "https://zz001x.org/a"),
        ("-x", 1, "-x", "zz001-x"),
        ("0x", 1, "0x", "zz0010x"),
        ("", 1, "", "zz001"),
        (True, 1, False, True),
        (False, 1, False, True),
        (None, 1, None, None),
    ],
)
def test_a_value_some_steps_before_another(
    value: object, steps: int, lower: object, higher: object
) -> None:
    assert before(value, steps) == lower
    assert before(value, steps, True) == higher


@given(st.text("abcXYZ 19-", min_size=1), st.integers(1, MOST_EARLIER - 1), st.booleans())
def test_the_more_steps_the_further_before(text: str, steps: int, is_descending: bool) -> None:
    near, far = (before(text, n, is_descending) for n in (steps, steps + 1))
    if near != text and not text.isdecimal():
        assert (far > near > text) if is_descending else (far < near < text)


@pytest.mark.parametrize(
    ("query", "id", "attributes", "can"),
    [
        ("page[number]=2&page[size]=3", "4", {}, True),
        ("page[number]=2&page[size]=3", "3", {}, False),
        ("page[number]=2&page[size]=3&sort=id", "3", {}, False),
        ("page[number]=2&page[size]=3&sort=-id", "3", {}, True),
        ("page[number]=2&page[size]=3", "x", {}, True),
        ("page[number]=2&sort=name", "1", {"name": "North"}, True),
        ("page[number]=2&sort=+name", "1", {"name": "North"}, True),
        ("page[number]=2&sort=name", "1", {"name": "!"}, False),
        ("page[number]=2&sort=-name", "1", {"name": "!"}, True),
        ("page[number]=2&sort=name,-open", "1", {"name": "!", "open": 1}, False),
        ("page[number]=2&sort=open", "1", {"open": False}, False),
        ("page[number]=2&sort=open", "1", {"open": True}, True),
        ("page[number]=2&sort=name", "1", {}, False),
    ],
)
def test_others_can_come_before_a_resource_or_not(
    query: str, id: str, attributes: dict[str, object], can: bool
) -> None:
    like = ResourceState("thing", id, attributes)  # type: ignore[arg-type]
    assert has_earlier(transaction(uri=f"/things?{query}"), like) == can


def test_what_tells_resources_apart_is_not_shared() -> None:
    given = {"name": "a", "email": "b", "room-code": "c", "userKey": "d", "slugs": "e", "no": 1}
    like = ResourceState("thing", "1", given)
    assert shared_attributes(like, "no") == {"name": "a", "slugs": "e"}
