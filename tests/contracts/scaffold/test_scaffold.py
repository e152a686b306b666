"""`contract new`: what it writes reads without findings, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.format import formatted
from contracts.model import Access, Contract
from contracts.project.blueprint import Blueprint, read
from contracts.scaffold.include import with_include
from contracts.scaffold.project import project_files
from contracts.scaffold.snippets import NOT_FOUND, REFUSALS, WITH_TOKEN, include_or_text
from contracts.scaffold.wanted import TYPES, plural_of
from tests.blueprint import copy_part

ALL = " ".join(f"a-{name}:{name}{mark}" for name, mark in zip(TYPES, "!?" * 6, strict=False))

SHARED_FILES = ("with-token", "refusals", "not-found")


def new(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["new", *arguments])
    return result.exit_code, result.output


#: Operations of the types that others belong to in these tests; each a part of our blueprint.
OPERATIONS = {
    "": "health.apib",
    "event": "event.apib",
    "faq-type": "faq-types.apib",
    "user": "user.apib",
}


def added(root: Path, *arguments: str, ignored: str = "parameter-ambiguous") -> Blueprint:
    code, output = new("resource", *arguments, "--blueprint", str(root))
    assert code == 0, output
    blueprint = read(root)
    assert [str(d) for d in blueprint.diagnostics if d.code != ignored] == []
    return blueprint


@dataclass(frozen=True)
class Venues:
    """Our blueprint before and after a resource was added that belongs to events."""

    before: Contract
    after: Contract
    root: Path

    @property
    def text(self) -> str:
        return (self.root.parent / "venues.apib").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def venues(tmp_path_factory: pytest.TempPathFactory) -> Venues:
    root = copy_part(tmp_path_factory.mktemp("venues"), ["event.apib", "faq-types.apib"])
    before = read(root).contract
    found = added(
        root,
        *("venue", "--belongs-to", "event", "--attributes"),
        "name:string! capacity:integer? opens-at:timestamp level:gold|silver",
    )
    return Venues(before, found.contract, root)


def test_a_resource_of_ours_belongs_to_its_event(venues: Venues) -> None:
    found = venues.after
    before = len(list(venues.before.transactions()))
    assert len(list(found.transactions())) == before + 16
    venue = found.resource_type("venue")
    assert venue is not None
    assert venue.path == "/v1/venues/{id}"
    assert [(a.name, a.required, a.schema.nullable, a.schema.kind) for a in venue.attributes] == [
        ("name", True, False, "string"),
        ("capacity", False, True, "integer"),
        ("opens-at", False, False, "string"),
        ("level", False, False, "string"),
        ("deleted-at", False, True, "string"),
    ]
    event = venue.relationship("event")
    assert event is not None
    assert event.required
    actions = {action.id: action.access for action in found.actions()}
    assert actions["create-venue"] is Access.ORGANIZER
    assert actions["list-event-venues"] is Access.PUBLIC


@pytest.mark.parametrize("parent", OPERATIONS)
def test_every_type_of_attribute_and_parent_reads_without_findings(
    tmp_path: Path, parent: str
) -> None:
    ours = copy_part(tmp_path, [OPERATIONS[parent]])
    options = ("--belongs-to", parent) if parent else ()
    found = added(ours, "opening-hour", *options, "--attributes", ALL).contract
    hour = found.resource_type("opening-hour")
    assert hour is not None
    assert len(hour.attributes) == len(TYPES) + 1


def test_what_is_written_is_formatted(venues: Venues) -> None:
    assert formatted(venues.text) == venues.text


def test_what_the_project_shares_is_included(venues: Venues) -> None:
    text = venues.text
    includes = [line.strip() for line in text.splitlines() if "include(" in line]
    assert [includes.count(f"<!-- include(shared/{name}.apib) -->") for name in SHARED_FILES] == [
        4, 3, 3,
    ]  # fmt: skip
    assert "## Venue Document (Document)" in text
    assert "+ Attributes (List Document)" in text
    assert "JSON API" not in text


@pytest.mark.parametrize(
    "other",
    ["", "+ Request\n\n+ Response 418\n", "+ Response 401\n\n+ Response 403\n"],
    ids=["no file", "other responses", "no request"],
)
def test_a_shared_file_with_something_else_is_not_included(other: str) -> None:
    files = {f"{name}.apib": other for name in SHARED_FILES if other}
    for snippet in (WITH_TOKEN, REFUSALS, NOT_FOUND):
        assert include_or_text(snippet, files, "JWT") == snippet.text.replace("{scheme}", "JWT")
    own = {snippet.file: snippet.text for snippet in (WITH_TOKEN, REFUSALS, NOT_FOUND)}
    assert include_or_text(REFUSALS, own, "JWT") == "<!-- include(shared/refusals.apib) -->"


def test_a_resource_reads_without_findings_where_the_project_shares_nothing(
    tmp_path: Path,
) -> None:
    new("project", str(tmp_path))
    root = tmp_path / "api.apib"
    # The notes of the new project document fewer errors than the remarks.
    found = added(
        root,
        *("remark", "--belongs-to", "note", "--attributes", "name:string!"),
        ignored="errors-undocumented",
    ).contract
    assert "include(" not in (tmp_path / "remarks.apib").read_text()
    remark = found.resource_type("remark")
    assert remark is not None
    assert remark.relationship("note") is not None


def test_a_parent_without_an_identifier_type_gets_one(tmp_path: Path) -> None:
    root = tmp_path / "api.apib"
    root.write_text(
        "# A\n\n## Thing [/v1/things/{id}]\n\n+ Parameters\n    + id: `1` (string, required)\n\n"
        "### Get [GET]\n\n+ Response 200 (application/vnd.api+json)\n\n"
        '        {"data": {"type": "thing", "id": "1", "attributes": {"name": "x"}}}\n'
    )
    code, output = new(
        "resource", "part", *("--belongs-to", "thing", "--attributes", "name:string!"),
        *("--blueprint", str(root)),
    )  # fmt: skip
    assert code == 0, output
    assert read(root).contract.schemas["Thing Identifier"].member("type") is not None


def test_a_document_type_of_another_kind_is_not_inherited(tmp_path: Path) -> None:
    root = tmp_path / "api.apib"
    root.write_text("# A\n\n# Data Structures\n\n## Document\n+ pages: 3 (number, required)\n")
    code, output = new("resource", "part", "--attributes", "name:string!", "--blueprint", str(root))
    assert code == 0, output
    part = read(root).contract.schemas["Part Document"]
    assert [member.name for member in part.members] == ["data", "links", "jsonapi"]


def test_the_include_stands_before_the_shared_types(venues: Venues) -> None:
    lines = venues.root.read_text().splitlines()
    at = lines.index("<!-- include(venues.apib) -->")
    assert lines[at + 1] == "<!-- include(resource-types.apib) -->"


@pytest.mark.parametrize(
    ("root", "wanted"),
    [
        ("# A\n\n<!-- include(a.apib) -->\ntext\n", 3),
        ("# A\n\n<!-- include(types.apib) -->\n", 2),
        ("# A\n\n# Data Structures\n\n## T\n", 2),
        ("# A\n", 2),
        ("# A\r\n\r\n<!-- include(a.apib) -->\r\n", 3),
    ],
)
def test_an_include_finds_its_place(root: str, wanted: int) -> None:
    text = with_include(
        root, "x.apib", {"a.apib": "# Group A", "types.apib": "# Data Structures"}.get
    )  # type: ignore[arg-type]
    assert text.splitlines()[wanted] == "<!-- include(x.apib) -->"
    assert ("\r\n" in text) == ("\r\n" in root)


#: A blueprint with one resource type.
FAQS = """\
FORMAT: 1A

