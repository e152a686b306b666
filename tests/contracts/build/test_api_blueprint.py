"""The sections of the API Blueprint specification (1A9): what each means in the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import pytest

from contracts.model import Action, Contract, Transaction
from tests.contracts.blueprints import contract

Row: TypeAlias = tuple[str, str, str, Callable[[Contract], Any], Any]

NOTE: Final = "## Note [/notes/{id}]\n### Read [GET]\n+ Response 200\n"


def _action(made: Contract) -> Action:
    return next(made.actions())


def _first(made: Contract) -> Transaction:
    return next(made.transactions())


def _names(made: Contract) -> list[Any]:
    return [
        (group.name, [(r.name, r.uri_template) for r in group.resources]) for group in made.groups
    ]


def _paths(made: Contract) -> list[tuple[str, str, str]]:
    return [(action.name, action.method, action.uri_template) for action in made.actions()]


def _pairs(made: Contract) -> list[tuple[str, int]]:
    return [(t.request.name, t.response.status) for t in made.transactions()]


def _parameters(made: Contract) -> list[tuple[Any, ...]]:
    return [(p.name, p.kind, p.required, p.example, p.default) for p in _action(made).parameters]


def _response(made: Contract) -> tuple[str, str]:
    response = _first(made).response
    return response.content_type, response.body.strip()


def _bodies(made: Contract) -> list[Any]:
    return [json.loads(t.request.body) if t.request.body else None for t in made.transactions()]


ROWS: Final[tuple[Row, ...]] = (
    (
        "Section types",
        "Setext headers are headers",
        "API\n===\n\nNote [/note]\n---\n\n### Read [GET]\n+ Response 204\n",
        lambda made: (made.title, _names(made)),
        ("API", [("", [("Note", "/note")])]),
    ),
    (
        "Blueprint section",
        "lists have any marker",
        "# API\n## Note [/note]\n### Read [GET]\n* Response 200 (text/plain)\n    - Body\n\n"
        "            Hello\n",
        _response,
        ("text/plain", "Hello"),
    ),
    (
        "Keywords",
        "their case does not matter",
        "# API\n# group Notes\n## Note [/note]\n### Read [GET]\n+ response 204\n",
        lambda made: (_names(made), _pairs(made)),
        ([("Notes", [("Note", "/note")])], [("", 204)]),
    ),
    (
        "Identifier",
        "any characters but brackets",
        "# API\n## Adam's Note 42 [/note]\n### my-awesome_2 [GET]\n+ Response 204\n",
        lambda made: (_names(made)[0][1], _paths(made)),
        ([("Adam's Note 42", "/note")], [("my-awesome_2", "GET", "/note")]),
    ),
    (
        "Description",
        "any Markdown below the header",
        "# API\n## Note [/note]\nA *note*.\n\n- one\n- two\n\n### Read [GET]\n+ Response 204\n",
        lambda made: next(made.resources()).description.replace("\n\n", "\n").strip(),
        "A *note*.\n- one\n- two",
    ),
    (
        "Nested sections",
        "what follows belongs to the section before",
        "# API\n# Group A\n## Note [/a]\n### Read [GET]\n+ Response 204\n# Group B\n"
        "## Other [/b]\n### Read [GET]\n+ Response 204\n",
        _names,
        [("A", [("Note", "/a")]), ("B", [("Other", "/b")])],
    ),
    (
        "Asset section",
        "a code block by its fence",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (application/json)\n"
        '    + Body\n\n        ```\n        {"a": 1}\n        ```\n',
        _response,
        ("application/json", '{"a": 1}'),
    ),
    (
        "Payload section",
        "without a nested section its content is the body",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (text/plain)\n\n        Hello\n",
        _response,
        ("text/plain", "Hello"),
    ),
    (
        "Payload section",
        "Body goes before Attributes as the example, Schema before them as the schema",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (application/json)\n"
        "    + Attributes\n        + a: x\n    + Body\n\n"
        '            {"a": "y"}\n\n    + Schema\n\n            {"type": "object"}\n',
        lambda made: (_response(made)[1], json.loads(_first(made).response.body_schema)),
        ('{"a": "y"}', {"type": "object"}),
    ),
    (
        "Metadata section",
        "pairs at the beginning",
        "FORMAT: 1A\nHOST: https://example.org\nX-Own: yes\n\n# API\n" + NOTE,
        lambda made: (made.host, dict(made.metadata).get("X-Own")),
        ("https://example.org", "yes"),
    ),
    (
        "API name & overview section",
        "the first header, unless it is another section",
        "# Notes of Ann\nAll *her* notes.\n" + NOTE,
        lambda made: (made.title, made.description.strip()),
        ("Notes of Ann", "All *her* notes."),
    ),
    (
        "API name & overview section",
        "a header that is another section is no name",
        "# Group Notes\n" + NOTE,
        lambda made: (made.title, _names(made)[0][0]),
        ("", "Notes"),
    ),
    (
        "Resource group section",
        "resources below it, with its description",
        "# API\n# Group Notes\nOf all.\n" + NOTE,
        lambda made: (_names(made), made.groups[0].description.strip()),
        ([("Notes", [("Note", "/notes/{id}")])], "Of all."),
    ),
    (
        "Resource section",
        "four ways to define it",
        "# API\n## /a\n### Read [GET]\n+ Response 204\n## B [/b]\n### Read [GET]\n+ Response 204\n"
        "## GET /c\n+ Response 204\n## D [GET /d]\n+ Response 204\n",
        _paths,
        [("Read", "GET", "/a"), ("Read", "GET", "/b"), ("", "GET", "/c"), ("D", "GET", "/d")],
    ),
    (
        "Resource model section",
        "referenced by the resource's name",
        "# API\n## Note [/note]\n+ Model (text/plain)\n\n        Hello\n\n### Read [GET]\n"
        "+ Response 200\n\n    [Note][]\n",
        _response,
        ("text/plain", "Hello"),
    ),
    (
        "Schema section",
        "the schema of the body",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (application/json)\n"
        '    + Body\n\n            {"a": 1}\n\n    + Schema\n\n            {"required": ["a"]}\n',
        lambda made: json.loads(_first(made).response.body_schema),
        {"required": ["a"]},
    ),
    (
        "Action section",
        "three ways to define it",
        "# API\n## Note [/notes/{id}]\n### GET\n+ Response 204\n### Change [PATCH]\n"
        "+ Response 204\n### Move [POST /notes/{id}/move]\n+ Response 204\n",
        _paths,
        [
            ("", "GET", "/notes/{id}"),
            ("Change", "PATCH", "/notes/{id}"),
            ("Move", "POST", "/notes/{id}/move"),
        ],
    ),
    (
        "Action section",
        "a request begins a transaction example; of several responses Dredd uses the first",
        "# API\n## Note [/note]\n### Create [POST]\n+ Request A\n\n        a\n\n+ Response 200\n"
        "+ Request B\n\n        b\n\n+ Response 201\n+ Response 500\n",
        lambda made: _pairs(made)[:2],
        [("A", 200), ("B", 201)],
    ),
    (
        "Request section",
        "a name and a media type",
        "# API\n## Note [/note]\n### Create [POST]\n+ Request New (text/plain)\n\n        Hello\n\n"
        "+ Response 204\n",
        lambda made: (_first(made).request.name, _first(made).request.content_type),
        ("New", "text/plain"),
    ),
    (
        "Response section",
        "a status and a media type",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 202 (text/plain)\n\n        Hello\n",
        lambda made: (_first(made).response.status, _response(made)),
        (202, ("text/plain", "Hello")),
    ),
    (
        "URI parameters section",
        "a string and required, unless it says otherwise",
        "# API\n## Note [/notes/{id}{?page,sort}]\n+ Parameters\n    + id: `7`\n"
        "    + page: `2` (number, optional) - A page.\n        + Default: `1`\n"
        "    + sort: `a` (enum[string], optional)\n        + Members\n            + `a`\n"
        "            + `b`\n\n### Read [GET]\n+ Response 204\n",
        lambda made: (_parameters(made), _action(made).parameters[2].choices),
        (
            [
                ("id", "string", True, "7", ""),
                ("page", "number", False, "2", "1"),
                ("sort", "string", False, "a", ""),
            ],
            ("a", "b"),
        ),
    ),
    (
        "URI parameters section",
        "those of an action are its own",
        "# API\n## Note [/notes/{id}]\n+ Parameters\n    + id: `7`\n### Read [GET]\n"
        "+ Response 204\n### Change [PATCH]\n+ Parameters\n    + id: `8`\n+ Response 204\n",
        lambda made: [t.request.uri for t in made.transactions()],
        ["/notes/7", "/notes/8"],
    ),
    (
        "Attributes section",
        "of a payload: its body",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (application/json)\n"
        "    + Attributes (object)\n        + a: 1 (number)\n",
        lambda made: json.loads(_response(made)[1]),
        {"a": 1},
    ),
    (
        "Attributes section",
        "of an action: the body of its requests, unless they have their own",
        "# API\n## Note [/note]\n### Create [POST]\n+ Attributes\n    + a: x\n"
        "+ Request (application/json)\n+ Response 204\n"
        "+ Request Own (application/json)\n    + Attributes\n        + b: y\n+ Response 204\n",
        _bodies,
        [{"a": "x"}, {"b": "y"}],
    ),
    (
        "Attributes section",
        "of a resource: a type with its name",
        "# API\n## Note [/note]\n+ Attributes\n    + a: x\n### Read [GET]\n"
        "+ Response 200 (application/json)\n    + Attributes (Note)\n",
        lambda made: json.loads(_response(made)[1]),
        {"a": "x"},
    ),
    (
        "Headers section",
        "one in each line",
        "# API\n## Note [/note]\n### Read [GET]\n+ Request\n    + Headers\n\n"
        "            Accept: text/plain\n            X-Own: a: b\n\n+ Response 204\n",
        lambda made: _first(made).request.headers,
        (("Accept", "text/plain"), ("X-Own", "a: b")),
    ),
    (
        "Body section",
        "the body as it is written",
        "# API\n## Note [/note]\n### Read [GET]\n+ Response 200 (text/plain)\n    + Body\n\n"
        "            a\n              b\n",
        _response,
        ("text/plain", "a\n  b"),
    ),
    (
        "Data Structures section",
        "types for all Attributes sections, also made of resources",
        "# API\n## Note [/note]\n+ Attributes\n    + a: x\n### Read [GET]\n"
        "+ Response 200 (application/json)\n    + Attributes (Long Note)\n"
        "# Data Structures\n## Long Note (Note)\n+ b: y\n",
        lambda made: json.loads(_response(made)[1]),
        {"a": "x", "b": "y"},
    ),
    (
        "URI Templates",
        "variables of paths, reserved ones, queries and fragments are expanded",
        "# API\n## Note [/notes/{+path}{?tags*,size}{#part}]\n+ Parameters\n    + path: `a/b`\n"
        "    + tags: `x` (optional)\n    + size: `2` (number, optional)\n    + part: `c`\n"
        "### Read [GET]\n+ Response 204\n",
        lambda made: _first(made).request.uri.partition("#")[0],
        "/notes/a/b?tags=x&size=2",
    ),
    (
        "URI Templates",
        "a query is continued",
        "# API\n## Note [/notes?path=test{&size}]\n+ Parameters\n    + size: `2`\n"
        "### Read [GET]\n+ Response 204\n",
        lambda made: _first(made).request.uri,
        "/notes?path=test&size=2",
    ),
)
#: Sections without a row, and why.
NOT_TESTED: Final = {
    "Introduction": "says what the document is",
    "API Blueprint": "says what the format is",
    "API Blueprint document": "all its sections are rows of their own",
    "Section structure": "abstract: identifier, description and nested sections are rows",
    "Named section": "abstract: groups, resources and actions are rows",
    "Relation section": "the contract has no link relations; lint and judges ask nothing of them",
}
SECTIONS: Final = """
Introduction; API Blueprint; API Blueprint document; Blueprint section; Section types;
Section structure; Keywords; Identifier; Description; Nested sections; Named section;
Asset section; Payload section; Metadata section; API name & overview section;
Resource group section; Resource section; Resource model section; Schema section; Action section;
Request section; Response section; URI parameters section; Attributes section; Headers section;
Body section; Data Structures section; Relation section; URI Templates
"""


@pytest.mark.parametrize(
    ("section", "says", "text", "seen", "expected"),
    ROWS,
    ids=[f"{section}: {says}" for section, says, *_ in ROWS],
)
def test_a_section_means_what_the_specification_says(
    section: str, says: str, text: str, seen: Callable[[Contract], Any], expected: Any
) -> None:
    assert seen(contract(text)) == expected


def test_every_section_has_a_row_or_a_reason() -> None:
    sections = {each.strip() for each in SECTIONS.replace("\n", " ").split(";")}
    tested = {row[0] for row in ROWS}
    assert tested | set(NOT_TESTED) == sections
    assert not tested & set(NOT_TESTED)


def test_a_relation_is_read_past() -> None:
    made = contract("# API\n## Note [/note]\n### Read [GET]\n+ Relation: self\n+ Response 204\n")
    assert _pairs(made) == [("", 204)]
