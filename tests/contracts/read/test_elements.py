"""Reading API Elements: every value and its place, whatever stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from contracts.read.elements import ParsedBlueprint, Variable
from contracts.read.parse import parse_whole
from contracts.read.refract import (
    Element,
    children,
    description,
    element_name,
    key,
    members,
    offset,
    type_attributes,
    type_name,
    value,
)
from contracts.read.source import from_text

WIDE = "é漢字😀"
TEXT = f"""\
FORMAT: 1A
HOST: http://localhost:5000

# {WIDE} API
{WIDE} introduction

# Group {WIDE} One
{WIDE} group

## {WIDE} R [/r/{{id}}{{?q,e}}]
{WIDE} resource

+ Parameters
    + id: `{WIDE}` (string, required) - {WIDE} id
    + q: 2 (number, optional)
        + Default: `5`
    + e: `a` (enum[string], optional)
        + Members
            + `a`
            + `b`

### {WIDE} Change [PATCH]
{WIDE} action

+ Request {WIDE} (application/json)

    {WIDE} request

    + Headers

            X-One: {WIDE}
            X-Two: 2

    + Attributes (Thing)
        + `{WIDE}`: `{WIDE}` (string, required, nullable) - {WIDE} member
        + Include Other
        + One Of
            + x
            + y

    + Body

            {{"{WIDE}": 1,
             "b": 2}}

    + Schema

            {{"title": "{WIDE}"}}

+ Response 200 (application/json)
    + Headers

            X-Three: {WIDE}

    + Attributes (array[Thing])

### Shout [POST /{{w}}/shout]

+ Relation: shout

+ Parameters
    + w: a

+ Response 204

# Data Structures

## Other
+ o

## Thing (object)
{WIDE} thing

### Properties
+ `{WIDE}`: 1 (number)
+ kind (enum)
    + {WIDE}
    + b
