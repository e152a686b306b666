"""Why transactions did not pass, those with one cause together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.dredd.failure_groups import causes, summary, unsent_names
from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult
from tests.contracts.blueprints import contract

BLUEPRINT = """\
FORMAT: 1A

# API

## Things [/things/{id}]
+ Parameters
    + id: 1

### Read [GET]

+ Response 200

+ Response 404

### Change [PATCH]

+ Response 200

### Remove [DELETE]

+ Response 204

## Shelves [/shelves/{shelf}]
+ Parameters
    + shelf

### List [GET]

+ Response 200
"""
READ, CHANGE, REMOVE = (f"Things > {name}" for name in ("Read", "Change", "Remove"))


def transaction_result(
    name: str, status: Status, message: str = "", body: Any = None
) -> TransactionResult:
    answer = {"statusCode": "409", "body": json.dumps(body)}
    return TransactionResult(
        name, status, "", (message,) if message else (), 0.1, {"actual": answer}
    )


def result(*results: TransactionResult, missing: tuple[str, ...] = ()) -> DreddResult:
    return DreddResult(results, Totals(), "", missing, (), (), (), "", "")


def told(found: DreddResult, *only: str) -> list[str]:
    return [line.strip() for line in summary(contract(BLUEPRINT, "things.apib"), found, only=only)]


REFUSAL = {"errors": [{"detail": "Taken.", "source": {"pointer": "/data/id"}}]}


def test_transactions_with_one_cause_are_reported_together_and_with_their_places() -> None:
    found = result(
        transaction_result(READ, Status.PASS),
        transaction_result(CHANGE, Status.FAIL, "other", REFUSAL),
        transaction_result(REMOVE, Status.FAIL, "status", REFUSAL),
    )
    assert told(found) == [
        "1 passed of 5, and why the rest fails:",
        "2  the server answers 409: Taken. (/data/id)",
        "Things > Change (things.apib:15:1)",
        "Things > Remove (things.apib:19:1)",
        "1  Dredd runs only the first request and response of each example",
        "Things > Read (things.apib:9:1)",
        "1  Dredd cannot send it: shelf is required and has no example",
        "Shelves > List (things.apib:27:1)",
    ]


def test_without_an_error_document_dredds_message_is_the_cause() -> None:
    message = "At '/a' Missing required property: a"
    found = result(transaction_result(READ, Status.FAIL, message, [1]))
    assert "1  At '/a' Missing required property: a" in told(found, READ)


def test_what_dredd_left_out_is_reported() -> None:
    found = result(transaction_result(READ, Status.PASS), missing=(CHANGE,))
    assert "1  Dredd did not run it" in told(found)


def test_a_run_of_some_is_counted_by_these() -> None:
    assert told(result(transaction_result(CHANGE, Status.PASS)), CHANGE) == ["1 passed of 1"]


def test_of_many_with_one_cause_the_first_are_shown() -> None:
    found = result(*[transaction_result(f"T{n}", Status.ERROR, "down") for n in range(7)])
    lines = told(found)
    assert lines[1:8] == ["7  down", "T0", "T1", "T2", "T3", "T4", "… and 2 more"]
    found = result(*[transaction_result(f"T{n}", Status.ERROR, "down") for n in range(5)])
    assert told(found)[1:7] == ["5  down", "T0", "T1", "T2", "T3", "T4"]
    assert "more" not in " ".join(told(found))


FIXED = """\
FORMAT: 1A

# API

## Empty [/empty]

### Read [GET]

+ Response 200 (application/json)
    + Attributes
        + inside
            + items (array, fixed-type)
        + names (array[string], fixed-type)
"""


def test_a_schema_that_dredd_makes_and_cannot_read_is_explained() -> None:
    message = "Provided JSON Schema is not a valid JSON Schema draftV7."
    found = result(transaction_result("Empty > Read", Status.ERROR, message))
    lines = [line.strip() for line in summary(contract(FIXED, "fixed.apib"), found)]
    assert lines[1].startswith(
        "1  Dredd cannot read the schema that it makes of an array at /inside/items that is"
    )


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ((), ("Shelves > List",)),
        (("Shelves > List",), ("Shelves > List",)),
        ((READ,), ()),
        ((READ, "Shelves > List"), ("Shelves > List",)),
    ],
)
def test_what_no_request_can_be_made_of_is_named(
    only: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert unsent_names(contract(BLUEPRINT, "things.apib"), only) == names


def test_causes_are_in_the_order_of_their_number_and_of_those_that_were_asked_for() -> None:
    found = result(
        transaction_result(READ, Status.FAIL, "one"),
        transaction_result(CHANGE, Status.FAIL, "two"),
        transaction_result(REMOVE, Status.ERROR, "two"),
    )
    reasons = [cause.reason for cause in causes(contract(BLUEPRINT, "things.apib"), found)]
    assert reasons[0] == "two"
    asked = causes(contract(BLUEPRINT, "things.apib"), found, only=[CHANGE])
    assert [(cause.reason, len(cause.transactions)) for cause in asked] == [("two", 1)]


def test_a_failure_without_a_message_is_its_status() -> None:
    found = result(transaction_result(CHANGE, Status.FAIL))
    assert "1  the server answers 409" in told(found, CHANGE)
