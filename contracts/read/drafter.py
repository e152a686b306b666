"""The parser: libdrafter 3.2.7, or drafter.js 2.6.7 under Node where that does not exist.

It can crash and hang on valid text, so it runs in child processes with a time limit. Only
this module, and the two workers it starts, know it. Elements come as drafter wrote them.
"""

from __future__ import annotations

import os
import queue
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Literal

VERSION = "drafter-3.2.7"
LIMIT = 30.0
"""Seconds of processor time one text may take: a hundred times what our largest part needs."""
WALL = 20
"""Times the limit that a child may take on the clock, where a busy machine lets it wait."""
OUT_OF_TIME = -27
"""Exit code of a child that used up its processor time: SIGPROF, by its own timer."""
UNUSABLE = 3
"""Exit status of a worker whose library cannot be loaded here; the workers know it too."""
_HERE = Path(__file__).parent

Command = tuple[str, ...]


class ParserMissing(Exception):
    """Neither libdrafter nor drafter.js can be used here; the message names what to install."""

    def __init__(self, tried: Sequence[Command] = ()) -> None:
        """After the commands ``tried``, none of which could load its library."""
        self.tried = tuple(tried)
        super().__init__(
            "No API Blueprint parser is installed. On Linux x86-64 run"
            " `pip install django-apiblueprint-view==3.0.1`; elsewhere install Node 20 and run"
            " `npm install drafter.js@2.6.7` in the project's folder."
        )


@dataclass(frozen=True, slots=True)
class ParserReply:
    """What became of one text. ``status`` is drafter's, or the signal or exit code of a crash.

    ``json`` is empty unless the text was parsed, with or without findings.
    """

    outcome: Literal["parsed", "crashed", "timed out"]
    status: int = 0
    json: bytes = b""


def commands() -> tuple[Command, ...]:
    """The commands that start a worker here, best first; none when nothing is installed."""
    parsers: list[Command] = []
    package = PathFinder.find_spec("apiblueprint_view")
    if package is not None and package.origin is not None:
        library = Path(package.origin).parent / "lib" / "libdrafter.so"
        if library.is_file():
            worker = str(_HERE / "drafter_worker.py")
            parsers.append((sys.executable, "-I", "-S", worker, str(library)))
    node = shutil.which("node")
    folders = (Path.cwd(), *Path.cwd().parents, *_HERE.parents)
    module = next((f for d in folders if (f := d / "node_modules" / "drafter.js").is_dir()), None)
    if node and module:
        parsers.append((node, str(_HERE / "drafter_node.js"), str(module)))
    return tuple(parsers)


def parse_texts(
    texts: Sequence[str],
    *,
    limit: float = LIMIT,
    workers: int | None = None,
    choices: Sequence[Command] | None = None,
) -> list[ParserReply]:
    """The replies to ``texts``, in their order, from ``workers`` children at once.

    A text that crashes or outlasts the parser costs a child, not the other texts. Raises
    ParserMissing when no parser of ``choices`` (default: :func:`commands`) can be started.
    """
    if not texts:
        return []
    choices = commands() if choices is None else choices
    if workers is None:
        workers = os.cpu_count() or 1
    for command in choices:
        try:
            return _Pool(command, limit).run(texts, min(workers, len(texts)))
        except _Unusable:
            continue
    raise ParserMissing(choices)


class WarmParser:
    """:func:`parse_texts` with children that stay alive between calls, for a long-lived process.

    One thread at a time may call it.
    """

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._choices: Sequence[Command] | None = None

    def __call__(self, texts: Sequence[str], *, limit: float = LIMIT) -> list[ParserReply]:
        """The replies to ``texts``, in their order. Raises ParserMissing."""
        if not texts:
            return []
        choices = commands() if self._choices is None else self._choices
        for command in choices:
            try:
                pool = _Pool(command, limit, self._idle)
                replies = pool.run(texts, min(os.cpu_count() or 1, len(texts)))
            except _Unusable:
                continue
            self._choices = (command,)
            return replies
        raise ParserMissing(choices)

    def close(self) -> None:
        """End the children."""
        while self._idle:
            self._idle.pop().end()


class _Unusable(Exception):
    """The worker cannot load its library."""


class _Pool:
    """Threads that each feed one child from a common queue.

    With a list of ``idle`` children, those are used first, and left alive in it.
    """

    def __init__(self, command: Command, limit: float, idle: list[_Child] | None = None) -> None:
        self.command, self.limit = command, limit
        self._idle = idle
        self._jobs: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._replies: dict[int, ParserReply] = {}
        self._failures: list[_Unusable | OSError] = []

    def run(self, texts: Sequence[str], workers: int) -> list[ParserReply]:
        """All replies; raises what went wrong in a thread, _Unusable included."""
        encoded = [text.encode(errors="replace") for text in texts]
        for number in sorted(range(len(encoded)), key=lambda n: -len(encoded[n])):
            self._jobs.put((number, encoded[number]))  # the longest first, to end together
        threads = [threading.Thread(target=self._feed) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]
        return [self._replies[number] for number in range(len(texts))]

    def _feed(self) -> None:
        child = self._idle.pop() if self._idle else None
        try:
            while not self._failures:
                number, data = self._jobs.get_nowait()
                if child is None or not child.is_running():
                    child = _Child(self.command)
                self._replies[number] = child.ask(data, self.limit)
        except queue.Empty:
            pass
        except (_Unusable, OSError) as error:
            self._failures.append(error)
        finally:
            if child and child.alive and self._idle is not None:
                self._idle.append(child)
            elif child:
                child.end()


class _Child:
    """One worker process."""

    def __init__(self, command: Command) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.alive = True

    def is_running(self) -> bool:
        """Whether it can take a text."""
        return self.alive and self._process.poll() is None

    def ask(self, data: bytes, limit: float) -> ParserReply:
        """The reply to one text; a child that gave none is dead afterwards.

        ``limit`` is in seconds of the child's processor time, which the child itself watches.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(limit * WALL, stop)
        timer.start()
        try:
            reply = self._exchange(data, limit)
        finally:
            timer.cancel()
        if reply is not None and not late.is_set():
            return reply
        code = self.end()
        if reply is not None:
            return reply  # killed in the moment it answered
        if late.is_set() or code == OUT_OF_TIME:
            return ParserReply("timed out")
        if code == UNUSABLE:
            raise _Unusable
        return ParserReply("crashed", code)

    def end(self) -> int:
        """Close the child and return its exit code, negative for a signal."""
        self.alive = False
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            # It may have died before it had read everything: its exit code shows that.
            with suppress(BrokenPipeError):
                pipe.close()
        return self._process.wait()

    def _exchange(self, data: bytes, limit: float) -> ParserReply | None:
        """Send a text and read its reply; None when the child died over it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            milliseconds = max(1, round(limit * 1000))
            stdin.write(struct.pack(">QI", len(data), milliseconds) + data)
            stdin.flush()
        except BrokenPipeError:
            return None
        head = stdout.read(12)
        if len(head) < 12:
            return None
        size = int.from_bytes(head[4:], "big")
        json = stdout.read(size)
        status = int.from_bytes(head[:4], "big", signed=True)
        return ParserReply("parsed", status, json) if len(json) == size else None
