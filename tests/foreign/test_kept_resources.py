"""Resources are kept, whatever their address and media type, and answered as documented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contracts.cli.main import main
from contracts.exchange import Outcome
from contracts.project.blueprint import read
from contracts.report.baseline import as_baseline, read_baseline
from contracts.runtime.states import StateHandler
from contracts.states import states
from contracts.verify.client import WsgiClient
from contracts.verify.plan import plan
from contracts.verify.state import prepare
from contracts.verify.transaction_runner import TransactionRunner
from tests.foreign.test_any_relationships import served

KEPT = Path(__file__).parent / "kept"
BLUEPRINTS = sorted(KEPT.glob("*.apib"))
Served = tuple[FlaskClient, StateHandler]


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Served]:
    with served(read(KEPT / "plain_json.apib").contract, tmp_path) as both:
        yield both


@pytest.fixture
def repositories(tmp_path: Path) -> Iterator[Served]:
    with served(read(KEPT / "two_variables.apib").contract, tmp_path) as both:
        yield both


@pytest.fixture
def comments(tmp_path: Path) -> Iterator[Served]:
    with served(read(KEPT / "nested_list.apib").contract, tmp_path) as both:
        yield both


def send(
    client: FlaskClient, method: str, path: str, data: Any, media_type: str = "application/json"
) -> TestResponse:
    body = json.dumps({"data": data})
    return client.open(path, method=method, data=body, content_type=media_type)


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda path: path.stem)
def test_every_action_is_kept(blueprint: Path) -> None:
    assert [a.name for a in read(blueprint).contract.actions() if a.endpoint is None] == []


def test_a_call_that_sends_no_document_and_answers_with_one_is_replayed(tmp_path: Path) -> None:
    text = (KEPT / "plain_json.apib").read_text(encoding="utf-8")
    order = """
## Orders at once [/books/order]

### Order [POST]

+ Request (application/json)

        {"tickets": [{"id": 1, "quantity": 2}]}

+ Response 200 (application/json)

        {"data": {"type": "book", "id": "1", "attributes": {"title": "One"}}}
