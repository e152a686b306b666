"""Which error statuses an action implies, by what it has."""

from __future__ import annotations

import pytest

from contracts.build.default_errors import default_errors, implied_errors
from contracts.model import (
    DEFAULT_CONVENTIONS,
    Access,
    Action,
    Endpoint,
    EndpointKind,
    Parameter,
    Schema,
)
from tests.contracts.factories import (
    JSON_API,
    action,
    array,
    identifier,
    obj,
    required,
    transaction,
)

QUERY = Parameter("sort", "sort", "query")
PATH = Parameter("id", "id", "path", required=True)
PLAIN = "application/json"
LINKED = obj(
    required(
        "data",
        obj(
            required(
                "relationships", obj(required("event", obj(required("data", identifier("event")))))
            )
        ),
    )
)


def get(**changes: object) -> Action:
    return action(transaction(answers=obj()), **changes)  # type: ignore[arg-type]


def post(sends: Schema, media_type: str = JSON_API, **changes: object) -> Action:
    sent = transaction(201, method="POST", sends=sends, answers=obj(), media_type=media_type)
    return action(sent, method="POST", **changes)  # type: ignore[arg-type]


CASES: dict[str, tuple[Action, set[int]]] = {
    "reading": (get(), {406}),
    "reading plain JSON": (action(transaction(answers=obj(), media_type=PLAIN)), set()),
    "a query parameter": (get(parameters=(QUERY,)), {400, 406}),
    "a path variable": (get(parameters=(PATH,)), {404, 406}),
    "public": (get(access=Access.PUBLIC), {406}),
    "for users": (get(access=Access.USER), {401, 406}),
    "for oneself": (get(access=Access.SELF), {401, 403, 406}),
    "for the owner": (get(access=Access.ORGANIZER), {401, 403, 406}),
    "for administrators": (get(access=Access.ADMIN), {401, 403, 406}),
    "a look into the trash": (
        get(parameters=(Parameter("get-trashed", "get%2Dtrashed", "query"),)),
        {400, 401, 403, 406},
    ),
    "a body": (post(obj()), {400, 406, 409, 413, 415, 422}),
    "a body in plain JSON": (post(obj(), PLAIN), {400, 413, 415, 422}),
    "a body with linkage": (post(LINKED), {400, 404, 406, 409, 413, 415, 422}),
    "creation": (
        post(obj(), endpoint=Endpoint(EndpointKind.CREATE, "faq")),
        {400, 403, 406, 409, 413, 415, 422},
    ),
    "an update": (
        post(obj(), endpoint=Endpoint(EndpointKind.UPDATE, "faq")),
        {400, 403, 406, 409, 413, 415, 422},
    ),
    "changing a relationship": (
        post(
            obj(required("data", array(identifier("faq")))),
            endpoint=Endpoint(EndpointKind.RELATIONSHIP, "faq", "faq-type", "faqs"),
        ),
        {400, 404, 406, 409, 413, 415, 422},
    ),
    "reading a relationship": (
        get(endpoint=Endpoint(EndpointKind.RELATIONSHIP, "faq", "faq-type", "faqs")),
        {406},
    ),
    "plain JSON whose errors are JSON:API": (
        action(transaction(answers=obj(), media_type=PLAIN), transaction(401, answers=obj())),
        set(),
    ),
}


@pytest.mark.parametrize(("case", "expected"), CASES.values(), ids=CASES)
def test_an_action_implies(case: Action, expected: set[int]) -> None:
    assert {error.status for error in implied_errors(case)} == expected


def test_reading_never_implies_a_conflict() -> None:
    everything = get(parameters=(QUERY, PATH), access=Access.ADMIN)
    assert not {405, 409, 422} & {error.status for error in implied_errors(everything)}


def test_what_is_documented_is_not_implied() -> None:
    documented = action(
        transaction(answers=obj()), transaction(404, answers=obj()), parameters=(PATH,)
    )
    assert [error.status for error in implied_errors(documented)] == [406]


def test_statuses_come_in_order_with_every_occasion() -> None:
    errors = implied_errors(post(obj(), parameters=(QUERY,)))
    assert [e.status for e in errors] == sorted(e.status for e in errors)
    first = errors[0]
    assert "query parameter" in first.why
    assert "not valid JSON" in first.why


def test_every_rule_has_a_case_that_needs_it() -> None:
    for rule in default_errors(DEFAULT_CONVENTIONS):
        assert any(
            rule.why in error.why for case, _ in CASES.values() for error in implied_errors(case)
        ), rule.why
