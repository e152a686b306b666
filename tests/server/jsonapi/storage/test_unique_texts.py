"""Unique texts: what looks the same is the same, and what cannot be seen is refused."""

from __future__ import annotations

import unicodedata

import flask_migrate
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.runtime.packages import load_package
from contracts.runtime.unique import LONGEST, _normalized, folded, unusable
from server import create_app
from server.config import BEHAVIOURS, GENERATED
from tests.server.conftest import JsonApiClient, World, error, one, resource

NAME = "/data/attributes/name"


def named(client: JsonApiClient, world: World, name: str) -> tuple[int, str]:
    """The status of adding a FAQ type of this name, and where its error points."""
    sent = resource("faq-type", {"name": name}, event=one("event", "1"))
    answer = client.call("POST", "/v1/faq-types", sent, token=world.owner)
    return (201, "") if answer.status_code == 201 else error(answer)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Straße", "STRASSE"),
        ("ﬁnale", "finale"),
        ("Ａｂｃ", "abc "),
        ("x²", "x2"),
        ("a b", "a\u00a0\u2003 b"),
        ("é", "e\u0301"),
        ("a\tb", " a b"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("می‌خواهم", "میخواهم"),
        ("❤️", "❤"),
    ],
)
def test_names_that_look_the_same_are_the_same(
    client: JsonApiClient, world: World, first: str, second: str
) -> None:
    assert named(client, world, f"1 {first}") == (201, "")
    assert named(client, world, f"1 {second}") == (409, NAME)


@pytest.mark.parametrize("first", ["a b", "I", "0", "ñ"])
@pytest.mark.parametrize("second", ["ab", "l", "O", "n"])
def test_other_names_are_others(
    client: JsonApiClient, world: World, first: str, second: str
) -> None:
    assert named(client, world, f"1 {first}") == named(client, world, f"1 {second}") == (201, "")


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\u00a0\t", "\u200d", "\ufe0f", "a\u200bb", "a\u2060b", "\ufeffa"),
        *("a\u202eb", "a\u00adb", "\u3164", "a\u2066b", "a\u115fb"),
    ],
)
def test_a_name_that_cannot_be_seen_is_refused(
    client: JsonApiClient, world: World, name: str
) -> None:
    assert named(client, world, name) == (422, NAME)


def test_a_name_of_long_letters_has_a_key_that_an_index_takes(
    client: JsonApiClient, world: World
) -> None:
    """NFKC makes 18 letters of this one."""
    name = "\ufdfa" * 255
    assert named(client, world, name) == (201, "")
    assert named(client, world, name) == (409, NAME)
    assert named(client, world, name[:-1]) == (201, "")


#: Marks of several classes, alone and composed; letters, syllables and ligatures that take them.
COMPOSED = "\u0301\u0323\u0308\u0344\u0f71\u0f73\u0f74\u3099"
COMPOSED += "e\u00e9\u1e69\uac00\u1100\u1161\u304b\ufb03"


@given(st.text(COMPOSED))
def test_a_text_is_normalized_as_unicode_says(written: str) -> None:
    assert _normalized(written) == unicodedata.normalize("NFKC", written)


@given(st.text())
def test_a_key_is_its_own_key_and_short(name: str) -> None:
    key = folded(name)
    assert len(key.encode("utf-8", "surrogatepass")) <= LONGEST
    assert folded(key) == key
    assert folded(name.upper()) == folded(name.upper().lower())
    assert bool(unusable(name)) or bool(key)


def test_a_migration_gives_rows_their_keys_and_leaves_those_that_would_collide(
    empty_database: str,
) -> None:
    app: Flask = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty_database})
    engine = load_package(GENERATED, BEHAVIOURS).db
    insert = text(
        "INSERT INTO users (id, email, email_key, password, token_stamp, is_admin, is_verified,"
        " created_at) VALUES (:id, :email, :key, 'x', '', :no, :no, '2024-01-01 00:00:00')"
    )
    emails = {1: "Ａ@example.com", 2: "a@example.com", 3: "ﬁ@example.com"}
    with app.app_context():
        flask_migrate.upgrade(revision="0004")
        with engine.engine.begin() as connection:
            for id_, email in emails.items():
                key = email.strip().casefold()
                values = {"id": id_, "email": email, "key": key, "no": False}
                connection.execute(insert, values)
        flask_migrate.upgrade()
        with engine.engine.connect() as connection:
            rows = connection.execute(text("SELECT id, email_key FROM users ORDER BY id"))
            keys = dict(map(tuple, rows))
        engine.engine.dispose()
    assert keys == {1: "ａ@example.com", 2: "a@example.com", 3: "fi@example.com"}
