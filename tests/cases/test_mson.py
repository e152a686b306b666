"""Small blueprints of other people: what their MSON says, on every way it takes from here."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema_rs
import pytest

from contracts.build.default_errors import implied_errors
from contracts.diff import diff
from contracts.exchange import Answer, Sent
from contracts.model import Contract, Transaction
from contracts.project.blueprint import Blueprint, read
from contracts.read.parse import parse
from contracts.read.source import from_text
from contracts.render.docs import render as render_docs
from contracts.render.openapi import document
from contracts.verify.strict.judge import strict_problems
from tests.cases import case_file, case_text
from tests.contracts.blueprints import contract
from tests.contracts.dredd_compiler import compiled, needs_dredd


def blueprint(number: str) -> Blueprint:
    return read(case_file(number))


def problems(number: str, body: Any, name: str = "") -> list[str]:
    """What the strict judge says of a body that the first (or the named) action answers."""
    made = blueprint(number).contract
    action = next(a for a in made.actions() if name in ("", a.name))
    transaction = action.transactions[0]
    request, response = transaction.request, transaction.response
    sent = Sent(request.method, request.uri, request.headers, request.body)
    answer = Answer(response.status, response.headers, json.dumps(body).encode())
    return [p.rule for p in strict_problems(made, action, transaction, sent, answer)]


ANSWERS: list[tuple[str, str, Any, bool]] = [
    ("04", "", ["Leeds", "Dover", "Poole"], True),
    ("04", "", ["Leeds", 5], False),
    ("04", "", ["Leeds", "Poole", "Dover"], False),
    ("07", "", {"name": "a", "seasons": {"2": [{"title": "b", "plot": None}]}}, True),
    ("07", "", {"name": "a", "seasons": {"2": [{"plot": None}]}}, False),
    ("07", "", {"name": "a", "seasons": {"x": 1}}, False),
    ("08", "", {"recurrence": {"times": 5, "month": "may"}}, True),
    ("08", "", {"recurrence": {"until": "2030-01-01T00:00:00Z", "interval": 2}}, True),
    ("08", "", {"recurrence": {}}, False),
    ("08", "", {"recurrence": {"times": 5, "until": "x", "month": "may"}}, False),
    ("60", "", {"items": [], "errors": [{"desc": "Sent"}], "notes": [], "any": {}}, False),
    ("60", "", {"items": [], "errors": [{"desc": "Sent"}], "notes": [{"text": "y"}]}, True),
    ("60", "", {"items": [], "errors": [{}], "notes": [{"text": "y"}], "any": {}}, False),
    ("61", "Read", {"id": "1", "tags": []}, True),
    ("61", "Make", {"kind": "solid", "sub": {"a": "1"}}, True),
    ("61", "Make", {"kind": "solid", "sub": {"a": "2"}}, False),
    ("61", "Make", {}, False),
    ("64", "List", [[{"new": "a", "old": "b"}], []], True),
    ("64", "List", [{"new": "a", "old": "b"}], False),
    ("64", "Grid", {"rows": [[1, 2], [3]]}, True),
    ("64", "Grid", {"rows": [1]}, False),
    ("65", "", {"hours": {"budget": 7}, "colour": 12}, True),
    ("65", "", {"hours": 8, "colour": "red"}, True),
    ("65", "", {"hours": "8", "colour": "blue"}, False),
    ("75", "", {"kind": "solid", "sub": {"a": "1"}}, True),
    ("75", "", {"kind": "solid", "sub": {"a": "1"}, "hint": "x"}, True),
    ("75", "", {}, False),
    ("75", "", {"kind": "solid", "sub": {"a": "1"}, "more": 1}, False),
]


@pytest.mark.parametrize(("number", "name", "body", "is_right"), ANSWERS)
def test_the_strict_judge_knows_right_from_wrong(
    number: str, name: str, body: Any, is_right: bool
) -> None:
    found = problems(number, body, name)
    assert (found == []) is is_right, found


@pytest.mark.parametrize("number", ["04", "07", "60", "61", "62", "63", "64", "65", "75"])
def test_a_right_blueprint_has_no_findings(number: str) -> None:
    # The HOST of 62 is no URL, which is another question.
    found = [d for d in blueprint(number).diagnostics if d.code != "host-invalid"]
    assert [str(d) for d in found] == []


def test_a_member_that_is_there_twice_is_found() -> None:
    (found,) = blueprint("09").diagnostics
    assert (found.code, found.location.line) == ("member-repeated", 18)


@pytest.mark.parametrize("number", ["04", "07", "08", "09", "60", "61", "63", "64", "65", "75"])
def test_examples_satisfy_their_schemas(number: str) -> None:
    made = document(blueprint(number).contract)
    checked = 0
    for content in _contents(made):
        schema = {**content.get("schema", {}), "components": made.get("components", {})}
        for example in content.get("examples", {}).values():
            assert jsonschema_rs.is_valid(schema, example["value"]), (schema, example)
            checked += 1
    assert checked


def _contents(made: dict[str, Any]) -> list[dict[str, Any]]:
    operations = [o for item in made["paths"].values() for o in item.values() if "responses" in o]
    bodies = [b for o in operations for b in (o.get("requestBody"), *o["responses"].values()) if b]
    return [content for body in bodies for content in body.get("content", {}).values()]


# Dredd cannot read its own schema of an empty `fixed-type` array (60); of arrays of arrays (64)
# it takes the inner items for those of the outer one; of a mixin in a fixed array (04) it makes
# an array inside the array.
@needs_dredd
@pytest.mark.parametrize("number", ["07", "08", "09", "61", "65", "75"])
def test_dredd_passes_what_our_server_answers(number: str, tmp_path: Path) -> None:
    for transaction, theirs in _pairs(number, tmp_path):
        schema = theirs["response"]["schema"]
        if schema:
            value = json.loads(transaction.response.body)
            assert jsonschema_rs.is_valid(json.loads(schema), value)


def _pairs(number: str, folder: Path) -> list[tuple[Transaction, dict[str, Any]]]:
    ours = list(blueprint(number).contract.transactions())
    theirs = compiled(case_text(number), folder)["transactions"]
    return list(zip(ours, theirs, strict=True))


# Attributes of an action


def test_requests_have_the_attributes_of_their_action() -> None:
    made = blueprint("63").contract
    change, replace_ = (a.transactions[0].request for a in made.actions())
    assert json.loads(change.body) == {"email": "jo@example.com"}
    for request in (change, replace_):
        assert request.schema is not None
        assert [(m.name, m.required) for m in request.schema.members] == [("email", True)]
    assert replace_.body == ""  # no Content-Type says how it would be spelled


@pytest.mark.parametrize(("number", "path"), [("63", "/users/{id}"), ("33", "/users/{id}.json")])
def test_openapi_and_documentation_have_the_attributes_of_an_action(number: str, path: str) -> None:
    made = blueprint(number).contract
    content = document(made)["paths"][path]["put"]["requestBody"]["content"]
    assert "email" in content["application/json"]["schema"]["properties"]
    assert "Request body" in _page(made)


def test_a_new_required_attribute_of_an_action_breaks_its_callers() -> None:
    old = case_text("63")
    new = old.replace(
        "    + email: jo@example.com (string, required)",
        "    + email: jo@example.com (string, required)\n    + name: Jo (string, required)",
    )
    codes = {(c.code, c.subject) for c in diff(contract(old), contract(new))}
    assert ("request-member-added-required", "PUT /users/{id} request .name") in codes
    assert ("request-member-added-required", "PATCH /users/{id} request .name") in codes


def test_attributes_of_a_reading_are_no_body() -> None:
    made = contract(
        case_text("63").replace("[PUT]", "[GET]").replace("+ Request (application/json)\n\n", "")
    )
    assert next(made.transactions()).request.schema is None


RESOURCE_ATTRIBUTES = """\
FORMAT: 1A

