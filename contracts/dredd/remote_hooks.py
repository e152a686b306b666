"""Hook files that another interpreter runs, asked in Dredd's protocol for hook handlers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from contracts.dredd.hook_bundle import MODULE, handler_environment
from contracts.dredd.hook_files import Event, HookData, HookFileError
from contracts.dredd.hook_server import HOST, STARTING
from contracts.serve.process import free_port, stop
from contracts.text.redaction import redact

PATIENCE: Final = 30.0
"""Seconds until the hook files are loaded."""


class Hooks(Protocol):
    """Whatever runs the hooks of an event, which change the data in place."""

    def run(self, event: Event, data: HookData | list[HookData]) -> None:
        """Run the hooks of ``event`` on one transaction, or at the ends of a run on all."""


class RemoteHooks:
    """Hooks behind a connection to their handler."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._number = 0

    def run(self, event: Event, data: HookData | list[HookData]) -> None:
        """Have the hooks of ``event`` run; a handler that ended fails the transactions."""
        transactions = data if isinstance(data, list) else [data]
        try:
            changed = self._answer(event, data)
        except (OSError, ValueError) as error:
            for transaction in transactions:
                transaction["fail"] = f"the hook handler ended: {error}"
            return
        answered = changed if isinstance(changed, list) else [changed]
        for transaction, after in zip(transactions, answered, strict=False):
            transaction.clear()
            transaction.update(after)

    def _answer(self, event: Event, data: Any) -> Any:
        self._number += 1
        message = {"uuid": str(self._number), "event": event, "data": data}
        self._stream.write(json.dumps(message).encode() + b"\n")
        self._stream.flush()
        line = self._stream.readline()
        if not line:
            raise ConnectionError("it closed the connection")
        return json.loads(line)["data"]


@contextmanager
def hooks_in(python: Path, files: Sequence[str], folder: Path) -> Iterator[RemoteHooks]:
    """The hooks in ``files``, run by ``python`` until the block is left.

    The handler is written into ``folder``; what hooks print goes to stderr, without secrets.
    Raises HookFileError when a file cannot be loaded there.
    """
    port = free_port()
    process = subprocess.Popen(
        [python, "-m", MODULE, *files, "--port", str(port)],
        env={**os.environ, **handler_environment(folder, python)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    handler = _Handler(process)
    try:
        with handler.connected(port) as connection:
            yield RemoteHooks(connection)
    finally:
        stop(process)
        handler.reader.join()


class _Handler:
    """The handler's process: what it prints is passed on, and known."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.printed: list[str] = []
        self.started = threading.Event()
        self.reader = threading.Thread(target=self._relay, daemon=True)
        self.reader.start()

    def _relay(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            text = redact(line.rstrip("\n"))
            if text == STARTING:
                self.started.set()
                continue
            self.printed.append(text)
            print(text, file=sys.stderr, flush=True)
        self.started.set()  # it ended

    def connected(self, port: int) -> socket.socket:
        """A connection, once the hook files are loaded. Raises HookFileError if they are not."""
        if not self.started.wait(PATIENCE):
            raise HookFileError(f"the hooks were not loaded within {PATIENCE:.0f} s")
        try:
            connection = socket.create_connection((HOST, port))
        except OSError:
            self.reader.join()
            raise HookFileError(
                self.printed[-1] if self.printed else "it printed nothing"
            ) from None
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
