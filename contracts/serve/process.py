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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 30.0
"""Seconds a server may take until it accepts connections."""


class ServerFailed(Exception):
    """The server did not start; the message says why and shows the end of its log."""


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
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        try:
            process = subprocess.Popen(
                words,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **environment},
            )
        except OSError as error:
            raise ServerFailed(f"cannot start {words[0]!r}: {error.strerror}") from None
        try:
            _await(process, port, words, log)
            yield ServerProcess(f"http://127.0.0.1:{port}", log)
        finally:
            stop(process)


def _await(process: subprocess.Popen[bytes], port: int, words: list[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            reason = f"{shlex.join(words)} ended with exit code {process.returncode}"
            raise ServerFailed(f"{reason}:\n{_tail(log)}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise ServerFailed(f"nothing listens on port {port} after {PATIENCE:.0f} s:\n{_tail(log)}")


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


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, kindly at first."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
