"""Generated packages by name, loaded once per process."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import import_module

from marshmallow import class_registry
from sqlalchemy.orm import DeclarativeBase

from contracts.runtime.identity.access import check_levels
from contracts.runtime.jsonapi.package import Package


@lru_cache
def load_package(generated: str, behaviours: str | None = None) -> Package:
    """The generated package with its behaviours.

    ``behaviours`` names a module with a function ``behaviours(schemas)``; without one the
    package does what its blueprint documents and no more.

    Raises:
        ValueError: no package is named, or the package and its behaviours do not fit together.
    """
    if not generated:
        raise ValueError("No package to serve: set GENERATED_PACKAGE to its module name.")
    rules = import_module(behaviours).behaviours if behaviours else None
    package = Package.of(import_module(generated), rules)
    check_levels(package.operations)
    return package


def forget_package(generated: str) -> None:
    """Remove a package from this process, so that another one of its name can be loaded.

    Its models are of no use afterwards. While a mapper is left, it is configured with those of
    other packages, and where one of its relationships leads nowhere, they fail with it.
    """

    def belongs(module: str) -> bool:
        return module.split(".")[0] == generated

    load_package.cache_clear()
    for name in [name for name in sys.modules if belongs(name)]:
        for value in vars(sys.modules.pop(name)).values():
            is_model = isinstance(value, type) and issubclass(value, DeclarativeBase)
            if is_model and value is not DeclarativeBase:
                value.registry.dispose()
    registry = class_registry._registry
    for name, schemas in list(registry.items()):
        kept = [schema for schema in schemas if not belongs(schema.__module__)]
        if kept:
            registry[name] = kept
        else:
            del registry[name]