# API

## Post [/posts/{id}]

+ Parameters
    + id: 1

+ Attributes
    + message: hi (string)

### Change [PATCH]

+ Request (application/json)

+ Response 204

### Replace [PUT]

+ Request (application/json)
    + Attributes (Post)

+ Response 204
"""


@needs_dredd
def test_attributes_of_a_resource_are_a_type_that_requests_must_name(tmp_path: Path) -> None:
    ours = [t.request.body for t in contract(RESOURCE_ATTRIBUTES).transactions()]
    theirs = [t["body"] for t in compiled(RESOURCE_ATTRIBUTES, tmp_path)["transactions"]]
    for bodies in (ours, theirs):
        assert bodies[0] == ""
        assert json.loads(bodies[1]) == {"message": "hi"}


# What is no JSON


def test_forms_are_form_encoded_and_other_media_types_have_no_example() -> None:
    log_in, upload = blueprint("62").contract.transactions()
    assert log_in.request.body == "email=jo%40example.com&remember=true"
    assert log_in.response.body == ""
    assert upload.request.body == ""
    assert upload.response.body == ""


def test_openapi_shows_a_form_as_its_fields() -> None:
    made = document(blueprint("62").contract)
    form = made["paths"]["/login"]["post"]["requestBody"]["content"][
        "application/x-www-form-urlencoded"
    ]
    (example,) = form["examples"].values()
    assert example["value"] == {"email": "jo@example.com", "remember": True}
    assert jsonschema_rs.is_valid(form["schema"], example["value"])


@pytest.mark.parametrize("number", ["01", "17", "37", "62"])
def test_nothing_about_json_is_claimed_of_what_is_none(number: str) -> None:
    made = blueprint(number).contract
    for action in made.actions():
        assert not {e.status for e in implied_errors(action)} & {400, 422}
    assert "not valid JSON" not in json.dumps(document(made))
    assert "not valid JSON" not in _page(made)


def test_json_is_spoken_of_where_one_of_the_requests_is_json() -> None:
    (register,) = blueprint("53").contract.actions()
    assert {400, 422} <= {e.status for e in implied_errors(register)}


def test_a_text_that_looks_like_json_is_not_held_against_attributes() -> None:
    made = blueprint("62").contract
    action = list(made.actions())[1]
    transaction = action.transactions[0]
    sent = Sent("POST", "/upload")
    answer = Answer(200, (("Content-Type", "text/plain"),), b"5")
    assert strict_problems(made, action, transaction, sent, answer) == ()


# Descriptions of an enum's members


@pytest.mark.parametrize("words", ["Newest first", "Stop", "Fits a pocket"])
def test_descriptions_of_members_are_in_documentation_and_openapi(words: str) -> None:
    # Types that nothing uses are in the documentation alone.
    made = contract(case_text("74").replace("colour: red", "kind (Kind)\n        + colour: red"))
    assert words in _page(made)
    assert words in json.dumps(document(made))


# Relationships that MSON shows by their links


def test_relationships_are_known_by_their_links() -> None:
    user = blueprint("77").contract.resource_type("user")
    assert user is not None
    first = user.relationships[0]
    assert (first.name, first.target, first.many) == ("news", "news", True)
    assert user.relationships[0].self_link == "/users/1/relationships/news"
    subscription = blueprint("81").contract.resource_type("subscription")
    assert subscription is not None
    assert [r.name for r in subscription.relationships] == ["user"]


def _page(made: Contract) -> str:
    return "\n".join(render_docs(made).values())


# What the parser says wrongly

ONE_OF = """
FORMAT: 1A

# API

## Thing [/thing]

### Read [GET]
Reads.

+ Response 200 (application/json)
    + Attributes
        + One Of
            + Include Other
            + c: 1 (required)

# Data Structures

## Other {type}
+ id{more}
"""


def test_an_include_inside_one_of_is_no_mistake() -> None:
    assert _messages(ONE_OF.format(type="", more=": 1 (number, required)")) == []


def test_an_include_of_another_base_type_inside_one_of_is_a_mistake() -> None:
    (message,) = _messages(ONE_OF.format(type="(array)", more=""))
    assert "another base type" in message


def _messages(text: str) -> list[str]:
    _, found = parse(from_text(dedent(text), "test.apib"))
    return [d.message for d in found]
