"""Whatever types relate to each other, every documented state can be made, and is answered.

Types with relationships in any combination: circles, required both ways, one to one, several
between two types, to itself, shown with linkage, by links, or not at all.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.model import Contract, Transaction
from contracts.render.flask import render
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package
from contracts.runtime.states import StateHandler
from contracts.states import states
from contracts.verify.state import prepare
from tests.contracts.blueprints import contract
from tests.examples import examples

JSON_API = "application/vnd.api+json"
TYPES = ("news", "reader", "topic")
NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of ``owner`` to ``target``; ``shown`` is how responses have it."""

    owner: str
    name: str
    target: str
    many: bool = False
    required: bool = False
    nullable: bool = False
    sent: bool = True
    shown: str = "linkage"

    def mson(self, *, sent: bool) -> str:
        """The member of ``relationships``, in a request or a response."""
        if not sent and self.shown == "links":
            return f"+ {self.name}\n    + links\n        + related: `/v1/x/1/{self.name}`\n"
        marks = ", required" if self.required else ""
        if self.many:
            inner = f"+ data (array{marks})\n    + (object)\n{indent(self._identifier, ' ' * 8)}"
        else:
            null = ", nullable" if self.nullable else ""
            inner = f"+ data (object{marks}{null})\n{indent(self._identifier, ' ' * 4)}"
        return f"+ {self.name} (object{marks})\n{indent(inner, ' ' * 4)}"

    @property
    def _identifier(self) -> str:
        return f"+ type: {self.target} (string, required, fixed)\n+ id: `1` (string, required)\n"


def blueprint(links: list[Link]) -> str:
    """A blueprint with list, creation and detail of each type."""
    parts = ["FORMAT: 1A\n\n# API\n"]
    for name in TYPES:
        own = {link.name: link for link in links if link.owner == name}
        sent = [link.mson(sent=True) for link in own.values() if link.sent]
        shown = [link.mson(sent=False) for link in own.values() if link.shown != "nothing"]
        request, response = _resource(name, sent, ""), _resource(name, shown, "+ id: `1`\n")
        parts.append(
            f"\n## All {name} [/v1/{name}]\n\n### List {name} [GET]\n\n"
            + _payload("Response 200", _list(response))
            + f"\n### Create {name} [POST]\n\n"
            + _payload("Request", request)
            + _payload("Response 201", response)
            + f"\n## One {name} [/v1/{name}/{{id}}]\n\n+ Parameters\n    + id: `1` (string)\n"
            + f"\n### Read {name} [GET]\n\n"
            + _payload("Response 200", response)
        )
    return "".join(parts)


def _resource(name: str, relationships: list[str], id_: str) -> str:
    members = f"+ type: {name} (string, required, fixed)\n{id_}+ attributes\n    + title: a\n"
    if relationships:
        members += "+ relationships\n" + indent("".join(relationships), " " * 4)
    return "+ data (object, required)\n" + indent(members, " " * 4)


def _list(resource: str) -> str:
    inside = resource.split("\n", 1)[1]
    return "+ data (array, required)\n    + (object)\n" + indent(inside, " " * 4)


def _payload(section: str, members: str) -> str:
    return f"+ {section} ({JSON_API})\n    + Attributes\n{indent(members, ' ' * 8)}\n"


names = st.sampled_from(("first", "second", "third"))
types = st.sampled_from(TYPES)
flags = st.booleans()
links = st.builds(
    Link,
    owner=types,
    name=names,
    target=types,
    many=flags,
    required=flags,
    nullable=flags,
    sent=flags,
    shown=st.sampled_from(("linkage", "links", "nothing")),
).map(lambda link: replace(link, nullable=True) if not link.sent else link)
# What no client sends and is never null must be set by the server, in a way no blueprint says.


