"""What a change of one attribute may change beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from contracts.verify.laws.compare import differences, follows, moved, touched
from contracts.verify.strict.facts import TypeFacts
from contracts.verify.strict.judge import judge
from tests.contracts.blueprints import contract

EVENT = """\
    FORMAT: 1A

    # API

    ## Event [/events/{id}]

    + Parameters
        + id: `1` (string, required)

    ### Get Event [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {
             "name": "a", "room-name": "b", "original-image-url": "https://example.com/a",
             "large-image-url": null, "video-url": null, "starts-at": "2099-06-01T10:00:00Z",
             "last-modified-at": "2017-06-01T10:00:00Z"}}}

    ### Update Event [PATCH]

    + Request (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {
             "name": "a", "starts-at": "2099-06-01T10:00:00Z",
             "last-modified-at": "2017-06-01T10:00:00Z"}}}

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {
             "name": "a", "room-name": "b", "original-image-url": "https://example.com/a",
             "large-image-url": null, "video-url": null, "starts-at": "2099-06-01T10:00:00Z",
             "last-modified-at": "2017-06-01T10:00:00Z"}}}
    """


@pytest.fixture(scope="module")
def event() -> TypeFacts:
    return judge(contract(EVENT)).types["event"]


def test_the_moment_of_the_last_change_moves_and_other_moments_stay(event: TypeFacts) -> None:
    assert "last-modified-at" in moved(event)
    assert "starts-at" not in moved(event)


def test_what_no_request_sends_may_be_computed_from_what_its_name_ends_with(
    event: TypeFacts,
) -> None:
    sent = {"name", "original-image-url", "video-url"}
    assert "large-image-url" in follows(event, "original-image-url", sent, {})
    assert "video-url" not in follows(event, "original-image-url", sent, {})
    assert follows(event, "name", sent, {}) == {"room-name"}
    assert follows(event, "name", {*sent, "room-name"}, {}) == frozenset()


def test_what_is_not_documented_promises_nothing(event: TypeFacts) -> None:
    shown = {"attributes": {"name": "a", "chat": "a"}}
    assert "chat" in follows(event, "starts-at", set(), shown)
    assert "name" not in follows(event, "starts-at", set(), shown)


def test_what_any_request_may_set_is_read_only_and_may_be_null(event: TypeFacts) -> None:
    def changed(name: str, *, read_only: bool, nullable: bool) -> TypeFacts:
        known = event.attributes[name]
        schema = replace(known.schema, nullable=nullable)
        other = replace(known, read_only=read_only, schema=schema)
        return replace(event, attributes={**event.attributes, name: other})

    for read_only, nullable in product((True, False), repeat=2):
        facts = changed("video-url", read_only=read_only, nullable=nullable)
        assert ("video-url" in touched(facts)) is (read_only and nullable)
    facts = changed("video-url", read_only=True, nullable=True)
    deleted = replace(facts, type=replace(facts.type, deleted_at="video-url"))
    assert "video-url" not in touched(deleted)


LINKED = {"relationships": {"room": {"data": {"type": "room", "id": "1"}}}}
OTHER = {"relationships": {"room": {"data": {"type": "room", "id": "2"}}}}


@pytest.mark.parametrize(
    ("left", "right", "but", "places"),
    [
        ({"attributes": {"name": "a"}}, {"attributes": {"name": "a"}}, (), []),
        ({"attributes": {"name": "a"}}, {"attributes": {"name": "b"}}, (), ["/attributes/name"]),
        ({"attributes": {"name": "a"}}, {}, (), ["/attributes/name"]),
        ({}, {"attributes": {"name": "a"}}, (), ["/attributes/name"]),
        ({}, {"attributes": {"name": "a"}}, ("name",), []),
        ({"id": "1"}, {"id": "2", "type": "event"}, (), ["/type", "/id"]),
        (LINKED, OTHER, (), ["/relationships/room/data"]),
        (LINKED, OTHER, ("room",), []),
        (LINKED, {"relationships": {"room": {}}}, (), []),
        (LINKED, {}, (), []),
    ],
)
def test_two_resources_differ_where_both_show_a_field_or_one_an_attribute(
    event: TypeFacts,
    left: dict[str, Any],
    right: dict[str, Any],
    but: tuple[str, ...],
    places: list[str],
) -> None:
    assert [place for place, _, _ in differences(event, left, right, but)] == places
