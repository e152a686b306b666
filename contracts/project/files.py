"""Writing what renderers return, and telling whether it is written already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs from what was rendered; ``path`` is relative to the folder."""

    path: str
    kind: Literal["missing", "stale", "superfluous"]


def changes(folder: Path, files: Mapping[str, str], *, owned: str = "") -> list[FileChange]:
    """How the files in ``folder`` differ from ``files``, by path.

    ``owned`` is a glob of files that only the renderer makes: others of them are superfluous.
    """
    found = []
    for name, text in files.items():
        path = folder / name
        if not path.is_file():
            found.append(FileChange(name, "missing"))
        elif path.read_text(encoding="utf-8") != text:
            found.append(FileChange(name, "stale"))
    if owned:
        names = (path.relative_to(folder).as_posix() for path in folder.rglob(owned))
        found += [FileChange(name, "superfluous") for name in names if name not in files]
    return sorted(found, key=lambda change: change.path)


def write(folder: Path, files: Mapping[str, str], *, owned: str = "") -> list[FileChange]:
    """Bring ``folder`` up to date and return what had to change; unchanged files stay untouched."""
    found = changes(folder, files, owned=owned)
    for change in found:
        path = folder / change.path
        if change.kind == "superfluous":
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[change.path], encoding="utf-8")
    return found
