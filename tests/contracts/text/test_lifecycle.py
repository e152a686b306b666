"""Deprecated and not yet implemented: what counts as saying so."""

from __future__ import annotations

import pytest

from contracts.text.lifecycle import deprecation_notice, description_in_schema, lifecycle


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("**Deprecated**", "deprecated"),
        ("**Deprecated:** use the other.", "deprecated"),
        ("Reads.\n\n**Deprecated since 2.0** Use the other.", "deprecated"),
        ("DEPRECATED: use the other", "deprecated"),
        ("(deprecated) the old name", "deprecated"),
        ("Deprecated in favor of `b`", "deprecated"),
        ("Deprecated", "deprecated"),
        ("**Not yet implemented**", "not yet implemented"),
        ("Not implemented yet.", "not yet implemented"),
        ("Deprecated events are listed too.", ""),
        ("Lists what is deprecated.", ""),
        ("Not implemented methods answer 405.", ""),
        ("It is **deprecated** to do so.", ""),
        ("", ""),
    ],
)
def test_a_description_says_it(description: str, expected: str) -> None:
    assert lifecycle(description) == expected


@pytest.mark.parametrize(
    ("description", "notice"),
    [
        ("Reads 2.\n\n**Deprecated** use `b`\nor c.\n\nMore.", "**** use `b`\nor c."),
        ("**Deprecated since 2.0**", "** since 2.0**"),
        ("A.\n\n**Deprecated** b.\n \nMore.\n\nAnd more.", "**** b."),
        ("Deprecated.\n\nUse `b`.", "."),
        ("Deprecated: use `b`.", ": use `b`."),
        ("Reads.", ""),
    ],
)
def test_a_deprecation_notice_is_its_paragraph(description: str, notice: str) -> None:
    assert deprecation_notice(description) == notice


@pytest.mark.parametrize(
    ("schema", "description"),
    [
        ({"deprecated": True}, "**Deprecated.**"),
        ({"deprecated": True, "description": "Use `b`."}, "**Deprecated.** Use `b`."),
        ({"deprecated": True, "description": "Deprecated: use `b`."}, "Deprecated: use `b`."),
        ({"deprecated": False, "description": "A name."}, "A name."),
        ({"deprecated": "true"}, ""),
        ({"description": 1}, ""),
        ([], ""),
    ],
)
def test_a_schema_that_deprecates_has_the_notice(schema: object, description: str) -> None:
    assert description_in_schema(schema) == description
