"""Commands that run until Ctrl-C end by it, also where a script started them in its background."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.verify.small import write_blueprint

ROOT = Path(__file__).parents[3]
COMMANDS = {
    "serve": ("contracts", "serve", "api.apib", "--port", "0"),
    "server": ("server", "--port", "0"),
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_ends_with_the_signal(
    command: str, number: signal.Signals, tmp_path: Path
) -> None:
    write_blueprint(tmp_path)
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite", "CREATE_TABLES": "on"}
    words = [sys.executable, "-u", "-m", *COMMANDS[command]]
    process = subprocess.Popen(
        ["sh", "-c", 'trap \'\' INT; exec "$0" "$@"', *words],
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
