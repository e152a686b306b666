"""What a server generated from the harbour's blueprint does beyond its examples."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contracts.project.blueprint import read
from contracts.render.flask import render
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package

HARBOUR = Path(__file__).parent / "harbour" / "api.apib"
JSON_API = "application/vnd.api+json"
PACKAGE = "harbour_answers"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("packages")
    (folder / PACKAGE).mkdir()
    for path, text in render(read(HARBOUR).contract, replay=True).items():
        (folder / PACKAGE / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield PACKAGE
    sys.path.remove(str(folder))
    forget_package(PACKAGE)


@pytest.fixture
def client(package: str, tmp_path: Path) -> FlaskClient:
    settings = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'harbour.sqlite'}",
        "CREATE_TABLES": True,
    }
    return create_app(settings, generated=package).test_client()


def post(client: FlaskClient, path: str, type_: str, **members: Any) -> TestResponse:
    body = {"data": {"type": type_, **members}}
    return client.post(path, json=body, content_type=JSON_API)


def detail(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["errors"][0]["detail"]


def test_a_client_may_name_a_resource_once(client: FlaskClient) -> None:
    made = post(client, "/v1/sailors", "sailor", id="cy", attributes={"class": "cook"})
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["data"]["id"] == "cy"
    assert detail(post(client, "/v1/sailors", "sailor", id="cy")) == (
        409,
        "The id 'cy' is taken.",
    )


def test_a_resource_that_nobody_names_has_an_id_of_its_own(client: FlaskClient) -> None:
    one, other = (post(client, "/v1/sailors", "sailor").json for _ in range(2))
    assert one is not None
    assert other is not None
    assert one["data"]["id"] != other["data"]["id"]


def test_numbered_types_take_no_id_from_clients(client: FlaskClient) -> None:
    refused = post(client, "/v1/berths", "berth", id="7", attributes={"name": "N"})
    assert detail(refused) == (403, "Ids are given by the server.")


def test_linkage_by_text_ids_is_kept_and_shown_unasked(client: FlaskClient) -> None:
    for name in ("bo", "ann"):
        assert post(client, "/v1/sailors", "sailor", id=name).status_code == 201
    crew = {"crew": {"data": [{"type": "sailor", "id": name} for name in ("bo", "ann")]}}
    ship = {"name": "Seal", "imo": "imo-1"}
    made = post(client, "/v1/ships", "ship", attributes=ship, relationships=crew)
    assert made.status_code == 201, made.text
    shown = client.get("/v1/ships/imo-1").json
    assert shown is not None
    linked = shown["data"]["relationships"]["crew"]["data"]
    assert [each["id"] for each in linked] == ["ann", "bo"]
    listed = client.get("/v1/ships/imo-1/crew").json
    assert listed is not None
    assert {each["id"] for each in listed["data"]} == {"ann", "bo"}


def test_linkage_to_what_does_not_exist_is_refused(client: FlaskClient) -> None:
    crew = {"crew": {"data": [{"type": "sailor", "id": "nobody"}]}}
    ship = {"name": "Seal", "imo": "imo-1"}
    refused = post(client, "/v1/ships", "ship", attributes=ship, relationships=crew)
    assert detail(refused) == (404, "There is no sailor with the id nobody.")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/berths?page[size]=10&page[number]=2&sort=-depth&filter=[]", 201),
        ("/v1/berths?colour=blue", 400),
    ],
)
def test_only_documented_parameters_are_ignored(
    client: FlaskClient, path: str, status: int
) -> None:
    assert post(client, path, "berth", attributes={"name": "N"}).status_code == status


def test_values_of_every_type_are_taken_where_examples_disagree(client: FlaskClient) -> None:
    berth = post(client, "/v1/berths", "berth", attributes={"name": "N"}).json
    assert berth is not None
    answer = client.get(f"/v1/berths/{berth['data']['id']}/repairs?sort=-cost")
    assert (answer.status_code, answer.json and answer.json["data"]) == (200, [])


def test_what_is_deleted_is_gone(client: FlaskClient) -> None:
    berth = post(client, "/v1/berths", "berth", attributes={"name": "N"}).json
    assert berth is not None
    path = berth["data"]["links"]["self"]
    assert client.delete(path).status_code == 200
    assert client.get(path).status_code == 404
