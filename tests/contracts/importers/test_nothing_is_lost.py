"""Each value of an OpenAPI document is in the blueprint, or in the list of what is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.importers import described
from contracts.importers.writer import files
from contracts.project.blueprint import read
from contracts.text.json_pointer import pointer, resolve
from tests.contracts.importers.test_importing import exported

#: Every kind of value that OpenAPI 3.1 has, each under a word or number of its own.
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Zoo",
        "summary": "Animals online.",
        "description": "About animals.",
        "termsOfService": "https://zoo.example/terms",
        "contact": {"name": "Keeper", "url": "https://zoo.example/k", "email": "k@zoo.example"},
        "license": {"name": "MIT", "url": "https://zoo.example/mit"},
        "version": "7.3.1",
    },
    "externalDocs": {"url": "https://zoo.example/more", "description": "More of the zoo"},
    "servers": [{"url": "https://api.zoo.example"}, {"url": "https://test.zoo.example"}],
    "tags": [
        {
            "name": "Cages",
            "description": "Where they live.",
            "externalDocs": {"url": "https://zoo.example/cages", "description": "Plans"},
        }
    ],
    "security": [{"key": []}, {"login": ["write:cages"]}],
    "webhooks": {"escape": {"post": {"responses": {"200": {"description": "Caught."}}}}},
    "paths": {
        "/cages/{cage}": {
            "summary": "One cage",
            "description": "Its place.",
            "servers": [{"url": "https://cages.zoo.example"}],
            "parameters": [
                {
                    "name": "cage",
                    "in": "path",
                    "required": True,
                    "description": "Which cage.",
                    "schema": {"type": "integer", "minimum": 11},
                    "example": 17,
                },
                {"name": "zone", "in": "cookie", "schema": {"type": "string"}},
            ],
            "put": {
                "operationId": "replaceCage",
                "summary": "Replace a cage",
                "description": "Moves the animals.",
                "deprecated": True,
                "externalDocs": {"url": "https://zoo.example/put", "description": "How to"},
                "tags": ["Cages", "Second tag"],
                "servers": [{"url": "https://put.zoo.example"}],
                "callbacks": {"moved": {"{$request.body#/url}": {}}},
                "parameters": [
                    {
                        "name": "sizes",
                        "in": "query",
                        "deprecated": True,
                        "description": "Sizes of cages.",
                        "schema": {
                            "type": "array",
                            "items": {"type": "string", "enum": ["small", "big"]},
                            "maxItems": 23,
                        },
                    },
                    {
                        "name": "where",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object"},
                    },
                    {
                        "name": "since",
                        "in": "query",
                        "schema": {"type": "string", "format": "date-time"},
                        "examples": {
                            "one": {"value": "2017-07-24T16:52:01Z"},
                            "two": {"value": "2018-07-24T16:52:01Z"},
                        },
                    },
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "description": "Ties requests together.",
                        "schema": {"type": "string", "default": "t-1"},
                    },
                    {"name": "theme", "in": "cookie", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "description": "The new cage.",
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Cage"},
                            "examples": {
                                "first": {"value": {"label": "Lions", "old": "x31"}},
                                "second": {"value": {"label": "Tigers"}},
                            },
                        },
                        "application/xml": {"schema": {"type": "array", "items": {}}},
                    },
                },
                "responses": {
                    "200": {
                        "description": "The cage is new.",
                        "headers": {
                            "X-Count": {
                                "description": "Animals inside.",
                                "schema": {"type": "integer", "example": 41},
                            }
                        },
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "height": {
                                            "type": "number",
                                            "minimum": 43,
                                            "readOnly": True,
                                            "description": "In metres.",
                                            "deprecated": True,
                                        }
                                    },
                                },
                                "example": {"height": 47},
                            }
                        },
                        "links": {"again": {"operationId": "replaceCage"}},
                    },
                    "default": {
                        "description": "Any other answer.",
                        "content": {"application/json": {"schema": {"type": "string"}}},
                    },
                },
            },
        }
    },
    "components": {
        "securitySchemes": {
            "key": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Zoo-Key",
                "description": "From the office.",
            },
            "login": {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://zoo.example/auth"}},
            },
        },
        "schemas": {
            "Cage": {
                "type": "object",
                "description": "A home.",
                "required": ["label"],
                "properties": {
                    "label": {"type": "string", "maxLength": 53, "description": "On the door."},
                    "old": {"type": "string", "deprecated": True, "description": "Use label."},
                    "built": {"type": "string", "format": "date", "example": "1959-01-02"},
                    "food": {"type": "string", "enum": ["meat", "leaves"]},
                },
            }
        },
    },
}

#: What is neither in the text nor in the list, and why.
UNLISTED = {
    "/openapi": "the format's own version",
    "/paths/~1cages~1{cage}/put/operationId": "ids are made of the names of actions",
    "/components/securitySchemes/key/type": "shown by the header",
    "/components/securitySchemes/login/type": "the other alternative is shown",
}


def leaves(value: Any, *steps: str) -> Iterator[tuple[str, Any]]:
    """Each text, number and Boolean of a document, with the pointer to it."""
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inside:
            yield from leaves(each, *steps, str(key))
    else:
        yield pointer(*steps), value


def said(text: str, place: str, value: Any) -> bool:
    """Whether a blueprint has a value: as text, or in the words of its conventions."""
    name = place.rpartition("/")[2]
    words = {"deprecated": "**Deprecated", "date-time": "(Timestamp", "integer": "Integer"}
    words |= {"readOnly": '"readOnly": true', "maxItems": "maximum of values 23"}
    known = words.get(name) or words.get(str(value))
    if name in ("in", "style", "required") and value in ("path", "query", "header", True):
        return True  # by where the parameter stands
    if name == "$ref":
        known = str(value).rpartition("/")[2]
    return (known or str(value)).lower() in text.lower()


def test_each_value_is_in_the_blueprint_or_in_the_list_of_what_is_left_out(tmp_path: Path) -> None:
    api = described(DOCUMENT)
    text = "\n".join(files(api).values())
    listed = [each.pointer for each in api.left_out]
    assert all(resolve(DOCUMENT, place) is not None for place in listed)
    lost = [
        place
        for place, value in leaves(DOCUMENT)
        if not said(text, place, value)
        and not any(place == each or place.startswith(f"{each}/") for each in listed)
    ]
    assert sorted(lost) == sorted(UNLISTED), (lost, text)


LEFT_OUT = [
    "/paths/~1cages~1{cage}/servers: /cages/{cage}: servers",
    "/paths/~1cages~1{cage}/put/callbacks: PUT /cages/{cage}: callbacks",
    "/paths/~1cages~1{cage}/put/servers: PUT /cages/{cage}: servers",
    "/paths/~1cages~1{cage}/parameters/1: PUT /cages/{cage}: the cookie zone",
    "/paths/~1cages~1{cage}/put/parameters/1/style:"
    " PUT /cages/{cage}: the style deepObject of where",
    "/paths/~1cages~1{cage}/put/parameters/2/examples:"
    " PUT /cages/{cage}: further examples of since",
    "/paths/~1cages~1{cage}/put/parameters/4: PUT /cages/{cage}: the cookie theme",
    "/paths/~1cages~1{cage}/put/tags: PUT /cages/{cage}: the tag Second tag",
    "/security: login in the place of key",
    "/paths/~1cages~1{cage}/put/requestBody/content/application~1xml:"
    " PUT /cages/{cage}: the request: the body of application/xml",
    "/paths/~1cages~1{cage}/put/responses/default: PUT /cages/{cage}: the response default",
    "/paths/~1cages~1{cage}/put/responses/200/links: PUT /cages/{cage}: links of the response 200",
    "/webhooks/escape: the webhook escape",
    "/servers/1: the server https://test.zoo.example",
    "/components/securitySchemes/login/flows: the flows of login",
]


def test_the_list_of_what_is_left_out_has_its_places() -> None:
    found = [f"{each.pointer}: {each.what}" for each in described(DOCUMENT).left_out]
    assert found == LEFT_OUT, "\n".join(found)


def test_what_is_deprecated_stays_so(tmp_path: Path) -> None:
    for name, text in files(described(DOCUMENT)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = read(tmp_path / "api.apib")
    assert [str(d) for d in found.errors] == []
    after = exported(found.contract)
    put = after["paths"]["/cages/{cage}"]["put"]
    assert put["deprecated"] is True
    deprecated = {p["name"] for p in put["parameters"] if p.get("deprecated")}
    assert deprecated == {"sizes"}
    old = after["components"]["schemas"]["Cage"]["properties"]["old"]
    assert old["deprecated"] is True
    assert "height" in json.dumps(put["responses"]["200"])
    assert after["info"]["version"] == "7.3.1"
    assert after["components"]["securitySchemes"] == {
        "x-zoo-key": {"type": "apiKey", "in": "header", "name": "X-Zoo-Key"}
    }
