"""A compound document includes at most ``MAX_INCLUDED`` resources."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.server.conftest import JsonApiClient, World, error, one, resource

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LARGE = "9"


@pytest.fixture
def limited(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> JsonApiClient:
    """A client of the application, which includes five; the event 9 has four FAQs."""
    identifier = {"name": "Event 9", "identifier": "b8324ae9"}
    world.states.create("event", LARGE, identifier, {"owner": one("user", "1")})
    for number in range(10, 14):
        world.states.create("faq", str(number), {}, {"event": one("event", LARGE)})
    monkeypatch.setitem(app.config, "MAX_INCLUDED", 5)
    return client


def add(world: World, count: int) -> None:
    """Give the event 9 more FAQs."""
    for number in range(20, 20 + count):
        world.states.create("faq", str(number), {}, {"event": one("event", LARGE)})


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/v1/events/9?include=faqs", 1, 200),
        ("/v1/events/9?include=faqs", 2, 400),
        # What is primary data already is not included.
        ("/v1/events/9/faqs?include=event", 9, 200),
        ("/v1/events/9/faqs?include=event.faqs", 9, 200),
        ("/v1/events/9/faqs?include=event.faqs&page[size]=1", 1, 200),
        ("/v1/events/9/faqs?include=event.faqs&page[size]=1", 2, 400),
        ("/v1/faqs/10/event?include=faqs", 2, 400),
        ("/v1/events/9/faqs?page[size]=100", 90, 200),
    ],
)
def test_more_is_refused_by_name(
    limited: JsonApiClient, world: World, path: str, more: int, status: int
) -> None:
    add(world, more)
    answer = limited.call("GET", path)
    if status == 200:
        assert answer.status_code == 200
        assert len(answer.get_json(force=True).get("included", [])) <= 5
    else:
        assert error(answer) == (400, "include")
        assert "more than 5" in answer.text


@pytest.mark.parametrize(("more", "statuses"), [(0, (201, 200)), (2, (400, 400))])
def test_a_change_whose_response_is_refused_is_not_made(
    limited: JsonApiClient, world: World, more: int, statuses: tuple[int, int]
) -> None:
    add(world, more)
    new = resource("faq", {"question": "New?", "answer": "."}, event=one("event", LARGE))
    path = "/v1/faqs?include=event.faqs"
    created = limited.call("POST", path, new, token=world.owner)
    assert created.status_code == statuses[0]
    listed = limited.call("GET", "/v1/events/9/faqs").get_json(force=True)
    assert listed["meta"]["count"] == 4 + more + (statuses[0] == 201)

    sent = resource("faq", {"answer": "Changed."}, id_="10")
    changed = limited.call("PATCH", "/v1/faqs/10?include=event.faqs", sent, token=world.owner)
    assert changed.status_code == statuses[1]
    shown = limited.call("GET", "/v1/faqs/10").get_json(force=True)["data"]["attributes"]
    assert (shown["answer"] == "Changed.") is (statuses[1] == 200)
