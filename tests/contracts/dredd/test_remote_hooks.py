"""Hooks behind a connection, asked in Dredd's protocol; tests/contracts/dredd/test_hooks_python.py
starts their handler."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.dredd.remote_hooks import RemoteHooks

Connection = tuple[RemoteHooks, socket.socket]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """The hooks, and the handler's end of the connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield RemoteHooks(ours), theirs


def reply(theirs: socket.socket, data: Any) -> None:
    theirs.sendall(json.dumps({"uuid": "1", "event": "", "data": data}).encode() + b"\n")


def test_a_transaction_is_sent_and_changed_in_place(connection: Connection) -> None:
    hooks, theirs = connection
    transaction = {"name": "a", "skip": False}
    for number, changed in enumerate(({"name": "a", "skip": True}, {"name": "b"}), start=1):
        sent = {"uuid": str(number), "event": "beforeEach", "data": dict(transaction)}
        reply(theirs, changed)
        hooks.run("beforeEach", transaction)
        assert transaction == changed
        assert json.loads(theirs.recv(10_000)) == sent


def test_all_transactions_of_a_run_are_changed(connection: Connection) -> None:
    hooks, theirs = connection
    transactions: list[dict[str, Any]] = [{"name": "a"}, {"name": "b"}]
    reply(theirs, [{"name": "a", "skip": True}, {"name": "b", "fail": "no"}])
    hooks.run("beforeAll", transactions)
    assert transactions == [{"name": "a", "skip": True}, {"name": "b", "fail": "no"}]


@pytest.mark.parametrize("answer", [b"", b"not JSON\n"], ids=["closed", "no JSON"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_handler_that_ended_fails_every_transaction(
    connection: Connection, answer: bytes, count: int
) -> None:
    hooks, theirs = connection
    theirs.sendall(answer)
    theirs.shutdown(socket.SHUT_WR)
    transactions: list[dict[str, Any]] = [{"name": str(number)} for number in range(count)]
    hooks.run("beforeAll", transactions if count > 1 else transactions[0])
    assert [each["fail"].partition(":")[0] for each in transactions] == [
        "the hook handler ended"
    ] * count
