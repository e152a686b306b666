"""Data flows one way: a module imports only from its own layer and the layers above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: From the top down; see the design in docs/architecture.md.
LAYERS: dict[str, tuple[str, ...]] = {
    "model": ("model",),
    "parse": (
        "source",
        "lines",
        "drafter",
        "drafter_worker",
        "sourcemaps",
        "elements",
        "refract",
        "outline",
        "type_cycles",
        "containment",
        "parts",
        "cache",
        "findings",
        "parse",
    ),
    "build": (
        "uri",
        "payloads",
        "statuses",
        "names",
        "redact",
        "samples",
        "mson",
        "infer",
        "endpoints",
        "resource_types",
        "build",
        "schemas",
        "ownership",
        "implied",
    ),
    "compare": ("diff",),
    "derive": ("lint", "states", "render"),
    "tools": (
        "settings",
        "surroundings",
        "blueprint",
        "report",
        "report_ci",
        "fixing",
        "proof_files",
        "revisions",
        "files",
        "server_process",
        "dredd_run",
        "causes",
        "generated",
        "judge",
    ),
    "verify": ("verify",),
    "preview": ("preview",),
    "command": (
        "cli",
        "cli_verify",
        "cli_diff",
        "cli_lint",
        "__main__",
        "pytest_plugin",
        "cli_serve",
    ),
}
ORDER = {name: number for number, names in enumerate(LAYERS.values()) for name in names}

#: The only modules of the first four layers that may touch files and processes.
IO = {"source", "drafter", "drafter_worker", "parse", "cache"}
IO_MODULES = {"os", "pathlib", "subprocess", "socket", "shutil", "tempfile", "requests"}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def part(path: Path) -> str:
    """The module or package directly below ``contracts`` that a file belongs to."""
    return path.relative_to(ROOT / "contracts").parts[0].removesuffix(".py")


MODULES = sorted(path for path in (ROOT / "contracts").rglob("*.py") if part(path) != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_above(path: Path) -> None:
    own = part(path)
    assert own in ORDER, f"name the layer of contracts/{own} in LAYERS"
    for name in imports(path):
        words = name.split(".")
        if words[0] == "contracts" and len(words) > 1 and words[1] != own:
            limit = ORDER[own] if own not in LAYERS["derive"] else ORDER[own] - 1
            assert ORDER[words[1]] <= limit, f"{own} must not import {name}"
        assert words[0] not in {"server", "hooks", "tests"}, f"{own} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_core_does_no_input_or_output(path: Path) -> None:
    own = part(path)
    if ORDER[own] > ORDER["render"] or own in IO:
        return
    found = {name.split(".")[0] for name in imports(path)} & IO_MODULES
    assert not found, f"contracts/{own} imports {', '.join(sorted(found))}"


@pytest.mark.parametrize("path", sorted((ROOT / "server").rglob("*.py")), ids=str)
def test_the_server_knows_nothing_of_the_contract(path: Path) -> None:
    assert not [name for name in imports(path) if name.split(".")[0] in {"contracts", "hooks"}]


def test_lint_loads_no_heavy_library() -> None:
    """`contract lint` is what a designer waits for."""
    program = (
        "import sys\n"
        "from contracts.cli import main\n"
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
