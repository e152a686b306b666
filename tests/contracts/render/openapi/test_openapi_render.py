"""The OpenAPI document is valid, and promises what the blueprint promises."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from contracts.model import Access, Contract, Member, Parameter, Schema, header
from contracts.render.openapi import document, render
from contracts.render.openapi.components import pascal
from contracts.render.openapi.operations import openapi_path
from contracts.render.openapi.written import modern
from tests.blueprint import contract as our_contract
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.factories import (
    JSON_API,
    action,
    array,
    identifier,
    obj,
    required,
    transaction,
)
from tests.contracts.factories import contract as made
from tests.linear import ALLOWED, growth

ROOT = Path(__file__).parents[4]

TEXT, NUMBER = Schema("string"), Schema("number")
ID = Parameter("id", "id", "path", required=True, example="1")


def valid(found: Contract) -> dict[str, Any]:
    """The document of a contract, after the specification's own validator."""
    result = document(found)
    validate(result)
    return result


@cache
def our_document() -> dict[str, Any]:
    """The document of our blueprint."""
    return document(our_contract())


def accepts(whole: dict[str, Any], schema: dict[str, Any], value: object) -> bool:
    """Whether a schema inside a document accepts a value."""
    return Draft202012Validator({**schema, "components": whole["components"]}).is_valid(value)


def body_schema(whole: dict[str, Any], path: str, method: str = "post") -> dict[str, Any]:
    content: dict[str, Any] = whole["paths"][path][method]["requestBody"]["content"]
    (media_type_object,) = content.values()
    schema: dict[str, Any] = media_type_object["schema"]
    return schema


def response_schema(whole: dict[str, Any], path: str, status: str = "200") -> dict[str, Any]:
    content = whole["paths"][path]["get"]["responses"][status]["content"]
    schema: dict[str, Any] = next(iter(content.values()))["schema"]
    return schema


def test_the_document_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    (text,) = render(contract(FAQS)).values()
    golden("openapi.json", text)


@pytest.mark.parametrize(
    "found", [lambda: contract(FAQS), our_contract, made], ids=["faqs", "real", "empty"]
)
def test_the_specifications_validator_accepts_it(found: Callable[[], Contract]) -> None:
    valid(found())


def test_every_action_of_the_blueprint_is_part_of_an_operation() -> None:
    statuses = {
        (path, method): set(operation["responses"])
        for path, item in our_document()["paths"].items()
        for method, operation in item.items()
    }
    for found in our_contract().actions():
        path = openapi_path(found).replace("{identifier}", "{id}")
        documented = {str(t.response.status) for t in found.transactions}
        assert documented <= statuses[path, found.method.lower()]


def response_examples(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], object]]:
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        where = f"{method} {path} {status}"
                        yield where, content.get("schema", {}), example["value"]


def test_every_example_of_a_response_satisfies_its_schema() -> None:
    examples = list(response_examples(our_document()))
    assert len(examples) > 90
    wrong = [
        where for where, schema, value in examples if not accepts(our_document(), schema, value)
    ]
    assert wrong == []


def test_every_documented_success_is_a_request_the_schema_accepts() -> None:
    checked = 0
    for found in our_contract().actions():
        path = openapi_path(found).replace("{identifier}", "{id}")
        for t in found.transactions:
            if t.request.body and t.response.status < 300:
                schema = body_schema(our_document(), path, found.method.lower())
                assert accepts(our_document(), schema, json.loads(t.request.body)), t.name
                checked += 1
    assert checked >= 10


def test_headers_of_their_own_place_are_no_parameters() -> None:
    names = {
        parameter["name"].lower()
        for item in our_document()["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
    }
    assert any(header(t.request.headers, "Authorization") for t in our_contract().transactions())
    assert not names & {"authorization", "accept", "content-type"}


# Paths and operations


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/a/{id}/b{?sort,page%5Bsize%5D}", "/a/{id}/b"),
        ("/a/{faq%2Did}", "/a/{faq-id}"),
        ("/a/{+path}", "/a/{path}"),
        ("/a{/x,y}", "/a/{x}/{y}"),
        ("/a{/}", "/a/{}"),
        ("/a/{x,y}", "/a/{x},{y}"),
        ("/a/{id:3}", "/a/{id}"),
        ("/a{#part}", "/a"),
        ("/a?b=1{&c}", "/a"),
        ("/a/{id}/{b", "/a/{id}/%7Bb"),
        ("a/}", "/a/%7D"),
    ],
)
def test_a_template_becomes_a_path(template: str, path: str) -> None:
    assert openapi_path(action(template=template)) == path


