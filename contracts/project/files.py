"""Writing what renderers return, and telling whether it is written already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, Literal

from contracts.render.flask.layout import MARK

#: Characters of a file in which its mark is looked for.
_BEGINNING: Final = 2000


class FolderNotOwned(Exception):
    """The folder holds files that somebody else wrote; the message names one of them."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs from what was rendered; ``path`` is relative to the folder."""

    path: str
    kind: Literal["missing", "stale", "superfluous"]


@dataclass(frozen=True, slots=True)
class Ownership:
    """How files that a renderer wrote are distinguished from others.

    Those that match the glob ``pattern`` have the ``mark`` near their beginning. A folder is owned
    when it is empty or its file ``root`` has the mark.
    """

    pattern: str
    mark: re.Pattern[str]
    root: str

    def wrote(self, path: Path) -> bool:
        """Whether the file has the mark."""
        with path.open(encoding="utf-8", errors="replace") as file:
            return self.mark.search(file.read(_BEGINNING)) is not None

    def foreign(self, folder: Path, names: Iterable[str]) -> str:
        """A file that keeps ``names`` from being written into the folder; empty for none."""
        if not folder.exists():
            return ""
        root = folder / self.root
        if not (root.is_file() and self.wrote(root)):
            present = (p.name for p in folder.iterdir() if p.name != "__pycache__")
            return min(present, default="")
        own = (name for name in names if fnmatch(name, self.pattern))
        return next((n for n in own if (f := folder / n).is_file() and not self.wrote(f)), "")


#: The modules of a generated package.
PACKAGE: Final = Ownership("*.py", MARK, "__init__.py")


def changes(
    folder: Path, files: Mapping[str, str], *, owned: Ownership | None = None
) -> list[FileChange]:
    """How the files in ``folder`` differ from ``files``, by path.

    Files that the renderer wrote earlier, by ``owned``, are superfluous where it no longer does.
    Raises FolderNotOwned where writing would touch or join what somebody else wrote.
    """
    if owned and (name := owned.foreign(folder, files)):
        raise FolderNotOwned(f"{folder} holds {name}, which was not generated")
    listed = []
    for name, text in files.items():
        path = folder / name
        if not path.is_file():
            listed.append(FileChange(name, "missing"))
        elif path.read_text(encoding="utf-8", errors="replace") != _encodable(text):
            listed.append(FileChange(name, "stale"))
    if owned:
        paths = (path for path in folder.rglob(owned.pattern) if owned.wrote(path))
        names = (path.relative_to(folder).as_posix() for path in paths)
        listed += [FileChange(name, "superfluous") for name in names if name not in files]
    return sorted(listed, key=lambda change: change.path)


def write(
    folder: Path, files: Mapping[str, str], *, owned: Ownership | None = None
) -> list[FileChange]:
    """Bring ``folder`` up to date and return what had to change; unchanged files stay untouched.

    Raises FolderNotOwned, before anything is written.
    """
    listed = changes(folder, files, owned=owned)
    for change in listed:
        path = folder / change.path
        if change.kind == "superfluous":
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_encodable(files[change.path]), encoding="utf-8")
    return listed


def _encodable(text: str) -> str:
    """The text with ``?`` for half of a surrogate pair, which an example may hold."""
    return text.encode(errors="replace").decode()
