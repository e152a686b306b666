"""Small blueprints for tests, and the way from text to contract."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Final

from contracts.build.contract import BuildResult, build
from contracts.model import Contract, Schema
from contracts.read.parse import parse
from contracts.read.source import from_text

_TESTS: Final = Path(__file__).parents[1]
#: Blueprints of other kinds than ours: plain JSON, several types, polymorphic linkage, own tokens.
OTHERS: Final = {
    name.removesuffix("/api").rpartition("/")[2].replace("_", "-"): _TESTS / f"{name}.apib"
    for name in (
        "adopters/clinic/api",
        "adopters/library/api",
        "contracts/verify/shops",
        "foreign/harbour/api",
        "foreign/kept/nested_list",
        "foreign/kept/plain_json",
        "foreign/kept/two_variables",
        "foreign/several_types",
        "foreign/subjects",
        "foreign/subscriptions",
        "foreign/verified",
    )
}


def built(text: str, file: str = "test.apib") -> BuildResult:
    """What the builder makes of a blueprint's text; parsed without a cache."""
    source = from_text(dedent(text), file)
    parsed, _ = parse(source, cache=None)
    return build(parsed, source, file)


def contract(text: str, file: str = "test.apib") -> Contract:
    """The contract a blueprint's text describes."""
    return built(text, file).contract


def attributes(members: str, types: str = "") -> Schema:
    """The schema of a response whose ``+ Attributes`` has these members."""
    text = (
        "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Read [GET]\n\n"
        "+ Response 200 (application/json)\n    + Attributes\n"
        + indent(dedent(members).strip("\n"), " " * 8)
        + ("\n\n# Data Structures\n\n" + dedent(types).strip("\n") if types else "")
        + "\n"
    )
    transaction = next(contract(text).transactions())
    assert transaction.response.schema is not None
    return transaction.response.schema


FAQS = """\
FORMAT: 1A
HOST: https://api.example.org

# API

# Group FAQs

## FAQ Collection [/v1/faqs]

### Create FAQ [POST]

**Access:** organizer

+ Request Complete (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Attributes
        + data (required)
            + type: `faq` (string, required, fixed)
            + attributes (FAQ Draft, required)
            + relationships (required)
                + event (required)
                    + data (Event Identifier, required)
                + `faq-type`
                    + data (FAQ Type Identifier, required, nullable)

+ Response 201 (application/vnd.api+json)
    + Attributes (FAQ Document)

+ Request Without a token (application/vnd.api+json)
    + Body

            {"data": {"type": "faq", "attributes": {"question": "?", "answer": "!"},
             "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}

+ Response 401

+ Request Somebody else's event (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Body

            {"data": {"type": "faq", "attributes": {"question": "?", "answer": "!"},
             "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}

+ Response 403

## FAQ [/v1/faqs/{id}]

+ Parameters
    + id: `1` (string, required)

### FAQ Detail [GET]

**Access:** public

+ Request
+ Response 200 (application/vnd.api+json)
    + Attributes (FAQ Document)

+ Request Unknown FAQ
+ Response 404

### Update FAQ [PATCH]

**Access:** organizer

+ Request (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Attributes
        + data (required)
            + type: `faq` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (FAQ Changes)

+ Response 200 (application/vnd.api+json)
    + Attributes (FAQ Document)

## FAQ Event Relationship [/v1/faqs/{id}/relationships/event]

+ Parameters
    + id: `1` (string, required)

### Show FAQ Event [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (Event Identifier, required)

## Event FAQs [/v1/events/{id}/faqs{?page%5Bsize%5D,sort}]

+ Parameters
    + id: `1` (string, required)
    + page%5Bsize%5D: `10` (Integer, optional) - How many.
    + sort (string, optional)

### List Event FAQs [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (array[FAQ], required, fixed-type)

## Event [/v1/events/{id}]

+ Parameters
    + id: `1` (string, required)

### Event Detail [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (Event, required)

## Event by Identifier [/v1/events/{identifier}]

+ Parameters
    + identifier: `b8324ae2` (string, required)

### Event Detail by Identifier [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (Event, required)

# Data Structures

## Integer (number)

## Timestamp (string)

## Event Identifier
+ type: `event` (string, required, fixed)
+ id: `1` (string, required)

## FAQ Identifier
+ type: `faq` (string, required, fixed)
+ id: `1` (string, required)

## FAQ Type Identifier
+ type: `faq-type` (string, required, fixed)
+ id: `1` (string, required)

## User Identifier
+ type: `user` (string, required, fixed)
+ id: `1` (string, required)

## FAQ Changes
+ question: `Why?` (string) - What is asked.
+ answer: `So.` (string)
+ secret: `s` (string)

## FAQ Draft (FAQ Changes)
+ question: `Why?` (string, required) - What is asked.

## FAQ
+ type: `faq` (string, required, fixed)
+ id: `1` (string, required)
+ attributes (required, fixed-type)
    + question: `Why?` (string) - What is asked.
    + answer: `So.` (string)
    + `deleted-at` (Timestamp, nullable)
+ relationships (required)
    + event (required)
        + data (Event Identifier, required)
    + `faq-type` (required)
        + data (FAQ Type Identifier, required, nullable)

## FAQ Document
+ data (FAQ, required)

## Event
+ type: `event` (string, required, fixed)
+ id: `1` (string, required)
+ attributes (required)
    + name: `FOSSASIA` (string, required)
    + identifier: `b8324ae2` (string, required)
+ relationships (required)
    + owner (required)
        + data (User Identifier, required)
    + faqs (required)
        + data (array[FAQ Identifier], fixed-type)
"""
