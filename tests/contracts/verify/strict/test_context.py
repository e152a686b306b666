"""Why a body has no JSON value, in words that do not depend on Python."""

from __future__ import annotations

import pytest

from contracts.exchange import Answer
from contracts.model import MISSING
from contracts.verify.strict.context import read_body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b" \n", "it is empty"),
        (b'{\n"a": 1\n"b": 2}', "line 3: a comma is missing"),
        (b"<html>", "line 1: '<html>' is no JSON value"),
        (b'"\xff"', "it is not UTF-8"),
    ],
)
def test_a_body_without_a_value_says_why(body: bytes, why: str) -> None:
    assert read_body(Answer(200, (), body)) == (MISSING, why)