def test_a_group_without_operations_is_no_tag() -> None:
    found = made(action())
    empty = replace(found.groups[0], name="Empty", resources=())
    assert document(replace(found, groups=(*found.groups, empty)))["tags"] == [{"name": "Things"}]


def test_an_operation_has_a_command_for_its_successes() -> None:
    things = action(
        transaction(200, name="All"),
        transaction(200, name="Some", uri="/things?a=1"),
        transaction(404, name="None"),
    )
    operation = document(made(things, host="https://a.example"))["paths"]["/things"]["get"]
    assert operation["x-codeSamples"] == [
        {"lang": "Shell", "label": "curl: All", "source": "curl https://a.example/things"},
        {
            "lang": "Shell",
            "label": "curl: Some",
            "source": "curl 'https://a.example/things?a=1'",
        },
    ]


def test_a_command_has_a_variable_where_a_path_has_no_example_and_a_host() -> None:
    text = "FORMAT: 1A\n# A\n## Tag [/tags/{id}{?q}]\n### Tag [GET]\n+ Response 204\n"
    operation = document(contract(text))["paths"]["/tags/{id}"]["get"]
    assert [sample["source"] for sample in operation["x-codeSamples"]] == [
        "curl 'https://api.example.com/tags/{id}'"
    ]


def test_every_example_has_a_name_and_a_summary() -> None:
    whole = our_document()
    contents = [
        content
        for item in whole["paths"].values()
        for operation in item.values()
        for holder in (operation.get("requestBody", {}), *operation["responses"].values())
        for content in holder.get("content", {}).values()
    ]
    examples = [e for content in contents for e in content.get("examples", {}).values()]
    assert len(examples) > 100
    assert [e for e in examples if not e.get("summary")] == []


def test_paths_that_differ_in_a_variables_name_are_one() -> None:
    by_key = Parameter("key", "key", "path", kind="string", example="b8", description="Its key.")
    by_id = Parameter("id", "id", "path", kind="number", example="1", description="Its number.")
    whole = valid(
        made(
            action(
                transaction(answers=TEXT), template="/a/{id}", name="by id", parameters=(by_id,)
            ),
            action(
                transaction(answers=NUMBER),
                template="/a/{key}",
                name="by key",
                parameters=(by_key,),
            ),
            action(transaction(204, method="DELETE"), method="DELETE", template="/a/{key}"),
        )
    )
    assert list(whole["paths"]) == ["/a/{id}"]
    operation = whole["paths"]["/a/{id}"]["get"]
    assert operation["operationId"] == "by-id"
    assert operation["summary"] == "by id"
    (parameter,) = operation["parameters"]
    assert parameter["schema"] == {"type": "string"}
    assert parameter["description"] == "Its number.\n\nIts key."
    assert parameter["examples"] == {"by-id": {"value": "1"}, "by-key": {"value": "b8"}}
    assert response_schema(whole, "/a/{id}") == {"anyOf": [{"type": "string"}, {"type": "number"}]}
    (parameter,) = whole["paths"]["/a/{id}"]["delete"]["parameters"]
    assert parameter["name"] == "id"


def test_groups_of_one_name_are_one_tag() -> None:
    group = made(action()).groups[0]
    whole = valid(made(groups=(group, group)))
    assert whole["tags"] == [{"name": "Things"}]


def test_metadata_say_version_and_server() -> None:
    whole = valid(made(metadata=(("VERSION", "2.1"),), host="https://a.example"))
    assert (whole["info"]["version"], whole["servers"]) == ("2.1", [{"url": "https://a.example"}])


def test_numbers_are_written_as_in_the_blueprint() -> None:
    found = contract(
        """\
FORMAT: 1A

# API

## Thing [/things{?limit,ratio}]

+ Parameters
    + limit: 1e3 (number, optional)
        + Default: 1e2
    + ratio: nan (number, optional)

### Read [GET]

+ Response 200 (application/json)

        {"power": 1e3, "huge": 1e400, "latitude": 37.7749295}

+ Response 201 (application/json)
    + Attributes
        + price: 1.50 (number)
        + limit (number)
            + Default: 1e2
"""
    )
    text = render(found)["openapi.json"]
    shown = (
        '"default": 1e2',
        '"example": 1e3',
        '"example": "nan"',
        '"power": 1e3',
        "1e400",
        "1.50",
    )
    assert [each for each in (*shown, "1.50") if each not in text] == []
    json.loads(text, parse_constant=pytest.fail)  # no NaN and no Infinity


