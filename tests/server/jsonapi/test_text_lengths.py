"""Texts have the documented lengths; no length of a text is taken for a failing database."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from contracts.model import Attribute
from contracts.runtime.config import database_url
from contracts.runtime.jsonapi.fields import String
from contracts.runtime.jsonapi.storage.conflicts import too_long
from server import create_app
from tests.blueprint import contract, remembered
from tests.server.conftest import JsonApiClient, World, error, resource


@remembered
def texts() -> Iterator[str]:
    """``type/attribute`` of every text that a client may change."""
    for owner in contract().resource_types:
        for attribute in owner.attributes:
            if attribute.schema.kind == "string" and not attribute.read_only:
                yield f"{owner.name}/{attribute.name}"


def attribute_of(spelled: str) -> tuple[str, Attribute]:
    type_, _, name = spelled.partition("/")
    owner = contract().resource_type(type_)
    assert owner is not None
    found = owner.attribute(name)
    assert found is not None
    return type_, found


def of_length(attribute: Attribute, length: int) -> str:
    """A value of the attribute that has ``length`` characters, none of them ASCII where allowed."""
    before, after = {
        "email": ("e", f"@{'.'.join(['e' * 63] * 3)}.example"),
        "url": ("https://example.com/", ""),
        "": ("", ""),
    }[attribute.schema.format]
    letters = "e" if attribute.schema.format else "éa"
    missing = length - len(before) - len(after)
    return before + (letters * missing)[:missing] + after


@pytest.mark.parametrize("spelled", [t for t in texts() if "-at" not in t])
def test_a_text_may_be_as_long_as_documented_and_no_longer(
    client: JsonApiClient, world: World, spelled: str
) -> None:
    type_, attribute = attribute_of(spelled)
    most = attribute.schema.lengths.most
    assert most, f"the blueprint states no length of {spelled}"

    def change(length: int) -> Any:
        sent = resource(type_, {attribute.name: of_length(attribute, length)}, id_="1")
        return client.call("PATCH", f"/v1/{type_}s/1", sent, token=world.admin)

    refused = change(most + 1)
    assert error(refused) == (422, f"/data/attributes/{attribute.name}")
    assert f"at most {most} characters" in refused.text
    assert change(most).status_code == 200


@pytest.mark.parametrize(("password", "status"), [("7 chars", 422), ("8 chars!", 201)])
def test_a_password_has_a_shortest_length(
    client: JsonApiClient, password: str, status: int
) -> None:
    sent = resource("user", {"email": "new@example.com", "password": password})
    assert client.call("POST", "/v1/users", sent).status_code == status


def test_an_email_of_4000_random_characters_is_refused_as_too_long(client: JsonApiClient) -> None:
    letters = "".join(random.Random(1).choices(string.ascii_lowercase, k=4000))
    sent = resource("user", {"email": f"{letters}@example.com", "password": "long-enough"})
    assert error(client.call("POST", "/v1/users", sent)) == (422, "/data/attributes/email")


def test_a_text_of_no_documented_length_has_that_of_the_setting(settings: dict[str, Any]) -> None:
    app: Flask = create_app({**settings, "MAX_TEXT_LENGTH": 3})
    with app.app_context():
        assert String().deserialize("abc") == "abc"
        with pytest.raises(ValidationError, match="at most 3 characters"):
            String().deserialize("abcd")


def test_a_value_that_no_index_takes_is_422_and_not_503(postgresql: str) -> None:
    engine = create_engine(database_url(postgresql))
    letters = "".join(random.Random(1).choices(string.printable, k=20_000))
    with engine.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE indexed (value text UNIQUE)"))
        with pytest.raises(OperationalError) as refused:
            connection.execute(text("INSERT INTO indexed VALUES (:value)"), {"value": letters})
    engine.dispose()
    answer = too_long(refused.value)
    assert answer is not None
    assert answer.status == "422"
