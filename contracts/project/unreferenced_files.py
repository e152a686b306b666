"""Files beside a blueprint: those that nothing includes, and those its links lead to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from contracts.lint import Folder
from contracts.read.source import Source

SUFFIX = ".apib"
MOST = 10_000
"""Files looked at before the search for strays is given up: the folder is no blueprint's own."""


def folder_of(source: Source) -> Folder:
    """The folder of the blueprint ``source``, as far as lint may know it.

    A file beside it that is a blueprint of its own, with metadata, is no stray.
    """
    return Folder(strays(source.file, source.files), leads)


def leads(file: str, path: str) -> bool:
    """Whether a relative path in a file leads anywhere."""
    return os.path.exists(os.path.join(os.path.dirname(file), path))


def strays(root: str, files: Iterable[str]) -> tuple[str, ...]:
    """Blueprint files in or below the folder of ``root`` that are none of its ``files``.

    Where nothing is included, each file is a blueprint of its own and none is a stray.
    """
    read = {os.path.realpath(file) for file in files}
    if len(read) < 2:
        return ()
    paths = []
    for number, path in enumerate(_files(os.path.dirname(root) or ".")):
        if number == MOST:
            return ()
        if path.endswith(SUFFIX) and os.path.realpath(path) not in read:
            paths.append(os.path.normpath(path))
    return tuple(sorted(each for each in paths if not _is_root(each)))


def _files(folder: str) -> Iterator[str]:
    """The files in and below a folder, without hidden folders and installed packages."""
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and name != "node_modules"]
        yield from (os.path.join(inside, name) for name in names)


def _is_root(path: str) -> bool:
    """Whether the file begins like a whole blueprint, or includes others itself."""
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return text.lstrip("\ufeff \n").startswith("FORMAT:") or "<!-- include(" in text
