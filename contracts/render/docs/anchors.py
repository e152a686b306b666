"""Where on the page a thing is: one anchor for each, and none twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from contracts.render.value_rows import Row


class Anchors:
    """Hands out anchors; a second one that would be spelled alike gets a number.

    Operation ids are anchors of their own: they have no dots, and every other one has.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, *words: str) -> str:
        """A new anchor: the words, the last one as a slug, joined by dots."""
        wanted = anchor = ".".join((*words[:-1], slug(words[-1])))
        number = 1
        while anchor in self._taken:
            number += 1
            anchor = f"{wanted}.{number}"
        self._taken.add(anchor)
        return anchor

    def by_name(self, prefix: str, names: Iterable[str]) -> dict[str, str]:
        """An anchor for each different name."""
        return {name: self.take(prefix, name) for name in dict.fromkeys(names)}

    def placed(self, rows: Iterable[Row], prefix: str) -> tuple[Row, ...]:
        """The rows, and those inside them, with anchors below ``prefix``."""
        found = []
        for row in rows:
            anchor = self.take(prefix, row.name)
            found.append(replace(row, id=anchor, children=self.placed(row.children, anchor)))
        return tuple(found)


def slug(name: str) -> str:
    """``name`` in lower case with dashes between its words."""
    return re.sub(r"\W+", "-", name.lower()).strip("-")