# Parameters


def parameter_of(parameter: Parameter) -> dict[str, Any]:
    whole = valid(made(action(transaction(answers=TEXT), parameters=(parameter,))))
    found: dict[str, Any] = whole["paths"]["/things"]["get"]["parameters"][0]
    return found


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (
            Parameter("page[size]", "page%5Bsize%5D", "query", kind="number", example="10"),
            {"name": "page[size]", "schema": {"type": "number"}, "example": 10},
        ),
        (
            Parameter("n", "n", "query", kind="integer", default="5"),
            {"name": "n", "schema": {"type": "integer", "default": 5}},
        ),
        (
            Parameter("on", "on", "query", kind="boolean", example="false", required=True),
            {"name": "on", "required": True, "schema": {"type": "boolean"}, "example": False},
        ),
        (
            Parameter("since", "since", "query", format="date", description="From."),
            {
                "name": "since",
                "description": "From.",
                "schema": {"type": "string", "format": "date"},
            },
        ),
        (
            Parameter("sort", "sort", "query", example="-a,b"),
            {
                "name": "sort",
                "style": "form",
                "explode": False,
                "schema": {"type": "array", "items": {"type": "string"}},
                "example": ["-a", "b"],
            },
        ),
        (
            Parameter("tags", "tags", "query", kind="array", items="number", example="1, 2"),
            {
                "name": "tags",
                "style": "form",
                "explode": False,
                "schema": {"type": "array", "items": {"type": "number"}},
                "example": [1, 2],
            },
        ),
        (
            Parameter("level", "level", "query", choices=("low", "high")),
            {"name": "level", "schema": {"type": "string", "enum": ["low", "high"]}},
        ),
        (
            Parameter("size", "size", "query", kind="number", choices=("1", "2.5")),
            {"name": "size", "schema": {"type": "number", "enum": [1, 2.5]}},
        ),
        (
            Parameter("flag", "flag", "query", kind="boolean", choices=("true", "false")),
            {"name": "flag", "schema": {"type": "boolean", "enum": [True, False]}},
        ),
        (
            Parameter("odd", "odd", "query", kind="number", example="ten"),
            {"name": "odd", "schema": {"type": "number"}, "example": "ten"},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Parameter) else "",
)
def test_a_parameter_is_spelled(parameter: Parameter, expected: dict[str, Any]) -> None:
    assert parameter_of(parameter) == {"in": "query", "required": False, **expected}


def test_a_path_variable_nobody_described_is_a_text() -> None:
    whole = valid(made(action(transaction(answers=TEXT), template="/a/{x}")))
    (parameter,) = whole["paths"]["/a/{x}"]["get"]["parameters"]
    assert parameter == {"name": "x", "in": "path", "required": True, "schema": {"type": "string"}}


# Bodies


def posted(status: int, sends: Any, **more: Any) -> Any:
    return transaction(status, method="POST", sends=sends, answers=obj(), **more)


def test_a_request_may_be_that_of_any_success_and_of_no_error() -> None:
    whole = valid(
        made(
            action(
                posted(201, obj(required("a", TEXT))),
                posted(201, obj(required("a", TEXT))),
                posted(200, obj(required("a", NUMBER))),
                posted(422, obj(required("a", Schema("boolean")))),
                method="POST",
            )
        )
    )
    schema = body_schema(whole, "/things")
    assert len(schema["anyOf"]) == 2
    found = [accepts(whole, schema, {"a": value}) for value in ("text", 1, True)]
    assert found == [True, True, False]


def test_the_request_of_an_error_is_an_example_under_its_name() -> None:
    whole = valid(
        made(
            action(
                posted(201, obj(required("a", TEXT))),
                posted(422, {"a": 1}, name="Not a text"),
                posted(422, {"a": 2}, name="Not a text"),
                posted(415, {"a": "x"}, name="As plain JSON", media_type="application/json"),
                method="POST",
            )
        )
    )
    content = whole["paths"]["/things"]["post"]["requestBody"]["content"]
    assert list(content) == [JSON_API]
    assert content[JSON_API]["examples"] == {
        "not-a-text": {"summary": "Not a text (422)", "value": {"a": 1}},
        "not-a-text-2": {"summary": "Not a text (422)", "value": {"a": 2}},
    }


