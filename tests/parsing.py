"""One parser for all tests of a process: its children stay alive, and no text is parsed twice.

Starting a child for each text, as ``contract lint`` does, took more time than parsing. Tests of
the parser's process itself (tests/contracts/read/test_drafter.py) call it themselves.

Its replies are also kept on disk, for other processes and later runs: the parser takes ten
milliseconds for the shortest text. The same parser gives the same reply to the same text; where
the library, or the code that asks it, is another one, nothing of before is used.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Final

from contracts.read import drafter
from contracts.read.drafter import ParserReply, WarmParser
from tests.blueprint import CACHE
from tests.examples import SEARCHED

#: Bytes of replies that are kept in memory, and of the file with those on disk.
MOST: Final = 64 << 20
MOST_ON_DISK: Final = 512 << 20
_UNUSABLE: Final = (sqlite3.Error, zlib.error, OSError)


class SharedParser:
    """What stands for ``contracts.read.drafter.parse_texts``, from any thread.

    ``file`` is where replies are kept for other processes; None keeps none.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._start()
        os.register_at_fork(after_in_child=self._start)

    def _start(self) -> None:
        """Begin with children of this process's own: a forked process shares none."""
        self._warm = WarmParser()
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, ParserReply] = OrderedDict()
        self._size = 0
        self._disk = KeptReplies(self._file) if self._file else None

    def __call__(self, texts: Sequence[str], *, limit: float) -> list[ParserReply]:
        """The replies to ``texts``, in their order. Raises ParserMissing."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            missing = [text for text in dict.fromkeys(texts) if text not in found]
            for text, reply in self._replies(missing, limit).items():
                found[text] = reply
                self._keep(text, reply)
        return [found[text] for text in texts]

    def _replies(self, texts: Sequence[str], limit: float) -> dict[str, ParserReply]:
        """Those kept on disk, and the parser's to the other texts."""
        found = self._disk.replies(texts) if self._disk and texts else {}
        missing = [text for text in texts if text not in found]
        new = dict(zip(missing, self._warm(missing, limit=limit), strict=True))
        if self._disk and new:
            self._disk.keep(new)
        return found | new

    def children(self) -> list[int]:
        """The numbers of the children that wait for texts."""
        return [child._process.pid for child in self._warm._idle]

    def close(self) -> None:
        """End the children."""
        with self._lock:
            self._warm.close()
            if self._disk:
                self._disk.close()

    def _keep(self, text: str, reply: ParserReply) -> None:
        """Keep a reply. A crash, or a text that took too long, is found anew each time."""
        if reply.outcome != "parsed":
            return
        self._kept[text] = reply
        self._size += len(reply.json)
        while self._size > MOST:
            self._size -= len(self._kept.popitem(last=False)[1].json)


class KeptReplies:
    """Replies in a database of SQLite that several processes share.

    One that cannot be used, or is full, costs time and nothing else.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._file, timeout=60, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS replies (name BLOB PRIMARY KEY, status INT, json BLOB)"
            " WITHOUT ROWID"
        )
        return connection

    def replies(self, texts: Iterable[str]) -> dict[str, ParserReply]:
        """What is kept of these texts."""
        found = {}
        with suppress(*_UNUSABLE):
            for text in texts:
                row = self._connection.execute(
                    "SELECT status, json FROM replies WHERE name = ?", (self._name(text),)
                ).fetchone()
                if row:
                    found[text] = ParserReply("parsed", row[0], zlib.decompress(row[1]))
        return found

    def keep(self, replies: dict[str, ParserReply]) -> None:
        """Keep those of texts that were parsed."""
        rows = [
            (self._name(text), reply.status, zlib.compress(reply.json, 1))
            for text, reply in replies.items()
            if reply.outcome == "parsed"
        ]
        with suppress(*_UNUSABLE), self._connection as connection:
            if self._file.stat().st_size < MOST_ON_DISK:
                connection.executemany("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Close the database."""
        if "_connection" in self.__dict__:
            self._connection.close()

    def _name(self, text: str) -> bytes:
        digest = blake2b(self._parser, digest_size=16)
        digest.update(text.encode(errors="replace"))
        return digest.digest()

    @cached_property
    def _parser(self) -> bytes:
        """A digest of the parser: of its library or package, and of the code that asks it."""
        folder = Path(drafter.__file__).parent
        code = [folder / name for name in ("drafter.py", "drafter_worker.py", "drafter_node.js")]
        digest = blake2b(b"".join(file.read_bytes() for file in code))
        for *_, installed in drafter.commands():
            found = Path(installed).stat()
            digest.update(f"{installed} {found.st_size} {found.st_mtime_ns}\n".encode())
        return digest.digest()


def parser_of_run() -> SharedParser:
    """The parser of a run; it keeps on disk neither random texts nor where no cache is wanted."""
    is_kept = not SEARCHED and os.environ.get("CONTRACT_CACHE") != ""
    return SharedParser(CACHE / "parser-replies.sqlite" if is_kept else None)
