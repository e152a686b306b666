"""Operations of OpenAPI documents as pairs of requests and responses."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.importers import described

JSON = {"application/json": {"schema": {"type": "object"}}}
XML = {"application/xml": {"example": "<a/>"}}
CASES = {"examples": {"a": {"summary": "First", "value": 1}, "b": {"value": 2}}}


def pairs(**operation: Any) -> list[tuple[str, str, int, str]]:
    """Of each pair its name, and the media type, status and media type of its response."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"post": operation}},
    }
    (found,) = described(document).operations
    return [(a.name, a.media_type, b.status, b.media_type) for a, b in found.pairs]


@pytest.mark.parametrize(
    ("responses", "names"),
    [
        ({}, [""]),
        ({"200": {"description": "Kept."}}, [""]),
        ({"200": {"description": "Kept."}, "404": {"description": ""}}, ["Kept", "Not Found"]),
        (
            {"200": {"description": "Kept.\n\nLong.", "content": JSON}, "404": {"content": JSON}},
            ["Kept", "Not Found"],
        ),
        (
            {"404": {"description": "No\npet"}, "201": {"description": "Kept."}},
            ["Kept", "No pet"],
        ),
        ({"200": {"description": "Kept.", "content": {**JSON, **XML}}}, ["Kept", "Kept"]),
    ],
)
def test_one_of_several_responses_has_the_name_of_its_description(
    responses: dict[str, Any], names: list[str]
) -> None:
    assert [name for name, *_ in pairs(responses=responses)] == names


@pytest.mark.parametrize(
    ("content", "responses", "rows"),
    [
        (
            {**JSON, **XML},
            {"201": {"description": "Kept."}, "400": {"description": "Refused."}},
            [
                ("Kept", "application/json", 201, ""),
                ("Kept", "application/xml", 201, ""),
                ("Refused", "application/json", 400, ""),
            ],
        ),
        (
            {"application/json": CASES},
            {"201": {"content": XML}, "400": {}},
            [
                ("First", "application/json", 201, "application/xml"),
                ("b", "application/json", 201, "application/xml"),
                ("Bad Request", "application/json", 400, ""),
            ],
        ),
        ({}, {}, [("", "", 200, "")]),
    ],
)
def test_each_request_has_the_first_response_and_the_first_request_has_each(
    content: dict[str, Any], responses: dict[str, Any], rows: list[tuple[str, str, int, str]]
) -> None:
    assert pairs(requestBody={"content": content}, responses=responses) == rows
