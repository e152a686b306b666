"""The result of a law says what was sent and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.exchange import Answer, Attribution, Outcome, Problem, Result, Sent
from contracts.verify.laws import Law, LawWorld
from contracts.verify.laws.certainty import Undecided
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind
from contracts.verify.plan import Check
from contracts.verify.runner import SHOWN, Runner
from contracts.verify.session import Session
from tests.contracts.factories import HERE, action, contract, transaction

READ = action(transaction(0, name="law: thing: is read"))
CONTRACT = contract(READ)


class Server:
    """A server that answers everything, and its state handler, which makes only things."""

    def reset(self) -> None:
        """There is nothing to forget."""

    def create(self, type: str, *_: Any) -> None:
        if type != "thing":
            raise LookupError(f"there are no {type}s")

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-{user}"

    def fail(self, checkers: Any) -> None:
        """There are no checkers."""

    def send(self, sent: Sent) -> Answer:
        if sent.uri == "/down":
            raise ConnectionError("nobody listens")
        return Answer(200)

    def close(self) -> None:
        """There is nothing to close."""


def result(check: Callable[[LawWorld, Fixture], None]) -> Result:
    """The result of a law with this check."""
    server = Server()
    law = Law(
        READ.transactions[0].name,
        LawKind("law-read", "Things are read."),
        (READ.id,),
        HERE,
        CONTRACT,
        lambda fixture: check(fixture.world, fixture),
    )
    session = Session(None, server, server)  # type: ignore[arg-type]
    return Runner(session).result(Check(law.name, READ, READ.transactions[0], law))


def breaking(count: int) -> Callable[[LawWorld, Fixture], None]:
    """A check that sends so many requests before the law is broken."""

    def check(world: LawWorld, fixture: Fixture) -> None:
        for number in range(count):
            world.client.send(Sent("GET", f"/things/{number}"))
        fixture.problems.append(Problem("law-read", "it is not read"))

    return check


@pytest.mark.parametrize("count", [1, SHOWN - 1, SHOWN, SHOWN + 1, 3 * SHOWN])
def test_the_last_requests_of_a_broken_law_are_shown(count: int) -> None:
    found = result(breaking(count))
    last = [f"GET /things/{number} \N{RIGHTWARDS ARROW} 200" for number in range(count)][-SHOWN:]
    assert (found.outcome, found.reason) == (Outcome.FAILED, f"after {', '.join(last)}")
    assert found.sent == Sent("GET", f"/things/{count - 1}")


def test_a_law_that_holds_shows_no_request() -> None:
    found = result(lambda world, _: world.client.send(Sent("GET", "/things/1")) and None)
    assert (found.outcome, found.reason, found.sent, found.answer) == (
        Outcome.PASSED,
        "",
        None,
        None,
    )


def undecided(_world: LawWorld, _fixture: Fixture) -> None:
    raise Undecided("who may read is not documented")


@pytest.mark.parametrize(
    ("check", "outcome", "reason", "attribution", "vacuous"),
    [
        (
            lambda world, _: world.handler.create("user", "1", {}, {}),
            Outcome.ERROR,
            "there are no users",
            Attribution.STATE,
            (),
        ),
        (
            lambda world, _: world.client.send(Sent("GET", "/down")),
            Outcome.ERROR,
            "nobody listens",
            Attribution.ENVIRONMENT,
            (),
        ),
        (
            lambda _, __: {}["id"],
            Outcome.ERROR,
            "the law could not be checked: KeyError: 'id'",
            Attribution.ENVIRONMENT,
            (),
        ),
        (
            undecided,
            Outcome.PASSED,
            "",
            Attribution.ENVIRONMENT,
            ("undecided: who may read is not documented",),
        ),
    ],
)
def test_a_law_that_cannot_be_judged_says_why(
    check: Callable[[LawWorld, Fixture], None],
    outcome: Outcome,
    reason: str,
    attribution: Attribution,
    vacuous: tuple[str, ...],
) -> None:
    found = result(check)
    assert (found.outcome, found.vacuous) == (outcome, vacuous)
    assert reason in found.reason
    if outcome is Outcome.ERROR:
        assert found.attribution is attribution
