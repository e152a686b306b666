"""What was built of a part before, used again while nothing that it depends on has changed.

A long-lived process builds the same blueprint again after each keystroke. A resource depends on
its own part of the text and where that stands (:attr:`Origin`), and on the named types that were
looked up while it was built, also those that did not exist.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from contracts.build.mson_types import NamedTypes
from contracts.model import Diagnostic
from contracts.read.elements import Origin
from contracts.text.kept import Kept

T = TypeVar("T")
MOST: Final = 6_000
"""Values kept; 1 MB of blueprint has some thousand resources and types."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    diagnostics: tuple[Diagnostic, ...]
    types: Mapping[str, Origin | None]


@dataclass(slots=True)
class Memo:
    """Built values by what they were made of; one thread at a time uses it.

    ``reading`` keeps what is made on the way from the text to the elements.
    """

    reading: Kept = field(default_factory=Kept)
    _kept: OrderedDict[Hashable, _Kept] = field(default_factory=OrderedDict)

    def built(
        self,
        key: Hashable,
        types: NamedTypes,
        diagnostics: list[Diagnostic],
        build: Callable[[], T],
    ) -> T:
        """What ``build`` returns, or returned before for ``key`` and the same named types.

        What it adds to ``diagnostics`` is added in both cases.
        """
        kept = self._kept.get(key)
        if kept is not None and all(types.origin(n) == o for n, o in kept.types.items()):
            self._kept.move_to_end(key)
            types.asked.update(kept.types)
            diagnostics += kept.diagnostics
            return cast(T, kept.value)
        before = len(diagnostics)
        with types.recorded() as asked:
            value = build()
        origins = {name: types.origin(name) for name in asked}
        if all(origin is not None or name not in types for name, origin in origins.items()):
            self._kept[key] = _Kept(value, tuple(diagnostics[before:]), origins)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return value
