"""What one example value shows, and what several show together."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.build.infer.examples import (
    document_schema,
    example_schema,
    format_shown,
    kind_of,
    kinds_shown,
    samples,
)
from contracts.model import Schema


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "any"),
        (True, "boolean"),
        (False, "boolean"),
        (0, "integer"),
        (1.0, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_a_value_has_the_kind_of_json(value: Any, kind: str) -> None:
    assert kind_of(value) == kind
    assert example_schema(value).kind == kind
    assert example_schema(value).nullable is (value is None)


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([1, 2], {"integer"}),
        ([1, 2.5], {"number"}),
        ([1, 2.5, None], {"number"}),
        ([1, "a"], {"integer", "string"}),
        ([1, 2.5, "a"], {"integer", "number", "string"}),
        ([True, 1], {"boolean", "integer"}),
        ([None], set()),
    ],
)
def test_values_show_their_kinds_without_null(values: list[Any], kinds: set[str]) -> None:
    assert kinds_shown(map(example_schema, values)) == kinds


def test_samples_are_the_values_without_null() -> None:
    shown = [example_schema(value) for value in (None, 0, "", False)]
    assert samples([*shown, Schema("string")]) == [0, "", False]


#: By format: what is of it, and near misses.
FORMATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "date-time": (
        (
            "2020-01-02T03:04:05Z",
            "2020-12-31t23:59:59z",
            "2020-10-10T10:00:00.25+02:00",
            "2020-01-30T20:00:00-23:59",
        ),
        (
            "2020-13-02T03:04:05Z",
            "2020-00-02T03:04:05Z",
            "2020-01-32T03:04:05Z",
            "2020-01-00T03:04:05Z",
            "2020-01-02T24:04:05Z",
            "2020-01-02T03:60:05Z",
            "2020-01-02T03:04:60Z",
            "2020-01-02T03:04:05",
            "2020-01-02T03:04:05+24:00",
            "2020-01-02T03:04:05.Z",
            "2020-01-02 03:04:05Z",
        ),
    ),
    "date": (
        ("2020-01-02", "2020-12-28", "2020-10-19"),
        ("2020-13-01", "2020-00-01", "2020-01-00", "2020-02-29", "20-01-01", "2020-1-1"),
    ),
    "time": (("00:00:00", "23:59:59", "19:30:00"), ("24:00:00", "10:60:00", "10:00:60", "10:00")),
    "uri": (
        (
            "http://a",
            "https://a.example/b/c%20d",
            "http://a:80/",
            "http://a-b.c:12345",
            "http://a/b_c~d-e+f.g",
        ),
        ("ftp://a", "http://", "http://-a", "http://a.", "http://a:123456", "http://a/b c", "//a"),
    ),
    "email": (
        ("a@b.c", "a.b+c@d-e.f.g", "a_b@c.d"),
        ("a@b", "@b.c", "a@", "a b@c.d", ".a@b.c", "a..b@c.d", "a@b..c", "a@B.c"),
    ),
    "uuid": (
        ("123e4567-e89b-12d3-a456-426614174000",),
        (
            "123e4567-e89b-12d3-a456-42661417400",
            "123E4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456426614174000",
        ),
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_shown_by_what_all_texts_look_like(name: str) -> None:
    right, wrong = FORMATS[name]
    assert format_shown(right) == name
    for value in right:
        assert format_shown([value]) == name, value
        assert format_shown([value, None, 3]) == name
        assert format_shown([value, "words"]) == ""
    for value in wrong:
        assert format_shown([value]) != name, value
    assert format_shown([]) == format_shown([None, 3]) == ""


DOCUMENT = {
    "data": {
        "type": "book",
        "id": "1",
        "attributes": {"type": "novel"},
        "relationships": {
            "author": {"data": {"type": "person", "id": "1"}, "meta": {"type": "x"}},
            "editor": {"data": None, "about": {"type": "list", "id": "1"}},
            "pages": {"data": [{"type": "page", "id": "1"}, {"type": "leaf", "id": "1"}]},
        },
    },
    "included": [{"type": "person", "id": "1"}, {"type": 3}],
    "meta": {"type": "list"},
}


def test_the_types_of_a_documents_resources_are_fixed_and_nothing_else_is() -> None:
    def fixed(schema: Schema, path: str = "") -> dict[str, Any]:
        found = {path: schema.sample} if schema.fixed else {}
        for member in schema.members:
            found |= fixed(member.schema, f"{path}/{member.name}")
        for number, item in enumerate(schema.items):
            found |= fixed(item, f"{path}/{number}")
        return found

    shown = document_schema(DOCUMENT)
    assert shown is not None
    assert fixed(shown) == {
        "/data/type": "book",
        "/data/relationships/author/data/type": "person",
        "/data/relationships/pages/data/0/type": "page",
        "/data/relationships/pages/data/1/type": "leaf",
        "/included/0/type": "person",
    }


@pytest.mark.parametrize("value", [[], [DOCUMENT], "text", 3, None])
def test_what_is_no_object_is_no_document(value: Any) -> None:
    assert document_schema(value) is None
