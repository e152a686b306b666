"""What a relationship to several types leads to is related, linked and included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.project.blueprint import read
from tests.foreign.test_any_relationships import served

BLUEPRINT = Path(__file__).with_name("subjects.apib")
JSON_API = "application/vnd.api+json"
EVENT, FAQ = ({"type": kind, "id": "7"} for kind in ("event", "faq"))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    with served(read(BLUEPRINT).contract, tmp_path) as (client, handler):
        handler.reset()
        handler.create("event", "7", {"name": "Summit"})
        handler.create("faq", "7", {"question": "Where?"})
        for number, subject in (("1", EVENT), ("2", FAQ), ("3", FAQ)):
            handler.create("comment", number, {"text": "Nice"}, {"subject": subject})
        yield client


def shown(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize(
    ("comment", "own"), [("1", "/v1/events/7"), ("2", "/v1/faqs/7"), ("3", "/v1/faqs/7")]
)
def test_the_related_resource_is_that_of_its_own_address(
    client: FlaskClient, comment: str, own: str
) -> None:
    path = f"/v1/comments/{comment}/subject"
    related = shown(client, path)
    assert related["data"] == shown(client, own)["data"]
    assert related["links"]["self"] == path


def test_included_resources_are_of_every_type_and_each_once(client: FlaskClient) -> None:
    included = shown(client, "/v1/comments?include=subject")["included"]
    assert [{"type": each["type"], "id": each["id"]} for each in included] == [EVENT, FAQ]
    assert shown(client, "/v1/comments/1?include=subject")["included"] == included[:1]


def test_nothing_below_it_is_included(client: FlaskClient) -> None:
    answer = client.get("/v1/comments?include=subject.owner")
    assert answer.status_code == 400
    assert answer.json is not None
    assert "several types" in answer.json["errors"][0]["detail"]


def linked(client: FlaskClient, data: Any) -> Any:
    return client.patch(
        "/v1/comments/1/relationships/subject",
        data=json.dumps({"data": data}),
        content_type=JSON_API,
    )


def test_the_link_is_shown_and_replaced(client: FlaskClient) -> None:
    path = "/v1/comments/1/relationships/subject"
    assert shown(client, path)["data"] == EVENT
    assert shown(client, path)["links"] == {"self": path, "related": "/v1/comments/1/subject"}
    assert linked(client, FAQ).status_code == 204
    assert shown(client, path)["data"] == FAQ
    assert shown(client, "/v1/comments/1")["data"]["relationships"]["subject"]["data"] == FAQ


@pytest.mark.parametrize(
    ("data", "status", "at"),
    [
        ({"type": "comment", "id": "1"}, 409, "/data/type"),
        ({"type": "faq", "id": "99"}, 404, "/data"),
        ({"type": "faq"}, 422, "/data/id"),
        ([FAQ], 422, "/data"),
        (None, 422, "/data"),
    ],
)
def test_another_link_is_refused(client: FlaskClient, data: Any, status: int, at: str) -> None:
    answer = linked(client, data)
    assert answer.status_code == status, answer.text
    assert answer.json["errors"][0]["source"]["pointer"] == at


def test_a_deleted_comment_is_not_related(client: FlaskClient) -> None:
    assert client.delete("/v1/comments/1").status_code == 204
    assert client.get("/v1/comments/1/subject").status_code == 404
