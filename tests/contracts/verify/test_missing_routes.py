"""Which 404 says that the server has no such path, and which that a record is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.exchange import Answer, Attribution, Outcome, Sent
from contracts.report.failure_groups import failure_groups
from contracts.verify.missing_routes import MissingRoutes
from contracts.verify.transaction_runner import TransactionRunner
from tests.contracts.factories import action, contract, transaction

ROOMS = contract(
    action(transaction(uri="/rooms"), template="/rooms"),
    action(transaction(uri="/rooms/7"), template="/rooms/7"),
    action(
        transaction(
            201, method="POST", uri="/rooms/7/books", name="Rooms > Books > Book > Example 1"
        ),
        transaction(
            400, method="POST", uri="/rooms/7/books", name="Rooms > Books > Book > Example 2"
        ),
        method="POST",
        template="/rooms/7/books",
    ),
)
Server = Callable[[Sent], Answer]


class OneServer:
    """A client of a server that is a function."""

    def __init__(self, server: Server) -> None:
        self.send = server

    def close(self) -> None:
        """There is nothing to close."""


def general(sent: Sent) -> Answer:
    """A framework's page for what it has no route for."""
    return Answer(404, body=f"Cannot {sent.method} {sent.uri}".encode())


def rooms(sent: Sent) -> Answer:
    """Has the list and its rooms, and no room."""
    if sent.uri not in ("/rooms", "/rooms/7"):
        return general(sent)
    if sent.method == "OPTIONS":
        return Answer(200, (("Allow", "GET"),))
    return Answer(200) if sent.uri == "/rooms" else general(sent)


def message_of_its_own(sent: Sent) -> Answer:
    """Has one handler for all paths, and says what is missing."""
    if sent.method == "OPTIONS":
        return rooms(sent)
    return Answer(404, body=b"no such room") if sent.uri.startswith("/rooms/7") else general(sent)


def without_options(sent: Sent) -> Answer:
    """Answers OPTIONS nowhere."""
    return general(sent) if sent.method == "OPTIONS" else rooms(sent)


def unreachable(sent: Sent) -> Answer:
    raise ConnectionError(sent.uri)


@pytest.mark.parametrize(
    ("server", "method", "uri", "lacks"),
    [
        pytest.param(rooms, "POST", "/rooms/7/books", True, id="no such route"),
        pytest.param(rooms, "GET", "/rooms/7", False, id="no such record, by the same page"),
        pytest.param(message_of_its_own, "POST", "/rooms/7/books", False, id="another page"),
        pytest.param(without_options, "POST", "/rooms/7/books", False, id="no OPTIONS"),
        pytest.param(unreachable, "POST", "/rooms/7/books", False, id="unreachable"),
    ],
)
def test_a_path_is_missing_where_options_and_page_say_so(
    server: Server, method: str, uri: str, lacks: bool
) -> None:
    sent = Sent(method, uri)
    answer = general(sent) if server is unreachable else server(sent)
    assert MissingRoutes(ROOMS, OneServer(server)).lacks(sent, answer) is lacks


@pytest.mark.parametrize(("number", "lacks"), [(1, True), (8, True), (9, False)])
def test_of_the_documented_paths_eight_are_asked_for_one_that_the_server_has(
    number: int, lacks: bool
) -> None:
    paths = [f"/things/{each}" for each in range(1, number + 1)]
    many = contract(*(action(transaction(uri=each), template=each) for each in paths))
    asked: list[str] = []

    def last(sent: Sent) -> Answer:
        """Has the last of the paths alone."""
        asked.append(sent.uri)
        is_known = sent.method == "OPTIONS" and sent.uri == paths[-1]
        return Answer(200) if is_known else Answer(404, body=b"none")

    server = OneServer(last)
    sent = Sent("GET", "/elsewhere")
    assert MissingRoutes(many, server).lacks(sent, Answer(404, body=b"none")) is lacks
    assert [each for each in asked if each in paths] == paths[:8]


def test_a_transaction_that_the_contract_lacks_is_answered_with_the_nearest() -> None:
    runner = TransactionRunner(ROOMS, OneServer(rooms))
    with pytest.raises(KeyError, match=r"did you mean 'Rooms > Books > Book > Example [12]'"):
        runner.run("Rooms > Books > Book > Example 3")
    with pytest.raises(KeyError, match=r"no transaction is called 'x'\"$"):
        runner.run("x")


def test_a_path_that_the_server_does_not_have_is_the_servers() -> None:
    results = list(TransactionRunner(ROOMS, OneServer(rooms)))
    assert [r.outcome for r in results] == [Outcome.PASSED, *[Outcome.FAILED] * 3]
    groups = failure_groups(ROOMS, results, handled=False)
    assert sorted(len(group.failures) for group in groups) == [1, 2]
    found = {g.example.result.transaction.request.uri: (g.attribution, g.advice) for g in groups}
    advice = "nothing made the documented resources exist: give --state or --hooks"
    assert found == {
        "/rooms/7": (Attribution.STATE, advice),
        "/rooms/7/books": (Attribution.SERVER, "the server does not have this path"),
    }
