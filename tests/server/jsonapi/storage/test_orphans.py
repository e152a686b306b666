"""No living resource is without a resource that it requires, whatever is deleted meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from contracts.runtime.jsonapi.columns import SoftDeleted
from contracts.runtime.jsonapi.linkage import ToOne
from contracts.runtime.jsonapi.package import Package
from contracts.runtime.jsonapi.storage import datalayer
from tests.server.concurrency import Send, at_once
from tests.server.conftest import JsonApiClient, World, one, resource

#: A request that adds a resource of each type with required relationships.
CREATIONS: dict[str, tuple[str, Any]] = {
    "event": (
        "/v1/events",
        resource(
            "event",
            {
                "name": "New",
                "starts-at": "2099-12-11T09:00:00Z",
                "ends-at": "2099-12-13T23:59:59Z",
            },
        ),
    ),
    "faq-type": ("/v1/faq-types", resource("faq-type", {"name": "new"}, event=one("event", "1"))),
    "faq": (
        "/v1/faqs",
        resource(
            "faq",
            {"question": "q", "answer": "a"},
            event=one("event", "1"),
            faq_type=one("faq-type", "1"),
        ),
    ),
}
#: Deletions of what these resources require, directly or through others.
DELETIONS = ("/v1/users/1", "/v1/events/1", "/v1/faq-types/1")


@pytest.fixture
def slow_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough a time between reading and commit for every other request to come in between."""

    def slowed(original: Callable[..., Any]) -> Callable[..., Any]:
        def slowly(*args: Any) -> Any:
            time.sleep(0.1)
            found = original(*args)
            time.sleep(0.1)
            return found

        return slowly

    for name in ("check_invariants", "remove"):
        monkeypatch.setattr(datalayer, name, slowed(getattr(datalayer, name)))


def references(package: Package) -> Iterator[tuple[str, Any, str, Any]]:
    """The to-one relationships of all types to softly deleted ones: type, model, name, target."""
    for type_, schema in package.schemas.items():
        for name, field in schema._declared_fields.items():
            relation = type(field) is ToOne and inspect(schema.opts_model()).relationships[name]
            if relation and issubclass(relation.mapper.class_, SoftDeleted):
                yield type_, schema.opts_model(), name, relation.mapper.class_


def orphans(app: Flask) -> list[tuple[str, str, int]]:
    """Living rows that refer to deleted ones: type, relationship, id."""
    package: Package = app.extensions["jsonapi"].package
    found = []
    with app.app_context():
        for type_, model, name, target in references(package):
            relation = inspect(model).relationships[name]
            (column,) = relation.local_columns
            gone = select(target.id).where(target.deleted_at.is_not(None))
            lost = select(model.id).where(column.in_(gone), model.deleted_at.is_(None))
            found += [(type_, name, id_) for id_ in package.db.session.execute(lost).scalars()]
    return found


def sending(method: str, path: str, document: Any, token: str) -> Send:
    return lambda client: client.call(method, path, document, token=token)


def test_every_required_relationship_is_tried(app: Flask) -> None:
    package: Package = app.extensions["jsonapi"].package
    required = {
        type_
        for type_, model, name, _ in references(package)
        if not next(iter(inspect(model).relationships[name].local_columns)).nullable
    }
    assert required == set(CREATIONS)


@pytest.mark.usefixtures("slow_writes")
@pytest.mark.parametrize("deleted", DELETIONS)
@pytest.mark.parametrize("created", CREATIONS)
def test_what_is_added_while_its_parent_is_deleted_is_refused_or_deleted_with_it(
    app: Flask, client: JsonApiClient, world: World, created: str, deleted: str
) -> None:
    path, document = CREATIONS[created]
    # The first request of a user waits for the user's row, to write the last access.
    assert client.call("GET", "/v1/users/1", token=world.owner).status_code == 200
    additions = [sending("POST", path, document, world.owner) for _ in range(2)]
    answers = at_once(app, sending("DELETE", deleted, None, world.admin), *additions)
    assert {answer.status_code for answer in answers} <= {200, 201, 401, 404, 409}
    assert orphans(app) == []


@pytest.mark.parametrize("order", [("users/1", "events/1"), ("events/1", "users/1")])
def test_what_is_restored_has_all_that_it_requires(
    app: Flask, client: JsonApiClient, world: World, order: Iterable[str]
) -> None:
    for path in order:
        client.call("DELETE", f"/v1/{path}", token=world.admin)
    for type_ in ("event", "faq-type", "faq", "user"):
        back = resource(type_, {"deleted-at": None}, id_="1")
        client.call("PATCH", f"/v1/{type_}s/1", back, token=world.admin)
        assert orphans(app) == []
