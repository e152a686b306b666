"""Connections that a slow sender does not keep: each part of a request has a time to arrive in."""

from __future__ import annotations

import socket
import time


class TooSlow(Exception):
    """Part of a request did not arrive in its time."""


class TimedSocket(socket.socket):
    """A connection whose reads, all together, end at ``deadline`` (of the monotonic clock)."""

    deadline: float | None = None

    @classmethod
    def of(cls, connection: socket.socket) -> TimedSocket:
        """``connection`` with a deadline; the given object is not to be used any more."""
        if isinstance(connection, cls):
            return connection
        blocking = connection.getblocking()
        timed = cls(fileno=connection.detach())
        timed.setblocking(blocking)
        return timed

    def allow(self, seconds: float) -> None:
        """Let reads take ``seconds`` from now on."""
        self.deadline = time.monotonic() + seconds

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As of any socket.

        Raises:
            TooSlow: the deadline has passed.
        """
        if self.deadline is None:
            return super().recv(bufsize, flags)
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self.settimeout(left)
        try:
            return super().recv(bufsize, flags)
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self.settimeout(None)
