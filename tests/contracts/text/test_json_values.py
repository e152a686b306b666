"""When two JSON values, moments or addresses are the same."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.text.json_values import (
    query_of,
    read_json,
    same,
    same_address,
    same_as,
)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (None, False, False),
        ([1, {"a": 0}], [1.0, {"a": 0}], True),
        ([{"a": 0}], [{"a": False}], False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
        ("1", 1, False),
    ],
)
def test_values_are_equal_as_json_has_it(left: Any, right: Any, equal: bool) -> None:
    assert same(left, right) is equal


@pytest.mark.parametrize(
    ("left", "right", "format", "equal"),
    [
        ("2099-12-13T23:59:59Z", "2099-12-14T00:59:59+01:00", "date-time", True),
        ("2099-12-13T23:59:59Z", "2099-12-13t23:59:59.000z", "date-time", True),
        ("2099-12-13T23:59:59Z", "2099-12-13T23:59:58Z", "date-time", False),
        ("2099-12-13T23:59:59Z", "2099-12-13T23:59:59", "date-time", False),
        ("2099-12-13T23:59:59Z", "2099-12-14T00:59:59+01:00", "", False),
        ("AB", "ab", "uuid", True),
        ("AB", "ab", "", False),
        ("rubbish", "rubbish!", "date-time", False),
        ("2099-12-13T23:59:59Z", None, "date-time", False),
    ],
)
def test_spellings_of_one_moment_are_the_same(
    left: Any, right: Any, format: str, equal: bool
) -> None:
    assert same_as(left, right, format) is equal


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("/v1/faqs?page[size]=2&sort=a", "/v1/faqs?sort=a&page%5Bsize%5D=2", True),
        ("/v1/faqs", "https://example.com/v1/faqs", True),
        ("/v1/faqs/a%20b", "/v1/faqs/a b", True),
        ("/v1/faqs?a=", "/v1/faqs", False),
        ("/v1/faqs", "/v1/faqs/", False),
    ],
)
def test_addresses_are_compared_by_path_and_query(left: str, right: str, equal: bool) -> None:
    assert same_address(left, right) is equal


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)


def test_query_parameters_are_decoded() -> None:
    assert query_of("/a?page%5Bsize%5D=2&x=&y=a%2Cb") == {"page[size]": "2", "x": "", "y": "a,b"}
    assert query_of("/a") == {}
