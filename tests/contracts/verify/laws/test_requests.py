"""Requests of laws have a real token for every documented one; replies show what was answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Headers
from contracts.verify.laws.requests import Reply, build
from tests.contracts.factories import action, transaction


@pytest.mark.parametrize(
    ("uri", "headers", "sent_uri", "sent"),
    [
        (
            "/things",
            (("Authorization", "Bearer <access_token>"),),
            "/things",
            {"Authorization": "Bearer access of 1"},
        ),
        (
            "/things?access_token=%3Ctoken%3E&page=2",
            (),
            "/things?access_token=access%20of%201",
            {},
        ),
        (
            "/things",
            (("Cookie", "theme=dark; access_token=<access_token>"),),
            "/things",
            {"Cookie": "theme=dark; access_token=access of 1"},
        ),
        (
            "/things?refresh_token=xxxxx",
            (("Authorization", "Bearer <access_token>"), ("X-Auth-Token", "{refresh_token}")),
            "/things?refresh_token=refresh%20of%201",
            {"Authorization": "Bearer access of 1", "X-Auth-Token": "refresh of 1"},
        ),
        ("/things?token=invalid_token", (("X-Team", "a"),), "/things", {"X-Team": "a"}),
    ],
)
def test_each_documented_token_is_a_real_one(
    uri: str, headers: Headers, sent_uri: str, sent: dict[str, str]
) -> None:
    one = action(transaction(200, uri=uri, headers=headers))
    found = build(one, (), {}, MISSING, lambda kind: f"{kind} of 1")
    assert (found.uri, dict(found.headers)) == (sent_uri, sent)


def test_a_token_in_the_query_stands_beside_what_a_law_asks() -> None:
    one = action(transaction(200, uri="/things?access_token=<token>&sort=name"))
    found = build(one, (), {"sort": "-name"}, MISSING, lambda _: "t")
    assert found.uri == "/things?access_token=t&sort=-name"


@pytest.mark.parametrize(
    ("document", "errors"),
    [
        ({"errors": [{"title": "Gone", "detail": "It is gone."}]}, "It is gone."),
        ({"errors": [{"title": "Gone"}, {"detail": "So is this."}]}, "Gone; So is this."),
        ({"errors": []}, ""),
        ({"errors": "It is gone."}, ""),
        ({"data": None}, ""),
    ],
)
def test_a_reply_tells_what_its_errors_say(document: Any, errors: str) -> None:
    answer = Answer(404, body=json.dumps(document).encode())
    assert Reply(Sent("GET", "/things"), answer).errors == errors


@pytest.mark.parametrize(
    ("body", "resource", "ids"),
    [
        (b'{"data": [{"id": "2"}, {"id": "1"}, 3]}', {}, ["2", "1"]),
        (b'{"data": {"id": "1"}}', {"id": "1"}, []),
        (b'{"data": null}', {}, []),
        (b"[1]", {}, []),
        (b"It is gone.", {}, []),
        (b"", {}, []),
    ],
)
def test_a_reply_has_the_resources_of_any_answer(
    body: bytes, resource: dict[str, str], ids: list[str]
) -> None:
    reply = Reply(Sent("GET", "/things"), Answer(200, body=body))
    assert (reply.resource, reply.ids) == (resource, ids)
