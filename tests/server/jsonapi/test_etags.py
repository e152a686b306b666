"""Conditional requests: nothing is sent twice, and nobody overwrites unknowingly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Request

from contracts.runtime.jsonapi import etags
from contracts.runtime.jsonapi.views import view
from tests.server.concurrency import at_once
from tests.server.conftest import JsonApiClient, World, error, one, resource

FAQ = "/v1/faqs/1"
FAQS = "/v1/faq-types/1/relationships/faqs"
TYPE = "/v1/faqs/1/relationships/faq-type"
READABLE = [
    FAQ,
    f"{FAQ}?include=event,faq-type",
    "/v1/events",
    "/v1/events/1/faqs?page[size]=1",
    "/v1/faqs/1/event",
    "/v1/faqs/2/faq-type",
    FAQS,
    TYPE,
]


def tag_of(client: JsonApiClient, path: str) -> str:
    """The entity tag that a GET is answered with."""
    return client.call("GET", path).headers["ETag"]


def renamed(answer: str = "Changed.") -> dict[str, Any]:
    return resource("faq", {"answer": answer}, id_="1")


@pytest.mark.parametrize("path", READABLE)
def test_what_the_client_has_is_not_sent_again(
    client: JsonApiClient, world: World, path: str
) -> None:
    tag = tag_of(client, path)
    assert tag.startswith('"')
    for value in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.call("GET", path, headers={"If-None-Match": value})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in again.headers
    assert client.call("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200
    head = client.call("HEAD", path)
    assert (head.status_code, head.headers["ETag"]) == (200, tag)
    assert client.call("HEAD", path, headers={"If-None-Match": tag}).status_code == 304


def test_a_public_address_changes_links_and_not_the_tag(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = tag_of(client, FAQ)
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://api.example.org")
    shown = client.call("GET", FAQ)
    assert b"https://api.example.org/v1/faqs/1" in shown.data
    assert shown.headers["ETag"] == tag
    changed = client.call("PATCH", FAQ, renamed(), token=world.owner, headers={"If-Match": tag})
    assert changed.status_code == 200


def test_caches_must_ask_again(client: JsonApiClient, world: World) -> None:
    assert client.call("GET", FAQ).headers["Cache-Control"] == "no-cache"


def test_a_change_changes_the_tag_of_all_that_shows_it(client: JsonApiClient, world: World) -> None:
    paths = [FAQ, "/v1/events/1/faqs", "/v1/events/1?include=faqs", "/v1/events/1"]
    before = [tag_of(client, path) for path in paths]
    client.call("PATCH", FAQ, renamed(), token=world.owner)
    changed = [tag_of(client, path) != tag for path, tag in zip(paths, before, strict=True)]
    assert changed == [True, True, True, False]


def test_an_error_has_no_tag(client: JsonApiClient, world: World) -> None:
    missing = client.call("GET", "/v1/faqs/99", headers={"If-None-Match": "*"})
    assert missing.status_code == 404
    assert "ETag" not in missing.headers


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("{tag}", 200),
        ('"other", {tag}', 200),
        ("*", 200),
        ('"other"', 412),
        ("W/{tag}", 412),
        ("", 412),
        ("rubbish", 412),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("PATCH", FAQ, renamed()),
        ("DELETE", FAQ, None),
        ("PATCH", TYPE, {"data": None}),
        ("PATCH", FAQS, {"data": []}),
        ("POST", FAQS, {"data": [one("faq", "2")]}),
        ("DELETE", FAQS, {"data": [one("faq", "1")]}),
    ],
)
def test_only_what_is_as_the_client_saw_it_is_changed(
    client: JsonApiClient,
    world: World,
    method: str,
    path: str,
    document: Any,
    value: str,
    status: int,
) -> None:
    tag = tag_of(client, path)
    headers = {"If-Match": value.format(tag=tag)}
    answer = client.call(method, path, document, token=world.owner, headers=headers)
    is_linkage = "/relationships/" in path
    assert answer.status_code == (204 if is_linkage and status == 200 else status)
    after = client.call("GET", path).headers.get("ETag")
    assert (after == tag) == (status == 412)
    if status == 412:
        assert error(answer) == (412, "")
        assert answer.headers["ETag"] == tag


def test_if_none_match_keeps_a_write_from_what_exists(client: JsonApiClient, world: World) -> None:
    for value in ("*", tag_of(client, FAQ)):
        headers = {"If-None-Match": value}
        answer = client.call("PATCH", FAQ, renamed(), token=world.owner, headers=headers)
        assert answer.status_code == 412
    headers = {"If-None-Match": '"other"'}
    answer = client.call("PATCH", FAQ, renamed(), token=world.owner, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "token", "document", "status"),
    [
        (FAQ, "", renamed(), 401),
        (FAQ, "stranger", renamed(), 403),
        ("/v1/faqs/99", "owner", renamed(), 404),
        (FAQ, "owner", "{", 412),
    ],
)
def test_a_precondition_is_looked_at_after_the_row_and_before_the_body(
    client: JsonApiClient, world: World, path: str, token: str, document: Any, status: int
) -> None:
    headers = {"If-Match": '"stale"'}
    bearer = getattr(world, token) if token else None
    answer = client.call("PATCH", path, document, token=bearer, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "path", [FAQ, f"{FAQ}?include=event.faqs,faq-type", f"{FAQ}?fields[faq]=answer"]
)
def test_the_answer_to_a_change_has_the_tag_for_the_next_one(
    client: JsonApiClient, world: World, path: str
) -> None:
    tag = tag_of(client, path)
    for answer in ("Once.", "Twice."):
        changed = client.call(
            "PATCH", path, renamed(answer), token=world.owner, headers={"If-Match": tag}
        )
        assert changed.status_code == 200
        tag = changed.headers["ETag"]
    assert tag == tag_of(client, path)


def test_a_relationship_gives_the_tag_for_the_next_change(
    client: JsonApiClient, world: World
) -> None:
    document = {"data": [one("faq", "2")]}
    changed = client.call("POST", FAQS, document, token=world.owner)
    assert changed.headers["ETag"] == tag_of(client, FAQS)


def test_a_created_resource_has_the_tag_of_its_location(
    client: JsonApiClient, world: World
) -> None:
    sent = resource("faq", {"question": "q", "answer": "a"}, event=one("event", "1"))
    created = client.call("POST", "/v1/faqs", sent, token=world.owner)
    assert created.headers["ETag"] == tag_of(client, created.headers["Location"])
    including = client.call("POST", "/v1/faqs?include=event", sent, token=world.owner)
    assert "ETag" not in including.headers


def test_users_who_come_back_later_can_change_what_they_read(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.call("GET", "/v1/users/1", token=world.owner).headers["ETag"]
    monkeypatch.setitem(app.config, "LAST_ACCESS_INTERVAL", 0)
    sent = resource("user", {"first-name": "Jane"}, id_="1")
    headers = {"If-Match": tag}
    changed = client.call("PATCH", "/v1/users/1", sent, token=world.owner, headers=headers)
    assert changed.status_code == 200


@pytest.fixture
def slow_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough a time between check and write for every other request to come in between."""

    def check(request: Request, current: Callable[[], Any]) -> None:
        etags.check_preconditions(request, current)
        time.sleep(0.1)

    monkeypatch.setattr(view, "check_preconditions", check)


