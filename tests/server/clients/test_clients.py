"""Clients that other people use run a whole flow against a live server.

Each reports the steps that it has done; the table in docs/clients.md says which those are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import requests
from werkzeug.serving import make_server

from server import create_app
from server.states import StateHandler
from tests.server.conftest import World

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[2] / "docs" / "clients.md"
#: The steps of a whole flow, in the order of the table in docs/clients.md.
STEPS: Final = (
    *("sign in", "list", "pages", "filter", "sort", "include"),
    *("create", "update", "to-one", "to-many", "errors", "delete"),
)
#: The flows in JavaScript, with the options of Node that they need.
SCRIPTS: Final = {
    "kitsu": ("kitsu.mjs",),
    "devour-client": ("devour.mjs",),
    "spraypaint": ("spraypaint.mjs",),
    "@orbit/jsonapi": ("orbit.mjs",),
    "@warp-drive/core": ("--conditions=unpkg", "warp-drive.mjs"),
}


def documented() -> dict[str, tuple[str, ...]]:
    """The steps of each client in the table of docs/clients.md that are marked with "yes"."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    start = next(i for i, row in enumerate(rows) if row[0] == "step")
    clients, table = rows[start][1:], rows[start + 2 : start + 2 + len(STEPS)]
    assert tuple(row[0] for row in table) == STEPS
    assert all(cell == "yes" or cell.startswith("no") for row in table for cell in row[1:])
    return {
        client: tuple(row[0] for row in table if row[column] == "yes")
        for column, client in enumerate(clients, 1)
    }


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


@pytest.fixture(scope="session")
def node() -> str:
    """Node, with the clients of ``make clients``; skips without them, and fails in CI."""
    found = shutil.which("node")
    if found and (FOLDER / "node_modules" / ".installed").is_file():
        return found
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail("REQUIRE_SERVICES=1, but the clients are not there: make clients")
    pytest.skip("the clients are not there: make clients")