"""


def parsed(text: str) -> ParsedBlueprint:
    source = from_text(text)
    result, found = parse_whole(source)
    assert found == ()
    return result


@pytest.fixture(scope="module")
def api() -> ParsedBlueprint:
    return parsed(TEXT)


def test_the_api_has_title_description_and_metadata(api: ParsedBlueprint) -> None:
    assert (api.title, api.description) == (f"{WIDE} API", f"{WIDE} introduction")
    assert api.metadata == (("FORMAT", "1A"), ("HOST", "http://localhost:5000"))


def test_groups_resources_and_actions_come_with_their_texts(api: ParsedBlueprint) -> None:
    (group,) = api.groups
    assert (group.name, group.description) == (f"{WIDE} One", f"{WIDE} group")
    (resource,) = group.resources
    assert (resource.name, resource.href) == (f"{WIDE} R", "/r/{id}{?q,e}")
    assert resource.description == f"{WIDE} resource"
    change, shout = resource.actions
    assert (change.name, change.method, change.href) == (f"{WIDE} Change", "PATCH", "")
    assert change.description == f"{WIDE} action"
    assert (shout.name, shout.method, shout.href) == ("Shout", "POST", "/{w}/shout")
    assert shout.relation == "shout"
    assert [variable.name for variable in shout.variables] == ["w"]


def without_offset(variable: Variable) -> tuple[Any, ...]:
    return tuple(getattr(variable, field.name) for field in fields(variable)[:-2])


def test_parameters_come_as_written(api: ParsedBlueprint) -> None:
    assert [without_offset(v) for v in api.groups[0].resources[0].variables] == [
        ("id", "string", True, f"{WIDE} id", WIDE, "", (), False),
        ("q", "number", False, "", "2", "5", (), False),
        ("e", "string", False, "", "a", "", ("a", "b"), True),
    ]


def test_requests_and_responses_have_headers_and_what_is_written_out(api: ParsedBlueprint) -> None:
    (transaction,) = api.groups[0].resources[0].actions[0].transactions
    request, response = transaction.request, transaction.response
    assert (request.name, request.method, response.status) == (WIDE, "PATCH", 200)
    assert request.description == f"{WIDE} request"
    assert [(h.name, h.value) for h in request.headers] == [
        ("Content-Type", "application/json"),
        ("X-One", WIDE),
        ("X-Two", "2"),
    ]
    assert (request.status, response.status) == (0, 200)
    assert request.body is not None
    assert request.body.text == f'{{"{WIDE}": 1,\n "b": 2}}\n'
    assert request.schema is not None
    assert request.schema.text == f'{{"title": "{WIDE}"}}\n'


def test_bodies_and_schemas_the_parser_made_up_are_left_out(api: ParsedBlueprint) -> None:
    response = api.groups[0].resources[0].actions[0].transactions[0].response
    assert response.attributes is not None
    assert (response.body, response.schema) == (None, None)


def test_an_empty_body_that_was_written_is_no_body() -> None:
    text = "# A\n\n## R [/r]\n\n### G [GET]\n\n+ Response 200 (text/plain)\n    + Body\n\n"
    assert parsed(text).groups[0].resources[0].actions[0].transactions[0].response.body is None


def test_mson_stays_as_it_was_written(api: ParsedBlueprint) -> None:
    root = api.groups[0].resources[0].actions[0].transactions[0].request.attributes
    assert root is not None
    assert element_name(root) == "Thing"
    member, include, one_of = members(root)
    assert (key(member), value(member)["content"], description(member)) == (
        *(WIDE, WIDE, f"{WIDE} member"),
    )
    assert type_attributes(member) == {"required", "nullable"}
    assert include["content"]["href"] == "Other"
    assert [element_name(option) for option in children(one_of)] == ["option", "option"]


def test_named_types_come_in_the_order_of_the_text(api: ParsedBlueprint) -> None:
    assert [type_name(each) for each in api.types] == ["Other", "Thing"]
    assert description(api.types[1]) == f"{WIDE} thing"


def test_resources_outside_a_group_come_in_one_without_a_name() -> None:
    text = "# A\n\n# GET /a\n+ Response 204\n\n# Group G\n\n# GET /b\n+ Response 204\n"
    assert [(g.name, g.resources[0].href) for g in parsed(text).groups] == [("", "/a"), ("G", "/b")]


def test_an_unnamed_member_value_is_a_string() -> None:
    (member,) = members(parsed("# A\n\n# Data Structures\n\n## T\n+ a\n").types[0])
    assert element_name(value(member)) == "string"


def place(words: str, occurrence: int = 0) -> int:
    at = -1
    for _ in range(occurrence + 1):
        at = TEXT.index(words, at + 1)
    return at


def test_everything_has_its_place_in_code_points(api: ParsedBlueprint) -> None:
    group = api.groups[0]
    resource = group.resources[0]
    change, shout = resource.actions
    request, response = change.transactions[0].request, change.transactions[0].response
    assert request.body
    assert request.schema
    assert request.attributes
    assert {
        "api": api.offset,
        "group": group.offset,
        "resource": resource.offset,
        "id": resource.variables[0].offset,
        "q": resource.variables[1].offset,
        "change": change.offset,
        "request": request.offset,
        "headers": tuple(header.offset for header in request.headers),
        "attributes": offset(request.attributes),
        "members": tuple(offset(each) for each in members(request.attributes)[:1]),
        "body": request.body.offset,
        "schema": request.schema.offset,
        "response": response.offset,
        "response headers": tuple(header.offset for header in response.headers),
        "shout": shout.offset,
        "w": shout.variables[0].offset,
        "types": tuple(offset(each) for each in api.types),
        "type members": tuple(offset(each) for each in members(api.types[1])),
        "enum": offset(children(value(members(api.types[1])[1]))[0]),
    } == {
        "api": place(f"# {WIDE} API"),
        "group": place("# Group"),
        "resource": place(f"## {WIDE} R"),
        "id": place("id: `"),
        "q": place("q: 2"),
        "change": place(f"### {WIDE} Change"),
        "request": place("+ Request") + 2,
        "headers": (place("+ Request") + 2, place("X-One"), place("X-Two")),
        "attributes": place("Attributes (Thing)"),
        "members": (place(f"`{WIDE}`: `{WIDE}`"),),
        "body": place(f'{{"{WIDE}"'),
        "schema": place('{"title"'),
        "response": place("+ Response 200") + 2,
        "response headers": (place("+ Response 200") + 2, place("X-Three")),
        "shout": place("### Shout"),
        "w": place("w: a"),
        "types": (place("## Other"), place("## Thing")),
        "type members": (place(f"`{WIDE}`: 1"), place("kind (enum)")),
        "enum": place(f"{WIDE}\n    + b"),
    }


def offsets(node: Any) -> Iterator[int]:
    """All offsets inside, of classes and raw elements, in order."""
    if is_dataclass(node):
        yield from (o for f in fields(node) for o in offsets(getattr(node, f.name)))
        if hasattr(node, "offset"):
            yield node.offset
    elif isinstance(node, dict):
        yield from (o for inside in node.values() for o in offsets(inside))
        if "element" in node:
            yield node["offset"]
    elif isinstance(node, list | tuple):
        yield from (o for inside in node for o in offsets(inside))


def test_the_places_are_those_of_the_same_text_in_ascii(api: ParsedBlueprint) -> None:
    """On ASCII text all of drafter's units agree, so this catches any that is converted wrong."""
    ascii_only = parsed("".join(char if char.isascii() else "x" for char in TEXT))
    assert list(offsets(api)) == list(offsets(ascii_only))


def test_every_element_has_a_place(api: ParsedBlueprint) -> None:
    def raw(node: Any) -> Iterator[Element]:
        if isinstance(node, dict):
            if "element" in node:
                yield node
            yield from (e for inside in node.values() for e in raw(inside))
        elif isinstance(node, list | tuple):
            yield from (e for inside in node for e in raw(inside))

    found = [each for root in api.types for each in raw(root)]
    assert found
    assert all("offset" in each and "sourceMap" not in str(each) for each in found)
