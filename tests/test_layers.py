"""Data flows one way: modules import from their own layer and layers before it, not in circles."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: The layers of ``contracts`` in the order of the flow (docs/architecture.md). Layers on one line
#: do not import each other. ``runtime`` stands apart: it imports nothing of the others.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("agent",),
    ("model",),
    ("codes",),
    ("exchange",),
    ("text",),
    ("read",),
    ("build",),
    ("diff",),
    ("lint", "states", "render"),
    ("project",),
    ("editor",),
    ("format",),
    ("importers", "scaffold"),
    ("serve",),
    ("dredd",),
    ("verify",),
    ("mutation",),
    ("report",),
    ("lsp",),
    ("api", "cli"),
    ("pytest_options",),
    ("pytest_plugin", "__main__"),
)
ORDER = {layer: number for number, layers in enumerate(LAYERS) for layer in layers}
APART = "runtime"

#: Programs of their own, which other processes run: their streams are their protocol or log.
PROGRAMS = {
    "contracts.dredd.hook_files",
    "contracts.dredd.hook_server",
    "contracts.dredd.remote_hooks",
    "contracts.read.drafter_worker",
    "contracts.runtime.__main__",
}
#: The only modules before ``project`` that may touch files and processes.
IO = {
    "contracts.read.cache",
    "contracts.read.drafter",
    "contracts.read.drafter_worker",
    "contracts.read.parse",
    "contracts.read.source",
}
STREAMS = {"stdout", "stderr"}
IO_MODULES = {"os", "pathlib", "subprocess", "socket", "shutil", "tempfile", "requests"}


def module_name(path: Path) -> str:
    """The dotted name of a file's module; that of its folder for an ``__init__``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES: Mapping[str, Path] = {
    module_name(path): path
    for package in ("contracts", "server", "hooks")
    for path in sorted((ROOT / package).rglob("*.py"))
}
CONTRACTS = [name for name in FILES if name.startswith("contracts.")]


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """Every module that a module imports: at its top, inside a function, or for types only."""
    return frozenset(_imports(name))


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    """The nodes of its tree: to walk through it takes longer than to look at them."""
    return tuple(ast.walk(tree(name)))


def _imports(name: str) -> Iterator[str]:
    package = name if FILES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in nodes(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*parents, node.module] if node.module else parents)
            base = base if node.level else (node.module or "")
            for alias in node.names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in FILES else base


def layer(name: str) -> str:
    """The module or folder directly below ``contracts`` that a module belongs to."""
    return name.split(".")[1]


# One test for all modules: a test for each of 600 took longer than what it looks at.


def test_every_layer_has_its_place() -> None:
    layers = {layer(name) for name in CONTRACTS}
    assert layers - ORDER.keys() == {APART}, "name the layer in LAYERS"


def test_a_module_imports_only_from_layers_before_its_own() -> None:
    assert [
        f"{name} must not import {imported}"
        for name in CONTRACTS
        for imported in sorted(imports(name))
        if not may_import(layer(name), imported)
    ] == []


def may_import(own: str, imported: str) -> bool:
    """Whether a module of a layer may import a module."""
    top, *rest = imported.split(".")
    if top != "contracts":
        return top not in {"server", "hooks", "tests"}
    if not rest or rest[0] == own:
        return True
    return APART not in (own, rest[0]) and ORDER[rest[0]] < ORDER[own]


@pytest.mark.parametrize(
    ("own", "imported", "may"),
    [
        ("lint", "contracts.model.actions", True),
        ("lint", "contracts.lint.rule", True),
        ("lint", "contracts", True),
        ("lint", "json", True),
        ("lint", "contracts.render.docs", False),
        ("lint", "contracts.cli", False),
        ("lint", "contracts.runtime.app", False),
        ("runtime", "contracts.model", False),
        ("runtime", "contracts.runtime.app", True),
        ("cli", "server", False),
        ("cli", "tests.blueprint", False),
    ],
)
def test_what_a_layer_may_import(own: str, imported: str, may: bool) -> None:
    assert may_import(own, imported) is may


