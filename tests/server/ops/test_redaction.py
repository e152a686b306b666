"""Hiding secrets takes time that grows with a text's length, whatever the text."""

from __future__ import annotations

import pytest

from contracts.text.redaction import redact as redact_output
from server.ops.redaction import redact_text
from tests.linear import ALLOWED, growth, texts

BEGINNINGS = (
    "",
    "?",
    "eyJ",
    "://",
    "://a:",
    "JWT ",
    "authorization: JWT ",
    "authorization: Token a=",
)
BEGINNINGS += ("password=", 'password="', 'password=\\"')
UNITS = ("?", "?a", "?=", "=", "eyJ-", "-eyJ", "eyJa.", "a.", "a-", "JWT ", " ", "\\", "\\x")
UNITS += ('"', "'", "\\\"'", "://", "://a:", ":", "@", "/", "token", "token=", "token ")
UNITS += ('token="', "token='\\\"", "secret.", "authorization", "authorization: ", "a", "é", "\n")
UNITS += ('a="b", ', "a=b,", 'a="', "authorization: a=")


@pytest.mark.parametrize("redact", [redact_text, redact_output])
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_hiding_secrets_is_linear(redact: object, beginning: str) -> None:
    assert callable(redact)
    slow = [
        unit for start, unit in texts((beginning,), UNITS) if growth(redact, start, unit) > ALLOWED
    ]
    assert slow == []
