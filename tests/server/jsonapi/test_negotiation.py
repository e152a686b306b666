"""Media types of requests and responses (JSON:API 1.0, "Content Negotiation")."""

from __future__ import annotations

import json

import pytest

from tests.server.conftest import JsonApiClient, World, resource
from tests.server.jsonapi_checker import MEDIA_TYPE

CONTENT_TYPES = [
    (MEDIA_TYPE, 200),
    ("APPLICATION/VND.API+JSON", 200),
    (f"{MEDIA_TYPE}; charset=utf-8", 415),
    (f"{MEDIA_TYPE};q=1", 415),
    (f"{MEDIA_TYPE}; profile=x", 415),
    ("application/json", 415),
    ("text/plain", 415),
    ("", 415),
    (None, 415),
    ("rubbish", 415),
]


@pytest.mark.parametrize(("content_type", "status"), CONTENT_TYPES)
def test_a_body_must_be_declared_as_plain_json_api(
    client: JsonApiClient, world: World, content_type: str | None, status: int
) -> None:
    headers = {"Authorization": f"JWT {world.owner}"}
    if content_type is not None:
        headers["Content-Type"] = content_type
    body = json.dumps(resource("faq", {"answer": "x"}, id_="1"))
    assert client.patch("/v1/faqs/1", data=body, headers=headers).status_code == status


def test_a_linkage_to_delete_must_be_declared_too(client: JsonApiClient, world: World) -> None:
    headers = {"Authorization": f"JWT {world.owner}", "Content-Type": "application/json"}
    path = "/v1/faq-types/1/relationships/faqs"
    assert client.delete(path, data='{"data": []}', headers=headers).status_code == 415


def test_a_request_without_body_needs_no_content_type(client: JsonApiClient, world: World) -> None:
    headers = {"Authorization": f"JWT {world.owner}"}
    assert client.delete("/v1/faqs/1", headers=headers).status_code == 200


ACCEPTS = [
    (None, 200),
    ("*/*", 200),
    ("application/*", 200),
    ("text/html", 200),
    (MEDIA_TYPE, 200),
    (f"{MEDIA_TYPE};q=0.5", 200),
    (f"{MEDIA_TYPE}; charset=utf-8", 406),
    (f"{MEDIA_TYPE}; charset=utf-8, {MEDIA_TYPE}", 200),
    (f"{MEDIA_TYPE}; charset=utf-8, {MEDIA_TYPE}; profile=x", 406),
    (f"{MEDIA_TYPE}; charset=utf-8, */*", 406),
    (f"{MEDIA_TYPE.upper()}; charset=utf-8", 406),
    (f'{MEDIA_TYPE};profile="http://x.org/a,b"', 406),
    (f'{MEDIA_TYPE};profile="a,{MEDIA_TYPE}"', 406),
    (f'{MEDIA_TYPE};profile="a\\",{MEDIA_TYPE}"', 406),
    (f'{MEDIA_TYPE};profile="a,b", {MEDIA_TYPE}', 200),
    (f'text/html;q="a, {MEDIA_TYPE}', 200),
]


@pytest.mark.parametrize(("accept", "status"), ACCEPTS)
def test_the_media_type_must_be_accepted_once_without_parameters(
    client: JsonApiClient, world: World, accept: str | None, status: int
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    assert client.get("/v1/faqs/1", headers=headers).status_code == status


def test_responses_have_no_media_type_parameters(client: JsonApiClient, world: World) -> None:
    assert client.get("/v1/faqs/1").headers["Content-Type"] == MEDIA_TYPE
