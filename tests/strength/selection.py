"""Which tests are asked about a mutant: those that execute its line, the most specific first."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.strength.coverage_map import CoverageMap
from tests.strength.mutants import Mutant, package_of

#: Tests that need a browser, or that run the whole project again.
NOT_ASKED: Final = (
    "tests/browser/",
    "tests/designer/",
    "tests/adopters/",
    "tests/attacks/",
    "tests/foreign/",
    "tests/test_",
)
#: The tests of a mutant end when those chosen take so many seconds of processor without it.
BUDGET: Final = 8.0
#: The tests of a mutant are of so many files at most: to collect one takes time as well.
MOST_FILES: Final = 10

#: Folders of tests that use a package without naming its modules.
USERS: Final = {
    "contracts/editor": "tests/contracts/lsp/",
    "contracts/agent": "tests/contracts/agent/",
    "contracts/cli": "tests/contracts/cli/",
    "contracts/dredd": "tests/contracts/dredd/",
    "hooks": "tests/contracts/dredd/",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Files of tests that mirror a module: of its name or importing it, and of its folder."""

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


def tests_of(mutant: Mutant, root: Path, covered: CoverageMap) -> list[str]:
    """Node ids in the order in which they are asked: ``BUDGET`` seconds of ``MOST_FILES`` files.

    The tests that execute the line come first, then the rest of their files that set up what
    executes it, then the other tests of the module's own files. A line that only runs when the
    module is imported (a constant, a signature) is asked of all tests that use the module.
    """
    selection = select(mutant.module, root)
    lines = _statement(root / mutant.module, mutant.line)
    found = covered.covering(mutant.module, [mutant.line]) or covered.covering(mutant.module, lines)
    found = found or covered.covering(mutant.module)
    files = {name for name in found if "::" not in name}
    rest = [n for n in covered.seconds if n.split("::")[0] in files | set(selection.first)]
    direct = sorted(n for n in found if "::" in n)
    broadest = _breadths(direct, covered)
    own = f"test_{_name(Path(mutant.module))}.py"

    def key(name: str) -> tuple[bool, int, int, str, int]:
        file = name.split("::")[0]
        near = 1 if file in selection.first else 2 if file in selection.then else 3
        near = near if Path(file).name != own else 0
        broad = broadest.get(file, 999)
        return name not in found, near, broad, file, covered.breadth.get(name, 999)

    chosen: list[str] = []
    opened: set[str] = set()
    spent = 0.0
    for name in sorted(dict.fromkeys((*direct, *rest)), key=key):
        if name in covered.failed or name not in covered.seconds:
            continue
        if chosen and spent + covered.seconds[name] > BUDGET:
            continue
        if len(opened | {file := name.split("::")[0]}) > MOST_FILES:
            continue
        opened.add(file)
        chosen.append(name)
        spent += covered.seconds[name]
    return chosen


def own_files(module: str, root: Path) -> list[str]:
    """The files of tests that have the name of the module."""
    own = f"test_{_name(Path(module))}.py"
    return [file for file in select(module, root).first if Path(file).name == own]


def witnesses(module: str, root: Path) -> list[str]:
    """The files of tests that a survivor is shown to, the module's own first."""
    selection = select(module, root)
    users = USERS.get(package_of(module), " ")
    others = [file for file in texts(root) if file.startswith(users)]
    return list(dict.fromkeys((*selection.first, *selection.then, *others)))


def _breadths(names: list[str], covered: CoverageMap) -> dict[str, int]:
    """The breadth of the most specific of some tests, by file."""
    found: dict[str, int] = {}
    for name in names:
        file = name.split("::")[0]
        found[file] = min(found.get(file, 999), covered.breadth.get(name, 999))
    return found


def _statement(path: Path, line: int) -> range:
    """The lines of the innermost statement around a line, without the statements in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spans = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    inner = min(spans, key=len, default=range(line, line + 1))
    return inner if len(inner) < 15 else range(line, line + 1)


@cache
def select(module: str, root: Path) -> Selection:
    """The tests of a module: of its name or importing it first, then of its folder and below."""
    path = Path(module)
    name = _name(path)
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


def _name(path: Path) -> str:
    return path.parent.name if path.name == "__init__.py" else path.stem


def _below(file: str, folder: str) -> bool:
    """Whether a file is in a folder, or below one that mirrors a single package."""
    whole = folder not in ("tests/contracts", "tests/server")
    return file.startswith(f"{folder}/") and (whole or file.count("/") == folder.count("/") + 1)


def _folders(path: Path, root: Path) -> list[str]:
    """The folders of tests that mirror a module's, the nearest first."""
    if path.parts[:2] == ("contracts", "runtime"):
        path = Path("server", *path.parts[2:])  # what generated servers share is tested there
    parents = [parent for parent in path.parents if parent.as_posix() != "."]
    mirrored = [Path("tests", parent) for parent in parents]
    present = [folder.as_posix() for folder in mirrored if (root / folder).is_dir()]
    return present or ["tests/contracts/dredd"]  # of hooks/