def test_a_body_that_some_success_lacks_is_not_required() -> None:
    def body(*transactions: Any) -> Any:
        whole = valid(made(action(*transactions, method="POST")))
        return whole["paths"]["/things"]["post"]["requestBody"]["required"]

    assert body(posted(201, obj())) is True
    assert body(posted(201, obj()), posted(201, None)) is False


def test_an_answer_without_attributes_leaves_the_status_open() -> None:
    whole = valid(made(action(transaction(answers=TEXT), transaction(answers={"a": 1}))))
    content = whole["paths"]["/things"]["get"]["responses"]["200"]["content"][JSON_API]
    assert "schema" not in content
    assert content["examples"]


def test_response_headers_are_documented_but_for_the_content_type() -> None:
    found = transaction(201, answers=TEXT)
    located = (*found.response.headers, ("Location", "/things/1"))
    changed = type(found)(
        found.name,
        found.request,
        type(found.response)(201, headers=located, schema=TEXT),
        found.location,
    )
    whole = valid(made(action(changed)))
    assert whole["paths"]["/things"]["get"]["responses"]["201"]["headers"] == {
        "Location": {"schema": {"type": "string"}, "example": "/things/1"}
    }


def test_implied_statuses_answer_the_error_document_and_others_are_absent() -> None:
    whole = valid(made(action(transaction(answers=TEXT), template="/a/{id}", parameters=(ID,))))
    responses = whole["paths"]["/a/{id}"]["get"]["responses"]
    assert list(responses) == ["200", "404", "406"]
    schema = responses["404"]["content"][JSON_API]["schema"]
    assert schema == {"$ref": "#/components/schemas/ErrorDocument"}
    assert accepts(whole, schema, {"errors": [{"status": "404", "title": "No"}]})
    assert not accepts(whole, schema, {"errors": [{"status": 404}]})


def test_a_contract_without_json_api_has_the_documented_statuses_alone() -> None:
    sent = transaction(
        201, method="POST", sends=obj(), answers=obj(), media_type="application/json"
    )
    whole = valid(
        made(action(sent, method="POST", template="/a/{id}", parameters=(ID,), access=Access.USER))
    )
    assert list(whole["paths"]["/a/{id}"]["post"]["responses"]) == ["201"]


# Shared types


def test_named_types_are_shared_and_nullable_where_they_are_used() -> None:
    person = obj(required("id", TEXT), name="Person", description="Somebody.")
    nullable = Schema("object", name="Person", members=person.members, nullable=True)
    found = obj(
        required("a", person), required("b", nullable), Member("c", array(person)), name="My doc"
    )
    whole = valid(
        made(action(transaction(answers=found)), schemas={"Person": person, "My doc": found})
    )
    reference = {"$ref": "#/components/schemas/Person"}
    assert response_schema(whole, "/things") == {"$ref": "#/components/schemas/MyDoc"}
    properties = whole["components"]["schemas"]["MyDoc"]["properties"]
    assert properties["a"] == reference
    assert properties["b"] == {"anyOf": [reference, {"type": "null"}]}
    assert properties["c"] == {"type": "array", "items": reference}
    assert whole["components"]["schemas"]["Person"]["description"] == "Somebody."


def test_a_type_that_was_closed_in_place_is_not_the_shared_one() -> None:
    person = obj(Member("id", TEXT), name="Person")
    closed = Schema("object", name="Person", members=person.members, closed=True)
    whole = valid(made(action(transaction(answers=closed)), schemas={"Person": person}))
    assert response_schema(whole, "/things")["additionalProperties"] is False


def test_a_type_inside_itself_refers_to_itself() -> None:
    node = obj(required("id", TEXT), Member("next", Schema("ref", name="Node")), name="Node")
    whole = valid(made(action(transaction(answers=node)), schemas={"Node": node}))
    schema = response_schema(whole, "/things")
    assert accepts(whole, schema, {"id": "1", "next": {"id": "2"}})
    assert not accepts(whole, schema, {"id": "1", "next": {"id": 2}})


