"""The server to judge as a child process: when it answers, and why it does not."""

from __future__ import annotations

import shlex
import signal
import socket
import sys
from pathlib import Path

import pytest

from contracts.serve.process import (
    ServerFailed,
    end_on_signals,
    free_port,
    running,
    running_at,
)

#: Listens at the port that it is given, and at nothing else, until it is ended.
SERVER = """\
import socket, sys, time
time.sleep(0.3)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        server.accept()[0].close()
"""


def python(code: str, *arguments: object) -> str:
    """A command that runs Python code."""
    return shlex.join([sys.executable, "-c", code, *map(str, arguments)])


def listens(port: int) -> bool:
    """Whether something accepts connections."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("leaves", [False, True], ids=["stays", "starts another and leaves"])
def test_a_server_listens_inside_the_block_only(tmp_path: Path, leaves: bool) -> None:
    port = free_port()
    command = python(SERVER, port)
    command = shlex.join(["sh", "-c", f"{command} & exit 0"]) if leaves else command
    with running_at(f"http://127.0.0.1:{port}", command, 0, {}, tmp_path / "log"):
        assert listens(port)
    assert not listens(port)


def test_a_server_that_listens_before_is_not_judged(tmp_path: Path) -> None:
    with (
        running(f"{python(SERVER)} {{port}}", {}, tmp_path / "log") as server,
        pytest.raises(ServerFailed, match=r"a server answers at http:.+ before 'true'"),
        running_at(server.url, "true", 0, {}, tmp_path / "other"),
    ):
        pass


@pytest.mark.parametrize("code", [0, 3])
def test_a_command_that_ends_is_reported_with_the_end_of_its_log(tmp_path: Path, code: int) -> None:
    command = python("import sys; [print(n) for n in range(20)]; sys.exit(int(sys.argv[1]))", code)
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServerFailed) as failed, running_at(url, command, 0, {}, tmp_path / "log"):
        pass
    reason, *log = str(failed.value).splitlines()
    assert reason.endswith(f"ended with exit code {code}:")
    assert log == [f"    {n}" for n in range(5, 20)]


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerFailed, match=r"^cannot start 'no-such-server': No such file"),
        running("no-such-server {port}", {}, tmp_path / "log"),
    ):
        pass


def test_a_server_is_not_started_for_what_is_no_url(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerFailed, match="'http://here:99999' is not the URL of a server"),
        running_at("http://here:99999", "touch started", 0, {}, tmp_path / "log"),
    ):
        pass
    assert not (tmp_path / "log").exists()


SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.usefixtures("handlers_of_signals")
@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_a_signal_that_was_ignored_interrupts(number: signal.Signals) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    end_on_signals()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
