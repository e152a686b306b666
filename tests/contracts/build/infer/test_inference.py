"""What is inferred of resource types where no MSON says it, from which source, how sure."""

from __future__ import annotations

from functools import cache
from textwrap import indent

import pytest

from contracts.build.contract import BuildResult
from contracts.build.infer.conflicts import CONFLICTS
from contracts.model import Attribute, Endpoint, EndpointKind, Relationship, ResourceType
from tests.contracts.blueprints import built
from tests.contracts.build.infer.foreign import FOREIGN

LINES = FOREIGN.splitlines()


@cache
def library() -> BuildResult:
    """What the builder makes of the small blueprint."""
    return built(FOREIGN, "library.apib")


def kind(name: str) -> ResourceType:
    found = library().contract.resource_type(name)
    assert found is not None, [t.name for t in library().contract.resource_types]
    return found


def attribute(owner: str, name: str) -> Attribute:
    found = kind(owner).attribute(name)
    assert found is not None
    return found


def relationship(owner: str, name: str) -> Relationship:
    found = kind(owner).relationship(name)
    assert found is not None
    return found


def fact(thing: Attribute | Relationship, about: str) -> tuple[str, str]:
    """Source and confidence, and the line that is said to show it."""
    (found,) = (f for f in thing.facts if f.about == about)
    assert found.location is not None
    return f"{found.source} {found.confidence}", LINES[found.location.line - 1]


def test_the_types_are_those_of_examples_paths_and_relationships() -> None:
    assert [t.name for t in library().contract.resource_types] == [
        *("book", "person", "pet", "loan", "rule", "twin")
    ]


@pytest.mark.parametrize(
    ("owner", "name", "type_", "nullable", "from_"),
    [
        ("book", "title", "string", False, "table certain"),
        ("book", "pages", "integer", True, "table certain"),
        ("book", "lent", "boolean", False, "table certain"),
        ("book", "rating", "number", True, "example likely"),
        ("book", "shelf", "any", True, "example guessed"),
        ("book", "isbn", "string", True, "table certain"),
        ("book", "mood", "string", True, "example likely"),
        ("book", "cover-url", "string uri", True, "name guessed"),
        ("book", "bought-at", "string date-time", True, "example likely"),
        ("loan", "is-over", "boolean", True, "name guessed"),
        ("person", "name", "string", False, "json-schema certain"),
        ("person", "slug", "string", True, "json-schema certain"),
    ],
)
def test_an_attribute_has_the_type_that_its_best_source_says(
    owner: str, name: str, type_: str, nullable: bool, from_: str
) -> None:
    found = attribute(owner, name)
    shown = f"{found.schema.kind} {found.schema.format}".strip()
    assert (shown, found.schema.nullable) == (type_, nullable)
    source, line = fact(found, "type")
    assert source == from_
    assert name in line


@pytest.mark.parametrize(
    ("owner", "name", "required", "read_only", "write_only"),
    [
        ("book", "title", True, False, False),
        ("book", "pages", False, False, False),
        ("book", "bought-at", False, True, False),
        ("book", "lent", False, False, False),
        ("person", "name", True, False, False),
        ("person", "secret", False, False, True),
        ("person", "password", False, False, False),
    ],
)
def test_an_attribute_is_sent_shown_and_required_as_documented(
    owner: str, name: str, required: bool, read_only: bool, write_only: bool
) -> None:
    found = attribute(owner, name)
    assert (found.required, found.read_only, found.write_only) == (required, read_only, write_only)


def test_a_default_comes_from_the_table() -> None:
    assert attribute("book", "lent").schema.default is False


@pytest.mark.parametrize(
    ("owner", "name", "target", "many", "from_"),
    [
        ("book", "author", "person", False, "example certain"),
        ("book", "loans", "loan", True, "uri likely"),
        ("book", "twin", "twin", False, "name guessed"),
        ("person", "pets", "pet", True, "uri likely"),
    ],
)
def test_a_relationship_has_the_end_that_its_best_source_says(
    owner: str, name: str, target: str, many: bool, from_: str
) -> None:
    found = relationship(owner, name)
    assert (found.target, found.many) == (target, many)
    source, line = fact(found, "target")
    assert source == from_
    assert name.title() in line or f'"{name}"' in line


def test_links_that_examples_show_are_kept() -> None:
    found = relationship("book", "author")
    assert found.self_link == "/v1/books/1/relationships/author"
    assert found.related_link == "/v1/books/1/author"
    assert kind("book").link == "/v1/books/{id}"


@pytest.mark.parametrize(
    ("operation", "endpoint"),
    [
        ("list-books", Endpoint(EndpointKind.LIST, "book")),
        ("create-a-book", Endpoint(EndpointKind.CREATE, "book")),
        ("get-a-book", Endpoint(EndpointKind.DETAIL, "book")),
        ("get-the-author", Endpoint(EndpointKind.RELATED, "person", "book", "author")),
        ("get-a-person", Endpoint(EndpointKind.DETAIL, "person")),
        ("list-pets", Endpoint(EndpointKind.LIST, "pet", "person", "pets")),
        ("list-loans", Endpoint(EndpointKind.LIST, "loan", "book", "loans")),
        ("get-rules", Endpoint(EndpointKind.DETAIL, "rule")),
        ("change-rules", Endpoint(EndpointKind.UPDATE, "rule")),
        ("get-the-first", None),
        ("get-hours", None),
    ],
)
def test_actions_are_classified_without_mson(operation: str, endpoint: Endpoint | None) -> None:
    action = library().contract.action(operation)
    assert action is not None
    assert action.endpoint == endpoint


