"""Commands that run until Ctrl-C end by it, also where a script started them in its background."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from contracts.runtime import __main__ as runtime
from tests.contracts.verify.small import write_blueprint

ROOT = Path(__file__).parents[3]
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


@pytest.mark.parametrize(
    ("words", "number"),
    [
        pytest.param(("contracts", "serve", "api.apib"), signal.SIGINT, id="contract serve"),
        pytest.param(("server",), signal.SIGTERM, id="server"),
    ],
)
def test_a_server_ends_with_the_signal(
    words: tuple[str, ...], number: signal.Signals, tmp_path: Path
) -> None:
    write_blueprint(tmp_path)
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite", "CREATE_TABLES": "on"}
    command = [sys.executable, "-u", "-m", *words, "--port", "0"]
    process = subprocess.Popen(
        ["sh", "-c", 'trap \'\' INT; exec "$0" "$@"', *command],
        cwd=tmp_path,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    seen = []
    while not any(line.startswith("Serving http") for line in seen):
        seen.append(process.stdout.readline())
        assert seen[-1], seen
    process.send_signal(number)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert not list(tmp_path.glob("contract-serve-*"))
