"""Starting the server to judge as a child process, and knowing when it answers."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.text.uri import is_server_url, no_server_url, server_address

PATIENCE = 30.0
"""Seconds a server may take until it accepts connections."""
_PORT_PATIENCE = 5.0
"""Seconds until the port of a server that was ended is free."""


class ServerFailed(Exception):
    """The server did not start; the message has the reason and the end of its log."""


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server: where it answers and where it logs."""

    url: str
    log: Path


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: str, environment: Mapping[str, str], log: Path) -> Iterator[ServerProcess]:
    """Run ``command`` (with ``{python}`` and ``{port}`` filled in) until the block is left.

    Raises ServerFailed when it ends or stays deaf instead of listening on its port.
    """
    port = free_port()
    words = [word.format(python=sys.executable, port=port) for word in shlex.split(command)]
    with _started(words, environment, log) as process:
        _await(process, ("127.0.0.1", port), words, log)
        yield ServerProcess(f"http://127.0.0.1:{port}", log)


@contextmanager
def running_at(
    url: str, command: str, wait: float, environment: Mapping[str, str], log: Path
) -> Iterator[ServerProcess]:
    """Run ``command``, whose server answers at ``url``, until the block is left.

    The server is given ``wait`` seconds, and more if it does not listen then. Raises
    ServerFailed when ``url`` is not a server's, when something listens there already, when the
    command ends with an error, or when nothing listens.
    """
    if not is_server_url(url):
        raise ServerFailed(no_server_url(url))
    address = server_address(url)
    if _listens(address):
        raise ServerFailed(
            f"a server answers at {url} before {command!r} is started:"
            " stop it, or verify it with --endpoint"
        )
    words = shlex.split(command)
    with _started(words, environment, log) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait)
        _await(process, address, words, log)
        yield ServerProcess(url, log)
    deadline = time.monotonic() + _PORT_PATIENCE
    while _listens(address) and time.monotonic() < deadline:
        time.sleep(0.02)  # the kernel ends what the command had started


@contextmanager
def _started(
    words: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, and all that it starts (npm start), ended when the block is left."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        try:
            process = subprocess.Popen(
                words,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        except OSError as error:
            raise ServerFailed(f"cannot start {words[0]!r}: {error.strerror}") from None
        try:
            yield process
        finally:
            stop(process)
            if os.name == "posix":
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _await(
    process: subprocess.Popen[bytes], address: tuple[str, int], words: list[str], log: Path
) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll():  # 0: it has started the server and left
            reason = f"{shlex.join(words)} ended with exit code {process.returncode}"
            raise ServerFailed(f"{reason}:\n{_tail(log)}")
        if _listens(address):
            return
        if process.poll() == 0 and not _group_lives(process.pid):
            raise ServerFailed(f"{shlex.join(words)} ended with exit code 0:\n{_tail(log)}")
        time.sleep(0.02)
    port = address[1]
    raise ServerFailed(f"nothing listens on port {port} after {PATIENCE:.0f} s:\n{_tail(log)}")


def _listens(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def _group_lives(group: int) -> bool:
    """Whether a process that ended left others in its group."""
    if os.name != "posix":
        return False
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-15:])


def end_on_signals() -> None:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt in this process, however it was started.

    A shell starts what runs in the background of a script with SIGINT ignored, and Python
    keeps it so. For commands that run until they are interrupted, in the main thread.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process, kindly at first."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
