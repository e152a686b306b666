"""Who has to act on a wrong status, by what was sent, what was made and what the server logged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Attribution, Outcome, Problem, Result, Sent
from contracts.model import Endpoint, EndpointKind
from contracts.report.attribution import Attributor
from contracts.report.failure_groups import failure_groups
from tests.contracts.factories import action, contract, transaction

TOKEN = (("Authorization", "Bearer <access_token>"),)
UNREACHED = "ConnectionError: HTTPSConnectionPool(host='pictures.test', port=443) (app/files.py:89)"


def judged(
    seen: int,
    *,
    documented: int = 200,
    headers: Any = (),
    body: Any = None,
    log: tuple[str, ...] = (),
    handled: bool = True,
    hooked: Any = None,
    answer: Any = None,
) -> Attribution:
    """Who has to act where one status is documented and another one seen."""
    method = "GET" if body is None else "POST"
    one = action(transaction(documented, method=method, headers=headers, sends=body))
    problem = Problem("status", f"the status is {seen}", "status", documented, seen)
    sent = None if hooked is None else Sent(method, "/", hooked)
    got = Answer(seen, body=json.dumps(answer).encode(), log=log)
    result = Result(one, one.transactions[0], Outcome.FAILED, (problem,), sent=sent, answer=got)
    verdict = Attributor(contract(one), handled=handled).problem(result, problem)
    assert failure_groups(contract(one), [result], handled=handled)[0].attribution is (
        verdict.attribution
    )
    return verdict.attribution


@pytest.mark.parametrize("documented", [200, 404, 409])
def test_a_placeholder_that_nothing_replaced_is_the_states(documented: int) -> None:
    assert judged(401, documented=documented, headers=TOKEN, handled=False) is Attribution.STATE


@pytest.mark.parametrize("seen", [401, 403])
def test_a_request_that_a_hook_has_signed_lacks_no_authorization(seen: int) -> None:
    assert judged(seen, hooked=()) is Attribution.BLUEPRINT
    assert judged(seen, hooked=(("Authorization", "Bearer abc"),)) is Attribution.SERVER


@pytest.mark.parametrize(
    ("answer", "attribution"),
    [
        ({"errors": [{"detail": "Sign in first"}]}, Attribution.BLUEPRINT),
        ({"errors": [{"detail": "'made-at' is read-only"}]}, Attribution.SERVER),
        (
            {"errors": [{"detail": "No", "source": {"pointer": "/data/attributes/made-at"}}]},
            Attribution.SERVER,
        ),
        (
            {"errors": [{"detail": "No", "source": {"pointer": "/data/relationships/event"}}]},
            Attribution.BLUEPRINT,
        ),
        ({"errors": "No"}, Attribution.BLUEPRINT),
    ],
)
def test_a_member_that_nobody_may_write_lacks_no_authorization(
    answer: Any, attribution: Attribution
) -> None:
    body = {"data": {"type": "thing", "attributes": {"made-at": "now"}}}
    assert judged(403, body=body, answer=answer) is attribution


@pytest.mark.parametrize(
    ("seen", "attribution"),
    [(404, Attribution.STATE), (400, Attribution.SERVER), (415, Attribution.SERVER)],
)
def test_without_a_state_handler_what_is_missing_is_the_states(
    seen: int, attribution: Attribution
) -> None:
    assert judged(seen, handled=False) is attribution


def test_a_secret_in_a_body_says_more_than_a_missing_header() -> None:
    assert judged(401, body={"api_key": "ABCdef"}) is Attribution.STATE
    assert judged(401, body={"name": "a"}) is Attribution.BLUEPRINT


@pytest.mark.parametrize(
    ("log", "attribution"),
    [
        ((UNREACHED,), Attribution.ENVIRONMENT),
        (("TypeError: 'NoneType' object (app/users.py:12)",), Attribution.SERVER),
        ((), Attribution.SERVER),
    ],
)
def test_another_host_that_is_not_reached_is_the_environments(
    log: tuple[str, ...], attribution: Attribution
) -> None:
    assert judged(500, log=log) is attribution


@pytest.mark.parametrize(
    ("body", "attribution"),
    [
        ({"data": {"token": "ABCdef"}}, Attribution.STATE),
        ({"token": "ABCdef"}, Attribution.STATE),
        ({"api_key": "ABCdef"}, Attribution.STATE),
        ({"key": "ABCdef"}, Attribution.SERVER),
        ({"data": {"type": "thing", "attributes": {"token": "x"}}}, Attribution.SERVER),
        ({"name": "x"}, Attribution.SERVER),
    ],
)
def test_a_token_in_a_body_that_nobody_gave_is_the_states(
    body: Any, attribution: Attribution
) -> None:
    assert judged(404, body=body) is attribution


@pytest.mark.parametrize(
    ("seen", "said", "is_blueprints"),
    [
        (422, "", True),
        (400, "Bad Request: 'type' is reserved", True),
        (422, "Unprocessable Entity: sales end after the event", False),
        (422, "Unprocessable Entity: ticket-type is unknown", False),
        (403, "", False),
        (403, "Forbidden: tickets are off for this type", False),
    ],
)
def test_a_refusal_for_another_reason_does_not_come_from_an_attribute_called_type(
    seen: int, said: str, is_blueprints: bool
) -> None:
    sends = {"data": {"type": "ticket", "attributes": {"type": "free"}}}
    sent = transaction(201, method="POST", headers=TOKEN, sends=sends)
    endpoint = Endpoint(EndpointKind.CREATE, "ticket")
    one = action(sent, method="POST", endpoint=endpoint)
    message = f"the status is {seen}, documented is 201" + (f" ({said})" if said else "")
    problem = Problem("status", message, "status", 201, seen)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(seen))
    found = Attributor(contract(one), handled=False).problem(result, problem).attribution
    assert (found is Attribution.BLUEPRINT) == is_blueprints


@pytest.mark.parametrize(
    ("media_type", "attribution"),
    [("", Attribution.BLUEPRINT), ("application/json", Attribution.SERVER)],
)
def test_a_body_without_a_content_type_is_the_blueprints(
    media_type: str, attribution: Attribution
) -> None:
    sent = transaction(method="POST", headers=TOKEN, sends={"name": "a"}, media_type=media_type)
    if not media_type:
        sent = replace(sent, request=replace(sent.request, headers=TOKEN))
    one = action(sent, method="POST")
    problem = Problem("status", "the status is 415", "status", 200, 415)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(415))
    assert Attributor(contract(one), handled=True).problem(result, problem).attribution is (
        attribution
    )
