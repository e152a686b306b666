"""Which words are proposed at a place, in which order, and what they replace."""

from __future__ import annotations

from typing import Final

import pytest

from contracts.editor.completion import Completion, completions
from contracts.editor.project import EditorProject, File
from contracts.editor.proposals import files, header_values, include_paths
from contracts.editor.text import FileText
from contracts.editor.vocabulary import HEADERS
from contracts.lint import RULES
from contracts.model import Relationship, ResourceType, Transaction
from tests.contracts.editor.workspace import places, typed
from tests.contracts.factories import HERE, action, contract, transaction

#: A file, words of it, what is typed in their place, and the first proposals in their order;
#: ``…`` stands for more of them.
CASES: Final = {
    "variables that are declared, and those of JSON:API": (
        *("books.apib", "{?sort,include,", "{?|,include,"),
        "sort page%5Bnumber%5D page%5Boffset%5D page%5Blimit%5D filter fields id …",
    ),
    "variables that are not declared": (
        *(
            "books.apib",
            "    + sort: `title` (string, optional) - Attributes to sort by.\n",
            "    + |\n",
        ),
        "sort",
    ),
    "sections that an action lacks": (
        "books.apib",
        "+ Response 200\n",
        "+ |\n",
        "Request Response Parameters Attributes Relation",
    ),
    "sections that a resource lacks": (
        "books.apib",
        "+ Model (",
        "+ |\n+ Model (",
        "Attributes",
    ),
    "statuses of this blueprint first": (
        "books.apib",
        "+ Response 401",
        "+ Response 4|",
        "200 401 201 202 204 …",
    ),
    "media types of this blueprint first": (
        "books.apib",
        "+ Response 401 (application/json)",
        "+ Response 401 (|)",
        "application/vnd.api+json application/json application/problem+json …",
    ),
    "attributes to sort by": ("books.apib", "sort: `title`", "sort: `|`", "title pages"),
    "fields of a type": (
        *("books.apib", "include: `author`", "`fields%5Bbook%5D`: `|`"),
        "title pages author",
    ),
    "fields of an unknown type": ("books.apib", "include: `author`", "`fields%5Bx%5D`: `|`", ""),
    "relationships to include": ("books.apib", "include: `author`", "include: `|`", "author"),
    "resource types": ("types.apib", "+ type: `book`", "+ type: `|`", "book"),
    "resource types in a body": ("books.apib", '"type": "author"', '"type": "|"', "book"),
    "attributes in a body": (
        "books.apib",
        '"book", "id": "1", "attributes": {"title": "Emma"',
        '"book", "id": "1", "attributes": {"|"',
        "title pages",
    ),
    "attributes of a resource in a list": (
        "books.apib",
        '{"type": "author", "id": "1", "attributes": {"title": "Ms"',
        '[{"type": "author"}, {"type": "book", "attributes": {"|"',
        "title pages",
    ),
    "relationships in a body": (
        "books.apib",
        '"book", "id": "1", "attributes": {"title": "Emma"}',
        '"book", "id": "1", "relationships": {"|"}',
        "author",
    ),
    "headers of this blueprint first": (
        "books.apib",
        "Authorization: Bearer <token>\n\n    + Body",
        "|\n\n    + Body",
        "Content-Type Authorization Accept Accept-Language Cache-Control …",
    ),
    "values of a header": (
        "books.apib",
        "Authorization: Bearer <token>\n\n    + Body",
        "Authorization: |\n\n    + Body",
        "Bearer <token>",
    ),
    "access levels": (
        *("books.apib", "**Access:** admin", "**Access:** |", "public user self organizer admin"),
    ),
    "methods": ("books.apib", "[PATCH]", "[|]", "GET POST PATCH PUT DELETE HEAD OPTIONS …"),
    "identifiers where a linkage is": (
        *("types.apib", "+ data (Author Identifier", "+ data (|"),
        "Author Identifier;Integer;Book;Book Attributes;Book Document;Book List;string;…",
    ),
    "type attributes behind a comma": (
        *("types.apib", "(Integer, nullable)", "(Integer, |)"),
        "required optional nullable fixed fixed-type sample default Integer …",
    ),
    "types in the brackets of an array": (
        *("types.apib", "(array[Book], required", "(array[|], required"),
        "Author Identifier;Integer;Book;Book Attributes;Book Document;…",
    ),
    "types in the brackets of an array behind a comma": (
        *("types.apib", "(array[Book], required", "(required, array[|], x"),
        "Author Identifier;Integer;Book;Book Attributes;Book Document;…",
    ),
    "members that a type lacks": (
        *("types.apib", "+ pages: 474 (Integer, nullable)\n", "+ |\n"),
        "pages;Include;One Of;…",
    ),
    "members of a type that a new one inherits from": (
        *("types.apib", "## Author Identifier\n", "## Draft (Book Attributes)\n+ |\n\n## X\n"),
        "title;pages;Include;One Of;…",
    ),
    "inherited members that are there": (
        *("types.apib", "## Author Identifier\n", "## D (Book Attributes)\n+ title\n+ |\n\n## X\n"),
        "pages;Include;One Of;…",
    ),
    "variables of an action's own template": (
        "books.apib",
        "### List Books [GET]\n",
        "### List Books [GET /books{?lang}]\n\n+ Parameters\n    + |\n\n",
        "lang",
    ),
    "sections of a request": (
        *("books.apib", "    + Body\n", "    + |\n", "Attributes Body Schema Parameters"),
    ),
    "headings": ("books.apib", "# Group Books", "# G|\n\n# Group Books", "Group;Data Structures"),
    "usual values of a header": (
        "books.apib",
        "Authorization: Bearer <token>\n\n    + Body",
        "WWW-Authenticate: |\n\n    + Body",
        "Bearer",
    ),
    "types to include": (
        *("types.apib", "+ title:", "+ Include |\n+ title:"),
        "Integer;Book;Book Attributes;Author Identifier;Book Document;Book List",
    ),
    "bases of a type": (
        *("types.apib", "## Author Identifier\n", "## Draft (B|)\n\n## X\n"),
        "Integer;Book;Book Attributes;Draft;X;Book Document;Book List;string;number;…",
    ),
    "types of a parameter": (
        *("books.apib", "`title` (string, optional)", "`title` (|)"),
        "required optional string number boolean array enum Integer …",
    ),
}


