"""Which tests are asked about a mutant: those that execute its line, the most specific first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from tests.strength.coverage_map import CoverageMap
from tests.strength.mutants import Mutant, package_of

#: Tests that need a browser, or that run the whole project again.
NOT_ASKED: Final = (
    "tests/browser/",
    "tests/designer/",
    "tests/attacks/",
    "tests/test_",
)
#: Of these: tests that have one module as their subject.
ASKED: Final = ("tests/test_pytest_plugin.py",)
#: The tests of a mutant end when those chosen take so many seconds of processor without it.
BUDGET: Final = 8.0
#: In a new process they are of so many files at most: to collect one takes time as well.
MOST_FILES: Final = 10

#: Tests that use a package without naming its modules: a folder or a file.
USERS: Final = {
    "contracts": ("tests/test_pytest_plugin.py",),
    "contracts/agent": ("tests/adopters/",),
    "contracts/build": ("tests/foreign/",),
    "contracts/editor": ("tests/contracts/lsp/",),
}


#: How the codes of rules, laws and kinds of changes are written.
_CODE: Final = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Selection:
    """The files of tests of a module, the nearest first.

    ``first``: those that have its name, import it, or run its command; ``then``: the others of its
    folder, and those that use its package.
    """

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
        if not name.startswith(NOT_ASKED) or name in ASKED
    }


def tests_of(mutant: Mutant, root: Path, covered: CoverageMap) -> list[str]:
    """Node ids in the order in which they are asked, ``BUDGET`` seconds of them.

    The tests that execute the line come first, then the rest of their files that set up what
    executes it, then the other tests of the module's own files. Of these the first are cases of
    what the module declares: those named like one of its codes. A line that only runs when the
    module is imported (a constant, a signature) is asked of all tests that use the module.
    The nearest tests take turns with those that execute most of the function around the line: a
    loop without its body is noticed by a test that needs the body.
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
    declared = _codes(root / mutant.module)

    def is_other(name: str) -> bool:
        return not (declared and declared.search(name))

    def key(name: str) -> tuple[bool, bool, int, int, str, int]:
        file = name.split("::")[0]
        near = 1 if file in selection.first else 2 if file in selection.then else 3
        near = near if Path(file).name != own else 0
        broad = broadest.get(file, 999)
        return name not in found, is_other(name), near, broad, file, covered.breadth.get(name, 999)

    depth = covered.depths(mutant.module, _function(root / mutant.module, mutant.line))

    def shallow(name: str) -> tuple[bool, bool, int, int]:
        return (
            name not in found,
            is_other(name),
            -depth.get(name, 0),
            covered.breadth.get(name, 999),
        )

    chosen: list[str] = []
    spent = 0.0
    asked = list(dict.fromkeys((*direct, *rest)))
    turns = zip(sorted(asked, key=key), sorted(asked, key=shallow), strict=True)
    for name in dict.fromkeys(chain.from_iterable(turns)):
        if name in covered.failed or name not in covered.seconds:
            continue
        if chosen and spent + covered.seconds[name] > BUDGET:
            continue
        chosen.append(name)
        spent += covered.seconds[name]
    return chosen


def in_files(names: Iterable[str], most: int) -> list[str]:
    """The tests of the first ``most`` files, in their order."""
    opened: set[str] = set()
    kept = []
    for name in names:
        file = name.split("::")[0]
        if file in opened or len(opened) < most:
            opened.add(file)
            kept.append(name)
    return kept


@cache
def _codes(file: Path) -> re.Pattern[str] | None:
    """The case of a code that a module declares, as the node ids of tests have it.

    A rule, law or kind of change has one: its function is executed by every test of its family.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"))
    texts_of_module = {
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    codes = sorted(text for text in texts_of_module if _CODE.fullmatch(text))
    return re.compile(rf"\[(?:.*[-.])?(?:{'|'.join(codes)})(?:[-.].*)?\]$") if codes else None


def _breadths(names: list[str], covered: CoverageMap) -> dict[str, int]:
    """The breadth of the most specific of some tests, by file."""
    found: dict[str, int] = {}
    for name in names:
        file = name.split("::")[0]
        found[file] = min(found.get(file, 999), covered.breadth.get(name, 999))
    return found


def _function(path: Path, line: int) -> range:
    """The lines of the innermost function around a line; only the line outside of functions."""
    spans = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return min((s for s in spans if line in s), key=len, default=range(line, line + 1))


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
    """The tests of a module: see ``Selection``."""
    path = Path(module)
    dotted = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    parent, _, last = dotted.rpartition(".")
    imports = re.compile(
        rf"^\s*(?:from {re.escape(dotted)} import|import {re.escape(dotted)}\b|"
        rf"from {re.escape(parent)} import [^\n]*\b{re.escape(last)}\b)",
        re.MULTILINE,
    )
    files = texts(root)
    folders = _folders(path, root)
    named = [file for file in files if Path(file).name == f"test_{_name(path)}.py"]
    mirrored = [file for file in named if str(Path(file).parent) in (*folders, "tests")]
    first = sorted(mirrored, key=len, reverse=True) or named
    importing = [file for file, text in files.items() if imports.search(text)]
    importing.sort(key=lambda file: not _below(file, folders[0]))
    first = list(dict.fromkeys((*first, *importing, *_running(_commands(root / module), files))))
    users = USERS.get(package_of(module), ())
    then = [f for f in files if _below(f, folders[0]) or f.startswith(users)]
    return Selection(tuple(first), tuple(file for file in then if file not in first))


def _commands(file: Path) -> list[str]:
    """The names of the commands that a module declares."""
    declared = [
        (node.name, decorator)
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(".command")
    ]
    return [
        str(call.args[0].value)
        if call.args and isinstance(call.args[0], ast.Constant)
        else name.removesuffix("_command").replace("_", "-")
        for name, call in declared
    ]


def _running(commands: list[str], files: dict[str, str]) -> list[str]:
    """The files of tests that run one of some commands."""
    of_the_command = re.compile(r"contracts\.cli|\"contracts?\"")
    quoted = re.compile("|".join(f'"{re.escape(name)}"' for name in commands) or "(?!)")
    return [f for f, text in files.items() if of_the_command.search(text) and quoted.search(text)]


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
