"""Laws of paths with several variables: each names the resource, and the parents it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.model import Endpoint, EndpointKind, Relationship, ResourceType
from contracts.project.blueprint import read
from contracts.runtime.jsonapi.views import resources
from contracts.verify.client import WsgiClient
from contracts.verify.laws import Law, LawWorld, laws
from contracts.verify.laws.bodiless import with_bodiless_operations
from contracts.verify.laws.list_members import belongs
from contracts.verify.laws.parents import ParentStep, parent_steps
from tests.contracts.factories import HERE, action, contract, transaction
from tests.contracts.verify.laws.recorded import Recorder
from tests.foreign.test_any_relationships import served

KEPT = Path(__file__).parents[3] / "foreign" / "kept"
#: Only the parent keeps the link; only the child does, and the chain has three.
BLUEPRINTS = {
    "two_variables": {
        "repos: created is read",
        "repos: updated private is read",
        "repos: deleted is gone",
        "repos: read-a-repository finds nothing below another parent",
        "repos: change-a-repository finds nothing below another parent",
        "repos: delete-a-repository finds nothing below another parent",
    },
    "nested_list": {
        "comments: created is listed by list-comments",
        "comments: deleted leaves list-comments",
        "comments: list-comments lists its members",
        "comments: read-a-comment finds nothing below another parent",
        "comments: list-comments lists nothing below another parent",
        "comments: write-a-comment creates nothing below another parent",
        "articles: read-an-article finds nothing below another parent",
    },
}
Asked = tuple[LawWorld, dict[str, Law], str]


@pytest.fixture(params=BLUEPRINTS)
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asked]:
    contract = read(KEPT / f"{request.param}.apib").contract
    with served(contract, tmp_path) as (client, handler):
        found = {law.name.removeprefix("law: "): law for law in laws(contract)}
        yield LawWorld(WsgiClient(client.application), handler), found, request.param


def broken(asked: Asked) -> set[str]:
    world, found, _ = asked
    return {name for name, law in found.items() if law.run(world)}


def test_a_sound_server_keeps_them(asked: Asked, golden: Callable[[str, str], None]) -> None:
    world, found, blueprint = asked
    assert BLUEPRINTS[blueprint] <= found.keys()
    recorder = Recorder(world.client, world.handler)
    recorded = "".join(map(recorder.run, found.values()))
    assert "problem:" not in recorded
    golden(f"laws/requests/{blueprint}.txt", recorded)


def test_a_server_that_ignores_the_parent_is_noticed(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources.ResourceView, "check_above", lambda *_: None)
    _, found, _ = asked
    assert broken(asked) == {name for name in found if "below another parent" in name}


DOWN = Relationship("comments", "comment", many=True)
UP = Relationship("article", "article")
OTHER = Relationship("origin", "article")


@pytest.mark.parametrize(
    ("of_the_parent", "of_the_child", "down", "up"),
    [
        ((), (UP,), "", "article"),
        ((), (OTHER, UP), "", ""),
        ((), (replace(UP, many=True),), "", ""),
        ((), (Relationship("author", "author"), UP), "", "article"),
        ((DOWN,), (), "comments", ""),
        ((DOWN,), (UP,), "comments", ""),
        ((replace(DOWN, inverse="article"),), (OTHER, UP), "comments", "article"),
        ((replace(DOWN, inverse="origin"),), (OTHER, UP), "comments", "origin"),
    ],
)
def test_a_resource_belongs_to_its_parent_by_the_inverse_or_by_the_only_relationship(
    of_the_parent: tuple[Relationship, ...],
    of_the_child: tuple[Relationship, ...],
    down: str,
    up: str,
) -> None:
    types = (
        ResourceType("article", HERE, relationships=of_the_parent),
        ResourceType("comment", HERE, relationships=of_the_child),
    )
    endpoint = Endpoint(EndpointKind.DETAIL, "comment", above=(("article", down),))
    one = action(template="/articles/{article}/comments/{id}", endpoint=endpoint)
    steps = parent_steps(contract(one, action(name="Other"), resource_types=types))
    assert steps == {"comment": (ParentStep("article", up, down),)}


def test_every_parent_of_a_path_is_a_step() -> None:
    types = tuple(ResourceType(name, HERE) for name in ("org", "repo", "branch", "commit"))
    above = (("org", ""), ("repo", "branches"))
    deep = Endpoint(EndpointKind.LIST, "commit", parent="branch", above=above)
    short = Endpoint(EndpointKind.DETAIL, "branch", above=(("org", ""),))
    actions = [
        action(template=f"/{n}", endpoint=each) for n, each in enumerate((deep, short, deep))
    ]
    assert parent_steps(contract(*actions, resource_types=types)) == {
        "repo": (ParentStep("org", "", ""),),
        "branch": (ParentStep("repo", "", "branches"), ParentStep("org", "", "")),
    }


def test_the_reading_at_a_path_says_what_a_write_without_a_body_does() -> None:
    read = Endpoint(EndpointKind.DETAIL, "thing")
    update = Endpoint(EndpointKind.UPDATE, "thing")
    delete = Endpoint(EndpointKind.DELETE, "thing")
    actions = (
        action(method="GET", template="/things/{id}", endpoint=read),
        action(method="PATCH", template="/things/{id}", endpoint=update),
        action(transaction(204), method="DELETE", template="/things/{id}"),
        action(transaction(204), method="DELETE", template="/others/{id}"),
        action(method="GET", template="/written/{id}", endpoint=read),
        action(method="DELETE", template="/written/{id}", endpoint=delete),
        action(transaction(204), method="PATCH", template="/written/{id}"),
    )
    found = with_bodiless_operations(contract(*actions))
    wanted = [read, update, delete, None, read, delete, update]
    assert [each.endpoint for each in found.actions()] == wanted


@pytest.mark.parametrize(
    ("template", "endpoint", "known"),
    [
        ("/comments", Endpoint(EndpointKind.LIST, "comment"), True),
        ("/comments", None, False),
        ("/{version}/comments", Endpoint(EndpointKind.LIST, "comment"), False),
        ("/articles/{id}/comments", Endpoint(EndpointKind.LIST, "comment", "article"), True),
        ("/articles/{id}/comments", Endpoint(EndpointKind.LIST, "comment", "author"), False),
    ],
)
def test_what_belongs_to_a_list_is_known_of_all_and_of_a_documented_parent(
    template: str, endpoint: Endpoint | None, known: bool
) -> None:
    types = (
        ResourceType("article", HERE),
        ResourceType("author", HERE),
        ResourceType("comment", HERE, relationships=(UP,)),
    )
    one = action(template=template, endpoint=endpoint)
    assert belongs(contract(one, resource_types=types), one) is known