def test_names_that_are_spelled_alike_are_kept_apart() -> None:
    first, second = obj(required("a", TEXT), name="my doc"), obj(required("b", TEXT), name="My Doc")
    whole = valid(
        made(
            action(transaction(answers=first), template="/a"),
            action(transaction(answers=second), template="/b"),
            schemas={"my doc": first, "My Doc": second},
        )
    )
    assert not accepts(whole, response_schema(whole, "/b"), {"a": "x"})
    assert set(whole["components"]["schemas"]) >= {"MyDoc", "MyDoc2"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("FAQ draft-document", "FAQDraftDocument"),
        ("Größe", "GroU00DFe"),
        ("漢", "U6F22"),
        ("_", "Schema"),
    ],
)
def test_a_name_is_spelled_within_openapis_alphabet(name: str, key: str) -> None:
    assert pascal(name) == key


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73"])
def test_the_key_of_a_name_of_many_marks_takes_linear_time(marks: str) -> None:
    assert growth(pascal, "e", marks) <= ALLOWED


# What a client may choose


RESOURCE = obj(
    required("type", Schema("string", fixed=True, sample="faq")),
    required("id", TEXT),
    required(
        "attributes",
        obj(
            required("question", TEXT),
            Member("answer", TEXT),
            Member("link", TEXT),
            closed=True,
            one_of=(((required("answer", TEXT),), (required("link", TEXT),)),),
        ),
    ),
    name="FAQ",
)
FAQ_DOCUMENT = obj(
    required("data", RESOURCE), Member("included", array(identifier("event"))), name="FAQ Doc"
)
SPARSE = {
    "data": {"type": "faq", "id": "1", "attributes": {}},
    "included": [{"type": "user", "id": "1"}],
}


@pytest.mark.parametrize(
    ("query", "lets_in"), [("fields[faq]", True), ("include", True), ("sort", False)]
)
def test_what_clients_may_leave_out_is_not_required(query: str, lets_in: bool) -> None:
    whole = valid(
        made(
            action(
                transaction(answers=FAQ_DOCUMENT), parameters=(Parameter(query, query, "query"),)
            ),
            schemas={"FAQ": RESOURCE, "FAQ Doc": FAQ_DOCUMENT},
        )
    )
    schema = response_schema(whole, "/things")
    assert accepts(whole, schema, SPARSE) is lets_in
    wrong = {"data": {"type": "faq", "id": "1", "attributes": {"question": 1}}}
    assert not accepts(whole, schema, wrong)


# Access


def security(**changes: Any) -> tuple[Any, Any]:
    whole = valid(made(action(transaction(answers=TEXT), **changes)))
    operation = whole["paths"]["/things"]["get"]
    return operation["security"], operation.get("x-access")


TOKEN: list[dict[str, list[str]]] = [{"bearer": []}]


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (None, ([], None)),
        (Access.PUBLIC, ([], "public")),
        (Access.USER, (TOKEN, "user")),
        (Access.SELF, (TOKEN, "self")),
        (Access.ORGANIZER, (TOKEN, "organizer")),
        (Access.ADMIN, (TOKEN, "admin")),
    ],
)
def test_access_says_whether_a_token_is_needed(access: Access | None, expected: Any) -> None:
    assert security(access=access) == expected


def test_a_public_action_whose_success_shows_a_token_needs_one() -> None:
    shown = transaction(answers=TEXT, headers=(("Authorization", "JWT <expired_token>"),))
    whole = valid(made(action(shown, access=Access.PUBLIC)))
    assert whole["paths"]["/things"]["get"]["security"] == [{"jwt": []}]
    assert whole["components"]["securitySchemes"]["jwt"]["name"] == "Authorization"


