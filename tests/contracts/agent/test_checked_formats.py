"""Texts that an application validates when it shows them (marshmallow before version 3)."""

from __future__ import annotations

import pytest

from contracts.agent import schemas
from contracts.agent.columns import Column, MappedClass
from contracts.agent.values import stored


def column(format: str, *, is_checked: bool) -> Column:
    return Column("page", "string", format=format, is_checked=is_checked)


@pytest.mark.parametrize(
    ("format", "text"),
    [("url", "law001"), ("url", "law001 with words"), ("email", "law001"), ("email", "a@b")],
)
def test_what_an_application_cannot_show_is_refused(format: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"is not a valid {format}"):
        stored(column(format, is_checked=True), text)
    assert stored(column(format, is_checked=False), text) == text


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("url", "https://example.com/a?b=c#d"),
        ("url", "HTTP://Example.com"),
        ("email", "jane@example.com"),
        ("slug", "anything"),
    ],
)
def test_what_it_can_show_is_stored(format: str, text: str) -> None:
    assert stored(column(format, is_checked=True), text) == text


def test_fields_that_validate_what_they_show_are_known_by_their_class() -> None:
    class ValidatedField:
        """As marshmallow 2 has it."""

    class Url(ValidatedField):
        attribute = None

    class Text:
        attribute = None

    class Schema:
        opts = None
        _declared_fields = {"page": Url(), "label": Text()}

    columns = {name: Column(name, "string") for name in ("page", "label")}
    _read(Schema, columns)
    assert (columns["page"].is_checked, columns["page"].format) == (True, "url")
    assert not columns["label"].is_checked


def _read(schema: type, columns: dict[str, Column]) -> None:
    key = Column("id", "integer")
    model = MappedClass(object, "Page", "pages", key, [key, *columns.values()], [])
    schemas._read_schema(schema, model)
