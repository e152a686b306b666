"""Modules, and marshmallow's schemas, of code that is not installed, such as generated servers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_HOMES: Final = tuple(
    f"{folder}/" for folder in {str(Path(__file__).parents[2]), sys.prefix, sys.base_prefix}
)


def imported() -> Mapping[str, object]:
    """All modules by name."""
    return dict(sys.modules)


def registered() -> Mapping[str, object]:
    """The schemas in marshmallow's registry by name, several where it is ambiguous."""
    registry = getattr(sys.modules.get("marshmallow.class_registry"), "_registry", {})
    return {name: tuple(classes) for name, classes in registry.items()}


@contextmanager
def forgotten() -> Iterator[None]:
    """What is imported within the block, and is not installed, is forgotten at its end."""
    before = set(sys.modules)
    yield
    for name in sys.modules.keys() - before:
        if not is_installed(sys.modules[name]):
            del sys.modules[name]


def is_left(old: object, new: object) -> bool:
    """Whether a module was left: one that is not installed, another one, or none any more."""
    if old is None:
        return not is_installed(new)
    return new is not None or is_installed(old)


def is_left_in_registry(old: object, new: object) -> bool:
    """Whether schemas were left that no module has, or one is missing that a module has."""
    before, after = _classes(old), _classes(new)
    return any(not is_importable(each) for each in after - before) or any(
        is_importable(each) for each in before - after
    )


def _classes(value: object) -> set[type]:
    return set(value) if isinstance(value, tuple) else set()


def is_installed(module: object) -> bool:
    """Whether a module is of this project, of an installed package or of Python.

    One without a file is built in, or made by a package.
    """
    file = getattr(module, "__file__", None)
    paths = [file] if file else list(getattr(module, "__path__", None) or [])
    return all(str(path).startswith(_HOMES) for path in paths)


def is_importable(schema: type) -> bool:
    """Whether a schema is the one that a module of the project has by its name."""
    module = sys.modules.get(schema.__module__)
    found: object = module
    for name in schema.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is schema and is_installed(module)
