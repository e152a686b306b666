"""Tables in descriptions, with every spelling of the header."""

from __future__ import annotations

from textwrap import dedent

import pytest

from contracts.build.infer.tables import cells, rows
from contracts.model import MISSING


def table(text: str) -> list[tuple[str, str, bool | None, bool | None]]:
    return [
        (r.name, r.type.kind if r.type else "", r.required, r.nullable) for r in rows(dedent(text))
    ]


@pytest.mark.parametrize(
    "header",
    [
        "| Parameter | Description | Type | Required |",
        "| **Name** | Details | `Data Type` | Mandatory? |",
        "Attribute | Meaning | type | required?",
        "| field | notes | Value type | is required |",
        "| Property name | Info | Datatype | MANDATORY |",
    ],
)
def test_a_header_may_be_spelled_in_many_ways(header: str) -> None:
    text = f"Words.\n\n{header}\n|:---|---|:-:|--:|\n| `name` | Its name | string | **yes** |\n"
    assert table(text) == [("name", "string", True, None)]


@pytest.mark.parametrize(
    ("cell", "required"),
    [("yes", True), ("**yes**", True), ("✓", True), ("-", False), ("no", False), ("", False)],
)
def test_yes_and_no_are_read_in_many_spellings(cell: str, required: bool) -> None:
    assert table(f"| Name | Type | Required |\n|---|---|---|\n| a | int | {cell} |") == [
        ("a", "integer", required, None)
    ]


def test_an_optional_column_says_the_opposite() -> None:
    text = "Name|Type|Optional\n-|-|-\na|string|yes\nb|string|no\nc|string|maybe"
    assert [r[2] for r in table(text)] == [False, True, None]


def test_columns_for_null_defaults_and_writing_are_read() -> None:
    text = """\
        | Key | Type | Nullable | Default | Read only |
        |-----|------|----------|---------|-----------|
        | a | integer | yes | `5` | no |
        | b | string | no | | yes |
        """
    one, other = rows(dedent(text))
    assert (one.nullable, one.default, one.read_only) == (True, 5, False)
    assert (other.nullable, other.read_only) == (None, True)


def test_a_default_may_be_written_with_the_type_or_in_its_column() -> None:
    text = """\
        | Key | Type | Default |
        |-----|------|---------|
        | a | integer, default 5 | |
        | b | integer, default 5 | 7 |
        | c | integer | |
        """
    assert [row.default for row in rows(dedent(text))] == [5, 7, MISSING]


def test_rows_know_their_line() -> None:
    text = "First.\n\n| Name | Type |\n|---|---|\n| a | string |\n| b | string |\n\nLast."
    assert [(r.name, r.line) for r in rows(text)] == [("a", 4), ("b", 5)]


def test_two_tables_are_both_read() -> None:
    text = "Name|Type\n-|-\na|string\n\nand\n\nName|Type\n-|-\nb|integer"
    assert [r.name for r in rows(text)] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "| Status | Meaning |\n|---|---|\n| 200 | fine |",
        "| Name |\n|---|\n| a |",
        "Name | Type\na | string",
        "no table at all",
        "| Name | Type |\n|---|---|\n| | string |\n| `` | string |",
    ],
)
def test_what_is_no_table_of_attributes_has_no_rows(text: str) -> None:
    assert table(text) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| `a|b` | c |", ["`a|b`", "c"]),
        (r"| a\|b | c |", ["a|b", "c"]),
        ("| a || c |", ["a", "", "c"]),
        ("| a | `b |", ["a", "`b"]),
        ("|", [""]),
    ],
)
def test_cells_end_at_bare_pipes(line: str, found: list[str]) -> None:
    assert cells(line) == found
