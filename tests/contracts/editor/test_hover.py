"""What is said about a word, and which stretch of the text it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from contracts.editor.hover import (
    MOST_LINES,
    action_markdown,
    attribute_markdown,
    example_markdown,
    hover,
    kind_of,
    parameter_markdown,
    status_markdown,
    type_markdown,
    word_markdown,
)
from contracts.model import Lengths, Member, Parameter, Schema
from tests.contracts.editor.workspace import cursor, opened, places

#: A file, the words around the cursor, the words it is about, and how the text begins.
WORDS: Final = {
    "the first letter of a method": ("books.apib", "List Books [|GET]", "GET", "**GET** reads"),
    "the end of a method": ("books.apib", "List Books [GET|]", "GET", "**GET** reads"),
    "a variable of a query": ("books.apib", "{?so|rt,", "sort", "**sort** (query, string, opt"),
    "a variable of a path": ("books.apib", "[/books/{|id}", "id", "**id** (path, string, req"),
    "an encoded variable": (
        "books.apib",
        "page%5Bs|ize%5D,filter",
        "page%5Bsize%5D",
        "**page[size]** (query, number, optional)\n\nBooks per page.",
    ),
    "a declared parameter": ("books.apib", "+ so|rt:", "sort", "**sort** (query, string, opt"),
    "a parameter with choices": (
        "books.apib",
        "+ `filter%5B|title%5D`:",
        "`filter%5Btitle%5D`",
        "**filter[title]** (query, string, optional)",
    ),
    "a status": ("books.apib", "Response 40|1", "401", "**401 Unauthorized** (RFC 9110)"),
    "the access level": ("books.apib", "**Acc|ess:** admin", "**Access:** admin", "**admin**: adm"),
    "a type that is declared": ("types.apib", "## Book Docu|ment", "Book Document", "**Book Doc"),
    "a type of a member": (
        "types.apib",
        "(Book Attri|butes, required)",
        "Book Attributes",
        "**Book Attributes** (object)\n\n- `title`: string, required - What it is called.\n"
        "- `pages`: Integer, nullable\n\n```json",
    ),
    "a type attribute": ("types.apib", "(Integer, nul|lable)", "nullable", "**nullable**: The val"),
    "a base type": ("types.apib", "## Integer (num|ber)", "number", "**number**: A number, with"),
    "a keyword": ("books.apib", "+ Parame|ters\n    + sort", "Parameters", "The variables of"),
    "a group": ("books.apib", "# Gro|up Books", "Group", "A chapter"),
    "attributes": (
        "books.apib",
        "+ Attri|butes (Book List)",
        "Attributes",
        "The body's type in MSON; example and JSON Schema are made from it.\n\n```json\n{",
    ),
    "an attribute in MSON": (
        "types.apib",
        "+ tit|le: `Emma`",
        "title",
        "**title**, an attribute of `book` (string)\n\nWhat it is called.",
    ),
    "an attribute in a body": (
        "books.apib",
        '"book", "id": "1", "attributes": {"tit|le"',
        "title",
        "**title**, an attribute of `book` (string)\n\nWhat it is called.",
    ),
    "an attribute that the type lacks": (
        "books.apib",
        '"author", "id": "1", "attributes": {"tit|le"',
        "title",
        "`title`, an attribute of `author`",
    ),
}


@pytest.mark.parametrize(("name", "words", "about", "beginning"), WORDS.values(), ids=WORDS)
def test_a_word_is_explained(name: str, words: str, about: str, beginning: str) -> None:
    project, file, place = cursor(name, words)
    found = hover(project, file, place)
    assert found is not None
    assert file.text.slice(found[1]) == about
    assert found[0].startswith(beginning), found[0]


#: Where there is nothing to say.
NOTHING: Final = {
    "prose": ("api.apib", "Books of a lib|rary"),
    "before a method": ("books.apib", "List Books| [GET]"),
    "behind a status": ("books.apib", "Response 401 |(app"),
    "behind the access level": ("books.apib", "**Access:** admin\n|"),
    "a string of a body": ("books.apib", '{"title": "Em|ma"}'),
    "a name of a body that is no attribute": ("books.apib", '{"err|ors"'),
}


@pytest.mark.parametrize(("name", "words"), NOTHING.values(), ids=NOTHING)
def test_nothing_is_shown_for_other_words(name: str, words: str) -> None:
    assert hover(*cursor(name, words)) is None


def test_all_places_of_a_word_say_the_same() -> None:
    """The stretch holds the place, and each place strictly inside it has the same stretch."""
    words = 0
    for project, file, place in places():
        project = replace(project, diagnostics=())
        found = hover(project, file, place)
        if found is None:
            continue
        span = found[1]
        assert span.holds(place)
        if span.start < place < span.end:
            inside = replace(place, column=span.start.column + 1)
            assert hover(project, file, inside) == found
            words += 1
    assert words > 300


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("100", "**100 Continue** (RFC 9110)"),
        ("204", "**204 No Content** (RFC 9110)\n\nDone; there is no body."),
        ("418", "**418 I'm a Teapot** (RFC 9110)"),
        ("099", ""),
        ("600", ""),
        ("20", ""),
        ("2000", ""),
        ("", ""),
    ],
)
def test_a_status_is_shown_with_its_phrase(status: str, said: str) -> None:
    assert status_markdown(status) == said


#: Words of what RFC 9110 says about a status.
MEANINGS: Final = {
    "200": "result",
    "201": "created",
    "202": "not done",
    "204": "no body",
    "304": "entity tag",
    "307": "same method",
    "400": "malformed",
    "401": "credentials",
    "403": "not allow",
    "404": "no such",
    "405": "method",
    "406": "Accept",
    "409": "exists",
    "410": "gone",
    "412": "If-Match",
    "413": "larger",
    "415": "media type",
    "422": "invalid",
    "429": "Too many",
    "500": "failed",
    "501": "implement",
    "502": "behind",
    "503": "unavailable",
    "504": "in time",
}


@pytest.mark.parametrize(("status", "words"), MEANINGS.items())
def test_the_meaning_of_a_status_is_shown(status: str, words: str) -> None:
    assert words in status_markdown(status)


TEXT: Final = Schema("string")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (TEXT, "string"),
        (Schema("string", format="date"), "string, date"),
        (Schema("string", lengths=Lengths(2, 5)), "string, 2 to 5 characters"),
        (Schema("array"), "array"),
        (Schema("array", items=(TEXT,)), "array of string"),
        (Schema("array", items=(TEXT, Schema("object", name="Book"))), "array of string or Book"),
        (Schema("array", items=(TEXT, TEXT)), "array of string"),
        (Schema("string", choices=("a", 1)), 'one of `"a"`, `1`'),
    ],
)
def test_the_type_of_a_value_in_a_few_words(schema: Schema, words: str) -> None:
    assert kind_of(schema) == words


@pytest.mark.parametrize(
    ("word", "beginning"),
    [
        ("Required", "**required**: The member must be there."),
        ("ENUM", "**enum**: One of the values"),
        ("timestamp", "**timestamp**: A time (RFC 3339"),
        ("Integer", "**Integer** (integer)\n\nA number without a fraction."),
        ("Nothing", ""),
    ],
)
def test_a_word_between_brackets(word: str, beginning: str) -> None:
    said = word_markdown(opened(), word)
    assert said.startswith(beginning)
    assert bool(said) == bool(beginning)


def test_a_parameter_nobody_describes_is_known_from_json_api() -> None:
    assert parameter_markdown("fields[book]", None) == (
        "**fields[book]**: not described in any Parameters section. The attributes and"
        ' relationships to show of a type (JSON:API 1.0, "Sparse Fieldsets").'
    )
    assert parameter_markdown("x", None) == "**x**: not described in any Parameters section."


def test_a_parameter_is_shown_whole() -> None:
    parameter = Parameter(
        *("x", "x", "query"),
        required=True,
        description="By size.",
        example="a",
        default="b",
        choices=("a", "b"),
        format="date",
    )
    assert parameter_markdown("x", parameter) == (
        "**x** (query, date, required)\n\nBy size.\n\nExample: `a`\n\nDefault: `b`\n\n"
        "One of `a`, `b`"
    )


def test_an_action_is_shown_with_what_it_does_and_who_may() -> None:
    project = opened()
    read = next(a for a in project.contract.actions() if a.name == "Read Book")
    assert action_markdown("GET", read) == (
        "**GET** reads; safe, so nothing changes on the server.\n\n"
        "This action shows one resource of type `book`.\n\nAccess: any signed-in user.\n\n"
        f"1 documented transactions; id `{read.id}`."
    )
    assert action_markdown("PUT", None) == "**PUT** replaces the whole resource; idempotent."


def test_an_attribute_of_no_type_is_named() -> None:
    assert attribute_markdown(opened(), "shelf", "room") == "`room`, an attribute of `shelf`"


def test_a_long_example_is_cut_behind_its_first_lines() -> None:
    members = tuple(Member(f"m{n}", TEXT) for n in range(MOST_LINES - 2))
    whole = example_markdown(Schema("object", members=members)).splitlines()
    assert len(whole) == MOST_LINES + 2
    assert whole[-2] == "}"
    more = Schema("object", members=(*members, Member("last", TEXT)))
    cut = example_markdown(more).splitlines()
    assert (len(cut), cut[-2]) == (MOST_LINES + 3, "…")


def test_a_type_that_is_not_declared_has_its_meaning_or_nothing() -> None:
    assert type_markdown(opened(), "Email").startswith("**Email**: An e-mail address.")
    assert type_markdown(opened(), "Shelf") == ""
