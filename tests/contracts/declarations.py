"""Where the names of rules, laws, changes and operators are declared and used, by their text."""

from __future__ import annotations

import importlib
import pkgutil
import re
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


@cache
def declarations(*classes: str) -> dict[str, list[str]]:
    """The files that make a value of one of the classes, by its first argument, a literal."""
    call = re.compile(rf"\b(?:{'|'.join(classes)})\(\s*\"([^\"]*)\"")
    found: dict[str, list[str]] = {}
    for file, text in sources().items():
        for code in call.findall(text):
            found.setdefault(code, []).append(file)
    return found


def files_with(literal: str) -> set[str]:
    """The files that hold a string literal of this text."""
    return {file for file, text in sources().items() if f'"{literal}"' in text}


def values_of(package: ModuleType, class_: type[T]) -> list[T]:
    """The values of a class that the modules of a package declare, each once."""
    found: dict[int, T] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found |= {id(v): v for v in vars(module).values() if isinstance(v, class_)}
    return list(found.values())
