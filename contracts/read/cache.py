"""Parse results on disk, kept under the hash of what was parsed.

An entry that cannot be read is as good as none, and a folder that cannot be written to costs
time and nothing else: the cache never changes a result.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from contracts.model import Json

MOST = 600
"""Entries kept; one version of a blueprint has some forty."""


class Memory:
    """Results kept in this process, in front of those of a folder on disk.

    Without ``writes`` the folder is only read: what is typed is not worth keeping.
    """

    def __init__(self, folder: Path | None = None, *, writes: bool = True) -> None:
        self.folder = folder
        self.writes = writes
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def read(self, name: str) -> Json:
        """A copy of what was kept under ``name``, or None."""
        data = self._kept.get(name)
        if data is not None:
            self._kept.move_to_end(name)
            value: Json = marshal.loads(data)  # noqa: S302 - written by this process
            return value
        value = read(self.folder, name)
        if value is not None:
            self._keep(name, value)
        return value

    def entry(self, name: str) -> Callable[[], Json] | None:
        """A function that gives copies of what was kept under ``name``, or None."""
        if name not in self._kept and self.read(name) is None:
            return None
        self._kept.move_to_end(name)
        data = self._kept[name]
        return lambda: marshal.loads(data)  # noqa: S302 - written by this process

    def write(self, name: str, value: Json) -> None:
        """Keep ``value`` here and, unless the folder is only read, on disk."""
        self._keep(name, value)
        write(self.folder if self.writes else None, name, value)

    def _keep(self, name: str, value: Json) -> None:
        self._kept[name] = marshal.dumps(value)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)


_IGNORED: Final = ".gitignore"
Folder: TypeAlias = "Path | Memory"


def default_folder() -> Path | None:
    """``$CONTRACT_CACHE``, else ``build/cache`` here; None when the variable is set but empty."""
    named = os.environ.get("CONTRACT_CACHE", "build/cache")
    return Path(named) if named else None


def key(*texts: str) -> str:
    """The name under which what was made of ``texts`` is kept."""
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode(errors="replace")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def read(folder: Folder | None, name: str) -> Json:
    """What was kept under ``name``, or None when there is nothing, or nothing whole."""
    if folder is None:
        return None
    if isinstance(folder, Memory):
        return folder.read(name)
    try:
        checksum, _, data = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    if checksum.decode(errors="replace") != hashlib.sha256(data).hexdigest():
        return None
    value: Json = json.loads(data)
    return value


def entry(folder: Folder | None, name: str) -> Callable[[], Json] | None:
    """A function that gives what was kept under ``name``, to be called once; None without any."""
    if isinstance(folder, Memory):
        return folder.entry(name)
    value = read(folder, name)
    return None if value is None else lambda: value


def write(folder: Folder | None, name: str, value: Json) -> None:
    """Keep ``value``, whole or not at all; the oldest entries make place for it."""
    if folder is None:
        return
    if isinstance(folder, Memory):
        folder.write(name, value)
        return
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    checksum = hashlib.sha256(data).hexdigest().encode()
    unfinished = folder / f"{name}.{os.getpid()}"
    try:
        _make(folder)
        unfinished.write_bytes(checksum + b"\n" + data)
        unfinished.replace(folder / name)
        _forget_oldest(folder)
    except OSError:
        return  # a read-only or full disk must not keep anybody from linting


def _make(folder: Path) -> None:
    """The folder, which git ignores whatever is in the project's own .gitignore."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _IGNORED).write_text("*\n", encoding="utf-8")


def _forget_oldest(folder: Path) -> None:
    entries = [e for e in os.scandir(folder) if e.is_file() and e.name != _IGNORED]
    if len(entries) > MOST:
        entries.sort(key=lambda entry: entry.stat().st_mtime)
        for entry in entries[: len(entries) - MOST]:
            Path(entry.path).unlink()