def labels(found: tuple[Completion, ...], wanted: str) -> str:
    """The labels as a row of the table has them: up to the place of its ``…``."""
    separator = ";" if ";" in wanted else " "
    names = [each.label for each in sorted(found, key=lambda each: each.order)]
    if wanted.endswith("…"):
        names = [*names[: wanted.count(separator)], "…"]
    return separator.join(names)


@pytest.mark.parametrize(("name", "old", "new", "wanted"), CASES.values(), ids=CASES)
def test_the_words_that_fit_are_proposed_the_likeliest_first(
    name: str, old: str, new: str, wanted: str
) -> None:
    found = completions(*typed(name, old, new))
    assert labels(found, wanted) == wanted


def test_every_rule_is_proposed_to_be_ignored() -> None:
    found = completions(*typed("api.apib", "# Library", "<!-- contract: ignore |\n# Library"))
    assert {each.label for each in found} == RULES.keys()


#: What is typed in place of which words, and the stretch that a proposal replaces.
REPLACED: Final = {
    "a status": ("books.apib", "+ Response 401", "+ Response 40|", "40"),
    "a type": ("types.apib", "(Book Attributes, required)", "(Book At|, required)", "Book At"),
    "a type in a list": ("types.apib", "(Integer, nullable)", "(Integer, nu|)", "nu"),
    "an access level": ("books.apib", "**Access:** admin", "**Access:** ad|", "ad"),
    "a method": ("books.apib", "[PATCH]", "[PA|]", "PA"),
    "a media type": ("books.apib", "401 (application/json)", "401 (app|)", "app"),
    "one of several values": ("books.apib", "sort: `title`", "sort: `title,pa|`", "pa"),
    "a variable": ("books.apib", "{?sort,include,", "{?sort,inc|,", "inc"),
    "a name in a body": ("books.apib", '"attributes": {"title"', '"attributes": {"ti|"', "ti"),
    "a header": ("books.apib", "Authorization: Bearer", "Auth|: Bearer", "Auth"),
    "the value of a header": ("books.apib", "Authorization: Bearer", "Authorization: Bea|", "Bea"),
    "a section": ("books.apib", "+ Parameters\n    + sort", "+ Para|\n    + sort", "Para"),
    "a rule": ("api.apib", "# Library", "<!-- contract: ignore body-s|\n# Library", "body-s"),
    "the second of two rules": (
        *("api.apib", "# Library", "<!-- contract: ignore body-schema, acc|\n# Library", "acc"),
    ),
    "an included type": ("types.apib", "+ title:", "+ Include Book|\n+ title:", "Book"),
}


