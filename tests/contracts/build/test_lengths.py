"""Documented lengths of texts, from the description to everything that is derived from it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from contracts.build.contract import build
from contracts.lint import lint
from contracts.model import Contract, Lengths, ResourceType
from contracts.read.parse import parse
from contracts.read.source import Source, from_text
from contracts.render.flask.columns import column, field
from contracts.render.openapi import document
from contracts.verify.laws.values import another, value

BLUEPRINT = """FORMAT: 1A
# Library

## Authors [/v1/authors]

### Create Author [POST]

+ Request (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `author` (string, required, fixed)
            + attributes (required)
                + name: `Ann` (Name, required)
                + country: `DE` (string) - Where they live (exactly 2 characters).
                + nick: `Annie` (Name) - A shorter one (at most 5 characters).
                + age: 40 (number) - In years (at most 3 characters).
                + notes: `None` (string)

+ Response 201 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `author` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + name: `Ann` (Name, required)
                + country: `DE` (string) - Where they live (exactly 2 characters).
                + nick: `Annie` (Name) - A shorter one (at most 5 characters).
                + age: 40 (number) - In years (at most 3 characters).
                + notes: `None` (string)

# Data Structures

## Name (string)
A name (1 to 255 characters).
"""

LENGTHS = {"name": (1, 255), "country": (2, 2), "nick": (0, 5), "age": (0, 0), "notes": (0, 0)}


@cache
def library(text: str = BLUEPRINT) -> tuple[Contract, Source]:
    source = from_text(text, "library.apib")
    parsed, _ = parse(source)
    return build(parsed, source, source.file).contract, source


def author() -> ResourceType:
    found = library()[0].resource_type("author")
    assert found is not None
    return found


@pytest.mark.parametrize("name", LENGTHS)
def test_a_member_has_the_lengths_of_its_own_or_its_types_description(name: str) -> None:
    attribute = author().attribute(name)
    assert attribute is not None
    assert attribute.schema.lengths == Lengths(*LENGTHS[name])


def test_openapi_has_them() -> None:
    rendered = json.dumps(document(library()[0]))
    for keywords in ('"minLength": 1, "maxLength": 255', '"minLength": 2, "maxLength": 2'):
        assert keywords in rendered


@pytest.mark.parametrize(
    ("name", "declared", "validated"),
    [
        ("name", "mapped_column(String(255))", "String(min_length=1, max_length=255,"),
        ("nick", "mapped_column(String(5), ", "String(max_length=5)"),
        ("notes", "mapped_column(Text, ", "String()"),
    ],
)
def test_columns_and_fields_have_them(name: str, declared: str, validated: str) -> None:
    attribute = author().attribute(name)
    assert attribute is not None
    assert declared in column(author(), attribute, name)
    assert validated in field(attribute, name)


@pytest.mark.parametrize("name", ["name", "country", "nick"])
def test_values_that_laws_send_have_them(name: str) -> None:
    attribute = author().attribute(name)
    assert attribute is not None
    sent: list[Any] = [value(attribute.schema, n) for n in (0, 1, 9, 99)]
    sent.append(another(attribute.schema, *sent))
    least, most = LENGTHS[name]
    assert all(least <= len(text) <= most for text in sent)
    assert len(set(sent)) == len(sent)


def test_an_example_of_another_length_is_a_finding() -> None:
    contract, source = library(BLUEPRINT.replace("`DE`", "`DEU`", 1))
    found = [each for each in lint(contract, source) if each.code == "body-schema"]
    assert [each.location.line for each in found] == [14]
    assert "longer than 2 characters" in found[0].message
