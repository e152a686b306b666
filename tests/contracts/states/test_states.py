"""States are derived from the URI, the request, the documented response and its status."""

from __future__ import annotations

from functools import cache

from contracts.states import ResourceState, State, Token, states
from tests.contracts.blueprints import FAQS, contract


@cache
def of_faqs() -> dict[str, State]:
    """The derived states of the small blueprint of FAQs."""
    return states(contract(FAQS))


def state(ending: str) -> State:
    found = [value for name, value in of_faqs().items() if name.endswith(ending)]
    assert len(found) == 1, f"{ending!r} names {len(found)} of {list(of_faqs())}"
    return found[0]


def ids(of: State) -> list[str]:
    return [f"{resource.type} {resource.id}" for resource in of.resources]


def resource(of: State, kind: str) -> ResourceState:
    return next(r for r in of.resources if r.type == kind)


def test_a_detail_finds_the_documented_resource_after_its_parents() -> None:
    found = state("FAQ Detail > Example 1")
    assert ids(found)[-1] == "faq 1"
    assert ids(found).index("event 1") < ids(found).index("faq 1")
    assert resource(found, "faq").attributes["question"] == "Why?"
    assert resource(found, "faq").relationships["event"] == {"type": "event", "id": "1"}
    assert found.token is None


def test_a_404_finds_nothing() -> None:
    assert state("FAQ Detail > Example 2") == State()


def test_a_404_with_a_token_comes_from_an_administrator() -> None:
    text = """\
        FORMAT: 1A

        # API

        ## User [/v1/users/{id}]

        + Parameters
            + id: `1` (string, required)

        ### Get User [GET]

        **Access:** self

        + Request Unknown
            + Headers

                    Authorization: JWT <access_token>

        + Response 404

        + Request Known
            + Headers

                    Authorization: JWT <access_token>

        + Response 200 (application/vnd.api+json)
            + Attributes
                + data (required)
                    + type: `user` (string, required, fixed)
                    + id: `1` (string, required)
                    + attributes (required)
                        + `is-admin`: false (boolean, required)
        """
    unknown, known = states(contract(text)).values()
    assert [(r.id, r.attributes["is-admin"]) for r in unknown.resources] == [("2", True)]
    assert known.token == Token("<access_token>", "1", "access")


def test_a_creation_finds_its_linkage_but_not_what_it_creates() -> None:
    found = state("Create FAQ > Example 1")
    assert "event 1" in ids(found)
    assert "faq 1" not in ids(found)


def test_a_token_is_given_only_where_the_request_shows_its_placeholder() -> None:
    assert state("Create FAQ > Example 1").token is not None
    assert state("Create FAQ > Example 2").token is None


def test_a_403_comes_with_the_token_of_somebody_else() -> None:
    entitled, stranger = (
        state("Create FAQ > Example 1").token,
        state("Create FAQ > Example 3").token,
    )
    assert entitled is not None
    assert stranger is not None
    assert entitled.user != stranger.user


def test_a_list_below_a_parent_finds_children_of_that_parent() -> None:
    found = state("List Event FAQs")
    assert resource(found, "faq").relationships["event"] == {"type": "event", "id": "1"}


def test_a_natural_key_finds_the_resource_that_has_it() -> None:
    found = state("Event Detail by Identifier")
    assert resource(found, "event").attributes["identifier"] == "b8324ae2"
    assert ids(found).count("event 1") == 1


def test_resources_come_after_the_ones_they_are_linked_to() -> None:
    for found in of_faqs().values():
        known: set[tuple[str, str]] = set()
        for item in found.resources:
            for link in item.relationships.values():
                assert link is None or (link["type"], link["id"]) in known | UNTYPED
            known.add((item.type, item.id))


#: Types that the blueprint links to without ever showing one.
UNTYPED = {("user", "1"), ("faq-type", "1")}


RESERVED = """\
FORMAT: 1A

# API

## User [/v1/users/{id}]

+ Parameters
    + id: `1` (string, required)

### Change User [PATCH]

**Access:** self

+ Request Restoring (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Attributes
        + data (required)
            + type: `user` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + `deleted-at` (Timestamp, nullable) - (writable by: admin)

+ Response 200 (application/vnd.api+json)
    + Attributes (User Document)

+ Request Restoring oneself (application/vnd.api+json)
    + Headers

            Authorization: JWT <access_token>

    + Body

            {"data": {"type": "user", "id": "1", "attributes": {"is-admin": true}}}

+ Response 403

# Data Structures

## Timestamp (string)

## User Document
+ data (required)
    + type: `user` (string, required, fixed)
    + id: `1` (string, required)
    + attributes (required)
        + `is-admin`: false (boolean) - (writable by: admin)
        + `deleted-at` (Timestamp, nullable) - (writable by: admin)
"""


def test_what_is_restored_is_deleted_before_and_an_administrator_does_it() -> None:
    found = states(contract(RESERVED))["User > Change User > Example 1"]
    restored, admin = found.resources
    assert restored.attributes["deleted-at"] is not None
    assert admin.attributes == {"is-admin": True}
    assert found.token == Token("<access_token>", admin.id, "access", "admin")


def test_who_may_do_all_but_this_is_refused() -> None:
    found = states(contract(RESERVED))["User > Change User > Example 2"]
    assert found.token == Token("<access_token>", "1", "access")
