"""Reading what clients send takes time that grows with its length, whatever is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marshmallow import ValidationError

from contracts.runtime.jsonapi import fields, querystring
from contracts.runtime.jsonapi.parsing import parse_json, unstorable
from contracts.runtime.jsonapi.storage import filters
from contracts.runtime.replay import parse_prefer
from contracts.runtime.unique import folded
from server.images import views
from tests.linear import ALLOWED, growth, texts

READERS: dict[str, Callable[[str], object]] = {
    "e-mail": fields.Email().parse,
    "uri": fields.URI().parse,
    "url": fields.URL().parse,
    "uuid": fields.UUID().parse,
    "timestamp": fields.Timestamp().parse,
    "date": fields.Date().parse,
    "time": fields.Time().parse,
    "integer": fields.Integer().from_text,
    "number": fields.Number().from_text,
    "text": unstorable,
    "json": parse_json,
    "filter": filters._DANGLING.search,
    "parameter": querystring._BRACKETED.fullmatch,
    "data URL": lambda text: views._DATA_URL.sub("", text, count=1),
    "preference": lambda text: parse_prefer([text]),
}
BEGINNINGS = ("", "a", "a@", "a@[", "http://", "http://a.", "http://[", "http://a@", "1", "data:")
BEGINNINGS += ("2020-01-01T00:00:00.", '"', 'a="', "fields[", "data:a/")
UNITS = ("a", "a.", "a-", "-", ".", "@", "a@", "1", "1.", ":", "[", "]", "/", "%41", "?", "#", " ")
UNITS += ("\\", '"', '\\"', ",", "a,", "a=", "=", ";", "0", "1:", "::", "é", "_", "e", "{", "data:")


@pytest.mark.parametrize("name", READERS)
def test_reading_is_linear(name: str) -> None:
    reader = READERS[name]

    def read(text: str) -> None:
        try:
            reader(text)
        except (ValidationError, ValueError):
            return  # refused, which is as good as read

    slow = [pair for pair in texts(BEGINNINGS, UNITS) if growth(read, *pair) > ALLOWED]
    assert slow == []


#: A mark, one that a letter follows, and one that comes before another in canonical order.
MARKS = ("\u0301", "e\u0301", "\u0301\u0323", "\u0f73", "\ufb03", "\u200d")


def test_folding_is_linear() -> None:
    """It looks at one character after the other, whatever a text begins with."""
    slow = [pair for pair in texts(("",), UNITS + MARKS) if growth(folded, *pair) > ALLOWED]
    assert slow == []
