"""Who has to act on a wrong status, by what was sent, what was made and what the server logged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Attribution, Outcome, Problem, Result, Sent
from contracts.model import MISSING, Endpoint, EndpointKind, ResourceType, Transaction
from contracts.report.attribution import Attributor
from contracts.report.failure_groups import failure_groups
from contracts.report.refusals import broken_multipart
from tests.contracts.blueprints import contract as blueprint
from tests.contracts.factories import HERE, action, contract, transaction

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


@pytest.mark.parametrize(
    ("template", "seen", "attribution"),
    [
        ("/things/{id}", 404, Attribution.STATE),
        ("/things/{id}", 400, Attribution.SERVER),
        ("/things/{id}", 204, Attribution.SERVER),
        ("/things/{id}", 410, Attribution.SERVER),
        ("/things", 404, Attribution.SERVER),
    ],
)
def test_a_resource_that_is_missing_because_nothing_shows_it_is_the_states(
    template: str, seen: int, attribution: Attribution
) -> None:
    one = action(transaction(uri="/things/1"), template=template)
    problem = Problem("status", f"the status is {seen}", "status", 200, seen)
    failed = Result(one, one.transactions[0], Outcome.FAILED, (problem,), answer=Answer(seen))
    verdict = Attributor(contract(one), handled=True).problem(failed, problem)
    assert verdict.attribution is attribution


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
    ("seen", "is_unreached"), [(204, False), (404, False), (499, False), (500, True), (503, True)]
)
def test_only_a_failure_of_the_server_is_that_of_another_host(
    seen: int, is_unreached: bool
) -> None:
    found = judged(seen, log=("ready", UNREACHED))
    assert (found is Attribution.ENVIRONMENT) == is_unreached


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


@pytest.mark.parametrize(
    ("seen", "said", "attribution"),
    [
        (403, "Forbidden: Payment isn't configured properly", Attribution.ENVIRONMENT),
        (503, "Error: the mail server is not configured", Attribution.ENVIRONMENT),
        (500, "Error: storage has not been set up", Attribution.ENVIRONMENT),
        (500, "Error: 'configured' is not a column", Attribution.SERVER),
        (403, "Forbidden: the configured limit is not reached", Attribution.SERVER),
    ],
)
def test_what_the_server_says_is_not_configured_is_the_environments(
    seen: int, said: str, attribution: Attribution
) -> None:
    sent = transaction(201, method="POST", headers=TOKEN, sends={"name": "a"})
    one = action(sent, method="POST")
    message = f"the status is {seen}, documented is 201 ({said})"
    problem = Problem("status", message, "status", 201, seen)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(seen))
    assert Attributor(contract(one), handled=True).problem(result, problem).attribution is (
        attribution
    )


def test_a_value_called_not_configured_in_a_success_changes_nothing() -> None:
    answer = {"state": "not configured"}
    assert judged(201, documented=200, headers=TOKEN, answer=answer) is Attribution.SERVER


@pytest.mark.parametrize(
    ("lines", "broken"),
    [
        (("--B", "Content-Disposition: form-data", "", "a", "--B--"), ""),
        (("--B", "Content-Disposition: form-data", "", "", "--B", "A: b", "", "--B--"), ""),
        (("preamble", "--B", "", "a", "--B--", "epilogue"), ""),
        (("--B", "Content-Disposition: form-data", "", "a"), "`--B--` after its last part"),
        (("--B", "Content-Disposition: form-data", "--B--"), "without an empty line"),
        (("--C", "", "a", "--C--"), "`--B` before its first part"),
        ((), "`--B` before its first part"),
    ],
)
def test_a_multipart_body_that_nobody_can_read_is_the_blueprints(
    lines: tuple[str, ...], broken: str
) -> None:
    media_type = "multipart/form-data; boundary=B"
    found = broken_multipart(media_type, "\r\n".join(lines))
    assert broken in found
    assert bool(found) == bool(broken)
    sent = transaction(method="POST", headers=TOKEN)
    headers = (*TOKEN, ("Content-Type", media_type))
    sent = replace(sent, request=replace(sent.request, headers=headers, body="\n".join(lines)))
    one = action(sent, method="POST")
    problem = Problem("status", "the status is 400", "status", 200, 400)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(400))
    owner = Attributor(contract(one), handled=True).problem(result, problem).attribution
    assert owner is (Attribution.BLUEPRINT if broken else Attribution.SERVER)


@pytest.mark.parametrize(
    ("media_type", "body", "seen", "owner"),
    [
        ("application/json", '{"a": 1', 400, Attribution.BLUEPRINT),
        ("application/vnd.api+json", '{"a": 1', 422, Attribution.BLUEPRINT),
        ("application/json", '{"a": 1}', 400, Attribution.SERVER),
        ("application/json", "null", 400, Attribution.SERVER),
        ("application/json", "", 400, Attribution.SERVER),
        ("text/plain", '{"a": 1', 400, Attribution.SERVER),
        ("application/json", '{"a": 1', 404, Attribution.SERVER),
        ("application/json", '{"a": 1', 500, Attribution.SERVER),
    ],
)
def test_a_refused_body_that_is_no_json_is_the_blueprints(
    media_type: str, body: str, seen: int, owner: Attribution
) -> None:
    sent = transaction(method="POST", headers=TOKEN)
    headers = (*TOKEN, ("Content-Type", media_type))
    sent = replace(sent, request=replace(sent.request, headers=headers, body=body))
    one = action(sent, method="POST")
    problem = Problem("status", f"the status is {seen}", "status", 200, seen)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(seen))
    assert Attributor(contract(one), handled=True).problem(result, problem).attribution is owner


@pytest.mark.parametrize("media_type", ["", "application/json", "text/plain; boundary=B"])
def test_only_multipart_bodies_need_a_boundary(media_type: str) -> None:
    assert broken_multipart(media_type, "{}") == ""


def test_a_multipart_type_without_a_boundary_is_named() -> None:
    assert "no boundary" in broken_multipart("multipart/form-data", "--B")


@pytest.mark.parametrize(
    ("attributes", "said", "attribution"),
    [
        ({"is-active": False}, "Voucher is not active", Attribution.BLUEPRINT),
        ({"is-active": False}, "The voucher is inactive", Attribution.BLUEPRINT),
        ({"is-active": False}, "The voucher isn't currently active", Attribution.BLUEPRINT),
        ({"is-active": False}, "Voucher not found", Attribution.SERVER),
        ({"is-active": False}, "only active users see vouchers", Attribution.SERVER),
        ({"is-active": True}, "Voucher is not active", Attribution.SERVER),
        ({"is-active": True}, "Voucher is active", Attribution.SERVER),
        ({"is-locked": True}, "Voucher is locked", Attribution.BLUEPRINT),
        ({"is-locked": True}, "Voucher is not locked", Attribution.SERVER),
        ({"valid-till": "2017-01-01T00:00:00Z"}, "The voucher has expired", Attribution.BLUEPRINT),
        ({"valid-till": "2999-01-01T00:00:00Z"}, "The voucher has expired", Attribution.SERVER),
        ({"valid-till": "2017-01-01T00:00:00Z"}, "Voucher not found", Attribution.SERVER),
        ({"valid-from": "2999-01-01T00:00:00Z"}, "not valid in this period", Attribution.BLUEPRINT),
        ({"made-at": "2017-01-01T00:00:00Z"}, "The voucher has expired", Attribution.SERVER),
        ({}, "Voucher is not active", Attribution.SERVER),
    ],
)
def test_a_refusal_of_what_the_example_shows_as_closed_is_the_blueprints(
    attributes: Any, said: str, attribution: Attribution
) -> None:
    shown = {"data": {"type": "voucher", "id": "1", "attributes": attributes}}
    assert refused(405, said, transaction(headers=TOKEN, answers=shown)) is attribution


@pytest.mark.parametrize(
    ("said", "attribution"),
    [
        ("This badge form is not associated with any ticket", Attribution.STATE),
        ("No badge forms", Attribution.STATE),
        ("This ticket has no badge", Attribution.SERVER),
        ("Object not found", Attribution.SERVER),
        ("", Attribution.SERVER),
    ],
)
def test_a_missing_record_of_a_type_that_the_request_does_not_name_is_the_states(
    said: str, attribution: Attribution
) -> None:
    shown = {"data": {"type": "ticket", "id": "1", "attributes": {}}}
    forms = ResourceType("badge-form", HERE), ResourceType("ticket", HERE)
    sent = transaction(uri="/tickets/1", headers=TOKEN, answers=shown)
    assert refused(404, said, sent, types=forms) is attribution
    assert refused(409, said, sent, types=forms) is Attribution.SERVER


def refused(
    seen: int, said: str, sent: Transaction, types: tuple[ResourceType, ...] = ()
) -> Attribution:
    """Who has to act where a server with the derived state refuses a request and says why."""
    one = action(sent, template="/tickets/{id}", endpoint=Endpoint(EndpointKind.DETAIL, "ticket"))
    message = f"the status is {seen}, documented is 200" + (f" ({said})" if said else "")
    problem = Problem("status", message, "status", 200, seen)
    result = Result(one, sent, Outcome.FAILED, (problem,), answer=Answer(seen))
    whole = contract(one, resource_types=types)
    return Attributor(whole, handled=True).problem(result, problem).attribution


TASKS = """\
## Task [/tasks/{task_id}]