@pytest.mark.parametrize(
    ("header_shown", "name", "scheme"),
    [
        (("Authorization", "Bearer abc"), "bearer", {"type": "http", "scheme": "bearer"}),
        (("Authorization", "Basic YTpi"), "basic", {"type": "http", "scheme": "basic"}),
        (("Authorization", "JWT abc"), "jwt", None),
        (("Authorization", "Token abc"), "token", None),
        (("authorization", "abc"), "authorization", None),
        (
            ("X-Api-Key", "abc"),
            "x-api-key",
            {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
        ),
        (("Cookie", "sid=1"), "cookie", {"type": "apiKey", "in": "cookie", "name": "sid"}),
    ],
)
def test_a_scheme_is_read_off_the_credential_that_a_request_shows(
    header_shown: tuple[str, str], name: str, scheme: dict[str, str] | None
) -> None:
    whole = valid(made(action(transaction(answers=TEXT, headers=(header_shown,)))))
    assert whole["paths"]["/things"]["get"]["security"] == [{name: []}]
    found = whole["components"]["securitySchemes"][name]
    assert found == scheme if scheme else found["name"] == header_shown[0]
    assert "parameters" not in whole["paths"]["/things"]["get"]


def test_an_action_that_shows_no_credential_takes_that_of_the_others() -> None:
    shown = transaction(answers=TEXT, headers=(("X-Api-Key", "abc"),))
    whole = valid(
        made(
            action(shown, template="/keys", name="Keys"),
            action(transaction(answers=TEXT), name="Things", access=Access.USER),
        )
    )
    assert whole["paths"]["/things"]["get"]["security"] == [{"x-api-key": []}]


def test_a_credential_that_some_successes_lack_is_optional() -> None:
    shown = transaction(answers=TEXT, headers=(("Authorization", "Bearer abc"),))
    whole = valid(made(action(shown, transaction(answers=TEXT))))
    assert whole["paths"]["/things"]["get"]["security"] == [{}, {"bearer": []}]


# What other blueprints have


def test_headers_of_requests_are_parameters() -> None:
    one = transaction(headers=(("X-Shelf", "north"), ("Accept", "text/plain")))
    two = transaction(headers=(("x-shelf", "south"), ("X-Row", "4")))
    whole = valid(made(action(one, two)))
    found = whole["paths"]["/things"]["get"]["parameters"]
    assert [(p["name"], p["in"], p["required"], p["example"]) for p in found] == [
        ("X-Shelf", "header", True, "north"),
        ("X-Row", "header", False, "4"),
    ]


@pytest.mark.parametrize("status", [0, 99, 600, 999])
def test_a_status_that_openapi_has_no_key_for_is_the_default(status: int) -> None:
    whole = valid(made(action(transaction(status, answers={"a": 1}), transaction(200))))
    responses = whole["paths"]["/things"]["get"]["responses"]
    assert set(responses) - {"406"} == {"200", "default"}
    assert responses["default"]["content"]


def test_a_method_that_openapi_lacks_is_kept_as_an_extension() -> None:
    whole = valid(made(action(transaction(204), method="LINK")))
    assert whole["paths"]["/things"]["x-link"]["operationId"] == "link-/things"


def test_a_request_that_is_refused_in_another_media_type_is_kept() -> None:
    right = transaction(201, method="POST", sends={"a": 1})
    text = transaction(415, method="POST", sends="a", media_type="text/plain", name="Text")
    whole = valid(made(action(right, text, method="POST")))
    operation = whole["paths"]["/things"]["post"]
    assert set(operation["requestBody"]["content"]) == {JSON_API}
    assert operation["x-refused-requests"] == [{"name": "Text", "status": 415, "body": '"a"'}]


def test_the_same_written_schema_of_two_operations_is_one_component() -> None:
    written = '{"properties": {"a": {"$ref": "#/definitions/b"}}, "definitions": {"b": {}}}'
    answered = transaction(answers={"a": 1})
    shown = replace(answered, response=replace(answered.response, body_schema=written))
    whole = valid(made(action(shown, name="One"), action(shown, template="/two", name="Two")))
    assert response_schema(whole, "/things") == response_schema(whole, "/two")
    assert set(whole["components"]["schemas"]) == {"One200Response", "ErrorDocument"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('{"type": "strng"}', None),
        ('{"properties": {"a": {"required": true}}}', None),  # draft 3
        ('{"$ref": "#/definitions/none"}', {}),
        ('{"properties": {"a": {"$ref": "other.json#/b"}}}', {"properties": {"a": {}}}),
    ],
)
def test_a_schema_that_openapi_cannot_hold_says_nothing(written: str, kept: object) -> None:
    answered = transaction(answers={"a": 1})
    shown = replace(answered, response=replace(answered.response, body_schema=written))
    whole = valid(made(action(shown, name="One")))
    assert whole["components"]["schemas"].get("One200Response") == kept


def test_what_stands_in_no_group_has_a_tag_and_what_is_written_of_resources_is_there() -> None:
    found = contract("""\
        FORMAT: 1A

        # API

        # Box [/box]

        Where things lie.

        ## Open [GET]

        + Response 204
        """)
    whole = valid(found)
    assert whole["paths"]["/box"]["get"]["tags"] == ["Operations"]
    (tag,) = whole["tags"]
    assert tag == {"name": "Operations", "description": "**Box**\n\nWhere things lie."}


