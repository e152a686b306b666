"""Generated packages by name, loaded once per process."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

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