+ Parameters
    + task_id: 1 (string)

### Show Task [GET]

+ Response 200 (application/json)

        {"state": "DONE", "result": {"url": "/a"}}
"""
LACKING = Problem("schema", "/result is missing", "/result", {"url": "/a"}, MISSING)
OTHER = Problem("schema", "/state is 7, documented is text", "/state", "DONE", 7)
MISSED = Problem("status", "the status is 404, documented is 200", "status", 200, 404)
CRASHED = Problem("status", "the status is 500, documented is 200", "status", 200, 500)


@pytest.mark.parametrize(
    ("problem", "unmade", "uri", "attribution"),
    [
        (LACKING, {"task"}, "/tasks/1", Attribution.STATE),
        (MISSED, {"task"}, "/tasks/1", Attribution.STATE),
        (LACKING, {"task"}, "/tasks/2", Attribution.SERVER),
        (LACKING, {"job"}, "/tasks/1", Attribution.SERVER),
        (LACKING, set(), "/tasks/1", Attribution.SERVER),
        (OTHER, {"task"}, "/tasks/1", Attribution.SERVER),
        (CRASHED, {"task"}, "/tasks/1", Attribution.SERVER),
    ],
)
def test_what_lacks_in_a_record_that_could_not_be_created_is_the_states(
    problem: Problem, unmade: set[str], uri: str, attribution: Attribution
) -> None:
    tasks = blueprint(TASKS)
    (named,) = tasks.actions()
    sent = replace(named.transactions[0], request=replace(named.transactions[0].request, uri=uri))
    result = Result(
        named, sent, Outcome.FAILED, (problem,), answer=Answer(200), unmade=frozenset(unmade)
    )
    found = Attributor(tasks, handled=True).problem(result, problem)
    assert found.attribution is attribution


EMPTY = Problem("non-empty", "/data is an empty list; the example shows 1", "/data", [{}], [])


@pytest.mark.parametrize(
    ("kinds", "problem", "handled", "attribution"),
    [
        ([EndpointKind.LIST], EMPTY, True, Attribution.STATE),
        ([EndpointKind.LIST, EndpointKind.LIST], EMPTY, True, Attribution.STATE),
        ([EndpointKind.LIST, EndpointKind.DETAIL], EMPTY, True, Attribution.SERVER),
        ([EndpointKind.LIST, EndpointKind.CREATE], EMPTY, True, Attribution.SERVER),
        ([EndpointKind.DETAIL], EMPTY, True, Attribution.SERVER),
        ([EndpointKind.LIST], EMPTY, False, Attribution.SERVER),
        ([EndpointKind.LIST], replace(EMPTY, place="/included"), True, Attribution.SERVER),
        ([EndpointKind.LIST], replace(EMPTY, rule="schema"), True, Attribution.SERVER),
    ],
)
def test_an_empty_list_of_what_nothing_else_shows_is_the_states(
    kinds: list[EndpointKind], problem: Problem, handled: bool, attribution: Attribution
) -> None:
    places = [
        action(transaction(), name=f"Action {n}", endpoint=Endpoint(kind, "place"))
        for n, kind in enumerate(kinds)
    ]
    listed = places[0]
    result = Result(listed, listed.transactions[0], Outcome.FAILED, (problem,), answer=Answer(200))
    found = Attributor(contract(*places), handled=handled).problem(result, problem)
    assert found.attribution is attribution
