"""Resource types and endpoints come from the payloads that show them."""

from __future__ import annotations

from functools import cache

import pytest

from contracts.build.identity.ownership import owner_path, user_type
from contracts.model import (
    Access,
    Confidence,
    Contract,
    Conventions,
    Endpoint,
    EndpointKind,
    Location,
    Relationship,
    ResourceType,
    SourceKind,
)
from tests.contracts.blueprints import FAQS, built, contract
from tests.contracts.factories import contract as made


@cache
def faqs() -> Contract:
    """The contract of the small blueprint."""
    return contract(FAQS)


def type_named(name: str) -> ResourceType:
    found = faqs().resource_type(name)
    assert found is not None
    return found


def test_types_are_those_with_a_fixed_type_and_attributes() -> None:
    assert [t.name for t in faqs().resource_types] == ["faq", "event"]


@pytest.mark.parametrize(
    ("name", "required", "read_only", "write_only"),
    [
        ("question", True, False, False),
        ("answer", False, False, False),
        ("secret", False, False, True),
        ("deleted-at", False, True, False),
    ],
)
def test_attributes_know_who_sends_and_who_shows_them(
    name: str, required: bool, read_only: bool, write_only: bool
) -> None:
    attribute = type_named("faq").attribute(name)
    assert attribute is not None
    assert (attribute.required, attribute.read_only, attribute.write_only) == (
        required,
        read_only,
        write_only,
    )


@pytest.mark.parametrize(
    ("owner", "name", "target", "many", "required", "read_only", "inverse"),
    [
        ("faq", "event", "event", False, True, False, "faqs"),
        ("faq", "faq-type", "faq-type", False, False, False, ""),
        ("event", "owner", "user", False, False, True, ""),
        ("event", "faqs", "faq", True, False, True, "event"),
    ],
)
def test_relationships_know_their_target_and_other_end(
    owner: str, name: str, target: str, many: bool, required: bool, read_only: bool, inverse: str
) -> None:
    found = type_named(owner).relationship(name)
    assert found is not None
    assert (found.target, found.many, found.required, found.read_only, found.inverse) == (
        target,
        many,
        required,
        read_only,
        inverse,
    )


def test_facts_say_that_mson_states_them_and_where() -> None:
    attribute = type_named("faq").attribute("question")
    assert attribute is not None
    assert {(f.about, f.source, f.confidence) for f in attribute.facts} == {
        ("type", SourceKind.MSON, Confidence.CERTAIN),
        ("nullable", SourceKind.MSON, Confidence.CERTAIN),
        ("required", SourceKind.MSON, Confidence.CERTAIN),
    }
    assert {f.location for f in attribute.facts} == {attribute.location}


@pytest.mark.parametrize(
    ("operation", "endpoint"),
    [
        ("create-faq", Endpoint(EndpointKind.CREATE, "faq")),
        ("faq-detail", Endpoint(EndpointKind.DETAIL, "faq")),
        ("update-faq", Endpoint(EndpointKind.UPDATE, "faq")),
        ("show-faq-event", Endpoint(EndpointKind.RELATIONSHIP, "event", "faq", "event")),
        ("list-event-faqs", Endpoint(EndpointKind.LIST, "faq", "event", "faqs")),
        ("event-detail", Endpoint(EndpointKind.DETAIL, "event")),
        ("event-detail-by-identifier", Endpoint(EndpointKind.DETAIL, "event")),
    ],
)
def test_actions_are_classified_by_method_path_and_payload(
    operation: str, endpoint: Endpoint
) -> None:
    action = faqs().action(operation)
    assert action is not None
    assert action.endpoint == endpoint


def test_a_path_with_an_attribute_for_its_variable_names_the_natural_key() -> None:
    assert type_named("event").natural_key == "identifier"
    assert type_named("event").path == "/v1/events/{id}"
    assert type_named("faq").natural_key == ""


def test_deletion_is_soft_where_deleted_at_is_read_only() -> None:
    assert type_named("faq").soft_deleted
    assert not type_named("event").soft_deleted


@pytest.mark.parametrize(
    ("types", "stated", "found"),
    [
        ({"event", "user"}, (), "user"),
        ({"event"}, (), ""),
        ({"event", "person", "user"}, ("person",), "person"),
        ({"event", "user"}, ("person",), ""),
    ],
)
def test_users_are_of_the_stated_type_or_of_a_usual_one(
    types: set[str], stated: tuple[str, ...], found: str
) -> None:
    assert user_type(types, Conventions(user_types=stated)) == found


def test_the_owner_is_found_over_required_relationships() -> None:
    assert owner_path(faqs(), "faq") == ("event", "owner")
    assert owner_path(faqs(), "event") == ("owner",)
    assert owner_path(faqs(), "user") == ()


@pytest.mark.parametrize("dead_end", ["faq", "undocumented", "venue"])
def test_the_owner_is_found_past_relationships_that_lead_elsewhere(dead_end: str) -> None:
    leading = {"faq": (dead_end, "event"), "event": (), "venue": (), "user": ()}
    types = tuple(
        ResourceType(
            name,
            Location("a.apib", 1, 1),
            relationships=(
                *(Relationship(to, to, required=True) for to in targets),
                *([Relationship("owner", "user")] if name == "event" else []),
            ),
        )
        for name, targets in leading.items()
    )
    assert owner_path(made(resource_types=types), "faq") == ("event", "owner")


def test_access_is_read_from_its_line_and_leaves_the_description() -> None:
    action = faqs().action("create-faq")
    assert action is not None
    assert action.access is Access.ORGANIZER
    assert action.description == ""


def test_a_json_api_payload_without_a_type_is_reported_at_its_place() -> None:
    text = """\
        FORMAT: 1A

        # API

        ## Things [/things]

        ### List [GET]

        + Response 200 (application/vnd.api+json)

                {"data": []}
        """
    found = built(text).diagnostics
    assert [(d.code, str(d.location)) for d in found] == [
        ("resource-type-unresolved", "test.apib:9:3")
    ]


def test_an_attribute_can_be_reserved_for_some() -> None:
    text = FAQS.replace(
        "+ `deleted-at` (", "+ `is-pinned`: true (boolean) - (writable by: admin)\n+ `deleted-at` ("
    )
    faq = contract(text).resource_type("faq")
    assert faq is not None
    pinned = faq.attribute("is-pinned")
    assert pinned is not None
    assert pinned.writable_by is Access.ADMIN
    assert [a.name for a in faq.attributes if a.writable_by] == ["is-pinned"]
