"""Collections, parents and keys that URI templates show, and names in singular and plural."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.build.infer.paths import (
    collection_of,
    is_plain,
    is_variable,
    key,
    key_attribute,
    parent_of,
    segments,
    singular,
    words_of,
)
from contracts.model import Attribute, Location, ResourceType, Schema
from tests.contracts.blueprints import contract

BLUEPRINT = "FORMAT: 1A\n\n# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 204\n"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/v1/events/{id}/faqs", ("v1", "events", "{}", "faqs")),
        ("/events/12/", ("events", "{}")),
        ("events/{event_id}", ("events", "{}")),
        ("/events/v2", ("events", "v2")),
        ("/report-{id}.pdf", ("report-{id}.pdf",)),
        ("/", ("",)),
    ],
)
def test_a_path_is_cut_into_segments(path: str, parts: tuple[str, ...]) -> None:
    assert segments(path) == parts
    assert is_plain(parts) is ("report" not in path)


@pytest.mark.parametrize(
    ("segment", "is_one"),
    [("{id}", True), ("{id}.json", False), ("a{id}", False), ("id", False), ("", False)],
)
def test_a_segment_may_be_a_variable(segment: str, is_one: bool) -> None:
    assert is_variable(segment) is is_one


#: By method and path: the collection that an action is about, and what it is below of.
PATHS = {
    ("GET", "/v1/events"): ("/v1/events", ("", "")),
    ("POST", "/v1/events"): ("/v1/events", ("", "")),
    ("PATCH", "/v1/events"): ("", ("", "")),
    ("DELETE", "/v1/events"): ("", ("", "")),
    ("GET", "/v1/events/{id}"): ("/v1/events", ("", "")),
    ("PATCH", "/v1/events/{id}"): ("/v1/events", ("", "")),
    ("PUT", "/v1/events/{id}"): ("/v1/events", ("", "")),
    ("DELETE", "/v1/events/{id}"): ("", ("", "")),
    ("POST", "/v1/events/{id}"): ("", ("", "")),
    ("GET", "/v1/events/{id}/faqs"): ("", ("/v1/events", "faqs")),
    ("POST", "/events/{id}/faqs"): ("", ("/events", "faqs")),
    ("GET", "/{id}/faqs"): ("", ("", "")),
    ("GET", "/v1/events/{id}/faqs/{id}"): ("/v1/events/{}/faqs", ("", "")),
    ("GET", "/v1/events/{id}.json"): ("", ("", "")),
    ("GET", "/{id}"): ("/", ("", "")),
}


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_an_action_is_about_a_collection_or_below_a_resource(method: str, path: str) -> None:
    action = replace(next(contract(BLUEPRINT).actions()), method=method, uri_template=path)
    assert (collection_of(action), parent_of(action)) == PATHS[method, path]


def test_a_key_is_the_path_of_segments() -> None:
    assert key(("v1", "{}")) == "/v1/{}"
    assert key(()) == "/"


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("faqs", "faq"),
        ("countries", "country"),
        ("ties", "tie"),
        ("classes", "class"),
        ("boxes", "box"),
        ("axes", "axe"),
        ("batches", "batch"),
        ("event", "event"),
        ("class", "class"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("us", "us"),
        ("as", "as"),
        ("abs", "ab"),
        ("", ""),
    ],
)
def test_a_plural_has_a_singular(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eventIdentifier", ("event", "identifier")),
        ("event_identifier", ("event", "identifier")),
        ("event-Identifier", ("event", "identifier")),
        ("v2Name", ("v2", "name")),
        ("HTTP", ("http",)),
        ("--", ()),
    ],
)
def test_a_name_has_words_in_any_spelling(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


OWNER = ResourceType(
    "event",
    Location("a.apib", 1, 1),
    attributes=tuple(Attribute(n, Schema("string")) for n in ("identifier", "slug", "home-page")),
)


@pytest.mark.parametrize(
    ("variable", "attribute"),
    [
        ("identifier", "identifier"),
        ("event_identifier", "identifier"),
        ("eventIdentifier", "identifier"),
        ("the_slug", "slug"),
        ("home_page", "home-page"),
        ("event_home_page", "home-page"),
        ("event_id", ""),
        ("id", ""),
        ("name", ""),
        ("event", ""),
    ],
)
def test_a_variable_may_name_an_attribute(variable: str, attribute: str) -> None:
    assert key_attribute(OWNER, variable) == attribute


def test_a_variable_for_an_id_names_no_attribute_that_is_called_so() -> None:
    owner = replace(OWNER, attributes=(Attribute("id", Schema("string")),))
    assert key_attribute(owner, "id") == key_attribute(owner, "event_id") == ""
