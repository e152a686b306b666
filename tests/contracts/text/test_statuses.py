"""Statuses in words."""

from __future__ import annotations

import pytest

from contracts.text.statuses import reason


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "OK"),
        (404, "Not Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (0, ""),
        (299, ""),
    ],
)
def test_a_status_has_the_phrase_of_rfc_9110_on_every_python(status: int, phrase: str) -> None:
    assert reason(status) == phrase
