"""`contract import`: what other formats describe, as a blueprint that reads without findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from contracts.cli.main import main
from contracts.importers import described
from contracts.importers.described import CannotImport, LeftOut
from contracts.importers.writer import files
from contracts.importers.xml_example import DEEPEST, xml_text
from contracts.model import Access, Contract
from contracts.project.blueprint import Blueprint, read
from contracts.render.openapi import render
from tests.blueprint import CACHE

HARBOUR = Path(__file__).parents[2] / "foreign" / "harbour" / "api.apib"
METHODS = ("get", "put", "post", "delete", "patch")

SHOP: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Café Shop", "description": "# Intro\n- item\n+ item\n"},
    "servers": [{"url": "https://{env}.example.com/", "variables": {"env": {"default": "api"}}}],
    "tags": [{"name": "pets", "description": "All about pets."}],
    "security": [{"token": []}],
    "paths": {
        "/pets/{pet-id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "operationId": "getPetById",
                "tags": ["pets"],
                "security": [],
                "parameters": [
                    {
                        "name": "page[size]",
                        "in": "query",
                        "schema": {"type": "integer", "default": 20},
                        "description": "How many.",
                    },
                    {
                        "name": "state",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "string", "enum": ["sold", "here"]},
                    },
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "A pet.",
                        "headers": {"ETag": {"schema": {"type": "string", "example": '"1"'}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                        },
                    },
                    "404": {"description": "No such pet"},
                    "default": {"description": "An error"},
                },
            },
            "put": {
                "summary": "Replace a pet",
                "tags": ["pets"],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Limited"}}
                    }
                },
                "callbacks": {"done": {}},
                "responses": {
                    "204": {"description": "Done"},
                    "401": {"description": "No token"},
                },
            },
        }
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "parameters": {
            "Id": {"name": "pet-id", "in": "path", "required": True, "schema": {"type": "string"}}
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "pet_name"],
                "properties": {
                    "id": {"type": "integer", "example": 7},
                    "pet_name": {"type": "string", "description": "Its name.", "nullable": True},
                    "born-at": {"type": "string", "format": "date-time"},
                    "kind": {"type": "string", "enum": ["cat", "dog"]},
                    "owner": {"$ref": "#/components/schemas/Owner"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
            "Owner": {"type": "object", "properties": {"email": {"type": "string"}}},
            "Limited": {
                "type": "object",
                "properties": {
                    "age": {"type": "integer", "minimum": 3, "maximum": 9},
                    "next": {"$ref": "#/components/schemas/Limited"},
                },
            },
        },
    },
}

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "Old", "version": "1"},
    "host": "old.example.com",
    "basePath": "/v1",
    "schemes": ["http"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "parameters": {"limit": {"name": "limit", "in": "query", "type": "integer"}},
    "paths": {
        "/things": {
            "get": {
                "parameters": [{"$ref": "#/parameters/limit"}],
                "responses": {
                    "200": {
                        "description": "Things",
                        "schema": {"type": "array", "items": {"$ref": "#/definitions/Thing"}},
                    }
                },
            },
            "post": {
                "parameters": [
                    {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Thing"}}
                ],
                "responses": {"201": {"description": "Made"}},
            },
        }
    },
    "definitions": {"Thing": {"type": "object", "properties": {"name": {"type": "string"}}}},
}

COLLECTION: dict[str, Any] = {
    "info": {"name": "Coll", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/"},
    "variable": [{"key": "base", "value": "https://api.example.com"}],
    "item": [
        {
            "name": "Users",
            "description": "All users.",
            "item": [
                {
                    "name": "Get user",
                    "request": {
                        "method": "GET",
                        "header": [{"key": "Authorization", "value": "Bearer s3cr3t"}],
                        "url": {
                            "raw": "{{base}}/users/:id?full=1",
                            "variable": [{"key": "id", "value": "7"}],
                        },
                    },
                    "response": [
                        {
                            "name": "A user",
                            "code": 200,
                            "header": [{"key": "Content-Type", "value": "application/json"}],
                            "body": '{"id": 7}',
                        }
                    ],
                },
                {
                    "name": "Make user",
                    "request": {
                        "method": "POST",
                        "header": [],
                        "body": {"mode": "raw", "raw": '{"name": "x"}'},
                        "url": "{{unknown}}/users",
                    },
                },
            ],
        }
    ],
}


def entry(method: str, url: str, status: int, body: str = "", sent: str = "") -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "headers": [
            {"name": "Cookie", "value": "s3cr3t"},
            {"name": "User-Agent", "value": "x"},
            {"name": "Authorization", "value": "Bearer s3cr3t"},
        ],
    }
    if sent:
        request["postData"] = {"mimeType": "application/json; charset=utf-8", "text": sent}
    content = {"mimeType": "application/json", "text": body}
    return {"request": request, "response": {"status": status, "headers": [], "content": content}}


TRAFFIC: dict[str, Any] = {
    "log": {
        "entries": [
            entry("GET", "https://api.example.com/v1/users/7?full=1", 200, '{"id": 7}'),
            entry("GET", "https://api.example.com/v1/users/8", 200, '{"id": 8}'),
            entry("GET", "https://api.example.com/v1/users/9", 404, '{"error": "no"}'),
            entry("POST", "https://api.example.com/v1/users", 201, '{"id": 1}', '{"a": 1}'),
            entry("GET", "https://api.example.com/app.js", 200),
            entry("GET", "https://ads.example.net/track", 200),
        ]
    }
}


def imported(document: Any, folder: Path) -> Blueprint:
    for name, text in files(described(document)).items():
        (folder / name).write_text(text, encoding="utf-8")
    return read(folder / "api.apib")


@pytest.mark.parametrize(
    "document",
    [SHOP, SWAGGER, COLLECTION, TRAFFIC],
    ids=["OpenAPI 3", "OpenAPI 2", "Postman", "HAR"],
)
def test_the_blueprint_reads_without_errors(document: Any, tmp_path: Path) -> None:
    found = imported(document, tmp_path)
    assert [str(d) for d in found.errors] == []
    codes = {d.code for d in found.diagnostics}
    assert not codes & {"parameter-undeclared", "parameter-unknown", "swallowed-section"}


def actions(contract: Contract) -> list[tuple[str, str, list[int]]]:
    return [
        (a.method, a.path, [t.response.status for t in a.transactions]) for a in contract.actions()
    ]


def test_operations_of_openapi_become_actions(tmp_path: Path) -> None:
    contract = imported(SHOP, tmp_path).contract
    assert actions(contract) == [
        ("GET", "/pets/{pet%2Did}", [200, 404]),
        ("PUT", "/pets/{pet%2Did}", [204, 401]),
    ]
    assert contract.host == "https://api.example.com"
    assert [g.name for g in contract.groups] == ["pets"]
    assert contract.groups[0].description == "All about pets."
    get, put = contract.actions()
    assert (get.access, put.access) == (Access.PUBLIC, Access.USER)
    found = {p.name: (p.place, p.kind, p.required, p.default, p.choices) for p in get.parameters}
    assert found == {
        "pet-id": ("path", "string", True, "", ()),
        "page[size]": ("query", "integer", False, "20", ()),
        "state": ("query", "string", True, "", ("sold", "here")),
    }


def test_what_mson_can_say_is_mson_and_the_rest_a_json_schema(tmp_path: Path) -> None:
    contract = imported(SHOP, tmp_path).contract
    pet = contract.schemas["Pet"]
    assert [(m.name, m.required, m.schema.kind, m.schema.format) for m in pet.members] == [
        ("id", True, "integer", ""),
        ("pet_name", True, "string", ""),
        ("born-at", False, "string", "date-time"),
        ("kind", False, "string", ""),
        ("owner", False, "object", ""),
        ("tags", False, "array", ""),
    ]
    assert pet.members[3].schema.choices == ("cat", "dog")
    assert pet.members[0].schema.sample == 7
    assert "Limited" not in contract.schemas
    put = list(contract.actions())[1].transactions[0].request
    assert json.loads(put.body_schema)["properties"]["age"] == {
        "type": "integer",
        "minimum": 3,
        "maximum": 9,
    }


def test_what_a_blueprint_cannot_say_is_named() -> None:
    assert [each.at("shop.yaml") for each in described(SHOP).left_out] == [
        "shop.yaml#/paths/~1pets~1{pet-id}/get/responses/default:"
        " GET /pets/{pet-id}: the response default",
        "shop.yaml#/paths/~1pets~1{pet-id}/put/callbacks: PUT /pets/{pet-id}: callbacks",
    ]


def test_servers_links_and_bodies_that_are_not_written_are_named() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    text = {"text/plain": {"example": "yes"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/pets": {
                "servers": [{"url": "https://other.example.com"}],
                "post": {
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": schema},
                            "application/xml": {"schema": schema},
                            "multipart/form-data": {"schema": schema},
                            "application/x-www-form-urlencoded": {"schema": schema},
                        }
                    },
                    "responses": {
                        "200": {"description": "", "content": text, "links": {"pet": {}}},
                        "201": {"description": "", "content": {"image/png": {"schema": {}}}},
                        "400": {"description": "", "content": {"text/xml": {"example": "<no/>"}}},
                        "409": {"description": "", "content": {"text/xml": {"schema": schema}}},
                    },
                },
            }
        },
        "webhooks": {"born": {}},
    }
    assert [(each.what, each.pointer) for each in described(document).left_out] == [
        ("/pets: servers", "/paths/~1pets/servers"),
        (
            "POST /pets: the request: the body of application/xml",
            "/paths/~1pets/post/requestBody/content/application~1xml",
        ),
        ("POST /pets: links of the response 200", "/paths/~1pets/post/responses/200/links"),
        (
            "POST /pets: the response 409: the body of text/xml",
            "/paths/~1pets/post/responses/409/content/text~1xml",
        ),
        ("the webhook born", "/webhooks/born"),
    ]


@pytest.mark.parametrize(
    ("responses", "statuses", "left_out"),
    [
        (["default"], [200], ["the response default is that of 200 alone"]),
        (["200", "default"], [200], ["the response default"]),
        (["2XX", "5XX"], [200, 500], ["2XX is that of 200 alone", "5XX is that of 500 alone"]),
        (["201", "2XX", "404", "4XX"], [201, 404], ["the response 2XX", "the response 4XX"]),
        (["3XX"], [200], ["the response 3XX"]),
    ],
)
def test_responses_of_several_statuses_are_those_of_one_or_prose(
    responses: list[str], statuses: list[int], left_out: list[str], tmp_path: Path
) -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    content = {"application/json": {"schema": schema}}
    found = {key: {"description": f"What {key} means", "content": content} for key in responses}
    document = described_by({"get": {"responses": found}})
    action = next(imported(document, tmp_path).contract.actions())
    assert [t.response.status for t in action.transactions] == statuses
    noted = described(document).left_out
    assert all(each.what.endswith(end) for each, end in zip(noted, left_out, strict=True)), noted
    for key in responses:
        if not key.isdecimal():
            assert f"**Response {key}:** What {key} means" in action.description


def test_deprecation_and_further_documents_are_prose_that_is_exported(tmp_path: Path) -> None:
    operation = {
        "deprecated": True,
        "description": "Shows it.",
        "externalDocs": {"url": "https://example.com/more", "description": "The guide"},
        "responses": {"204": {"description": "Nothing"}},
    }
    contract = imported(described_by({"get": operation}), tmp_path).contract
    after = exported(contract)["paths"]["/pets"]["get"]
    assert after["deprecated"] is True
    assert "[The guide](https://example.com/more)" in after["description"]


PET: dict[str, Any] = {
    "type": "object",
    "xml": {"name": "pet", "namespace": "urn:pets", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "example": 7, "xml": {"attribute": True}},
        "name": {"type": "string", "example": "R&D <1>"},
        "photos": {
            "type": "array",
            "xml": {"wrapped": True},
            "items": {"type": "string", "example": "a.png", "xml": {"name": "photo"}},
        },
        "tags": {"type": "array", "items": {"type": "string", "example": "x"}},
        "sold": {"type": "boolean", "example": False},
        "owner": {"allOf": [{"properties": {"nick": {"type": "string", "example": "é"}}}]},
    },
}
PET_TEXT = """\
<?xml version="1.0" encoding="UTF-8"?>
<p:pet xmlns:p="urn:pets" id="7">
  <name>R&amp;D &lt;1&gt;</name>
  <photos>
    <photo>a.png</photo>
  </photos>
  <tags>x</tags>
  <sold>false</sold>
  <owner>
    <nick>é</nick>
  </owner>
