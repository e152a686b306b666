"""Articles of the page, used again by a live preview while what they are made of is the same.

An article is made of its own part of the contract and of the page's context: anchors, named
types, conventions. It also asks for new anchors and for numbers of schemas, in document order:
these are asked for again, and answers that differ make the whole page anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from contracts.build.anchors import Anchors
from contracts.model import Response
from contracts.render.docs.console_schemas import Shapes


class ArticlesChanged(Exception):
    """A kept article would ask for an anchor or a number that it no longer gets."""


@dataclass(frozen=True, slots=True)
class _Article:
    made_of: object
    html: Markup
    anchors: tuple[tuple[tuple[str, ...], str], ...]
    shapes: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class KeptArticles:
    """The articles of the page before, by their ids."""

    articles: dict[str, _Article] = field(default_factory=dict)
    _context: object = None

    def within(self, context: object) -> KeptArticles:
        """The same, without articles where the page's context is another than before."""
        if self._context != context:
            self.clear()
        self._context = context
        return self

    def clear(self) -> None:
        """Forget all articles."""
        self.articles = {}


class Articles:
    """The articles of one page. ``kept`` are those of the page before."""

    def __init__(self, anchors: Anchors, shapes: Shapes, kept: KeptArticles) -> None:
        self._anchors = anchors
        self._shapes = shapes
        self._before = kept.articles
        self._taken: list[tuple[tuple[str, ...], str]] = []
        self._numbered: list[tuple[str, int]] = []
        self.made: dict[str, _Article] = {}

    def take(self, *words: str) -> str:
        """A new anchor (:meth:`Anchors.take`)."""
        anchor = self._anchors.take(*words)
        self._taken.append((words, anchor))
        return anchor

    def shape(self, response: Response) -> int | None:
        """The number of a response's schema in the page (:meth:`Shapes.number`)."""
        text = self._shapes.of(response)
        if text is None:
            return None
        number = self._shapes.numbered(text)
        self._numbered.append((text, number))
        return number

    def article(self, id: str, made_of: object, caller: Callable[[], Markup]) -> Markup:
        """The element that ``caller`` renders, or rendered before of an equal ``made_of``.

        Raises ArticlesChanged.
        """
        before = self._before.get(id)
        if before is not None and before.made_of == made_of:
            self._ask_again(before)
            self.made[id] = before
            return before.html
        self._taken, self._numbered = [], []
        html = stamped(caller())
        article = _Article(made_of, html, tuple(self._taken), tuple(self._numbered))
        self.made[id] = article
        return html

    def _ask_again(self, article: _Article) -> None:
        same = all(self._anchors.take(*words) == anchor for words, anchor in article.anchors)
        if not same or any(self._shapes.numbered(text) != n for text, n in article.shapes):
            raise ArticlesChanged


def stamped(html: Markup) -> Markup:
    """An element with a number for its content, so that a live page sees what has changed."""
    number = zlib.crc32(html.encode())
    # As a plain text, for Markup would escape what is put in.
    return Markup(str(html).replace(">", f' data-v="{number:x}">', 1))  # noqa: S704