def test_of_several_editors_at_once_one_wins_and_the_others_are_refused(
    app: Flask, client: JsonApiClient, world: World, slow_checks: None
) -> None:
    headers = {"If-Match": tag_of(client, FAQ)}

    def edit(text: str) -> Any:
        return lambda c: c.call("PATCH", FAQ, renamed(text), token=world.owner, headers=headers)

    answers = at_once(app, *(edit(f"Edit {number}") for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    (won,) = (answer for answer in answers if answer.status_code == 200)
    shown = client.call("GET", FAQ).get_json(force=True)["data"]
    assert shown == won.get_json(force=True)["data"]


def test_an_edit_and_a_deletion_at_once_do_not_both_succeed(
    app: Flask, client: JsonApiClient, world: World, slow_checks: None
) -> None:
    headers = {"If-Match": tag_of(client, FAQ)}
    answers = at_once(
        app,
        lambda c: c.call("PATCH", FAQ, renamed(), token=world.owner, headers=headers),
        lambda c: c.call("DELETE", FAQ, token=world.owner, headers=headers),
    )
    # Whoever comes second to a deletion finds nothing, and to an edit, something else.
    assert sorted(a.status_code for a in answers) in ([200, 404], [200, 412])


def test_members_added_at_once_are_all_there(
    app: Flask, client: JsonApiClient, world: World, slow_checks: None
) -> None:
    for id_ in ("11", "12", "13"):
        world.states.create("faq", id_, {}, {"event": one("event", "1")})

    def add(id_: str) -> Any:
        document = {"data": [one("faq", id_)]}
        return lambda c: c.call("POST", FAQS, document, token=world.owner)

    answers = at_once(app, *(add(id_) for id_ in ("11", "12", "13")))
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert len(client.call("GET", FAQS).get_json(force=True)["data"]) == 4
