"""Labels of explanations: texts of one line and of several begin at the same column."""

from __future__ import annotations

import pytest

from contracts.text.labels import labelled


@pytest.mark.parametrize(
    ("label", "text", "lines"),
    [
        ("at", "api.apib:3:1", ["  at      api.apib:3:1"]),
        ("request", "GET /notes", ["  request GET /notes"]),
        ("curl", "curl /notes\n  --header a", ["  curl    curl /notes", "            --header a"]),
        ("body", "", ["  body    "]),
    ],
)
def test_a_text_begins_behind_its_label(label: str, text: str, lines: list[str]) -> None:
    assert list(labelled(label, text)) == lines
