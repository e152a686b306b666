"""Passes that proved little, and those that proved something."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer
from contracts.model import Json, Schema
from contracts.verify.vacuity import vacuous
from tests.contracts.factories import array, obj, required, transaction
from tests.contracts.verify.reference import Reference

THING = obj(required("id", Schema("string")))


def reasons(
    seen: Any, status: int = 200, method: str = "GET", **documented: Any
) -> tuple[str, ...]:
    made = transaction(status, method=method, **documented)
    body = b"" if seen is None else json.dumps(seen).encode()
    return vacuous(made, Answer(status, (), body))


def resource(**attributes: Json) -> dict[str, Json]:
    return {"data": {"type": "thing", "id": "1", "attributes": attributes}}


LIST = obj(required("data", array(THING)))
ONE = obj(required("data", THING))

CASES: list[tuple[Any, dict[str, Any], str]] = [
    ({"a": 1}, {}, "neither a schema nor a body is documented: only the status counted"),
    ({"a": 1}, {"answers": {}}, "the answer has no schema, and its example shows nothing"),
    ({"a": [1]}, {"answers": {"a": []}}, "its example shows nothing at /a"),
    ({"a": [{}]}, {"answers": {"a": [{}]}, "status": 404}, "the error has no schema"),
    ({"a": 1}, {"answers": obj()}, "the schema allows any object"),
    ({"a": [1]}, {"answers": obj(required("a", array()))}, "does not describe the items of /a"),
    (
        {"a": [{"b": [1]}]},
        {"answers": obj(required("a", array(obj(required("b", array())))))},
        "does not describe the items of /a/*/b",
    ),
    ([1], {"answers": array()}, "does not describe the items of the list"),
    ({"data": []}, {"answers": LIST}, "the list is empty"),
    ([], {"answers": array(THING)}, "the list is empty"),
    ({"data": None}, {"answers": ONE}, "data is null"),
    (resource(a=None, b=None), {"answers": ONE}, "every attribute of thing 1 is null"),
]


@pytest.mark.parametrize(("seen", "documented", "reason"), CASES)
def test_a_pass_that_proved_little_says_why(
    seen: Any, documented: dict[str, Any], reason: str
) -> None:
    (found,) = reasons(seen, **documented)
    assert reason in found


@pytest.mark.parametrize(
    ("seen", "documented"),
    [
        (None, {"status": 204, "method": "DELETE"}),
        (None, {"method": "HEAD"}),
        ({"data": [{"id": "1"}]}, {"answers": LIST}),
        ({"data": []}, {"answers": LIST, "method": "PATCH"}),
        ({"data": None}, {"answers": ONE, "method": "PATCH"}),
        (resource(a=None, b=0), {"answers": ONE}),
        (resource(), {"answers": ONE}),
        ({"data": {"id": "1"}}, {"answers": ONE}),
        ({"a": 1}, {"answers": {"a": 1}}),
        ([{"a": None}], {"answers": [{"a": None}]}),
    ],
)
def test_a_pass_that_proved_something_is_not_vacuous(seen: Any, documented: dict[str, Any]) -> None:
    assert reasons(seen, **documented) == ()


def test_documented_headers_count_as_well() -> None:
    made = transaction()
    headers = (("ETag", '"1"'),)
    made = replace(made, response=replace(made.response, headers=headers))
    (reason,) = vacuous(made, Answer(200, headers, b"x"))
    assert reason.endswith("only the status and headers counted")


def test_nothing_of_our_own_blueprint_is_vacuous(reference: Reference) -> None:
    for exchange in reference.exchanges.values():
        assert vacuous(exchange.transaction, exchange.answer) == ()
