"""The introduction: whom to ask, the license, and further documents."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.importers.openapi_about import description, group_description

NAME, URL, EMAIL = {"name": "Keeper"}, {"url": "https://z.example"}, {"email": "k@z.example"}


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ({**NAME, **URL, **EMAIL}, "Contact: Keeper <https://z.example> <mailto:k@z.example>"),
        ({**NAME, **EMAIL}, "Contact: Keeper <mailto:k@z.example>"),
        (NAME, "Contact: Keeper"),
        ({**URL, **EMAIL}, "Contact: k@z.example <https://z.example> <mailto:k@z.example>"),
        (EMAIL, "Contact: k@z.example <mailto:k@z.example>"),
        (URL, "Contact: https://z.example <https://z.example>"),
        ({"name": "Two\nlines"}, "Contact: Two lines"),
    ],
)
def test_a_contact_has_a_name_and_its_addresses(contact: dict[str, Any], line: str) -> None:
    assert list(description({"info": {"contact": contact}})) == [line]


@pytest.mark.parametrize(
    ("members", "texts"),
    [
        ({}, []),
        ({"contact": {}, "license": {}}, []),
        ({"license": {"url": "https://z.example"}}, []),
        ({"license": {"name": "MIT"}}, ["License: MIT"]),
        ({"license": {"name": "MIT", **URL}}, ["License: [MIT](https://z.example)"]),
        ({"termsOfService": "https://z.example/t"}, ["[Terms of service](https://z.example/t)"]),
        ({"summary": "Short.", "description": "Long."}, ["Short.", "Long."]),
    ],
)
def test_the_introduction_has_what_is_said_of_the_service(
    members: dict[str, Any], texts: list[str]
) -> None:
    assert list(description({"info": members})) == texts


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ({}, ""),
        ({"summary": "A", "description": "B"}, "A\n\nB"),
        ({"description": "B", "externalDocs": URL}, "B\n\n[More](https://z.example)"),
        ({"externalDocs": {"description": "All"}}, ""),
        ({"externalDocs": {**URL, "description": "All of it"}}, "[All of it](https://z.example)"),
    ],
)
def test_a_group_is_described_with_a_link_to_further_documents(
    tag: dict[str, Any], text: str
) -> None:
    assert group_description(tag) == text