def test_a_requests_own_parameters_describe_its_path() -> None:
    found = contract("""\
        FORMAT: 1A

        # API

        # Box [/box/{id}]

        ## Open [GET]

        + Request Other
            + Parameters
                + id: `7` (number) - Its number.

        + Response 204
        """)
    (parameter,) = valid(found)["paths"]["/box/{id}"]["get"]["parameters"]
    assert (parameter["description"], parameter["example"]) == ("Its number.", 7)


@pytest.mark.parametrize(
    ("default", "choices", "kept"), [("a", ("a", "b"), True), ("c", ("a", "b"), False)]
)
def test_a_default_that_its_schema_refuses_is_left_out(
    default: str, choices: tuple[str, ...], kept: bool
) -> None:
    sort = Parameter("sort", "sort", "query", default=default, choices=choices)
    whole = valid(made(action(transaction(answers=TEXT), template="/t{?sort}", parameters=(sort,))))
    (parameter,) = whole["paths"]["/t"]["get"]["parameters"]
    assert ("default" in parameter["schema"]) == kept


# Links


LINKED = {
    "create-user": {"get-user", "update-user", "delete-user"},
    "create-event": {"get-event", "delete-event", "list-faqs-of-an-event"},
    "create-faq": {"get-faq", "get-event-of-a-faq", "update-event-relationship-of-a-faq"},
    "create-faq-type": {"get-faq-type", "list-faqs-of-a-faq-type", "add-faqs-to-a-faq-type"},
}


@pytest.mark.parametrize("creation", LINKED)
def test_a_created_resource_is_linked_to_what_can_be_done_with_it(creation: str) -> None:
    known = {
        operation["operationId"]: (path, operation)
        for path, item in our_document()["paths"].items()
        for operation in item.values()
    }
    links = known[creation][1]["responses"]["201"]["links"]
    assert set(links) >= LINKED[creation]
    mine = known[creation][0] + "/"
    for name, link in links.items():
        path, target = known[name]
        assert link["operationId"] == name
        assert path.startswith(mine)
        in_path = {p["name"] for p in target["parameters"] if p["in"] == "path"}
        assert link["parameters"] == dict.fromkeys(in_path, "$response.body#/data/id")


def test_only_creations_are_linked_from() -> None:
    linked = {
        operation["operationId"]
        for item in our_document()["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        if "links" in response
    }
    assert linked == set(LINKED)


# Written schemas


def test_a_written_schema_is_shared_and_todays() -> None:
    written = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "id": "http://example.org/thing",
        "type": "object",
        "properties": {"id": {"$ref": "#/definitions/positive"}, "enum": {"enum": [{"id": 1}]}},
        "definitions": {"positive": {"type": "number", "minimum": 0, "exclusiveMinimum": True}},
    }
    found = transaction(answers={"id": 1})
    response = type(found.response)(
        200, headers=found.response.headers, body='{"id": 1}', body_schema=json.dumps(written)
    )
    changed = type(found)(found.name, found.request, response, found.location)
    whole = valid(made(action(changed, changed, name="read")))
    schema = response_schema(whole, "/things")
    assert schema == {"$ref": "#/components/schemas/Read200Response"}
    assert set(whole["components"]["schemas"]) == {"Read200Response", "ErrorDocument"}
    assert accepts(whole, schema, {"id": 1})
    assert not accepts(whole, schema, {"id": 0})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"maximum": 5, "exclusiveMaximum": False}, {"maximum": 5}),
        ({"maximum": 5, "exclusiveMaximum": True}, {"exclusiveMaximum": 5}),
        ({"exclusiveMaximum": 5}, {"exclusiveMaximum": 5}),
        ({"items": [{"$ref": "#"}]}, {"prefixItems": [{"$ref": "#/here"}]}),
        (
            {"items": [{}], "additionalItems": False},
            {"prefixItems": [{}], "items": False},
        ),
        ({"items": {"id": "x", "type": "number"}}, {"items": {"type": "number"}}),
        ({"const": {"$ref": "#"}}, {"const": {"$ref": "#"}}),
        ({"properties": {"$ref": {"$ref": "#"}}}, {"properties": {"$ref": {"$ref": "#/here"}}}),
        ({"anyOf": [{"$id": "x"}]}, {"anyOf": [{}]}),
    ],
)
def test_an_older_schema_is_respelled(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert modern(old, "#/here") == new
