"""Parameters, headers and bodies of one operation compared, each difference alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from contracts.diff import diff
from contracts.model import Action, Location, Parameter, Schema, Transaction
from tests.contracts.factories import action, contract, transaction


def codes(old: Action, new: Action) -> list[str]:
    """The kinds of the changes, each with what it was and is."""
    return [
        " ".join(filter(None, (each.code, each.before, each.after)))
        for each in diff(contract(old), contract(new))
    ]


def asked(parameter: Parameter | None) -> Action:
    """An operation with this parameter."""
    given = (parameter,) if parameter else ()
    return action(transaction(answers={}), template="/things{?a}", parameters=given)


def query(**changes: Any) -> Parameter:
    return replace(Parameter("a", "a", "query"), **changes)


#: A parameter before and now, and the changes.
PARAMETERS: Final[dict[str, tuple[Parameter | None, Parameter | None, list[str]]]] = {
    "the same": (query(), query(), []),
    "another example": (query(example="1"), query(example="2"), []),
    "it came": (None, query(), ["parameter-added"]),
    "it came and is required": (None, query(required=True), ["parameter-added-required"]),
    "it went": (query(), None, ["parameter-removed"]),
    "it went and was deprecated": (
        *(query(description="Deprecated: use b."), None),
        ["deprecated-parameter-removed"],
    ),
    "it is required": (query(), query(required=True), ["parameter-required"]),
    "it is optional": (query(required=True), query(), ["parameter-optional"]),
    "a variable of the path that is optional": (
        *(query(place="path", required=True), query(place="path")),
        [],
    ),
    "any text": (
        *(query(kind="number"), query(kind="string")),
        ["parameter-type-widened number string"],
    ),
    "anything": (query(kind="number"), query(kind="any"), ["parameter-type-widened number any"]),
    "any number": (
        *(query(kind="integer"), query(kind="number")),
        ["parameter-type-widened integer number"],
    ),
    "whole numbers": (
        *(query(kind="number"), query(kind="integer")),
        ["parameter-type-changed number integer"],
    ),
    "a format": (query(), query(format="date"), ["parameter-format-changed none date"]),
    "another default": (query(default="1"), query(), ["parameter-default-changed 1 none"]),
    "a choice more": (
        *(query(choices=("x",)), query(choices=("x", "y"))),
        ['parameter-choices-widened "y"'],
    ),
    "a choice less": (
        *(query(choices=("x", "y")), query(choices=("x",))),
        ['parameter-choices-narrowed "y"'],
    ),
    "choices at all": (
        *(query(), query(choices=("x",))),
        ['parameter-choices-narrowed anything but "x"'],
    ),
    "no choices": (
        *(query(choices=("x",)), query()),
        ['parameter-choices-widened "x" any value'],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), PARAMETERS.values(), ids=PARAMETERS)
def test_a_parameter_changes(
    old: Parameter | None, new: Parameter | None, changes: list[str]
) -> None:
    assert codes(asked(old), asked(new)) == changes


def sends(*headers: str, status: int = 200, **more: Any) -> Transaction:
    """A request with these headers."""
    given = tuple((name, "x") for name in headers)
    return transaction(status, method="POST", headers=given, answers={}, **more)


def posts(*transactions: Transaction) -> Action:
    return action(*transactions, method="POST")


NAMED: Final = [replace(sends("X-Own"), name=name) for name in ("one", "two")]
PLAIN: Final = [replace(sends(), name=name) for name in ("one", "two")]
#: Requests before and now, and the changes of their headers.
HEADERS: Final[dict[str, tuple[list[Transaction], list[Transaction], list[str]]]] = {
    "every request has it now": (PLAIN, NAMED, ["request-header-added"]),
    "no request has it now": (NAMED, PLAIN, ["request-header-removed"]),
    "one request has it now": (PLAIN, [NAMED[0], PLAIN[1]], []),
    "one request had it before": ([NAMED[0], PLAIN[1]], NAMED, []),
    "a token": (
        *([sends()], [sends("Authorization")]),
        ["credential-required"],
    ),
    "no token": ([sends("X-Api-Key")], [sends()], ["credential-dropped"]),
    "what other changes tell": ([sends()], [sends("Accept", "Host", "Prefer")], []),
    "the case of a name": ([sends("X-Own")], [sends("x-own")], []),
}


@pytest.mark.parametrize(("old", "new", "changes"), HEADERS.values(), ids=HEADERS)
def test_headers_of_all_requests_change(
    old: list[Transaction], new: list[Transaction], changes: list[str]
) -> None:
    found = [each for each in codes(posts(*old), posts(*new)) if not each.startswith("example")]
    assert found == changes


TEXT, NUMBER = ({"a": kind} for kind in ("x", 1))
BODY: Final = Schema("object")
#: An operation before and now, and the changes of its bodies.
BODIES: Final[dict[str, tuple[Transaction, Transaction, list[str]]]] = {
    "another type in the answer": (
        *(transaction(answers=TEXT), transaction(answers=NUMBER)),
        ["response-type-changed string integer"],
    ),
    "another example of the same type": (
        *(transaction(answers={"a": "x"}), transaction(answers={"a": "y"})),
        ["example-changed"],
    ),
    "another type of items": (
        *(transaction(answers=["x"]), transaction(answers=[1])),
        ["response-type-changed string integer"],
    ),
    "another type of items that may be null": (
        *(transaction(answers=[None, "x"]), transaction(answers=[1, None])),
        ["response-type-changed string integer"],
    ),
    "items of several types": (
        *(transaction(answers=["x", 1]), transaction(answers=[True])),
        ["example-changed"],
    ),
    "a member of a later item": (
        *(transaction(answers=[{}, {"b": "x"}]), transaction(answers=[{"b": 1}])),
        ["response-type-changed string integer"],
    ),
    "items of lists": (
        *(transaction(answers=[[], ["x"]]), transaction(answers=[[1]])),
        ["response-type-changed string integer"],
    ),
    "numbers for texts": (
        *(transaction(answers=["x"]), transaction(answers=[1, 0.5, 1])),
        ["response-type-changed string number"],
    ),
    "another type in the request": (
        *(transaction(sends=TEXT), transaction(sends=NUMBER)),
        ["request-type-changed string integer"],
    ),
    "another type in the request of an error": (
        *(transaction(422, sends=TEXT), transaction(422, sends=NUMBER)),
        ["example-changed"],
    ),
    "no body in the answer": (
        *(transaction(answers=TEXT), transaction()),
        ["response-body-removed"],
    ),
    "a body in the answer": (transaction(), transaction(answers=TEXT), ["response-body-added"]),
    "a body in the request": (transaction(), transaction(sends=BODY), ["request-body-added"]),
    "no body in the request": (
        *(transaction(sends=BODY), transaction()),
        ["request-body-removed"],
    ),
    "another media type": (
        *(transaction(answers=TEXT), transaction(answers=NUMBER, media_type="application/json")),
        ["response-media-type-changed application/vnd.api+json application/json"],
    ),
    "another success": (
        *(transaction(200, answers=TEXT), transaction(202, answers=TEXT)),
        ["status-changed 200 202"],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), BODIES.values(), ids=BODIES)
def test_a_body_changes(old: Transaction, new: Transaction, changes: list[str]) -> None:
    assert codes(action(old), action(new)) == changes


def numbered(*transactions: Transaction, first: int) -> Action:
    """An operation whose requests and responses are at lines of their own, from ``first``."""
    made = []
    for number, each in enumerate(transactions):
        lines = [Location("test.apib", first + 10 * number + n, 1) for n in range(2)]
        made.append(
            replace(
                each,
                request=replace(each.request, location=lines[0]),
                response=replace(each.response, location=lines[1]),
            )
        )
    return posts(*made)


BARE: Final = [transaction(method="POST")] * 2
BODIED: Final = transaction(method="POST", sends=BODY)
PLAIN_TEXT: Final = transaction(method="POST", sends=BODY, media_type="text/plain")
#: Transactions before and now, and each change with the lines of both sides: the first of each.
PLACES: Final[dict[str, tuple[list[Transaction], list[Transaction], list[str]]]] = {
    "a body in all requests": (BARE, [BODIED, BODIED], ["request-body-added 100 200"]),
    "no body in any request": ([BODIED, BODIED], BARE, ["request-body-removed 100 200"]),
    "a header": (PLAIN, NAMED, ["request-header-added 100 200"]),
    "another media type": (
        *([PLAIN_TEXT, BODIED], [BODIED]),
        ["request-media-type-removed 100 1"],
    ),
    "one media type more": (
        *([BODIED], [BODIED, PLAIN_TEXT]),
        ["request-media-type-added 1 210"],
    ),
    "a status less": (
        *([transaction(method="POST"), transaction(202, method="POST")],),
        *([transaction(method="POST")], ["status-removed 111 1"]),
    ),
    "an error more": (
        *([transaction(method="POST")],),
        *([transaction(method="POST"), transaction(404, method="POST")],),
        ["error-added 1 211"],
    ),
    "another status": (
        *([transaction(200, method="POST")], [transaction(202, method="POST")]),
        ["status-changed 101 201"],
    ),
    "a header of the response": (
        [transaction(method="POST")],
        [
            replace(
                transaction(method="POST"),
                response=replace(transaction().response, headers=(("X-A", "b"),)),
            )
        ],
        ["response-header-added 101 201"],
    ),
    "a body in the response": (
        *([transaction(method="POST")], [transaction(method="POST", answers=TEXT)]),
        ["response-body-added 101 201"],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), PLACES.values(), ids=PLACES)
def test_a_change_is_at_the_first_of_what_differs(
    old: list[Transaction], new: list[Transaction], changes: list[str]
) -> None:
    sides = numbered(*old, first=100), numbered(*new, first=200)
    found = [
        f"{each.code} {each.old.line if each.old else '-'} {each.new.line if each.new else '-'}"
        for each in diff(*map(contract, sides))
        if not each.code.startswith("example")
    ]
    assert found == changes


@pytest.mark.parametrize("side", ["old", "new"])
@pytest.mark.parametrize(("line", "shown"), [(7, 7), (None, 1)])
def test_a_change_in_a_body_is_at_the_body_if_that_has_a_place(
    side: str, line: int | None, shown: int
) -> None:
    given = {"location": Location("a.apib", 1, 1)}
    given |= {"body_location": Location("a.apib", line, 1)} if line else {}
    made = {name: transaction(answers=body) for name, body in (("old", TEXT), ("new", NUMBER))}
    made[side] = replace(made[side], response=replace(made[side].response, **given))
    (found,) = diff(contract(action(made["old"])), contract(action(made["new"])))
    place = getattr(found, side)
    assert (found.code, place.line) == ("response-type-changed", shown)


@pytest.mark.parametrize(("depth", "is_seen"), [(39, True), (40, False), (41, False)])
def test_examples_are_compared_to_a_depth(depth: int, is_seen: bool) -> None:
    def nested(value: Any) -> Any:
        for _ in range(depth):
            value = {"a": value}
        return value

    old, new = (
        transaction(answers=nested(value), media_type="application/json")
        for value in ({"b": "x"}, {"b": 1})
    )
    assert codes(action(old), action(new)) == (
        ["response-type-changed string integer"] if is_seen else ["example-changed"]
    )