@pytest.mark.parametrize("client", SCRIPTS)
def test_a_client_in_javascript_does_the_documented_steps(
    node: str, base: str, client: str
) -> None:
    *options, script = SCRIPTS[client]
    done = subprocess.run(
        [node, *options, str(FOLDER / script)],
        cwd=FOLDER,
        env={**os.environ, "BASE": base},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    steps = tuple(line.removeprefix("step ") for line in done.stdout.splitlines())
    assert steps == documented()[client]


class Jwt(requests.auth.AuthBase):
    """The scheme ``JWT`` of the Open Event convention."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"JWT {self.token}"
        return request


def jsonapi_requests(base: str) -> Iterator[str]:
    """The flow of jsonapi-requests, step by step."""
    from jsonapi_requests import Api, JsonApiObject
    from jsonapi_requests.request_factory import ApiClientError

    api = Api.config(
        {"API_ROOT": base, "AUTH": Jwt(token(base)), "APPEND_SLASH": False, "TIMEOUT": 30}
    )
    yield "sign in"
    events = api.endpoint("events")
    assert [event.id for event in events.get().data] == ["1", "2", "3"]
    yield "list"
    pages = [events.get(params={"page[size]": "2", "page[number]": n}).data for n in ("1", "2")]
    assert [[event.id for event in page] for page in pages] == [["1", "2"], ["3"]]
    yield "pages"
    found = events.get(params={"filter[name]": "Event 3"})
    assert [event.id for event in found.data] == ["3"]
    yield "filter"
    assert [event.id for event in events.get(params={"sort": "-name"}).data] == ["3", "2", "1"]
    yield "sort"
    included = api.endpoint("faqs/1").get(params={"include": "event,faq-type"})
    assert {each.type for each in included.content.included} == {"event", "faq-type"}
    yield "include"
    new = JsonApiObject(
        type="faq",
        attributes={"question": "New?", "answer": "Yes."},
        relationships={"event": {"data": {"type": "event", "id": "1"}}},
    )
    made = api.endpoint("faqs").post(object=new)
    assert made.status_code == 201
    yield "create"
    own = api.endpoint(f"faqs/{made.data.id}")
    whole = own.get().data
    whole.attributes["question"] = "Newer?"
    assert own.patch(object=whole).data.attributes["question"] == "Newer?"
    yield "update"
    link = api.endpoint(f"faqs/{made.data.id}/relationships/faq-type")
    link.patch(json={"data": {"type": "faq-type", "id": "1"}})
    assert link.get().data.id == "1"
    yield "to-one"
    members = api.endpoint("faq-types/1/relationships/faqs")
    for method, there in (("delete", False), ("post", True)):
        getattr(members, method)(json={"data": [{"type": "faq", "id": made.data.id}]})
        assert (made.data.id in [each.id for each in members.get().data]) is there
    yield "to-many"
    with pytest.raises(ApiClientError) as refused:
        api.endpoint("faqs/3").patch(json={"data": {"type": "faq", "id": "3", "attributes": {}}})
    assert refused.value.status_code == 403
    yield "errors"
    own.delete()
    with pytest.raises(ApiClientError) as gone:
        own.get()
    assert gone.value.status_code == 404
    yield "delete"


def jsonapi_client(base: str) -> Iterator[str]:
    """The flow of jsonapi-client, step by step."""
    from jsonapi_client import Filter, Inclusion, Modifier, Session
    from jsonapi_client.exceptions import DocumentError

    one = {"relation": "to-one"}
    properties = {
        **{name: {"type": "string"} for name in ("question", "answer")},
        **{name: {**one, "resource": [name]} for name in ("event", "faq-type")},
    }
    headers = {"Authorization": f"JWT {token(base)}", "Accept": "application/vnd.api+json"}
    yield "sign in"
    signed: dict[str, Any] = {"request_kwargs": {"headers": headers}}
    session = Session(base, schema={"faq": {"properties": properties}}, **signed)
    assert {event.id for event in session.get("events").resources} == {*"123"}
    yield "list"
    assert {each.id for each in session.iterate("events", Modifier("page[size]=2"))} == {*"123"}
    yield "pages"
    found = session.get("events", Filter(name="Event 3"))
    assert [event.id for event in found.resources] == ["3"]
    yield "filter"
    ordered = session.get("events", Modifier("sort=-name"))
    assert [event.id for event in ordered.resources] == ["3", "2", "1"]
    yield "sort"
    included = session.get("faqs/1", Inclusion("event", "faq-type")).resource
    assert included.event.name == "Event 1"
    yield "include"
    new = session.create("faq", question="New?", answer="Yes.")
    new.event = "1"
    new.commit(f"{base}/faqs")
    yield "create"
    new.question = "Newer?"
    new.commit()
    with Session(base, **signed) as other:
        assert other.get(f"faqs/{new.id}").resource.question == "Newer?"
    yield "update"
    new["faq-type"] = "1"
    new.commit()
    with Session(base, **signed) as other:
        assert other.get(f"faqs/{new.id}/faq-type").resource.id == "1"
    yield "to-one"
    with Session(base, **signed) as other, pytest.raises(DocumentError) as missing:
        other.get("faqs/4711")
    assert missing.value.response.status_code == 404
    yield "errors"
    new.delete()
    new.commit()
    assert requests.get(f"{base}/faqs/{new.id}", timeout=30).status_code == 404
    yield "delete"


FLOWS: Final[dict[str, Callable[[str], Iterator[str]]]] = {
    "jsonapi-client": jsonapi_client,
    "jsonapi-requests": jsonapi_requests,
}


@pytest.mark.parametrize("client", FLOWS)
def test_a_client_in_python_does_the_documented_steps(base: str, client: str) -> None:
    assert tuple(FLOWS[client](base)) == documented()[client]


def test_every_documented_client_is_run_and_has_its_settings() -> None:
    assert set(documented()) == {*SCRIPTS, *FLOWS}
    page = PAGE.read_text(encoding="utf-8")
    for client in documented():
        assert f"| [{client}](" in page, client
