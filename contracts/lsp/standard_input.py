"""Standard input that a signal ends.

A thread reads it, and a process waits for its threads: without this, Ctrl-C ended the language
server only when the client closed the input, and SIGTERM left previews and folders behind.
"""

from __future__ import annotations

import io
import os
import select
import signal
import sys
from typing import BinaryIO, cast


def input_until_signal() -> BinaryIO:
    """Standard input that ends with SIGINT or SIGTERM, however this process was started.

    A shell starts what runs in the background of a script with SIGINT ignored, and Python keeps
    it so. In the main thread only. Where a pipe cannot be waited for (Windows), the signals act
    as usual.
    """
    if os.name != "posix":
        return sys.stdin.buffer
    signalled, writer = os.pipe()
    os.set_blocking(writer, False)
    # Python writes to it at once, also while the main thread is about to wait.
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    return cast(BinaryIO, io.BufferedReader(_Input(sys.stdin.fileno(), signalled)))


class _Input(io.RawIOBase):
    """The bytes of a file descriptor until another one, ``ended``, has any."""

    def __init__(self, source: int, ended: int) -> None:
        super().__init__()
        self._source, self._ended = source, ended

    def readable(self) -> bool:
        """Always: this is an input."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there, or wait for it; 0 at the end."""
        ready, _, _ = select.select([self._source, self._ended], [], [])
        if self._ended in ready:
            return 0
        data = os.read(self._source, len(buffer))
        buffer[: len(data)] = data
        return len(data)
