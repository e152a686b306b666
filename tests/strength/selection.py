"""Which tests are asked about a module: those that name it, then those of its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Tests that need a browser, or that run the whole project again.
NOT_ASKED = ("tests/browser/", "tests/designer/", "tests/adopters/", "tests/test_")


@dataclass(frozen=True, slots=True)
class Selection:
    """Test files, as arguments of pytest: ``first`` is asked, and ``then`` if all that passed."""

    first: tuple[str, ...]
    then: tuple[str, ...]


@cache
def texts(root: Path) -> dict[str, str]:
    """The test files that can be asked, and their texts."""
    files = sorted((root / "tests").rglob("test_*.py"))
    named = {file.relative_to(root).as_posix(): file for file in files}
    return {
        name: file.read_text(encoding="utf-8")
        for name, file in named.items()
        if not name.startswith(NOT_ASKED)
    }


def select(module: str, root: Path) -> Selection:
    """The tests of a module: of its name or importing it first, then of its folder and below."""
    path = Path(module)
    name = path.parent.name if path.name == "__init__.py" else path.stem
    dotted = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    parent, _, last = dotted.rpartition(".")
    imports = re.compile(
        rf"^\s*(?:from {re.escape(dotted)} import|import {re.escape(dotted)}\b|"
        rf"from {re.escape(parent)} import [^\n]*\b{re.escape(last)}\b)",
        re.MULTILINE,
    )
    files = texts(root)
    folders = _folders(path, root)
    own = [f"{folder}/test_{name}.py" for folder in folders]
    first = [file for file in own if file in files]
    first += [file for file, text in files.items() if file not in first and imports.search(text)]
    then = [file for file in files if _below(file, folders[0]) and file not in first]
    if not first:
        return Selection(tuple(then), ())
    return Selection(tuple(first), tuple(then))


def _below(file: str, folder: str) -> bool:
    """Whether a file is in a folder, or below one that mirrors a single package."""
    whole = folder not in ("tests/contracts", "tests/server")
    return file.startswith(f"{folder}/") and (whole or file.count("/") == folder.count("/") + 1)


def _folders(path: Path, root: Path) -> list[str]:
    """The folders of tests that mirror a module's, the nearest first."""
    parents = [parent for parent in path.parents if parent.as_posix() != "."]
    mirrored = [Path("tests", parent) for parent in parents]
    present = [folder.as_posix() for folder in mirrored if (root / folder).is_dir()]
    return present or ["tests/contracts/dredd"]  # of hooks/
