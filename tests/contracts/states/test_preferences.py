"""The ``Prefer`` header, where requests are equal or nothing in them explains a refusal."""

from __future__ import annotations

import pytest

from contracts.model import Access, Endpoint, EndpointKind, Transaction
from contracts.states.preferences import preferences, request_key
from tests.contracts.factories import action, transaction
from tests.contracts.factories import contract as made


def sending(**request: object) -> Transaction:
    """A transaction with this request."""
    given = {"uri": "/things/1?a=b", "method": "POST", "sends": {"a": 1}} | request
    return transaction(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "is_equal"),
    [
        ({}, True),
        ({"status": 404}, True),
        ({"uri": "/things/27?a=b"}, True),
        ({"uri": "/things/x1?a=b"}, True),
        ({"uri": "/things/x?a=b"}, False),
        ({"uri": "/things/1?a=c"}, False),
        ({"uri": "/things/1"}, False),
        ({"uri": "/thing/1?a=b"}, False),
        ({"method": "PUT"}, False),
        ({"sends": {"a": 2}}, False),
        ({"sends": {"a": 1.5}}, False),
        ({"media_type": "application/json"}, False),
        ({"headers": (("X-A", "1"),)}, False),
    ],
)
def test_requests_are_equal_to_a_server_or_not(other: dict[str, object], is_equal: bool) -> None:
    assert (request_key(sending()) == request_key(sending(**other))) == is_equal


def test_tokens_and_the_case_and_order_of_header_names_make_no_difference() -> None:
    one = sending(headers=(("Authorization", "JWT a"), ("X-A", "1")))
    other = sending(headers=(("x-a", "1"), ("authorization", "JWT b")))
    assert request_key(one) == request_key(other)
    assert request_key(one) != request_key(sending(headers=(("X-A", "1"),)))
    assert request_key(one) != request_key(sending(headers=(("Authorization", ""), ("X-A", "2"))))


def test_of_an_action_without_an_endpoint_equal_requests_need_a_wish() -> None:
    first, second, alone = sending(), sending(status=404), sending(sends={"a": 2})
    found = preferences(made(action(first, second, alone, name="Do It")))
    assert found == {id(first): "example=do-it-1", id(second): "example=do-it-2"}


BEYOND = (401, 402, 403, 408, 410, 423, 429, 451, 500, 503)


@pytest.mark.parametrize("status", [200, 400, 404, 422, 428, 499, *BEYOND])
@pytest.mark.parametrize("access", [None, Access.USER])
def test_a_refusal_of_a_json_api_action_needs_a_wish_where_no_access_line_explains_it(
    status: int, access: Access | None
) -> None:
    refusal = sending(status=status)
    endpoint = Endpoint(EndpointKind.UPDATE, "thing")
    one = action(sending(), refusal, name="Do It", endpoint=endpoint, access=access)
    wanted = {id(refusal): "example=do-it-2"} if status in BEYOND and access is None else {}
    assert preferences(made(one)) == wanted
