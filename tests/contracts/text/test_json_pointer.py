"""JSON Pointers: RFC 6901's own examples, and that writing and reading are inverse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text.json_pointer import (
    ABSENT,
    fragment,
    pointer,
    resolve,
    resolve_fragment,
    steps,
)

#: The document of RFC 6901, section 5.
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
EXAMPLES = [
    ("", "#", DOCUMENT),
    ("/foo", "#/foo", ["bar", "baz"]),
    ("/foo/0", "#/foo/0", "bar"),
    ("/", "#/", 0),
    ("/a~1b", "#/a~1b", 1),
    ("/c%d", "#/c%25d", 2),
    ("/e^f", "#/e%5Ef", 3),
    ("/g|h", "#/g%7Ch", 4),
    ("/i\\j", "#/i%5Cj", 5),
    ('/k"l', "#/k%22l", 6),
    ("/ ", "#/%20", 7),
    ("/m~0n", "#/m~0n", 8),
]


@pytest.mark.parametrize(("written", "reference", "value"), EXAMPLES)
def test_the_examples_of_the_rfc(written: str, reference: str, value: Any) -> None:
    assert resolve(DOCUMENT, written) == value
    assert resolve_fragment(DOCUMENT, reference) == value


@pytest.mark.parametrize(
    "written",
    [
        *("foo", "/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/²", "/foo/x", "/a~1b/c"),
        "/foo/" + "9" * 5000,
    ],
)
def test_what_leads_nowhere_is_absent(written: str) -> None:
    assert resolve(DOCUMENT, written) is ABSENT


@pytest.mark.parametrize("reference", ["other.json#/foo", "#foo", "/foo", ""])
def test_a_reference_elsewhere_is_absent(reference: str) -> None:
    assert resolve_fragment(DOCUMENT, reference) is ABSENT


@pytest.mark.parametrize("place", ["a", "/b", "/a/1", "/a/-", "/a/0/x"])
def test_a_pointer_to_nothing_is_absent_and_an_empty_one_is_the_document(place: str) -> None:
    assert resolve({"a": [1]}, place) is ABSENT
    assert resolve({"a": [1]}, "") == {"a": [1]}


def test_steps_are_escaped() -> None:
    assert pointer("a/b", "m~n", 0) == "/a~1b/m~0n/0"
    assert resolve({"a/b": {"m~n": [1]}}, "/a~1b/m~0n/0") == 1


def test_null_is_a_value() -> None:
    assert resolve({"a": None}, "/a") is None


@given(st.lists(st.text()))
def test_reading_undoes_writing(names: list[str]) -> None:
    assert steps(pointer(*names)) == tuple(names)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_written_reference_leads_to_its_value(names: list[str]) -> None:
    document: Any = "value"
    for name in reversed(names):
        document = {name: document}
    assert resolve_fragment(document, fragment(*names)) == "value"


def test_a_text_that_is_no_pointer_is_refused() -> None:
    with pytest.raises(ValueError, match="no JSON Pointer"):
        steps("a/b")