def test_the_core_does_no_input_or_output() -> None:
    core = [
        name
        for name in CONTRACTS
        if layer(name) != APART and ORDER[layer(name)] < ORDER["project"] and name not in IO
    ]
    assert len(core) > 100
    assert [
        f"{name} imports {imported}"
        for name in core
        for imported in sorted(imports(name))
        if imported.split(".")[0] in IO_MODULES
    ] == []


def test_only_commands_print() -> None:
    names = [name for name in CONTRACTS if name not in PROGRAMS and layer(name) != "cli"]
    assert [place for name in names for place in _prints(name)] == []


def _prints(name: str) -> Iterator[str]:
    """The places of a module that print, and the import of click."""
    if "click" in {imported.split(".")[0] for imported in imports(name)}:
        yield f"{name} imports click"
    for node in nodes(name):
        prints = isinstance(node, ast.Call) and _is_named(node.func, "print")
        stream = isinstance(node, ast.Attribute) and node.attr in STREAMS
        if prints or (stream and _is_named(node.value, "sys")):
            yield f"{FILES[name]}:{node.lineno}"


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_the_server_knows_nothing_of_the_contract() -> None:
    names = [name for name in FILES if name.split(".")[0] == "server"]
    assert names
    assert [
        f"{name} must not import {imported}"
        for name in names
        for imported in sorted(imports(name))
        if imported.split(".")[0] == "hooks"
        or (imported.split(".")[0] == "contracts" and imported.split(".")[1:2] != [APART])
    ] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: {i for i in imports(name) if i in FILES and i != name} for name in FILES}
    assert circles(graph) == []


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one module (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            component = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(component) > 1:
                found.append(sorted(component))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert circles(graph) == [["a", "b", "c"]]


def test_loading_the_runtime_loads_nothing_of_its_judge() -> None:
    """A service that is generated starts with the runtime alone."""
    program = (
        "import sys, contracts.runtime.app, contracts.runtime.states\n"
        "print(*(name for name in sys.modules if name.startswith(('contracts', 'server'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    others = [name for name in done.stdout.split() if not name.startswith("contracts.runtime")]
    assert others == ["contracts"]


def test_lint_loads_no_heavy_library() -> None:
    """`contract lint` is what a designer waits for."""
    program = (
        "import sys\n"
        "from contracts.cli.main import main\n"
        "try:\n    main(['lint'], standalone_mode=False)\n"
        "except SystemExit:\n    pass\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "contracts" in loaded
    assert not loaded & {"flask", "django", "schemathesis", "sqlalchemy", "requests", "rich"}


def test_every_module_is_found_from_the_architecture_page() -> None:
    """The page names every folder of modules, and each module that is in no folder of its own."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.parent for path in FILES.values()}
    single = [ROOT / "contracts", ROOT / "contracts" / "runtime", ROOT / "server"]
    missing = [str(folder) for folder in sorted(folders) if f"{folder.name}/" not in page]
    missing += [
        str(path)
        for path in FILES.values()
        if path.parent in single and path.stem != "__init__" and path.name not in page
    ]
    assert missing == []


def test_every_module_opens_with_what_it_is_about() -> None:
    assert [name for name in FILES if not ast.get_docstring(tree(name))] == []


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for path in FILES.values()}
    modules = {
        folder: [p for p in folder.glob("*.py") if p.stem != "__init__"] for folder in folders
    }
    crowded = [str(folder) for folder, found in modules.items() if len(found) > 20]
    assert crowded == []


def test_what_catches_every_exception_says_why() -> None:
    assert [place for name in FILES for place in _unexplained(name)] == []


def _unexplained(name: str) -> Iterator[str]:
    """The places of a module that catch every exception without a comment."""
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    for node in nodes(name):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node):
            around = lines[node.lineno - 2 : node.body[0].end_lineno]
            if not any("# " in line for line in around):
                yield f"{FILES[name]}:{node.lineno}"


def _catches_all(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    broad = {None, "Exception", "BaseException"}
    return any(kind is None or getattr(kind, "id", "") in broad for kind in kinds)


def test_no_folder_of_tests_is_crowded() -> None:
    folders = Counter(path.parent for path in (ROOT / "tests").rglob("test_*.py"))
    assert {str(folder): count for folder, count in folders.items() if count > 20} == {}
