"""Reading JSON:API documents as somebody wrote them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest

from contracts.text.documents import json_member, linkage, linkages, primary, relationships_of

ROOT: Final = Path(__file__).parents[3] / "contracts"
#: These stand apart: they share no code with what judges them, or are written for Python 3.7.
APART: Final = ("runtime", "agent")
#: ``found.get("data") if isinstance(found, dict) else None``, which json_member is for.
_AGAIN: Final = re.compile(
    r'(\w+)\.get\("(?:data|included|attributes|relationships)"\)'
    r"\s+if isinstance\(\1, dict\) else None"
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"data": 1}, 1),
        ({"data": None}, None),
        ({}, None),
        ([], None),
        ("data", None),
        (None, None),
    ],
)
def test_a_member_of_what_is_no_object_is_none(value: Any, expected: Any) -> None:
    assert json_member(value, "data") == expected


@pytest.mark.parametrize("document", [None, [], "text", 1, {}, {"data": 1}, {"data": ["a", None]}])
def test_what_is_no_document_shows_nothing(document: Any) -> None:
    assert primary(document) == []
    assert relationships_of(document) == {}
    assert linkages(relationships_of(document)) == {}
    assert linkage(document) in (None, [])


def test_members_are_read_in_one_place() -> None:
    again = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).parts[0] not in APART
        for match in _AGAIN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert again == []
