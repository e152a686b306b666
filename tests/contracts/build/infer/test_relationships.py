"""A relationship without MSON: its end from linkage, paths, links and names."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Relationship, SourceKind
from tests.contracts.blueprints import built
from tests.contracts.build.infer.shown import action, blueprint, payload

Reported = list[str]


def resource(kind: str, id_: str | None = "1", **members: Any) -> dict[str, Any]:
    """A resource object with one attribute."""
    found = {"type": kind, "id": id_, "attributes": {"size": 1}, **members}
    return {name: value for name, value in found.items() if value is not None}


def show(path: str, name: str, data: Any, **members: Any) -> str:
    return action("GET", path, name, "", payload("Response 200", {"data": data, **members}))


def create(number: int, relationships: Any, schema: Any = None) -> str:
    sent = {"data": resource("box", None, relationships=relationships)}
    answer = payload("Response 201", {"data": resource("box")})
    return action("POST", "/boxes", f"Make {number}", "", payload("Request", sent, schema), answer)


#: Lids and users are shown at addresses with their names, pages at another.
OTHERS = (
    show("/lids/{id}", "Lid", resource("lid")),
    show("/users/{id}", "User", resource("user")),
    show("/sheets/{id}", "Page", resource("page")),
)


def relationships(*actions: str) -> tuple[dict[str, Relationship], Reported]:
    """The relationships of boxes by name, and what is reported."""
    result = built(blueprint((*actions, *OTHERS)))
    box = result.contract.resource_type("box")
    assert box is not None
    codes = [each.code for each in result.diagnostics]
    return {each.name: each for each in box.relationships}, codes


def box(**members: Any) -> str:
    """The action that shows a box with one relationship, ``end``, of these members."""
    return show("/boxes/{id}", "Box", resource("box", relationships={"end": members}))


LID, TWO = {"type": "lid", "id": "1"}, [{"type": "lid", "id": n} for n in "12"]

#: Actions; type, whether it is to many, and where that is known from.
ENDS: dict[str, tuple[tuple[str, ...], str, bool, SourceKind]] = {
    "linkage of one": ((box(data=LID),), "lid", False, SourceKind.EXAMPLE),
    "linkage of many": ((box(data=TWO),), "lid", True, SourceKind.EXAMPLE),
    "what is below": (
        (box(meta={}), show("/boxes/{id}/end", "End", resource("lid"))),
        "lid",
        False,
        SourceKind.URI,
    ),
    "many below": (
        (box(meta={}), show("/boxes/{id}/end", "End", [resource("lid")])),
        "lid",
        True,
        SourceKind.URI,
    ),
    "one of many below": (
        (box(meta={}), show("/boxes/{id}/end/{lid}", "End", resource("lid"))),
        "lid",
        True,
        SourceKind.URI,
    ),
    "what the related link leads to": (
        (
            box(links={"related": "/boxes/1/cover?a=b"}),
            show("/boxes/{id}/cover", "End", resource("lid")),
        ),
        "lid",
        False,
        SourceKind.URI,
    ),
    "a related link that names a collection": (
        (box(links={"related": "/boxes/1/lids"}),),
        "lid",
        True,
        SourceKind.LINK,
    ),
    "a related link that names a type": (
        (box(links={"related": "/boxes/1/lid"}),),
        "lid",
        False,
        SourceKind.LINK,
    ),
    "a related link that names a type in plural": (
        (box(links={"related": "/boxes/1/pages"}),),
        "page",
        True,
        SourceKind.LINK,
    ),
    "a related link that is an object": (
        (box(links={"related": {"href": "/boxes/1/lids"}}),),
        "lid",
        True,
        SourceKind.LINK,
    ),
    "a related link, and null": (
        (box(data=None, links={"related": "/boxes/1/lids"}),),
        "lid",
        False,
        SourceKind.LINK,
    ),
    "a related link, and an empty list": (
        (box(data=[], links={"related": "/boxes/1/lid"}),),
        "lid",
        True,
        SourceKind.LINK,
    ),
    "its name alone": ((box(meta={}),), "end", False, SourceKind.NAME),
    "its name, and an empty list": ((box(data=[]),), "end", True, SourceKind.NAME),
}


@pytest.mark.parametrize(("actions", "target", "many", "source"), ENDS.values(), ids=ENDS)
def test_the_end_is_what_the_best_source_says(
    actions: tuple[str, ...], target: str, many: bool, source: SourceKind
) -> None:
    found, codes = relationships(*actions)
    assert (found["end"].target, found["end"].many) == (target, many)
    assert {fact.source for fact in found["end"].facts if fact.about == "target"} == {source}
    assert codes == []


#: Names of relationships of which nothing is shown: type, and whether it is to many.
NAMES = {
    "lid": ("lid", False),
    "lids": ("lid", True),
    "users": ("user", True),
    "owner": ("user", False),
    "creators": ("user", True),
    "box-owner": ("user", False),
    "pages": ("page", True),
    "sheets": ("page", True),
    "sheet": ("sheet", False),
    "handle": ("handle", False),
    "entries": ("entry", True),
    "handles": ("handle", True),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_suggests_a_type_or_a_user(name: str) -> None:
    shown = show("/boxes/{id}", "Box", resource("box", relationships={name: {"meta": {}}}))
    found, _ = relationships(shown)
    assert (found[name].target, found[name].many) == NAMES[name]


#: Linkage in two responses; the end, the other types, and what is reported.
VARIETIES: dict[str, tuple[Any, Any, tuple[str, bool, tuple[str, ...]], Reported]] = {
    "the same type": (LID, {"type": "lid", "id": "2"}, ("lid", False, ()), []),
    "two types that exist": (
        LID,
        {"type": "user", "id": "1"},
        ("lid", False, ("user",)),
        ["relationship-polymorphic"],
    ),
    "a type that does not exist": (
        LID,
        {"type": "ghost", "id": "1"},
        ("lid", False, ()),
        ["relationship-varies"],
    ),
    "one and many": (LID, TWO, ("lid", False, ()), ["relationship-varies"]),
}


@pytest.mark.parametrize(("one", "other", "end", "codes"), VARIETIES.values(), ids=VARIETIES)
def test_linkage_that_varies_is_reported(
    one: Any, other: Any, end: tuple[str, bool, tuple[str, ...]], codes: Reported
) -> None:
    shown = [
        show(
            f"/boxes/{{id}}?n={n}", f"Box {n}", resource("box", relationships={"end": {"data": d}})
        )
        for n, d in enumerate((one, other))
    ]
    found, reported = relationships(*shown)
    assert (found["end"].target, found["end"].many, found["end"].others) == end
    assert reported == codes


def stated(*required: str) -> dict[str, Any]:
    """A JSON Schema of a creation that requires these relationships."""
    linkage = {
        "type": "object",
        "properties": {"data": {"type": "object", "properties": {"type": {"enum": ["lid"]}}}},
    }
    ends = {"type": "object", "properties": {"end": linkage}, "required": [*required]}
    data = {"type": "object", "properties": {"type": {"enum": ["box"]}, "relationships": ends}}
    return {"type": "object", "properties": {"data": data}}


SENT = {"end": {"data": LID}}
#: What two creations send and a schema states; whether it is required, and read-only.
CREATIONS: dict[str, tuple[tuple[tuple[Any, Any], ...], bool, bool]] = {
    "nothing is created": ((), False, True),
    "a creation without it": ((({}, None),), False, True),
    "examples send it": (((SENT, None), (SENT, None)), False, False),
    "a schema requires it": (((SENT, stated("end")),), True, False),
    "a schema allows it": (((SENT, stated()),), False, False),
    "a schema requires it, another creation lacks it": (
        ((SENT, stated("end")), ({}, None)),
        False,
        False,
    ),
    "a schema requires it, another creation sends null": (
        ((SENT, stated("end")), ({"end": {"data": None}}, None)),
        False,
        False,
    ),
}


@pytest.mark.parametrize(("sent", "required", "read_only"), CREATIONS.values(), ids=CREATIONS)
def test_a_relationship_is_required_where_a_schema_states_it_and_every_creation_sends_it(
    sent: tuple[tuple[Any, Any], ...], required: bool, read_only: bool
) -> None:
    made = [create(number, *each) for number, each in enumerate(sent)]
    end = relationships(box(data=LID), *made)[0]["end"]
    assert (end.required, end.nullable, end.read_only) == (required, not required, read_only)


#: The linkage and the members beside ``data`` of the document; whether a list shows it unasked.
SHOWN: dict[str, tuple[Any, dict[str, Any], bool]] = {
    "a list": (TWO, {}, True),
    "a list of included resources": (TWO, {"included": []}, False),
    "one": (LID, {}, False),
}


@pytest.mark.parametrize(("data", "beside", "shown"), SHOWN.values(), ids=SHOWN)
def test_the_linkage_of_a_list_is_shown_where_nothing_asked_for_it(
    data: Any, beside: dict[str, Any], shown: bool
) -> None:
    document = resource("box", relationships={"end": {"data": data}})
    assert (
        relationships(show("/boxes/{id}", "Box", document, **beside))[0]["end"].linkage_shown
        is shown
    )


def test_links_are_those_of_the_first_example_that_has_them() -> None:
    links = {"self": "/boxes/1/relationships/end", "related": {"href": "/boxes/1/end"}}
    end = relationships(box(data=LID, links=links))[0]["end"]
    assert (end.self_link, end.related_link) == (links["self"], "/boxes/1/end")
    other = relationships(box(data=LID, links={"self": None}))[0]["end"]
    assert (other.self_link, other.related_link) == ("", "")


#: A path below boxes and what it shows; the relationship that boxes have only for it.
BELOW: dict[str, tuple[tuple[str, ...], tuple[str, str, bool] | None]] = {
    "many": ((show("/boxes/{id}/lids", "Lids", [resource("lid")]),), ("lids", "lid", True)),
    "one": ((show("/boxes/{id}/cover", "Cover", resource("lid")),), ("cover", "lid", False)),
    "one, after what is no GET of a resource": (
        (
            create(1, {}),
            show("/boxes/{id}/nothing", "Nothing", []),
            show("/boxes/{id}/cover", "Cover", resource("lid")),
        ),
        ("cover", "lid", False),
    ),
    "one that refers to a box": (
        (
            show(
                "/boxes/{id}/cover",
                "Cover",
                resource("lid", relationships={"box": {"data": {"type": "box", "id": "1"}}}),
            ),
        ),
        ("cover", "lid", False),
    ),
    "many that refer to a box": (
        (
            show(
                "/boxes/{id}/lids",
                "Lids",
                [resource("lid", relationships={"box": {"data": {"type": "box", "id": "1"}}})],
            ),
        ),
        None,
    ),
    "an attribute of that name": ((show("/boxes/{id}/size", "Size", resource("lid")),), None),
    "below something else": ((show("/lids/{id}/lids", "Lids", [resource("lid")]),), None),
    "a type that is no resource": (
        (show("/boxes/{id}/ghosts", "Ghosts", [{"type": "ghost", "id": "1"}]),),
        None,
    ),
}


@pytest.mark.parametrize(("actions", "implied"), BELOW.values(), ids=BELOW)
def test_a_path_below_a_resource_shows_a_relationship(
    actions: tuple[str, ...], implied: tuple[str, str, bool] | None
) -> None:
    found, _ = relationships(show("/boxes/{id}", "Box", resource("box")), *actions)
    assert [(r.name, r.target, r.many) for r in found.values()] == ([implied] if implied else [])
    for each in found.values():
        assert (each.read_only, each.hidden, each.nullable) == (True, True, True)


def test_a_contradiction_names_the_ends_where_the_first_is_shown() -> None:
    text = blueprint(
        (
            *(
                show(f"/boxes/{{id}}?n={n}", f"Box {n}", resource("box", relationships=ends))
                for n, ends in enumerate(({"end": {"data": TWO}}, {"end": {"data": LID}}))
            ),
            *OTHERS,
        )
    )
    result = built(text)
    (reported,) = result.diagnostics
    assert reported.message == "'end' of 'box' leads to lid and many lid"
    lines = [n for n, line in enumerate(text.splitlines(), 1) if '"relationships"' in line]
    assert reported.location.line == lines[0]
    box = result.contract.resource_type("box")
    assert box is not None
    assert [each.location and each.location.line for each in box.relationships] == lines[:1]


@pytest.mark.parametrize("data", [LID, {"type": "lid", "id": "9"}])
def test_a_path_that_a_relationship_leads_to_shows_no_other(data: Any) -> None:
    """By its name, by its related link, or because it is the only one of that type."""
    for path in ("end", "cover", "top"):
        shown = box(data=data, links={"related": "/boxes/1/cover"})
        found, _ = relationships(shown, show(f"/boxes/{{id}}/{path}", "End", resource("lid")))
        assert list(found) == ["end"]


MSON = """\
FORMAT: 1A

# API

## Box [/boxes/{id}]

+ Parameters
    + id: `1` (string, required)

### Show Box [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `box` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + size: 1 (number)
            + relationships (required)
                + end (required)
"""


@pytest.mark.parametrize(
    ("member", "is_one"),
    [
        ("links (required)\n{}    + self: `/boxes/1/end` (string)", True),
        ("meta (required)\n{}    + count: 1 (number)", False),
    ],
    ids=["links", "meta"],
)
def test_a_member_described_in_mson_is_a_relationship_by_its_links(
    member: str, is_one: bool
) -> None:
    indent = " " * 20
    text = f"{MSON}{indent}+ {member.format(indent)}\n"
    described = built(text).contract.resource_type("box")
    assert described is not None
    assert [each.name for each in described.relationships] == ["end"] * is_one
