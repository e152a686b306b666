"""A relationship to several types is stored, answered, changed and refused by its type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.project.blueprint import read
from contracts.states import states
from contracts.verify.state import prepare
from tests.foreign.test_any_relationships import served

BLUEPRINT = Path(__file__).with_name("several_types.apib")
JSON_API = "application/vnd.api+json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    made = read(BLUEPRINT).contract
    with served(made, tmp_path_factory.mktemp("several")) as (client, handler):
        handler.reset()
        yield client


def create(client: FlaskClient, subject: Any) -> Any:
    data = {
        "type": "comment",
        "attributes": {"body": "a"},
        "relationships": {"subject": {"data": subject}},
    }
    return client.post("/v1/comments", data=json.dumps({"data": data}), content_type=JSON_API)


@pytest.mark.parametrize("kind", ["event", "faq"])
def test_linkage_to_any_of_the_types_is_kept(client: FlaskClient, kind: str) -> None:
    subject = {"type": kind, "id": "7"}
    answer = create(client, subject)
    assert answer.status_code == 201, answer.text
    shown = client.get(f"/v1/comments/{answer.json['data']['id']}").json
    assert shown is not None
    assert shown["data"]["relationships"]["subject"]["data"] == subject


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        ({"type": "user", "id": "7"}, 409),
        ({"type": "event"}, 422),
        ({"type": "event", "id": 7}, 422),
        ("event", 422),
        (None, 422),
    ],
)
def test_other_linkage_is_refused(client: FlaskClient, subject: Any, status: int) -> None:
    answer = create(client, subject)
    assert answer.status_code == status, answer.text
    (error,) = answer.json["errors"]
    assert error["source"]["pointer"].startswith("/data/relationships/subject")


def test_it_must_be_sent_where_it_is_required(client: FlaskClient) -> None:
    data = {"type": "comment", "attributes": {"body": "a"}}
    body = json.dumps({"data": data})
    answer = client.post("/v1/comments", data=body, content_type=JSON_API)
    assert answer.status_code == 422


def test_it_is_in_fieldsets_and_cannot_be_included(client: FlaskClient) -> None:
    made = create(client, {"type": "faq", "id": "1"}).json["data"]["id"]
    shown = client.get(f"/v1/comments/{made}?fields[comment]=subject").json
    assert shown is not None
    assert "attributes" not in shown["data"]
    assert shown["data"]["relationships"]["subject"]["data"]["type"] == "faq"
    assert client.get("/v1/comments?include=subject").status_code == 400


def test_every_documented_request_is_answered(tmp_path: Path) -> None:
    made = read(BLUEPRINT).contract
    with served(made, tmp_path) as (client, handler):
        for name, state in states(made, replays=True).items():
            prepare(handler, state, {})
            transaction = next(t for t in made.transactions() if t.name == name)
            request = transaction.request
            answer = client.open(
                request.uri,
                method=request.method,
                headers=dict(request.headers),
                data=request.body,
            )
            assert answer.status_code == transaction.response.status, answer.text
            if "comments" in request.uri:
                data = answer.json["data"] if answer.json else None
                shown = data[0] if isinstance(data, list) else data
                related = shown.get("relationships", {"subject": {"data": shown}})
                linked = related["subject"]["data"]
                assert linked == {"type": "event", "id": "1"}
