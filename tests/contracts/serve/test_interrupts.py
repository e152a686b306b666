"""A server ends with a signal, also where a script started it in its background.

As processes: `contract serve` in test_development_server.py, `python -m server` in
tests/server/production/test_running.py.
"""

from __future__ import annotations

import signal

import pytest
from flask import Flask

from contracts.runtime import __main__ as runtime

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted:
    """A server that is sent a signal while it serves."""

    server_port = 5000
    closed = False

    def __init__(self, number: signal.Signals) -> None:
        self._number = number

    def serve_forever(self) -> None:
        signal.raise_signal(self._number)

    def server_close(self) -> None:
        self.closed = True


@pytest.mark.usefixtures("handlers_of_signals")
@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_a_server_handles_both_signals(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Interrupted(number)
    monkeypatch.setattr(runtime, "make_server", lambda *_, **__: server)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    assert runtime.serve(Flask("app"), "127.0.0.1", 5000) == 0
    assert server.closed
