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
    "key": folded,
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