</p:pet>"""


def test_xml_bodies_are_made_of_the_schema_and_exported(tmp_path: Path) -> None:
    content = {"application/xml": {"schema": PET}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    document = described_by({"post": operation})
    assert described(document).left_out == ()
    contract = imported(document, tmp_path).contract
    (transaction,) = next(contract.actions()).transactions
    assert transaction.request.body.strip() == PET_TEXT
    assert transaction.response.body.strip() == PET_TEXT
    after = exported(contract)["paths"]["/pets"]["post"]["responses"]["200"]["content"]
    examples = after["application/xml"]["examples"].values()
    assert [each["value"].strip() for each in examples] == [PET_TEXT]


MULTIPART = """\
--BOUNDARYX
Content-Disposition: form-data; name="a %22name%22"

BOUNDARY
--BOUNDARYX
Content-Disposition: form-data; name="photo"; filename="photo"
Content-Type: image/png

PNG
--BOUNDARYX
Content-Disposition: form-data; name="tags"

one
--BOUNDARYX
Content-Disposition: form-data; name="tags"

two
--BOUNDARYX
Content-Disposition: form-data; name="owner"
Content-Type: application/json

{"id": 1}
--BOUNDARYX--"""


def test_multipart_bodies_have_a_part_for_each_field(tmp_path: Path) -> None:
    media = {
        "schema": {
            "type": "object",
            "properties": {"photo": {"type": "string", "contentMediaType": "image/png"}},
        },
        "example": {
            'a "name"': "BOUNDARY",
            "photo": "PNG",
            "tags": ["one", "two"],
            "owner": {"id": 1},
        },
    }
    post = {
        "requestBody": {"content": {"multipart/form-data": media}},
        "responses": {"204": {"description": "Kept"}},
    }
    info = {"title": "Pets", "version": "1"}
    document = {"openapi": "3.0.3", "info": info, "paths": {"/photos": {"post": post}}}
    assert described(document).left_out == ()
    contract = imported(document, tmp_path).contract
    (transaction,) = contract.transactions()
    assert transaction.request.content_type == "multipart/form-data; boundary=BOUNDARYX"
    assert transaction.request.body.strip() == MULTIPART


def test_an_xml_root_is_called_as_its_component() -> None:
    schema = {"$ref": "#/components/schemas/Pet"}
    component = {"properties": {"name": {}}}
    text = xml_text({"name": "Rex"}, schema, lambda each: component if each == schema else each)
    assert text.splitlines()[1:] == ["<Pet>", "  <name>Rex</name>", "</Pet>"]


def test_an_xml_schema_inside_itself_and_unfit_characters_give_xml() -> None:
    circle: dict[str, Any] = {"xml": {"name": "a"}}
    circle["allOf"] = [circle, {"properties": {"b": {"xml": {"attribute": True}}}}]
    text = xml_text({"b": "\x00 <", "c": None}, circle, lambda each: each)
    assert ElementTree.fromstring(text).get("b") == "\ufffd <"
    assert text.splitlines()[1:] == ['<a b="\ufffd &lt;">', "  <c/>", "</a>"]


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["integer", "string"], "Integer"),
        (["null", "boolean", "string"], "boolean"),
        (["string", "null"], "string"),
        (["array", "string"], "array"),
    ],
)
def test_a_parameter_of_several_types_has_the_first_that_is_not_null(
    types: list[str], kind: str
) -> None:
    parameter = {"name": "size", "in": "query", "schema": {"type": types}}
    operation = {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}
    info = {"title": "Things", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "paths": {"/things": {"get": operation}}}
    text = "\n".join(files(described(document)).values())
    assert f"+ size ({kind}, optional)" in text


@pytest.mark.parametrize(("deeper", "is_read"), [(0, True), (1, False)])
def test_an_xml_schema_is_read_so_deep(deeper: int, is_read: bool) -> None:
    schema: dict[str, Any] = {"properties": {"b": {"xml": {"attribute": True}}}}
    for _ in range(DEEPEST + deeper):
        schema = {"allOf": [schema]}
    text = xml_text({"b": "x"}, {**schema, "xml": {"name": "a"}}, lambda each: each)
    assert ('<a b="x"' in text) is is_read


@pytest.mark.parametrize("value", [{"two words": 1}, {"<": 1}, {"a": {"1": 2}}])
def test_what_no_element_can_be_called_is_no_xml(value: Any) -> None:
    assert xml_text(value, {"xml": {"name": "a"}}, lambda each: each) == ""
    assert xml_text([value], {}, lambda each: each) == ""


def test_places_of_openapi_2_are_those_of_its_own_document() -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "Pets", "version": "1"},
        "basePath": "/v1",
        "paths": {
            "/pets": {
                "post": {
                    "consumes": ["image/png"],
                    "parameters": [{"in": "body", "name": "body", "schema": {"type": "string"}}],
                    "responses": {
                        "200": {"description": "", "schema": {}},
                        "default": {"description": "An error"},
                    },
                }
            }
        },
    }
    places = [each.pointer for each in described(document).left_out]
    assert places == ["/paths/~1pets/post", "/paths/~1pets/post/responses/default"]


def test_openapi_2_is_read_as_3(tmp_path: Path) -> None:
    contract = imported(SWAGGER, tmp_path).contract
    assert actions(contract) == [("GET", "/v1/things", [200]), ("POST", "/v1/things", [201])]
    get, post = contract.actions()
    assert get.parameters[0].name == "limit"
    assert contract.host == "http://old.example.com"
    assert json.loads(post.transactions[0].request.body) == {"name": ""}


def test_a_collection_has_its_folders_and_no_secrets(tmp_path: Path) -> None:
    contract = imported(COLLECTION, tmp_path).contract
    assert actions(contract) == [("GET", "/users/{id}", [200]), ("POST", "/users", [200])]
    get, post = contract.actions()
    request = get.transactions[0].request
    assert request.uri == "/users/7?full=1"
    assert request.headers == (("Authorization", "Bearer <access_token>"),)
    assert json.loads(post.transactions[0].request.body) == {"name": "x"}
    assert contract.groups[0].description == "All users."


def field(key: str, value: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "value": value, **more}


def sending(name: str, body: dict[str, Any], url: str = "{{base}}/cards/<id>") -> dict[str, Any]:
    """An item of a collection that posts a body."""
    return {"name": name, "request": {"method": "POST", "url": url, "body": body}}


RAW = '{"id": {{id}}, "kind": "{{kind}}", "password": "s3cr3t"}'
FORMS: dict[str, Any] = {
    "info": {"name": "Cards", "schema": ""},
    "auth": {"type": "bearer", "bearer": [field("token", "s3cr3t")]},
    "variable": [field("base", "https://api.example.com"), field("kind", "gold")],
    "item": [
        sending("JSON", {"mode": "raw", "raw": RAW}),
        sending("Form", {"mode": "urlencoded", "urlencoded": [
            field("kind", "a&b"), field("client_secret", "s3cr3t"),
            field("off", "1", disabled=True)]}),
        sending("Parts", {"mode": "formdata", "formdata": [
            field("kind", "{{kind}}"), field("scan", "", type="file")]}),
        sending("Query", {"mode": "graphql", "graphql": {
            "query": "{ cards }", "variables": '{"a": 1}'}}),
        sending("File", {"mode": "file", "file": {"src": "a.csv"}}),
        {
            "name": "Keys",
            "auth": {"type": "apikey", "apikey": [field("key", "X-Key"), field("value", "s3cr3t")]},
            "item": [
                {
                    "name": "List cards",
                    "request": {
                        "method": "GET",
                        "url": {
                            "raw": "{{base}}/cards?page={{page}}&sort=name",
                            "query": [
                                field("page", "{{page}}", description="Which one."),
                                field("sort", "name"),
                                field("all", "true", disabled=True),
                            ],
                        },
                    },
                },
                sending("Signed", {}, "{{base}}/signed") | {"auth": {"type": "hawk"}},
            ],
        },
    ],
}  # fmt: skip


def test_a_collection_has_bodies_in_all_modes_and_the_credentials_around_its_requests(
    tmp_path: Path,
) -> None:
    contract = imported(FORMS, tmp_path).contract
    posts, lists, signed = contract.actions()
    assert (posts.path, [t.request.name for t in posts.transactions]) == (
        "/cards/{id}",
        ["JSON", "Form", "Parts", "Query", "File"],
    )
    sent = [t.request for t in posts.transactions]
    assert json.loads(sent[0].body) == {"id": "{{id}}", "kind": "gold", "password": "<password>"}
    assert sent[1].body.strip() == "kind=a%26b&client_secret=<client_secret>"
    assert [r.content_type.partition(";")[0] for r in sent] == [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json",
        "",
    ]
    assert 'name="kind"\n\ngold' in sent[2].body
    assert 'filename="scan"' in sent[2].body
    assert json.loads(sent[3].body) == {"query": "{ cards }", "variables": {"a": 1}}
    assert {dict(r.headers)["Authorization"] for r in sent} == {"Bearer <access_token>"}
    assert dict(lists.transactions[0].request.headers)["X-Key"] == "<api_key>"
    assert [(p.name, p.example, p.description) for p in lists.parameters] == [
        ("page", "", "Which one."),
        ("sort", "name", ""),
        ("all", "", ""),
    ]
    assert "X-Key" not in dict(signed.transactions[0].request.headers)
    assert [each.what for each in described(FORMS).left_out] == [
        "File: the file that is sent",
        "Signed: its sign-in by hawk",
    ]
    assert "s3cr3t" not in "".join(path.read_text() for path in tmp_path.glob("*.apib"))


def test_passwords_and_tokens_in_recorded_bodies_are_replaced(tmp_path: Path) -> None:
    answer = '{"user": {"name": "jo", "access_token": "s3cr3t \\"x"}, "tokens": 3}'
    url = "https://a.example/login?api_key=s3cr3t"
    login = entry("POST", url, 200, answer, '{"password": "s3cr3t"}')
    form = entry("POST", "https://a.example/form", 200, "", "x")
    fields = [{"name": "kind", "value": "a b"}, {"name": "token", "value": "s3cr3t"}]
    form["request"]["postData"] = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": fields,
    }
    imported({"log": {"entries": [login, form]}}, tmp_path)
    text = "".join(path.read_text() for path in tmp_path.glob("*.apib"))
    assert "s3cr3t" not in text
    assert '"access_token": "<access_token>"' in text
    assert '"password": "<password>"' in text
    assert "kind=a+b&token=<token>" in text
    assert "api_key: `<api_key>`" in text


def test_traffic_becomes_templates_and_has_no_secrets(tmp_path: Path) -> None:
    contract = imported(TRAFFIC, tmp_path).contract
    assert actions(contract) == [
        ("GET", "/v1/users/{id}", [200, 404]),
        ("POST", "/v1/users", [201]),
    ]
    text = "".join(path.read_text() for path in tmp_path.glob("*.apib"))
    assert "s3cr3t" not in text
    assert described(TRAFFIC).left_out == (LeftOut("calls of https://ads.example.net"),)


def summary(openapi: Any) -> dict[str, Any]:
    """What of an OpenAPI document API Blueprint can say, without examples and prose."""
    found = {}
    for path, item in openapi["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            shared = [*item.get("parameters", []), *operation.get("parameters", [])]
            parameters = [resolved(openapi, each) for each in shared]
            responses = {
                status: sorted(resolved(openapi, each).get("content", {}))
                for status, each in operation.get("responses", {}).items()
                if status.isdigit()
            }
            body = resolved(openapi, operation.get("requestBody") or {})
            found[f"{method} {path}"] = {
                "parameters": sorted(
                    (p["name"], p["in"], p.get("required", False))
                    for p in parameters
                    if p["in"] in ("path", "query")
                ),
                "request": sorted(body.get("content", {})),
                "responses": responses,
            }
    return found


def resolved(openapi: Any, value: Any) -> Any:
    while "$ref" in value:
        node = openapi
        for step in value["$ref"][2:].split("/"):
            node = node[step.replace("~1", "/")]
        value = node
    return value


def exported(contract: Contract) -> Any:
    return json.loads(render(contract)["openapi.json"])


def described_by(item: dict[str, Any]) -> dict[str, Any]:
    """A document with one path."""
    about = {"title": "Pets", "version": "1"}
    return {"openapi": "3.0.3", "info": about, "paths": {"/pets": item}}


def harbour() -> Any:
    """An exported document, without media types of which nothing is said (``{}``).

    Their bodies are empty in the blueprint, so that there is nothing to export again.
    """

    def said(members: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in members.items() if "/" not in name or value}

    document = exported(read(HARBOUR, cache=CACHE).contract)
    return json.loads(json.dumps(document), object_hook=said)


@pytest.mark.parametrize("document", ["harbour", "shop"])
def test_openapi_survives_the_way_through_a_blueprint(document: str, tmp_path: Path) -> None:
    before = SHOP if document == "shop" else harbour()
    contract = imported(before, tmp_path).contract
    after = summary(exported(contract))
    for name, wanted in summary(before).items():
        found = after[name.replace("{pet-id}", "{pet-id}")]
        assert found["parameters"] == wanted["parameters"], name
        assert set(wanted["request"]) <= set(found["request"]), name
        for status, media in wanted["responses"].items():
            assert set(media) <= set(found["responses"][status]), (name, status)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "this is no OpenAPI"),
        ({"openapi": "4.0"}, "this is no OpenAPI"),
        ({"openapi": "3.1.0", "paths": {}}, "describes no operation"),
        ({"log": {"entries": []}}, "nothing in this archive"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(document: Any, reason: str) -> None:
    with pytest.raises(CannotImport, match=reason):
        files(described(document))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["get", "post", "schema", "in", "name", "type", "items", "$ref", "200",
                         "content", "responses", "parameters", "application/json", "properties"]),
        inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["/a", "/a/{b}", "x", ""]), JSON, max_size=3), JSON)
def test_any_document_is_read_or_refused(paths: Any, components: Any) -> None:
    for head in ({"openapi": "3.1.0"}, {"swagger": "2.0"}):
        document = {**head, "paths": paths, "components": components, "definitions": components}
        try:
            files(described(document))
        except CannotImport:
            continue


def test_the_command_reads_yaml_and_does_not_overwrite(tmp_path: Path) -> None:
    source = tmp_path / "api.yaml"
    source.write_text(
        "openapi: 3.1.0\ninfo: {title: A}\npaths:\n  /a:\n    get:\n      responses:\n"
        "        '200': {description: fine, content: {application/json: {example: 2017-07-24}}}\n"
    )
    arguments = ["import", str(source), "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 0, first.output
    assert '"2017-07-24"' in (tmp_path / "out" / "operations.apib").read_text()
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2
    assert "exists already" in again.output
    source.write_text("a: [")
    broken = CliRunner().invoke(main, [*arguments, "--force"])
    assert broken.exit_code == 1
    assert "neither JSON nor YAML" in broken.output
