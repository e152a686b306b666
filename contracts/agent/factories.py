"""Values from the project's own factories: factory_boy and polyfactory."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, Iterator

Values = Callable[[], Dict[str, Any]]


def project_factories() -> Dict[Any, Values]:
    """For each class that a loaded factory makes, a function that makes values for one."""
    factories: Dict[Any, Values] = {}
    for factory in _subclasses("factory.base", "Factory"):
        made = factory._meta.get_model_class()
        if made is not None and not factory._meta.abstract:
            factories[made] = _of_factory_boy(factory)
    for factory in _subclasses("polyfactory.factories.base", "BaseFactory"):
        made = getattr(factory, "__model__", None)
        if made is not None:
            factories[made] = factory.process_kwargs
    return factories


def _subclasses(module: str, name: str) -> Iterator[Any]:
    """All subclasses of a class, if its module is loaded: nobody's factories are without it."""
    base = getattr(sys.modules.get(module), name, None)
    waiting = [base] if base is not None else []
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            yield each


def _of_factory_boy(factory: Any) -> Values:
    def values() -> Dict[str, Any]:
        build = sys.modules["factory"].build
        made: Dict[str, Any] = build(dict, FACTORY_CLASS=factory)
        return made

    return values
