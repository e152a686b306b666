"""Markdown of a blueprint's descriptions as HTML that can do no harm.

The text is an author's, so raw HTML stays text, and images are links: a page that shows
one would fetch it from the network.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table").disable("image")


def markdown(text: str, level: int = 2) -> Markup:
    """``text`` as HTML whose highest heading is ``<h{level}>``; lower ones follow, to h6."""
    tokens = _parser().parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + level)}"
    # The parser, with raw HTML off, escapes what the author wrote.
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704


def inline(text: str) -> Markup:
    """One line of Markdown, without a paragraph around it."""
    return Markup(_parser().renderInline(text))  # noqa: S704
