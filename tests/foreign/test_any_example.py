"""Whatever stands in examples, schemas and tables: types are inferred and code is rendered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.build.infer.tables import rows
from contracts.build.infer.type_words import read_type
from contracts.build.resource_types import resource_types
from contracts.model import (
    Action,
    Contract,
    EndpointKind,
    Group,
    Location,
    Parameter,
    Request,
    Resource,
    Response,
    Transaction,
)
from contracts.render.flask import render
from contracts.states import states
from tests.examples import examples

HERE = Location("any.apib", 1, 1)
JSON_API = (("Content-Type", "application/vnd.api+json"),)
MEMBERS = st.sampled_from(
    (
        *("data", "type", "id", "attributes", "relationships", "links", "self", "related", "href"),
        *("included", "meta", "faq", "faqs", "a-b", "a_b", "deleted-at", "is-x", "", "é", "x" * 70),
    )
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(("faq", "event", "1", "a", "", "/v1/faqs/1/event", "2016-01-01T00:00:00Z"))
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=3),
    max_leaves=4,
)
NAMES = st.sampled_from(("faq", "event", "class", "a-b", "a_b", "é"))
IDENTIFIERS = st.fixed_dictionaries({"type": NAMES | JSON, "id": st.just("1") | JSON})
LINKAGE = st.fixed_dictionaries({"data": IDENTIFIERS | st.lists(IDENTIFIERS, max_size=2) | JSON})
RESOURCES = st.fixed_dictionaries(
    {"type": NAMES | JSON},
    optional={
        "id": st.sampled_from(("1", "2", 1, "b-7")) | JSON,
        "attributes": st.dictionaries(MEMBERS, JSON, max_size=4) | JSON,
        "relationships": st.dictionaries(MEMBERS, LINKAGE | JSON, max_size=4) | JSON,
        "links": JSON,
    },
)
DOCUMENTS = st.fixed_dictionaries({"data": RESOURCES | st.lists(RESOURCES, max_size=3)}) | JSON
PATHS = st.sampled_from(
    (
        *("/v1/faqs", "/v1/faqs/{id}", "/v1/events", "/v1/events/{event_id}", "/v1/events/{a-b}"),
        *("/v1/events/{id}/faqs", "/v1/faqs/{id}/event", "/v1/faqs/{id}/relationships/event"),
        *("/v1/events/1/faqs", "/v1/a/{b}/c/{d}", "/", "", "/x{y}", "/v1/{+all}", "//"),
        *("/v1/faqs/", "/v1/events/{id}/event"),
    )
)
TABLES = st.sampled_from(
    (
        "| Name | Type | Required |\n|-|-|-|\n| faq | integer | yes |\n| a-b | vibe | no |",
        "| Field | Type |\n|-|-|\n| class | boolean (default: `x`) |\n| id | string |",
        "",
    )
)


def transactions(document: Any, sent: Any, schema: Any, status: int, method: str) -> Transaction:
    return Transaction(
        f"T > {method}",
        Request(
            "",
            method,
            "/",
            headers=JSON_API,
            body=json.dumps(sent),
            body_written=True,
            body_schema=json.dumps(schema),
        ),
        Response(
            status,
            headers=JSON_API,
            body=json.dumps(document),
            body_written=True,
            body_location=HERE,
        ),
        HERE,
    )


TRANSACTIONS = st.builds(
    transactions,
    DOCUMENTS,
    DOCUMENTS | st.none(),
    JSON,
    st.sampled_from((200, 201, 204, 404, 409)),
    st.sampled_from(("GET", "POST", "PATCH", "DELETE")),
)


def action(path: str, transaction: Transaction, value: str, description: str) -> Action:
    variable = path.partition("{")[2].partition("}")[0]
    parameters = (Parameter(variable, variable, "path", example=value),) if variable else ()
    return Action(
        "",
        "",
        transaction.request.method,
        path,
        HERE,
        description,
        parameters=parameters,
        transactions=(transaction,),
    )


ACTIONS = st.builds(action, PATHS, TRANSACTIONS, st.sampled_from(("1", "a", "")), TABLES)


def test_any_examples_make_types_states_and_code() -> None:
    kinds: set[EndpointKind] = set()

    @settings(max_examples=examples(100))
    @given(st.lists(ACTIONS, max_size=6))
    def render_all(actions: list[Action]) -> None:
        numbered = tuple(replace(a, id=f"action-{number}") for number, a in enumerate(actions))
        resource = Resource("R", "/", HERE, actions=numbered)
        found = resource_types((Group("G", HERE, resources=(resource,)),))
        known = tuple(replace(a, endpoint=found.endpoints.get(a.id)) for a in numbered)
        group = Group("G", HERE, resources=(replace(resource, actions=known),))
        contract = Contract("T", "any.apib", groups=(group,), resource_types=found.types)
        kinds.update(endpoint.kind for endpoint in found.endpoints.values())
        states(contract, replays=True)
        for path, text in render(contract, replay=True).items():
            if path.endswith(".py"):
                compile(text, path, "exec")
            else:
                json.loads(text)

    render_all()
    assert {EndpointKind.LIST, EndpointKind.DETAIL, EndpointKind.CREATE} <= kinds


@settings(max_examples=examples(500))
@given(st.text(alphabet="|-: `\\\n*Nametypg(default)[]=7é", max_size=80))
def test_any_text_has_rows_or_none(text: str) -> None:
    list(rows(text))
    read_type(text)