"""
    file = tmp_path / "order.apib"
    file.write_text(text + order, encoding="utf-8")
    replayed = [a.name for a in read(file).contract.actions() if a.endpoint is None]
    assert replayed == ["Order"]


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda path: path.stem)
def test_every_documented_answer_is_given_with_its_media_type(
    blueprint: Path, tmp_path: Path
) -> None:
    made = read(blueprint).contract
    with served(made, tmp_path) as (client, handler):
        for name, state in states(made, replays=True).items():
            prepare(handler, state, {})
            transaction = next(t for t in made.transactions() if t.key == name)
            request, documented = transaction.request, transaction.response
            answer = client.open(
                request.uri,
                method=request.method,
                headers=dict(request.headers),
                data=request.body,
            )
            assert answer.status_code == documented.status, (name, answer.text)
            given = answer.headers.get("Content-Type", "")
            assert given == documented.content_type, name


class TestPlainJson:
    def test_a_created_resource_is_kept_and_changed(self, plain: Served) -> None:
        client, handler = plain
        handler.reset()
        handler.create("people", "9")
        author = {"author": {"data": {"type": "people", "id": "9"}}}
        note = {"type": "notes", "attributes": {"title": "a", "done": False}}
        created = send(client, "POST", "/notes", {**note, "relationships": author})
        assert created.status_code == 201, created.text
        id_ = created.json["data"]["id"]
        changed = {"type": "notes", "id": id_, "attributes": {"done": True}}
        assert send(client, "PATCH", f"/notes/{id_}", changed).status_code == 200
        shown = client.get(f"/notes/{id_}").json["data"]
        assert shown["attributes"] == {"title": "a", "done": True}
        assert shown["relationships"] == author
        assert client.delete(f"/notes/{id_}").status_code == 204
        assert client.get(f"/notes/{id_}").status_code == 404

    def test_documents_have_the_members_that_are_documented(self, plain: Served) -> None:
        client, handler = plain
        handler.reset()
        handler.create("people", "9", {"name": "Ada"})
        shown = {"data": {"type": "people", "id": "9", "attributes": {"name": "Ada"}}}
        assert client.get("/people/9").json == shown

    def test_errors_are_as_documented(self, plain: Served) -> None:
        client, handler = plain
        handler.reset()
        answer = client.get("/people/10")
        assert answer.content_type == "application/json"
        assert list(answer.json) == ["errors"]

    def test_json_api_is_accepted_as_well_and_nothing_else(self, plain: Served) -> None:
        client, handler = plain
        handler.reset()
        note = {"type": "notes", "attributes": {"title": "a", "done": False}}
        media_types = {"application/vnd.api+json": 201, "text/plain": 415}
        for media_type, status in media_types.items():
            answer = send(client, "POST", "/notes", note, media_type)
            assert answer.status_code == status, answer.text

    def test_a_tag_of_a_read_admits_a_change(self, plain: Served) -> None:
        client, handler = plain
        handler.reset()
        handler.create("notes", "1", {"title": "a", "done": False})
        tag = client.get("/notes/1").headers["ETag"]
        data = json.dumps({"data": {"type": "notes", "id": "1", "attributes": {"done": True}}})
        answers = [
            client.patch(
                "/notes/1", data=data, content_type="application/json", headers={"If-Match": tag}
            )
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [200, 412]
        assert answers[0].headers["ETag"] == client.get("/notes/1").headers["ETag"]


def test_two_transactions_with_one_name_have_a_state_each_and_are_both_judged(
    tmp_path: Path,
) -> None:
    made = read(KEPT / "one_name.apib").contract
    name = "Things > Caches > Get"
    assert [t.name for t in made.transactions()] == [name, name]
    keys = [name, f"{name} (2)"]
    found = states(made)
    assert {key: [r.type for r in found[key].resources] for key in keys} == {
        keys[0]: ["caches"],
        keys[1]: ["boxes"],
    }
    assert [check.name for check in plan(made, with_laws=False)] == keys

    def sends(client: FlaskClient, broken: str) -> Any:
        def app(environ: dict[str, Any], start: Any) -> Any:
            if environ["PATH_INFO"].startswith(broken):
                start("500 Broken", [])
                return []
            return client.application(environ, start)

        return WsgiClient(app)

    with served(made, tmp_path) as (client, handler):
        for broken, wrong in (("/none", []), ("/caches", keys[:1]), ("/boxes", keys[1:])):
            results = list(TransactionRunner(made, sends(client, broken), handler))
            assert [r.transaction.key for r in results] == keys
            failed = [r.transaction.key for r in results if r.outcome is not Outcome.PASSED]
            assert failed == wrong
            assert list(read_baseline(as_baseline(results))) == failed


class TestTwoVariables:
    JSON_API = "application/vnd.api+json"

    def create(self, client: FlaskClient, org: str, name: str) -> Any:
        data = {"type": "repos", "attributes": {"name": name, "private": False}}
        return send(client, "POST", f"/orgs/{org}/repos", data, self.JSON_API)

    def test_a_resource_belongs_to_the_one_before_it(self, repositories: Served) -> None:
        client, handler = repositories
        handler.reset()
        for org in ("1", "2"):
            handler.create("orgs", org, {"name": org})
        created = self.create(client, "1", "a")
        assert created.status_code == 201, created.text
        address = created.headers["Location"]
        assert address == f"/orgs/1/repos/{created.json['data']['id']}"
        assert client.get(address).json["data"]["links"] == {"self": address}
        assert client.get(address.replace("/1/", "/2/", 1)).status_code == 404
        listed = [client.get(f"/orgs/{org}/repos").json["data"] for org in ("1", "2")]
        assert [len(each) for each in listed] == [1, 0]
        assert listed[0][0]["links"] == {"self": address}

    def test_a_change_below_another_is_refused(self, repositories: Served) -> None:
        client, handler = repositories
        handler.reset()
        for org in ("1", "2"):
            handler.create("orgs", org, {"name": org})
        id_ = self.create(client, "1", "a").json["data"]["id"]
        data = {"type": "repos", "id": id_, "attributes": {"private": True}}
        statuses = [
            send(client, "PATCH", f"/orgs/{org}/repos/{id_}", data, self.JSON_API).status_code
            for org in ("2", "3", "1")
        ]
        assert statuses == [404, 404, 200]
        assert client.delete(f"/orgs/2/repos/{id_}").status_code == 404
        assert client.delete(f"/orgs/1/repos/{id_}").status_code == 204

    def test_nothing_is_created_below_what_is_missing(self, repositories: Served) -> None:
        client, handler = repositories
        handler.reset()
        assert self.create(client, "1", "a").status_code == 404


class TestNestedList:
    def seed(self, handler: StateHandler) -> None:
        handler.reset()
        for number in ("1", "2"):
            handler.create("blogs", number, {"name": number})
            blog = {"blog": {"type": "blogs", "id": number}}
            handler.create("articles", number, {"title": number}, blog)

    def test_a_creation_belongs_to_the_parent_in_its_address(self, comments: Served) -> None:
        client, handler = comments
        self.seed(handler)
        data = {"type": "comments", "attributes": {"body": "a"}}
        created = send(client, "POST", "/blogs/1/articles/1/comments", data)
        assert created.status_code == 201, created.text
        article = created.json["data"]["relationships"]["article"]["data"]
        assert article == {"type": "articles", "id": "1"}
        assert len(client.get("/blogs/1/articles/1/comments").json["data"]) == 1
        assert client.get("/blogs/2/articles/2/comments").json["data"] == []

    def test_a_creation_that_names_another_parent_is_refused(self, comments: Served) -> None:
        client, handler = comments
        self.seed(handler)
        article = {"article": {"data": {"type": "articles", "id": "2"}}}
        data = {"type": "comments", "attributes": {"body": "a"}, "relationships": article}
        answer = send(client, "POST", "/blogs/1/articles/1/comments", data)
        assert answer.status_code == 409
        assert answer.json["errors"][0]["source"]["pointer"] == "/data/relationships/article"

    @pytest.mark.parametrize("path", ["/blogs/1/articles/2", "/blogs/1/articles/2/comments"])
    def test_every_step_of_an_address_must_belong_to_the_one_before(
        self, comments: Served, path: str
    ) -> None:
        client, handler = comments
        self.seed(handler)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda path: path.stem)
def test_the_generated_server_satisfies_the_strict_judge(
    blueprint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the command, as a reader of the documentation would."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["verify", str(blueprint)])
    assert done.exit_code == 0, done.output
    assert ", 0 failed, 0 errors, 0 skipped, 0 vacuous" in done.output


def test_numbers_keep_their_digits_and_whole_ones_have_no_fraction(tmp_path: Path) -> None:
    with served(read(KEPT / "numbers.apib").contract, tmp_path) as (client, handler):
        handler.reset()
        sent = '{"big": -98765432109876543210, "count": 3, "ratio": 12.0, "exp": 2.5e2}'
        body = f'{{"data": {{"type": "things", "attributes": {sent}}}}}'
        media_type = "application/vnd.api+json"
        created = client.post("/things", data=body, content_type=media_type)
        assert created.status_code == 201, created.text
        shown = client.get(f"/things/{created.json['data']['id']}").text
        assert '"big":-98765432109876543210' in shown
        assert '"count":3,"ratio":12,"exp":250' in shown
