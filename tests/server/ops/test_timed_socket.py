"""A connection whose reads end at a deadline."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from server.ops import timed_socket as module
from server.ops.timed_socket import TimedSocket, TooSlow


@pytest.fixture
def pair() -> Iterator[tuple[TimedSocket, socket.socket]]:
    """A timed connection, and its other end."""
    one, other = socket.socketpair()
    timed = TimedSocket.of(one)
    yield timed, other
    timed.close()
    other.close()


@pytest.mark.parametrize("blocking", [True, False])
def test_a_connection_stays_as_it_was(blocking: bool) -> None:
    one, other = socket.socketpair()
    one.setblocking(blocking)
    number = one.fileno()
    timed = TimedSocket.of(one)
    assert (timed.fileno(), timed.getblocking(), one.fileno()) == (number, blocking, -1)
    assert TimedSocket.of(timed) is timed
    timed.close()
    other.close()


def test_what_has_arrived_is_read_in_time(pair: tuple[TimedSocket, socket.socket]) -> None:
    timed, other = pair
    other.sendall(b"abc")
    assert timed.recv(1) == b"a"
    timed.allow(60)
    assert timed.recv(9) == b"bc"
    assert timed.gettimeout() is None, "writing has no deadline"


def test_nothing_is_read_after_the_deadline(
    pair: tuple[TimedSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    timed, other = pair
    other.sendall(b"abc")
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    timed.allow(5)
    assert timed.deadline == 105.0
    now = 104.9
    assert timed.recv(1) == b"a"
    now = 105.0
    with pytest.raises(TooSlow):
        timed.recv(1)
    timed.allow(1)
    assert timed.recv(9) == b"bc"


def test_waiting_ends_at_the_deadline(pair: tuple[TimedSocket, socket.socket]) -> None:
    timed, _ = pair
    timed.allow(0.01)
    with pytest.raises(TooSlow):
        timed.recv(1)
    assert timed.gettimeout() is None
