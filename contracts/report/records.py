"""What grouping needs of a failure, in values that a report in JSON holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from contracts.exchange import Attribution, Problem, Result, Sent
from contracts.model import MISSING, EndpointKind
from contracts.report.causes import Key
from contracts.verify.plan import is_law

#: The rule of a result that has no problem but a reason: there was no answer to judge.
ERROR: Final = "error"
#: The length of a request that was not sent: longer than any other.
UNSENT: Final = 1 << 20


class CheckKind(StrEnum):
    """What a result is of."""

    LAW = "law"
    LIST = "list"
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """A red result: ``number`` is its place among all results, ``problems`` are all of them."""

    number: int
    name: str
    operation: str
    location: str
    kind: CheckKind
    problems: tuple[Problem, ...]
    reason: str = ""

    @property
    def error(self) -> Problem:
        """The reason of a result without an answer, as its problem."""
        return Problem(ERROR, self.reason)


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """A problem that does not follow from another one of its result, and its cause.

    ``key`` is what problems with one cause have in common, ``member`` the name of the place
    (``event: starts-at``), ``request`` the one that was answered so and ``length`` how long it is.
    """

    check: CheckRecord
    problem: Problem
    key: Key
    attribution: Attribution
    advice: str = ""
    member: str = ""
    request: str = ""
    length: int = UNSENT


def kind_of_check(result: Result) -> CheckKind:
    """Whether a result is of a law, of a documented list or of another transaction."""
    if is_law(result.transaction):
        return CheckKind.LAW
    endpoint = result.action.endpoint
    is_list = endpoint is not None and endpoint.kind is EndpointKind.LIST
    return CheckKind.LIST if is_list else CheckKind.TRANSACTION


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem for machines."""
    row: dict[str, Any] = {"rule": problem.rule, "message": problem.message}
    if problem.sent is not None:
        row["request"] = request_line(problem.sent)
    for name, value in (("place", problem.place), ("operation", problem.operation)):
        if value:
            row[name] = value
    return row | values_row(problem)


def values_row(problem: Problem) -> dict[str, Any]:
    """What was expected and seen, where there is such a value."""
    values = {"expected": problem.expected, "seen": problem.seen}
    return {name: value for name, value in values.items() if value is not MISSING}


def request_line(sent: Sent) -> str:
    """``GET /events/1``."""
    return f"{sent.method} {sent.uri}"


def failure_row(failure: FailureRecord) -> dict[str, Any]:
    """A failure for machines; its problem by its place among those of the result."""
    row: dict[str, Any] = {"key": list(failure.key), "attribution": failure.attribution.value}
    numbers = (n for n, each in enumerate(failure.check.problems) if each is failure.problem)
    optional = {
        "problem": next(numbers, None),
        "advice": failure.advice or None,
        "member": failure.member or None,
        "request": failure.request or None,
        "length": failure.length if failure.length != UNSENT else None,
    }
    return row | {name: value for name, value in optional.items() if value is not None}


def read_failures(rows: Sequence[Mapping[str, Any]]) -> Iterator[FailureRecord]:
    """The failures in the rows of a report's transactions.

    Raises KeyError, IndexError, TypeError, AttributeError or ValueError when they are not what
    :func:`failure_row` writes.
    """
    for number, row in enumerate(rows):
        if not row.get("failures"):
            continue
        check = CheckRecord(
            number,
            row["name"],
            row["operation"],
            row["location"],
            CheckKind(row["kind"]),
            tuple(map(_read_problem, row["problems"])),
            row.get("reason", ""),
        )
        for failure in row["failures"]:
            of = failure.get("problem")
            yield FailureRecord(
                check,
                check.error if of is None else check.problems[of],
                tuple(failure["key"]),
                Attribution(failure["attribution"]),
                failure.get("advice", ""),
                failure.get("member", ""),
                failure.get("request", ""),
                failure.get("length", UNSENT),
            )


def _read_problem(row: Mapping[str, Any]) -> Problem:
    method, _, uri = row.get("request", "").partition(" ")
    return Problem(
        row["rule"],
        row["message"],
        row.get("place", ""),
        row.get("expected", MISSING),
        row.get("seen", MISSING),
        Sent(method, uri) if method else None,
        row.get("operation", ""),
    )