@pytest.mark.parametrize(("name", "old", "new", "replaced"), REPLACED.values(), ids=REPLACED)
def test_a_proposal_replaces_what_is_typed(name: str, old: str, new: str, replaced: str) -> None:
    project, file, place = typed(name, old, new)
    found = completions(project, file, place)
    assert {file.text.slice(each.span) for each in found} == {replaced}
    assert {each.span.end for each in found} == {place}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("**Access:** admin", "**Access:** admin, |"),
        ("List Books", "List |Books"),
        ("# Group Books\n", "# Group Books\nSome prose, |\n"),
        ('{"title": "Emma"}', '{"title": "|"}'),
        ('{"title": "Emma"}', '{"title": "Emma", "pages": |}'),
    ],
)
def test_nothing_is_proposed_where_anything_may_stand(old: str, new: str) -> None:
    assert completions(*typed("books.apib", old, new)) == ()


def test_no_word_is_proposed_twice_and_their_order_is_counted() -> None:
    """At every place; that also is the order in which an editor sorts them."""
    proposed = 0
    for project, file, place in places():
        found = completions(project, file, place)
        assert [each.order for each in found] == list(range(len(found)))
        names = [each.label for each in found]
        assert len(names) == len(set(names))
        assert all(each.span.end == place and each.insert for each in found)
        proposed += bool(found)
    assert proposed > 300


def test_paths_of_include_go_along_three_relationships() -> None:
    types = tuple(
        ResourceType(name, HERE, relationships=(Relationship(f"to-{other}", other),))
        for name, other in ("ab", "bc", "cd", "de", "ea")
    )
    project = EditorProject("api.apib", {}, contract(resource_types=types))
    assert list(include_paths(project, types[0])) == ["to-b", "to-b.to-c", "to-b.to-c.to-d"]


def sent(**headers: str) -> Transaction:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return transaction(headers=given)


def test_values_of_a_header_are_those_of_the_blueprint_then_its_usual_one() -> None:
    transactions = (
        sent(accept="text/csv"),
        sent(ACCEPT="text/html"),
        sent(Accept="text/csv"),
        sent(Accept="", If_Match="text/plain"),
    )
    project = EditorProject("api.apib", {}, contract(action(*transactions)))
    found = [(each.label, each.detail) for each in header_values(project, "aCCept")]
    assert found == [
        ("text/csv", "used 2 times"),
        ("text/html", "used 1 times"),
        (HEADERS["Accept"], ""),
    ]
    usual = EditorProject("api.apib", {}, contract(action(sent(Accept=HEADERS["Accept"]))))
    assert [each.label for each in header_values(usual, "Accept")] == [HEADERS["Accept"]]
    for unknown in ("A-Unknown", "Date", "X-Unknown"):
        assert list(header_values(usual, unknown)) == []


def test_files_are_proposed_but_the_one_that_is_open_and_the_root() -> None:
    here = {name: File(f"/x/{name}", FileText(""), ()) for name in ("api.apib", "a.apib", "b.apib")}
    project = EditorProject(
        "/x/api.apib",
        {file.path: file for file in here.values()},
        contract(),
        (),
        lambda: ["/x/z.apib", *(file.path for file in here.values()), "/x/in/c.apib"],
    )
    assert [(each.label, each.detail) for each in files(project, here["a.apib"])] == [
        ("in/c.apib", ""),
        ("z.apib", ""),
        ("b.apib", "included already"),
    ]
