"""Where the names of rules, laws, changes and operators are declared and used, read by AST."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


@cache
def sources() -> dict[str, str]:
    """Every module of contracts/, by its path from the project's root."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "contracts").rglob("*.py"))
    }


@dataclass
class Uses:
    """The first arguments of a module's calls, with what is called, and its string literals."""

    calls: list[tuple[str, str]]
    literals: set[str]


@cache
def uses(file: str) -> Uses:
    found = Uses([], set())
    for node in ast.walk(ast.parse(sources()[file])):
        if isinstance(node, ast.Call) and node.args:
            found.calls += [(_called(node), code) for code in _texts(node.args[0])]
        else:
            found.literals.update(_texts(node))
    return found


@cache
def declarations(*classes: str) -> dict[str, list[str]]:
    """The files that make a value of one of the classes, by its first argument, a literal."""
    found: dict[str, list[str]] = {}
    for file, text in sources().items():
        if any(f"{name}(" in text for name in classes):
            for called, code in uses(file).calls:
                if called in classes:
                    found.setdefault(code, []).append(file)
    return found


def files_with(literal: str) -> set[str]:
    """The files that hold a string literal of this text."""
    return {
        file
        for file, text in sources().items()
        if literal in text and literal in uses(file).literals
    }


def values_of(package: ModuleType, class_: type[T]) -> list[T]:
    """The values of a class that the modules of a package declare, each once."""
    found: dict[int, T] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found |= {id(v): v for v in vars(module).values() if isinstance(v, class_)}
    return list(found.values())


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
