"""Clients that other people use run a whole flow against a live server (docs/clients.md):
log in, list, pages, filter, sort, include, create with relationships, update, edit
relationships, errors, delete."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from server import create_app
from server.states import StateHandler
from tests.server.conftest import World

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """The address of a running server with the rows of :class:`World`."""
    settings: dict[str, Any] = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'clients.sqlite'}",
        "CREATE_TABLES": True,
    }
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    handler = StateHandler(settings)
    World(handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"{app.config['PUBLIC_URL']}/v1"
    server.shutdown()
    thread.join()
    server.server_close()
    handler.close()


def token(base: str) -> str:
    """The token of the organizer of events 1 and 3."""
    answer = requests.post(
        f"{base}/auth/login", json={"email": "jane@example.com", "password": "password"}, timeout=30
    )
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("client", ["kitsu.mjs", "devour.cjs"])
def test_a_client_in_javascript(base: str, client: str) -> None:
    environment = {**os.environ, "BASE": base}
    done = subprocess.run(
        ["node", str(FOLDER / client)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("done")


class Jwt(requests.auth.AuthBase):
    """The scheme ``JWT`` of the Open Event convention."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"JWT {self.token}"
        return request


def test_jsonapi_requests(base: str) -> None:
    from jsonapi_requests import Api, JsonApiObject
    from jsonapi_requests.request_factory import ApiClientError

    api = Api.config(
        {"API_ROOT": base, "AUTH": Jwt(token(base)), "APPEND_SLASH": False, "TIMEOUT": 30}
    )
    events = api.endpoint("events")
    page = events.get(params={"page[size]": "1", "page[number]": "2", "sort": "-name"})
    assert [event.attributes["name"] for event in page.data] == ["Event 2"]
    found = events.get(params={"filter[name]": "Event 3"})
    assert [event.id for event in found.data] == ["3"]
    included = api.endpoint("faqs/1").get(params={"include": "event,faq-type"})
    assert {each.type for each in included.content.included} == {"event", "faq-type"}
    new = JsonApiObject(
        type="faq",
        attributes={"question": "New?", "answer": "Yes."},
        relationships={"event": {"data": {"type": "event", "id": "1"}}},
    )
    made = api.endpoint("faqs").post(object=new)
    assert made.status_code == 201
    own = api.endpoint(f"faqs/{made.data.id}")
    whole = own.get().data
    whole.attributes["question"] = "Newer?"
    assert own.patch(object=whole).data.attributes["question"] == "Newer?"
    link = api.endpoint(f"faqs/{made.data.id}/relationships/faq-type")
    link.patch(json={"data": {"type": "faq-type", "id": "1"}})
    assert link.get().data.id == "1"
    members = api.endpoint("faq-types/1/relationships/faqs")
    for method, there in (("delete", False), ("post", True)):
        getattr(members, method)(json={"data": [{"type": "faq", "id": made.data.id}]})
        assert (made.data.id in [each.id for each in members.get().data]) is there
    with pytest.raises(ApiClientError) as refused:
        api.endpoint("faqs/3").patch(json={"data": {"type": "faq", "id": "3", "attributes": {}}})
    assert refused.value.status_code == 403
    own.delete()
    with pytest.raises(ApiClientError) as gone:
        own.get()
    assert gone.value.status_code == 404


def test_jsonapi_client(base: str) -> None:
    from jsonapi_client import Filter, Inclusion, Modifier, Session
    from jsonapi_client.exceptions import DocumentError

    schema = {
        "faq": {
            "properties": {
                "question": {"type": "string"},
                "answer": {"type": "string"},
                "event": {"relation": "to-one", "resource": ["event"]},
                "faq-type": {"relation": "to-one", "resource": ["faq-type"]},
            }
        }
    }
    headers = {"Authorization": f"JWT {token(base)}", "Accept": "application/vnd.api+json"}
    session = Session(base, schema=schema, request_kwargs={"headers": headers})
    page = session.get("events", Modifier("page[size]=1&page[number]=2&sort=-name"))
    assert [event.name for event in page.resources] == ["Event 2"]
    assert {each.id for each in session.iterate("events", Modifier("page[size]=1"))} == {*"123"}
    found = session.get("events", Filter(name="Event 3"))
    assert [event.id for event in found.resources] == ["3"]
    included = session.get("faqs/1", Inclusion("event", "faq-type")).resource
    assert included.event.name == "Event 1"
    new = session.create("faq", question="New?", answer="Yes.")
    new.event = "1"
    new.commit(f"{base}/faqs")
    new.question = "Newer?"
    new.commit()
    with Session(base, request_kwargs={"headers": headers}) as other:
        assert other.get(f"faqs/{new.id}").resource.question == "Newer?"
    new["faq-type"] = "1"
    new.commit()
    with Session(base, request_kwargs={"headers": headers}) as other:
        assert other.get(f"faqs/{new.id}/faq-type").resource.id == "1"
        with pytest.raises(DocumentError) as missing:
            other.get("faqs/4711")
        assert missing.value.response.status_code == 404
    new.delete()
    new.commit()
    assert requests.get(f"{base}/faqs/{new.id}", timeout=30).status_code == 404
