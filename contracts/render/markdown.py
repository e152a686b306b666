"""Markdown of a blueprint's descriptions as HTML that can do no harm.

The text is an author's, so raw HTML stays text, and images are links: a page that shows
one would fetch it from the network. What the parser makes is cleaned once more by nh3, so
that a flaw in one of the two does no harm.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

LONG: Final = 360
"""More characters than this are clamped to a few lines until a reader wants more."""

_TAGS: Final = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "em", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table").disable("image")


@lru_cache(maxsize=8192)
def markdown(text: str, level: int = 2) -> Markup:
    """``text`` as HTML whose highest heading is ``<h{level}>``; lower ones follow, to h6."""
    tokens = _parser().parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + level)}"
    return _clean(_parser().renderer.render(tokens, _parser().options, {}))


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """One line of Markdown, without a paragraph around it."""
    return _clean(_parser().renderInline(text))


def is_long(text: str) -> bool:
    """Whether a description is more than a glance."""
    return len(text) > LONG


def _clean(html: str) -> Markup:
    """The parser's HTML (raw HTML is off, so the author's is escaped), sanitised."""
    if "<" not in html:
        return Markup(html)  # noqa: S704
    return Markup(  # noqa: S704
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    )
