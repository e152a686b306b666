"""Which views a generated package has, and which documented parameters it ignores."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.model import (
    Action,
    Attribute,
    Contract,
    Endpoint,
    EndpointKind,
    Parameter,
    ResourceType,
    Response,
    Schema,
)
from contracts.render.flask import render
from contracts.render.flask.identifiers import Names
from contracts.render.flask.views import PathView, views
from tests.contracts.factories import HERE, action, transaction
from tests.contracts.factories import contract as made

TYPES = tuple(
    ResourceType(
        name, HERE, path=f"/{name}s/{{id}}", attributes=(Attribute("name", Schema("string")),)
    )
    for name in ("thing", "part")
)


def found(*actions: Action) -> dict[str, PathView]:
    """The views of a contract, by path."""
    contract = made(*actions, resource_types=TYPES)
    return {view.path: view for view in views(contract, Names.of(contract))}


def operation(
    kind: EndpointKind, type_: str, template: str, method: str = "GET", **more: Any
) -> Action:
    one = transaction(method=method, uri=template)
    endpoint = Endpoint(kind, type_)
    return action(
        one,
        method=method,
        template=template,
        endpoint=endpoint,
        name=f"{method} {template} {type_}",
        **more,
    )


def query(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, name, "query") for name in names)


@pytest.mark.parametrize(
    ("name", "in_list", "in_detail"),
    [
        ("page[number]", True, False),
        ("page[size]", True, False),
        ("page[offset]", False, False),
        ("page", False, False),
        ("sort", True, False),
        ("sort[name]", False, False),
        ("include", True, True),
        ("fields[thing]", True, True),
        ("fields", False, False),
        ("filter", True, False),
        ("filter[name]", True, False),
        ("filter[none]", False, False),
        ("get-trashed", True, True),
        ("q", False, False),
    ],
)
def test_a_parameter_that_the_server_does_not_implement_is_ignored(
    name: str, in_list: bool, in_detail: bool
) -> None:
    kinds = {
        "/things": (EndpointKind.LIST, in_list),
        "/things/{id}": (EndpointKind.DETAIL, in_detail),
    }
    for path, (kind, understood) in kinds.items():
        one = operation(kind, "thing", path, parameters=query(name))
        assert found(one)[path].ignored["GET"] == ([] if understood else [name]), path


def test_parameters_that_the_path_writes_out_are_ignored_as_well_and_once() -> None:
    one = operation(
        EndpointKind.LIST, "thing", "/things?q=1&sort=name{?r,q}", parameters=query("r", "q")
    )
    assert found(one)["/things"].ignored["GET"] == ["q", "r"]


def test_nothing_is_ignored_for_an_action_that_only_fails() -> None:
    failing = operation(EndpointKind.LIST, "thing", "/things", parameters=query("q"))
    failed = action(
        transaction(404), template="/things", endpoint=failing.endpoint, parameters=query("q")
    )
    assert found(failed)["/things"].ignored["GET"] == []


def test_of_two_types_at_one_path_the_first_is_served_and_the_other_paths_are_as_well() -> None:
    things = operation(EndpointKind.LIST, "thing", "/things")
    others = operation(EndpointKind.CREATE, "part", "/things", "POST")
    unknown = operation(EndpointKind.LIST, "unknown", "/unknown")
    parts = operation(EndpointKind.LIST, "part", "/parts")
    served = found(action(transaction()), unknown, things, others, parts)
    assert set(served) == {"/things", "/parts"}
    assert set(served["/things"].actions) == {"GET"}
    assert served["/things"].home == "thing"


@pytest.mark.parametrize(
    ("uri", "sent"),
    [("/a?b=&c=d", [["b", ""], ["c", "d"]]), ("/a?b=%20", [["b", " "]]), ("/a", None)],
)
def test_a_replayed_example_has_its_query_also_without_values(uri: str, sent: Any) -> None:
    contract: Contract = made(action(transaction(uri=uri), template="/a{?b,c}"))
    (entry,) = json.loads(render(contract, replay=True)["replays.json"])
    assert entry["examples"][0].get("sent_query") == sent


def test_a_replayed_example_has_its_headers_without_those_of_the_connection() -> None:
    sent = (("X-Mode", "host"), ("Host", "a.example"), ("User-Agent", "b"), ("Accept", "c/d"))
    contract: Contract = made(action(transaction(headers=sent)))
    (entry,) = json.loads(render(contract, replay=True)["replays.json"])
    assert entry["examples"][0]["sent_headers"] == [["X-Mode", "host"], ["Accept", "c/d"]]


@pytest.mark.parametrize(
    ("status", "media_type", "body"),
    [
        (200, "application/json", "{}"),
        (200, "application/vnd.api+json; charset=utf-8", "{}"),
        (303, "application/json", "{}"),
        (404, "application/json", "{}"),
        (200, "text/json-like", None),
        *((each, "application/json", None) for each in (204, 205, 304)),
    ],
)
def test_an_answer_of_json_without_an_example_is_an_empty_object(
    status: int, media_type: str, body: str | None
) -> None:
    shown = Response(status, headers=(("Content-Type", media_type),))
    contract: Contract = made(action(replace(transaction(), response=shown)))
    (entry,) = json.loads(render(contract, replay=True)["replays.json"])
    assert entry["examples"][0].get("body") == body
