"""Documented errors: their values, and what they point at in the request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Response, Schema, Transaction
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import JSON_API, action, array, contract, obj, required, transaction

TYPE = (("Content-Type", JSON_API),)
ERROR = {"status": "409", "title": "Conflict", "detail": "why"}


def found(
    documented: Any,
    seen: Any,
    *,
    status: int = 409,
    sent: Any = None,
    written: bool = True,
    others: tuple[Transaction, ...] = (),
) -> list[tuple[str, Any, Any]]:
    """Place, expected and seen value of the problems of rule ``error``."""
    body = json.dumps(documented) if documented is not None else ""
    made = transaction(method="POST", sends=sent)
    made = replace(made, response=Response(status, headers=TYPE, body=body, body_written=written))
    one = action(made, *others, method="POST")
    answer = Answer(status, TYPE, json.dumps(seen).encode())
    text = json.dumps(sent) if sent is not None else ""
    problems = strict_problems(contract(one), one, made, Sent("POST", "/things", (), text), answer)
    return [(p.place, p.expected, p.seen) for p in problems if p.rule == "error"]


def errors(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"errors": [{**ERROR, **each} for each in changes]}


@pytest.mark.parametrize(
    ("documented", "seen", "wrong"),
    [
        (errors({}), errors({}), []),
        (errors({}), errors({"detail": "another"}), []),
        (errors({}), errors({"code": "7"}), []),
        (errors({"code": "7"}), errors({"code": "7"}), []),
        (errors({"code": "7"}), errors({}), [("/errors/0/code", "7", MISSING)]),
        (errors({"code": "7"}), errors({"code": "8"}), [("/errors/0/code", "7", "8")]),
        (errors({"code": "8"}), errors({"code": "7"}), [("/errors/0/code", "8", "7")]),
        (errors({}), errors({"title": "A"}), [("/errors/0/title", "Conflict", "A")]),
        (errors({}), errors({"title": "Z"}), [("/errors/0/title", "Conflict", "Z")]),
        (
            errors({}),
            errors({"status": "400", "title": "A"}),
            [("/errors/0/status", "409", "400"), ("/errors/0/title", "Conflict", "A")],
        ),
        # The first error counts.
        (errors({}, {"title": "B"}), errors({}), []),
        (errors({}), errors({}, {"title": "B"}), []),
        (errors({"title": "B"}, {}), errors({}, {}), [("/errors/0/title", "B", "Conflict")]),
        # Other rules report what is no list of errors.
        (errors({}), {"errors": []}, []),
        (errors({}), {"errors": {"0": ERROR}}, []),
        (errors({}), {}, []),
        ({"errors": []}, errors({}), []),
        ({"errors": {"0": ERROR}}, errors({}), []),
        ({"errors": ["x"]}, errors({}), []),
        (errors({}), {"errors": ["x"]}, [(f"/errors/0/{n}", ERROR[n], MISSING)
                                         for n in ("status", "title")]),
        (None, errors({}), []),
    ],
)  # fmt: skip
def test_an_error_has_the_documented_values(
    documented: Any, seen: Any, wrong: list[tuple[str, Any, Any]]
) -> None:
    assert found(documented, seen) == wrong


def test_only_errors_are_looked_at() -> None:
    both = {**errors({}), "data": None}
    assert found(both, {**errors({"title": "A"}), "data": None}, status=200) == []


def at(pointer: Any) -> dict[str, Any]:
    return errors({"source": {"pointer": pointer}})


SOURCE = "/errors/0/source"


@pytest.mark.parametrize(
    ("documented", "seen", "wrong"),
    [
        (at("/data"), at("/data"), []),
        (at("/data"), at("/data/id"), [(SOURCE, {"pointer": "/data"}, {"pointer": "/data/id"})]),
        (at("/data"), errors({}), [(SOURCE, {"pointer": "/data"}, MISSING)]),
        (
            at("/data"),
            errors({"source": {"parameter": "sort"}}),
            [(SOURCE, {"pointer": "/data"}, {"parameter": "sort"})],
        ),
        (errors({}), errors({"source": {"parameter": "sort"}}), []),
        (errors({"source": {}}), errors({}), []),
    ],
)
def test_a_written_error_points_where_it_is_documented_to(
    documented: Any, seen: Any, wrong: list[Any]
) -> None:
    assert found(documented, seen) == wrong


ATTRIBUTES = obj(
    required("name", Schema("string")),
    required("tags", array(obj(required("word", Schema("string"))))),
    required("none", array()),
    required("mixed", array(obj(required("a", Schema("string"))), Schema("string"))),
)
OTHERS = (transaction(201, method="POST", sends=obj(required("data", ATTRIBUTES))),)


@pytest.mark.parametrize(
    ("pointer", "is_right"),
    [
        # Sent.
        ("", True),
        ("/data", True),
        ("/data/sent", True),
        ("/data/list/0", True),
        ("/data/list/1", False),
        # Not sent, and documented by another request.
        ("/data/name", True),
        ("/data/tags/0", True),
        ("/data/tags/7/word", True),
        ("/data/tags/word", False),
        ("/data/tags/0/other", False),
        ("/data/none/0", False),
        ("/data/mixed/1/a", True),
        # Neither.
        ("/data/other", False),
        ("/other", False),
        # No pointers: another rule reports these.
        ("data/name", True),
        (7, True),
    ],
)
@pytest.mark.parametrize("is_written", [True, False])
def test_another_error_points_into_a_request(
    pointer: Any, is_right: bool, is_written: bool
) -> None:
    sent = {"data": {"sent": None, "list": [1]}}
    documented = errors({} if is_written else {"source": {"pointer": "/x"}})
    wrong = found(documented, at(pointer), sent=sent, written=is_written, others=OTHERS)
    assert wrong == ([] if is_right else [(f"{SOURCE}/pointer", MISSING, pointer)])
