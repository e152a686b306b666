"""Bodies that are made of attributes, as their media type spells them."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from contracts.build.payloads import example_body, form_text
from contracts.model import Member, Schema
from tests.contracts.factories import array, obj

FORM = "application/x-www-form-urlencoded"
PLAIN = obj(
    Member("name", Schema("string", sample="a b&c")),
    Member("size", Schema("integer", sample=3)),
    Member("is-open", Schema("boolean", sample=True)),
    Member("nothing", Schema("string", nullable=True, sample=None)),
    Member("tags", array(Schema("string", sample="x"))),
)
FIELDS = [("name", "a b&c"), ("size", "3"), ("is-open", "true"), ("nothing", ""), ("tags", "x")]


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("", "json"),
        (" ", "json"),
        ("application/json", "json"),
        ("application/vnd.api+json; charset=utf-8", "json"),
        (FORM, "form"),
        (f"{FORM}; charset=utf-8", "form"),
        ("text/plain", ""),
        ("application/xml", ""),
        ("multipart/form-data; boundary=B", ""),
    ],
)
def test_a_body_is_made_where_its_spelling_is_beyond_doubt(content_type: str, kind: str) -> None:
    body = example_body(PLAIN, content_type)
    if kind == "json":
        assert json.loads(body)["name"] == "a b&c"
    elif kind == "form":
        assert parse_qsl(body, keep_blank_values=True) == FIELDS
    else:
        assert body == ""


@pytest.mark.parametrize(
    "schema",
    [
        Schema("string", sample="a"),
        array(Schema("string", sample="x")),
        obj(Member("inner", obj(Member("a", Schema("string", sample="x"))))),
        obj(Member("list", array(obj(Member("a", Schema("string", sample="x")))))),
    ],
)
def test_a_form_holds_plain_values_only(schema: Schema) -> None:
    assert form_text(schema) == ""
