"""One parser for all tests of a process: its children stay alive, and no text is parsed twice.

Starting a child for each text, as ``contract lint`` does, took more time than parsing. Tests of
the parser's process itself (tests/contracts/read/test_drafter.py) call it themselves.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from contracts.read.drafter import ParserReply, WarmParser

#: Bytes of replies that are kept.
MOST: Final = 64 << 20


class SharedParser:
    """What stands for ``contracts.read.drafter.parse_texts``, from any thread."""

    def __init__(self) -> None:
        self._start()
        os.register_at_fork(after_in_child=self._start)

    def _start(self) -> None:
        """Begin with children of this process's own: a forked process shares none."""
        self._warm = WarmParser()
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, ParserReply] = OrderedDict()
        self._size = 0

    def __call__(self, texts: Sequence[str], *, limit: float) -> list[ParserReply]:
        """The replies to ``texts``, in their order. Raises ParserMissing."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            missing = [text for text in dict.fromkeys(texts) if text not in found]
            for text, reply in zip(missing, self._warm(missing, limit=limit), strict=True):
                found[text] = reply
                self._keep(text, reply)
        return [found[text] for text in texts]

    def close(self) -> None:
        """End the children."""
        with self._lock:
            self._warm.close()

    def _keep(self, text: str, reply: ParserReply) -> None:
        """Keep a reply. A crash, or a text that took too long, is found anew each time."""
        if reply.outcome != "parsed":
            return
        self._kept[text] = reply
        self._size += len(reply.json)
        while self._size > MOST:
            self._size -= len(self._kept.popitem(last=False)[1].json)