@contextmanager
def served(made: Contract, folder: Path) -> Iterator[tuple[FlaskClient, StateHandler]]:
    """A client and a state handler of the server that is generated from a contract."""
    name = f"related_package_{next(NUMBERS)}"
    for path, text in render(made, replay=True).items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    config = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / name}.sqlite",
        "CREATE_TABLES": True,
    }
    try:
        client = create_app(config, generated=name).test_client()
        handler = StateHandler(config, generated=name)
        try:
            yield client, handler
        finally:
            handler.close()
    finally:
        sys.path.remove(str(folder))
        forget_package(name)


def answered(client: FlaskClient, transaction: Transaction) -> tuple[int, str]:
    """The status of the answer to a documented request, and its text where it differs."""
    request = transaction.request
    headers = dict(request.headers)
    answer = client.open(request.uri, method=request.method, headers=headers, data=request.body)
    right = answer.status_code == transaction.response.status
    return answer.status_code, "" if right else answer.text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("relationships")


# A list of what requires its owner, where a second relationship hides that they are two ends.
LISTED = [
    Link("news", "first", "reader", many=True),
    Link("news", "second", "reader", nullable=True),
    Link("reader", "first", "news", required=True),
]
# What no response shows must be there all the same.
NOT_SHOWN = [Link("reader", "first", "news", required=True, shown="nothing")]
ONE_TO_ONE = [
    Link("news", "first", "topic", required=True),
    Link("topic", "first", "news", required=True),
]
CIRCLE = [
    Link("news", "first", "reader", required=True),
    Link("reader", "first", "topic", required=True),
    Link("topic", "first", "news", required=True),
]
# What exists belongs to something else than what a creation links.
TAKEN = [
    Link("news", "second", "news", many=True, required=True),
    Link("topic", "second", "news", required=True),
    Link("news", "third", "topic", required=True, shown="links"),
]
ITSELF = [Link("news", "first", "news", required=True), Link("news", "second", "news", many=True)]
# What is shown by a link only leads to whatever resource of the type there is.
LINKS_ONLY = [
    Link("reader", "second", "news", many=True, required=True, shown="links"),
    Link("news", "third", "reader", nullable=True, sent=False, shown="links"),
    Link("topic", "third", "reader"),
    Link("topic", "first", "topic", required=True, shown="links"),
]
# Two ways from a type to another, and back.
TWO_WAYS = [
    Link("news", "first", "reader", required=True),
    Link("news", "second", "reader", required=True),
    Link("reader", "first", "news", required=True),
]


@settings(max_examples=examples(8))
@example(LISTED)
@example(NOT_SHOWN)
@example(ONE_TO_ONE)
@example(CIRCLE)
@example(ITSELF)
@example(TAKEN)
@example(LINKS_ONLY)
@example(TWO_WAYS)
@given(related=st.lists(links, max_size=5, unique_by=lambda link: (link.owner, link.name)))
def test_every_state_can_be_made_and_every_request_is_answered(
    folder: Path, related: list[Link]
) -> None:
    made = contract(blueprint(related))
    with served(made, folder) as (client, handler):
        for name, state in states(made, replays=True).items():
            prepare(handler, state, {})
            transaction = next(t for t in made.transactions() if t.key == name)
            expected = (transaction.response.status, "")
            assert answered(client, transaction) == expected, (name, related)


@pytest.mark.parametrize("name", ["news", "topic"])
def test_both_ends_of_a_one_to_one_are_shown_as_documented(tmp_path: Path, name: str) -> None:
    made = contract(blueprint([Link("news", "first", "topic"), Link("topic", "first", "news")]))
    other = {"news": "topic", "topic": "news"}[name]
    with served(made, tmp_path) as (client, handler):
        found = states(made, replays=True)
        transaction = next(t for t in made.transactions() if t.name.endswith(f"Read {name}"))
        prepare(handler, found[transaction.name], {})
        shown = client.get(f"/v1/{name}/1").json
        assert shown is not None
        linked = shown["data"]["relationships"]["first"]["data"]
        assert linked == {"type": other, "id": "1"}