def test_a_path_variable_that_names_an_attribute_is_a_natural_key() -> None:
    assert [t.natural_key for t in library().contract.resource_types] == [
        "",
        "slug",
        "",
        "",
        "",
        "",
    ]


def test_ids_that_are_no_numbers_make_text_ids() -> None:
    assert [t.name for t in library().contract.resource_types if t.text_ids] == ["pet"]


def test_contradictions_are_reported_where_they_stand() -> None:
    assert [(d.code, LINES[d.location.line - 1].strip()[:24]) for d in library().diagnostics] == [
        ("type-mismatches-path", '{"data": {"type": "books"'[:24]),
        ("attribute-type-varies", '"attributes": {"title": "D'[:24]),
        ("table-disagrees", "| `rating` | Of readers |"[:24]),
        ("table-type-unknown", "| `mood` | How it feels |"[:24]),
        ("table-incomplete", "| `title` | What it is called |"[:24]),
    ]


def test_every_reported_code_is_in_the_table() -> None:
    assert {d.code for d in library().diagnostics} <= CONFLICTS.keys()
    assert all(code == conflict.code for code, conflict in CONFLICTS.items())


CIRCLE = """\
FORMAT: 1A

# API
{types}
"""
PART = """
## {plural} [/v1/{plural}]

### Create {name} [POST]

+ Request (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `{name}` (string, required, fixed)
            + attributes (required)
                + title: a (string, required)
            + relationships (required)
                + {other} (required)
                    + data (required)
                        + type: `{other}` (string, required, fixed)
                        + id: `1` (string, required)

+ Response 201 (application/vnd.api+json)
"""


def test_of_types_that_require_each_other_one_gives_way() -> None:
    circle = [("hen", "egg"), ("egg", "nest"), ("nest", "hen")]
    types = "".join(PART.format(name=n, plural=f"{n}s", other=o) for n, o in circle)
    found = built(CIRCLE.format(types=types))
    required = {
        t.name: [r.required for r in t.relationships] for t in found.contract.resource_types
    }
    assert required == {"hen": [True], "egg": [True], "nest": [False]}
    assert [d.code for d in found.diagnostics if d.code in CONFLICTS] == ["relationships-cyclic"]


SEVERAL_TYPES = """
FORMAT: 1A

# API

## Comment [/v1/comments/{{id}}]

+ Parameters
    + id: `1` (string)

### Read [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data
            + type: comment (fixed)
            + id: `1`
            + attributes
                + text: a
            + relationships
                + subject
{linkage}

# Data Structures

## Event Identifier
+ type: event (fixed)
+ id: `1`

## FAQ Identifier
+ type: faq (fixed)
+ id: `2`
"""


@pytest.mark.parametrize(
    "linkage",
    [
        "+ data\n    + type (enum)\n        + event\n        + faq\n    + id: `1`",
        "+ data\n    + type: event (enum)\n        + faq\n        + event\n    + id: `1`",
        "+ data (enum)\n    + (Event Identifier)\n    + (FAQ Identifier)",
        "+ data (enum[Event Identifier, FAQ Identifier])",
        "+ data (array[Event Identifier, FAQ Identifier])",
        "+ data (array)\n    + (Event Identifier)\n    + (FAQ Identifier)",
    ],
)
def test_a_relationship_may_lead_to_several_types(linkage: str) -> None:
    found = built(SEVERAL_TYPES.format(linkage=indent(linkage, " " * 20)))
    comment = found.contract.resource_type("comment")
    assert comment is not None
    (subject,) = comment.relationships
    assert subject.targets == ("event", "faq")
    assert subject.many is ("array" in linkage)
    assert [d.code for d in found.diagnostics] == ["relationship-polymorphic"]


SHOWN_TWICE = """
FORMAT: 1A

# API

## Comment [/v1/comments/{{id}}]

+ Parameters
    + id: `1` (string)

### Read [GET]

+ Request About an event

+ Response 200 (application/vnd.api+json)

        {{"data": {{"type": "comment", "id": "1", "attributes": {{"text": "a"}},
          "relationships": {{"subject": {{"data": {{"type": "event", "id": "1"}}}}}}}}}}

+ Request About another

+ Response 200 (application/vnd.api+json)

        {{"data": {{"type": "comment", "id": "2", "attributes": {{"text": "a"}},
          "relationships": {{"subject": {{"data": {{"type": "{other}", "id": "1"}}}}}}}}}}

## Event [/v1/events]

### List events [GET]

+ Response 200 (application/vnd.api+json)

        {{"data": [{{"type": "event", "id": "1", "attributes": {{"name": "a"}}}}]}}

## FAQ [/v1/faqs]

### List FAQs [GET]

+ Response 200 (application/vnd.api+json)

        {{"data": [{{"type": "faq", "id": "1", "attributes": {{"question": "a"}}}}]}}
"""


@pytest.mark.parametrize(
    ("other", "targets", "codes"),
    [
        ("event", ("event",), []),
        ("faq", ("event", "faq"), ["relationship-polymorphic"]),
        # No resource of that type is shown anywhere: a slip of the pen.
        ("events", ("event",), ["relationship-varies"]),
    ],
)
def test_examples_with_several_types_that_exist_are_no_slip(
    other: str, targets: tuple[str, ...], codes: list[str]
) -> None:
    found = built(SHOWN_TWICE.format(other=other))
    comment = found.contract.resource_type("comment")
    assert comment is not None
    assert comment.relationships[0].targets == targets
    assert [d.code for d in found.diagnostics if d.code in CONFLICTS] == codes
