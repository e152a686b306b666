"""A relationship to several types is stored, answered, changed and refused by its type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.exchange import Answer, Sent
from contracts.project.blueprint import read
from contracts.render.flask import stored_actions
from contracts.states import states
from contracts.verify.state import prepare
from contracts.verify.strict.judge import strict_problems
from tests.foreign.test_any_relationships import served

BLUEPRINT = Path(__file__).with_name("several_types.apib")
JSON_API = "application/vnd.api+json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    made = read(BLUEPRINT).contract
    with served(made, tmp_path_factory.mktemp("several")) as (client, handler):
        handler.reset()
        for number in ("1", "7", "8", "9"):
            handler.create("event", number, {"name": number})
            handler.create("faq", number, {"question": number})
        yield client


def create(client: FlaskClient, subject: Any, mentions: Any = None) -> Any:
    mentions = [] if mentions is None else mentions
    data = {
        "type": "comment",
        "attributes": {"body": "a"},
        "relationships": {"subject": {"data": subject}, "mentions": {"data": mentions}},
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


EVENT, FAQ = {"type": "event", "id": "7"}, {"type": "faq", "id": "7"}


def linked(client: FlaskClient, comment: str, name: str) -> Any:
    shown = client.get(f"/v1/comments/{comment}").json
    assert shown is not None
    return shown["data"]["relationships"][name]["data"]


def test_linkage_to_many_of_several_types_is_kept_changed_and_shown(client: FlaskClient) -> None:
    answer = create(client, EVENT, [FAQ, EVENT, FAQ])
    assert answer.status_code == 201, answer.text
    comment = answer.json["data"]["id"]
    assert answer.json["data"]["relationships"]["mentions"]["data"] == [FAQ, EVENT]
    assert linked(client, comment, "mentions") == [FAQ, EVENT]


@pytest.mark.parametrize(
    ("mentions", "status", "at"),
    [
        ([{"type": "user", "id": "7"}], 409, "/0/type"),
        ([FAQ, {"type": "event", "id": 7}], 422, "/1/id"),
        ([FAQ, {"type": "event", "id": "99"}], 404, "/1"),
        (FAQ, 422, ""),
    ],
)
def test_other_linkage_to_many_is_refused(
    client: FlaskClient, mentions: Any, status: int, at: str
) -> None:
    answer = create(client, EVENT, mentions)
    assert answer.status_code == status, answer.text
    (error,) = answer.json["errors"]
    assert error["source"]["pointer"] == f"/data/relationships/mentions/data{at}"


def test_linkage_to_a_missing_resource_is_refused(client: FlaskClient) -> None:
    answer = create(client, {"type": "event", "id": "99"})
    assert answer.status_code == 404
    assert answer.json["errors"][0]["source"]["pointer"] == "/data/relationships/subject/data"


def test_what_is_deleted_is_linked_no_longer(client: FlaskClient) -> None:
    gone, faq = {"type": "event", "id": "8"}, {"type": "faq", "id": "8"}
    comment = create(client, gone, [faq, gone, EVENT]).json["data"]["id"]
    other = create(client, faq, [faq]).json["data"]["id"]
    assert client.delete("/v1/events/8").status_code == 204
    assert linked(client, comment, "subject") is None
    assert linked(client, comment, "mentions") == [faq, EVENT]
    assert linked(client, other, "subject") == faq


def listed(client: FlaskClient, comment: str, query: str = "") -> Any:
    return client.get(f"/v1/comments/{comment}/mentions{query}")


def test_related_resources_of_several_types_are_listed_as_they_were_linked(
    client: FlaskClient,
) -> None:
    gone = {"type": "event", "id": "9"}
    comment = create(client, EVENT, [FAQ, gone]).json["data"]["id"]
    shown = listed(client, comment).json["data"]
    assert [(each["type"], each["attributes"]) for each in shown] == [
        ("faq", {"question": "7"}),
        ("event", {"name": "9"}),
    ]
    client.delete("/v1/events/9")
    assert [each["type"] for each in listed(client, comment).json["data"]] == ["faq"]


def test_related_resources_of_several_types_have_pages_and_fields(client: FlaskClient) -> None:
    first, second = {"type": "event", "id": "1"}, {"type": "faq", "id": "1"}
    comment = create(client, first, [first, second, FAQ]).json["data"]["id"]
    page = listed(client, comment, "?page[size]=2&page[number]=2").json
    assert [each["id"] for each in page["data"]] == ["7"]
    assert listed(client, comment, "?page[size]=2&page[number]=3").status_code == 400
    bare = listed(client, comment, "?fields[faq]=question&fields[event]=name&page[size]=1").json
    assert bare["data"][0]["attributes"] == {"name": "1"}
    assert listed(client, comment, "?sort=id").status_code == 400
    assert listed(client, comment, "?include=nothing").status_code == 200, "documented, ignored"
    assert listed(client, "99").status_code == 404


@pytest.mark.parametrize("name", ["List what a comment mentions", "Read what a comment is about"])
def test_strict_mode_accepts_each_of_the_types_and_no_other(name: str) -> None:
    made = read(BLUEPRINT).contract
    action = next(each for each in made.actions() if each.name == name)
    transaction = action.transactions[0]
    request = transaction.request
    sent = Sent(request.method, request.uri, request.headers, request.body)

    def broken(kind: str) -> set[str]:
        body = transaction.response.body.replace('"event"', f'"{kind}"')
        answer = Answer(200, transaction.response.headers, body.encode())
        return {each.rule for each in strict_problems(made, action, transaction, sent, answer)}

    assert "type" not in broken("event") | broken("faq")
    assert "type" in broken("comment")


def test_a_list_of_several_types_that_no_relationship_explains_is_replayed() -> None:
    made = read(BLUEPRINT)
    (found,) = [each for each in made.diagnostics if each.code == "list-of-several-types"]
    assert found.message == "'Find everything' lists event and faq: its example is replayed"
    actions = {action.name: action for action in made.contract.actions()}
    assert actions["Find everything"].endpoint is None
    assert {a.name for a in actions.values() if a.id not in stored_actions(made.contract)} == {
        "Find everything",
        "Mention something new",
    }


def test_it_must_be_sent_where_it_is_required(client: FlaskClient) -> None:
    data = {"type": "comment", "attributes": {"body": "a"}}
    body = json.dumps({"data": data})
    answer = client.post("/v1/comments", data=body, content_type=JSON_API)
    assert answer.status_code == 422


def test_it_is_in_fieldsets(client: FlaskClient) -> None:
    made = create(client, {"type": "faq", "id": "1"}).json["data"]["id"]
    shown = client.get(f"/v1/comments/{made}?fields[comment]=subject").json
    assert shown is not None
    assert "attributes" not in shown["data"]
    assert shown["data"]["relationships"]["subject"]["data"]["type"] == "faq"


def test_every_documented_request_is_answered(tmp_path: Path) -> None:
    made = read(BLUEPRINT).contract
    with served(made, tmp_path) as (client, handler):
        for name, state in states(made, replays=True).items():
            prepare(handler, state, {})
            transaction = next(t for t in made.transactions() if t.key == name)
            request = transaction.request
            answer = client.open(
                request.uri,
                method=request.method,
                headers=dict(request.headers),
                data=request.body,
            )
            assert answer.status_code == transaction.response.status, answer.text
            if "mentions" in request.uri and request.method == "GET":
                assert answer.json is not None
                types = [each["type"] for each in answer.json["data"]]
                assert types == ["event", "faq"]
            elif "comments" in request.uri and "mentions" not in request.uri:
                data = answer.json["data"] if answer.json else None
                shown = data[0] if isinstance(data, list) else data
                related = shown.get("relationships", {"subject": {"data": shown}})
                linked = related["subject"]["data"]
                assert linked == {"type": "event", "id": "1"}
