"""Laws of paths with several variables: each names the resource, and the parents it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.project.blueprint import read
from contracts.runtime.jsonapi.views import resources
from contracts.verify.client import WsgiClient
from contracts.verify.laws import Law, LawWorld, laws
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


def test_a_sound_server_keeps_them(asked: Asked) -> None:
    _, found, blueprint = asked
    assert BLUEPRINTS[blueprint] <= found.keys()
    assert broken(asked) == set()


def test_a_server_that_ignores_the_parent_is_noticed(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources.ResourceView, "check_above", lambda *_: None)
    _, found, _ = asked
    assert broken(asked) == {name for name in found if "below another parent" in name}
