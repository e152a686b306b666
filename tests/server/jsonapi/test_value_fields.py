"""Attributes of requests: which values each kind takes, and what it says of others."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError, missing

from contracts.runtime.jsonapi import unchanged
from contracts.runtime.jsonapi.fields import Attribute, ExactNumber, Integer, Number, String
from contracts.runtime.jsonapi.json_text import Pattern, encode, inside_text, json_text
from contracts.runtime.jsonapi.linkage import ToMany, ToOne
from contracts.runtime.jsonapi.unchanged import same_attribute, same_identifier, same_linkage
from tests.examples import examples


@pytest.mark.parametrize(
    ("field", "value", "parsed"),
    [
        (Integer(), 0, 0),
        (Integer(), 4.0, 4),
        (Integer(), -(2**63) + 1, -(2**63) + 1),
        (Integer(), 2**63 - 1, 2**63 - 1),
        (Number(), 3, 3.0),
        (Number(), 1.5, 1.5),
        (Number(), 10**308, 1e308),
        (ExactNumber(), 10**30, 10**30),
        (Integer(choices=(1, 2)), 2, 2),
    ],
)
def test_a_number_is_read(field: Attribute, value: Any, parsed: Any) -> None:
    found = field.deserialize(value)
    assert (found, type(found)) == (parsed, type(parsed))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (Integer(), 4.5, "must be an integer of at most 64 bits."),
        (Integer(), True, "must be an integer of at most 64 bits."),
        (Integer(), "4", "must be an integer of at most 64 bits."),
        (Integer(), 2**63, "must be an integer of at most 64 bits."),
        (Integer(), -(2**63) - 1, "must be an integer of at most 64 bits."),
        (Integer(), None, "must be an integer of at most 64 bits, not null."),
        (Integer(choices=(1, 2)), 3, "must be one of 1, 2."),
        (Number(), False, "must be a finite number."),
        (Number(), "1", "must be a finite number."),
        (Number(), float("inf"), "must be a finite number."),
        (Number(), float("nan"), "must be a finite number."),
        (Number(), 10**400, "must be a finite number."),
        (ExactNumber(), 10**400, "must be a finite number."),
        (ExactNumber(), [], "must be a finite number."),
    ],
)
def test_what_is_no_such_number_is_refused(field: Attribute, value: Any, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    assert refused.value.messages == [said]


def test_an_attribute_that_is_missing_is_required() -> None:
    with pytest.raises(ValidationError) as refused:
        Integer(required=True).deserialize(missing)
    assert refused.value.messages == ["is required."]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Integer(), "12", 12),
        (Integer(), "-12", -12),
        (Integer(), "+12", "+12"),
        (Integer(), "1.0", "1.0"),
        (Integer(), "9" * 20, int("9" * 20)),
        (Integer(), "9" * 21, "9" * 21),
        (Integer(), "١", "١"),
        (Number(), "1", 1.0),
        (Number(), "-1.5e3", -1500.0),
        (Number(), "1E+2", 100.0),
        (Number(), ".5", ".5"),
        (Number(), "1.", "1."),
        (Number(), "1e", "1e"),
        (Number(), "nan", "nan"),
        (Attribute(), "1", "1"),
    ],
)
def test_a_query_parameter_spells_a_number_or_stays_a_text(
    field: Attribute, text: str, value: Any
) -> None:
    found = field.from_text(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1.5, "1.5"),
        (2.0, "2"),
        (-0.5, "-0.5"),
        (2.0**53, "9007199254740992"),
        (2.0**54, "1.8014398509481984e+16"),
        (7, "7"),
        (None, "null"),
    ],
)
def test_a_number_without_a_fraction_is_shown_without_one(number: Any, shown: str) -> None:
    assert Number().writer()(number) == shown
    assert Number().reader("n")(SimpleNamespace(n=number)) == json.loads(shown)


@settings(max_examples=examples(60))
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_values_are_written_as_json(value: Any) -> None:
    assert json.loads(json_text(value)) == value
    assert json.loads(f'"{inside_text(value)}"') == str(value)
    assert ", " not in json_text({"a": [1, 2], "b": 1})


def test_a_document_is_utf_8_without_blanks() -> None:
    assert encode({"é": [1, 2], "b": None}) == '{"é":[1,2],"b":null}'.encode()
    assert encode('{ "é": 1 }') == '{ "é": 1 }'.encode()


def test_a_pattern_writes_fixed_parts_and_values_of_an_object() -> None:
    one, several, calls = Pattern(), Pattern(), []

    def write(value: Any) -> str:
        calls.append(value)
        return f"<{value}>"

    one.fixed("100% of ")
    one.value("a", write)
    one.fixed(" and ")
    one.value("a", write)
    assert one.writer()(SimpleNamespace(a="%s")) == "100% of <%s> and <%s>"
    assert calls == ["%s"]
    several.value("b", write)
    several.value("a", str)
    several.value("b", write)
    assert several.writer()(SimpleNamespace(a=1, b=2)) == "<2>1<2>"


class Row(SimpleNamespace):
    """A row of the database."""


@pytest.mark.parametrize(
    ("field", "shown", "value", "is_same"),
    [
        (Integer(), 4, 4, True),
        (Integer(), 4, 4.0, True),
        (Integer(), 4, 5, False),
        (Integer(), 4, "4", False),
        (Integer(), 4, None, False),
        (Integer(allow_none=True), 4, None, True),
        (Integer(allow_none=True), None, 4, False),
        (String(), "a", "a", True),
        (String(), "a", 1, False),
    ],
)
def test_an_attribute_that_is_repeated_is_unchanged(
    field: Attribute, shown: Any, value: Any, is_same: bool
) -> None:
    assert same_attribute("n", field, Row(n=shown), value) == is_same


def test_a_moment_that_advances_had_every_earlier_value() -> None:
    row = Row(n=5)
    found = [same_attribute("n", Integer(), row, value, advances=True) for value in (4, 5, 6)]
    assert found == [True, True, False]
    assert [same_attribute("n", Integer(), row, value) for value in (4, 5)] == [False, True]


def test_in_a_new_resource_what_may_be_null_is_null() -> None:
    assert same_attribute("n", Integer(allow_none=True), None, None)
    assert not same_attribute("n", Integer(allow_none=True), None, 4)
    assert not same_attribute("n", Integer(), None, None)


def user(id: Any, kind: str = "user") -> dict[str, Any]:
    return {"type": kind, "id": id}


@pytest.mark.parametrize(
    ("linked", "data", "is_same"),
    [
        ([], [], True),
        ([1, 2], [user("2"), user("1")], True),
        ([1, 2], [user("1")], False),
        ([1], [user("1"), user("2")], False),
        ([1], [user("1", "event")], False),
        ([1], [user(1)], False),
        ([1], ["1"], False),
        ([1], user("1"), False),
        ([], None, False),
        (None, [], True),
        (None, [user("1")], False),
    ],
)
def test_linkage_to_many_that_is_repeated_in_any_order_is_unchanged(
    linked: list[int] | None, data: Any, is_same: bool
) -> None:
    row = None if linked is None else Row(users=[Row(id=id) for id in linked])
    assert same_linkage("users", ToMany("user"), row, data) == is_same


@pytest.mark.parametrize(
    ("own", "data", "is_same"),
    [
        (7, user("7"), True),
        (7, user("8"), False),
        (7, user("7", "event"), False),
        (7, None, False),
        (None, None, True),
        (None, user("7"), False),
    ],
)
def test_linkage_to_one_that_is_repeated_is_unchanged(
    monkeypatch: pytest.MonkeyPatch, own: int | None, data: Any, is_same: bool
) -> None:
    monkeypatch.setattr(unchanged, "linked_id", lambda name, row: getattr(row, name))
    assert same_linkage("owner", ToOne("user"), Row(owner=own), data) == is_same


def test_a_new_resource_is_linked_to_nothing() -> None:
    assert same_linkage("owner", ToOne("user"), None, None)
    assert not same_linkage("owner", ToOne("user"), None, user("7"))


@pytest.mark.parametrize(
    ("own", "data", "is_same"),
    [
        (user("7"), user("7"), True),
        (user("7"), {**user("7"), "meta": {}}, True),
        (user("7"), user("8"), False),
        (user("7"), user("7", "event"), False),
        (user("7"), None, False),
        (user("7"), "7", False),
        (None, None, True),
        (None, user("7"), False),
        ([user("7")], [user("7")], True),
        ([user("7")], [], False),
        ([user("7")], None, False),
    ],
)
def test_an_identifier_of_several_types_that_is_repeated_is_unchanged(
    own: Any, data: Any, is_same: bool
) -> None:
    assert same_identifier("subject", Row(subject=own), data) == is_same


def test_a_new_resource_has_no_identifier() -> None:
    assert same_identifier("subject", None, None)
    assert not same_identifier("subject", None, user("7"))
