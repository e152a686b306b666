"""Generated packages by name, loaded once per process."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from .access import check_levels
from .jsonapi import Package
from .stamps import stamped

DEFAULT = "server.generated"
IDENTITY_TYPE = "user"


@lru_cache
def load_package(generated: str = DEFAULT, behaviours: str | None = None) -> Package:
    """The generated package with its behaviours.

    ``behaviours`` names a module with a function ``behaviours(schemas)``. The project's own
    belong to the project's own package; any other has none unless it is told.

    Raises:
        ValueError: the package and its behaviours do not fit together.
    """
    if behaviours is None and generated == DEFAULT:
        behaviours = "server.behaviours"
    rules = import_module(behaviours).behaviours if behaviours else None
    package = Package.of(import_module(generated), rules)
    if IDENTITY_TYPE in package.schemas:
        stamped(package.schemas[IDENTITY_TYPE].opts_model())
    check_levels(package.operations)
    return package
