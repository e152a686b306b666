"""When blueprints are read: after a pause in typing, one at a time, and never for nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from contracts.editor.project import EditorProject
from contracts.lsp.session import ClientSession, Snapshot
from contracts.project.collection import collect
from contracts.read.drafter import ParserMissing

T = TypeVar("T")

PAUSE: Final = 0.02
"""Seconds without a change after which the text is read."""
LONGEST: Final = 0.15
"""Seconds after which it is read although somebody keeps typing."""

IDLE: Final = 2.0
"""Seconds after the last reading after which garbage is looked for."""


class Schedule:
    """Reads what has changed and hands each result on, unless the text changed meanwhile."""

    def __init__(
        self,
        session: ClientSession,
        publish: Callable[[Snapshot, EditorProject], None],
        fail: Callable[[str], None],
    ) -> None:
        self.session = session
        self._publish, self._fail = publish, fail
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="analysis")
        self._changes: dict[str, int] = {}
        self._read: dict[str, int] = {}
        self._changed_at = 0.0
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._collection: asyncio.TimerHandle | None = None

    def changed(self, root: str) -> None:
        """The text of a blueprint has changed, or it has been opened."""
        self._changes[root] = self._changes.get(root, 0) + 1
        self._changed_at = time.monotonic()
        task = self._tasks.get(root)
        if task is None or task.done():
            self._tasks[root] = asyncio.get_running_loop().create_task(self._work(root))

    def forget(self, root: str) -> None:
        """Nothing of a blueprint is open any more: what is still read is not handed on."""
        self._changes.pop(root, None)
        self._read.pop(root, None)

    async def fresh(self, root: str) -> None:
        """Wait until the present text of a blueprint has been read."""
        if root not in self._changes:
            self.changed(root)
        task = self._tasks.get(root)
        if task is not None:
            await asyncio.shield(task)

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns, when nothing else is being read."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def close(self) -> None:
        """Wait for what is being read, and read nothing more."""
        self._changes.clear()
        if self._collection is not None:
            self._collection.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def _work(self, root: str) -> None:
        while root in self._changes and self._changes[root] != self._read.get(root):
            await self._pause()
            number = self._changes.get(root)
            snapshot = self.session.snapshot(root)
            loop = asyncio.get_running_loop()
            try:
                project = await loop.run_in_executor(self._executor, self.session.analyse, snapshot)
            except (ParserMissing, MemoryError) as error:
                self._fail(str(error))
                self._changes.pop(root, None)
                return
            if number is not None and self._changes.get(root) == number:
                self._read[root] = number
                self._publish(snapshot, project)
        self._collect_later()

    def _collect_later(self) -> None:
        if self._collection is not None:
            self._collection.cancel()
        loop = asyncio.get_running_loop()
        self._collection = loop.call_later(IDLE, self._executor.submit, collect)

    async def _pause(self) -> None:
        """Wait for a pause in typing, but not forever."""
        started = time.monotonic()
        while True:
            wait = min(self._changed_at + PAUSE, started + LONGEST) - time.monotonic()
            if wait <= 0:
                return
            await asyncio.sleep(wait)