# API

## Faqs [/v1/faqs]

### List Faqs [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "faq", "id": "1", "attributes": {"answer": "x"}}]}

## Faq [/v1/faqs/{id}]

+ Parameters
    + id: `1` (string, required)

### Get Faq [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "faq", "id": "1", "attributes": {"answer": "x"}}}
"""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Venue", "--attributes", "name:string"), "no name of a resource"),
        (("venue", "--attributes", ""), "at least one attribute"),
        (("venue", "--attributes", "name"), "is no attribute"),
        (("venue", "--attributes", "name:colour"), "is no type of an attribute"),
        (("venue", "--attributes", "type:string"), "cannot be called 'type'"),
        (("venue", "--attributes", "a:string a:string"), "is given twice"),
        (("venue", "--attributes", "a:x|y.z"), "choices are words"),
        (("faq", "--attributes", "a:string"), "there is a resource type faq already"),
        (("venue", "--attributes", "a:string", "--belongs-to", "hall"), "no resource type hall"),
        (("venue", "--attributes", "a:string", "--plural", "faqs"), "described already"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    root = tmp_path / "api.apib"
    root.write_text(FAQS, encoding="utf-8")
    code, output = new("resource", *arguments, "--blueprint", str(root))
    assert code == 2
    assert reason in output
    assert not (root.parent / "venues.apib").exists()


@pytest.mark.parametrize(
    ("one", "many"),
    [("venue", "venues"), ("faq-type", "faq-types"), ("city", "cities"), ("day", "days"),
     ("bus", "buses"), ("box", "boxes"), ("branch", "branches")],
)  # fmt: skip
def test_plurals_are_english(one: str, many: str) -> None:
    assert plural_of(one) == many


def test_a_new_project_reads_without_findings_and_is_formatted(tmp_path: Path) -> None:
    code, output = new("project", str(tmp_path / "my notes"))
    assert code == 0, output
    folder = tmp_path / "my notes"
    assert set(project_files("my-notes")) == {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }
    found = read(folder / "api.apib")
    assert found.diagnostics == ()
    assert found.contract.title == "My Notes API"
    for path in folder.glob("*.apib"):
        assert formatted(path.read_text()) == path.read_text()


def test_a_project_does_not_overwrite_files(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("mine")
    code, output = new("project", str(tmp_path))
    assert code == 2
    assert "exists already" in output
    assert (tmp_path / "Makefile").read_text() == "mine"
