"""Markdown of a blueprint's descriptions as HTML that can do no harm.

The text is an author's, so raw HTML stays text, but for line breaks, marks such as ``<b>``, lists,
paragraphs and tables, which lose their attributes, links, and comments, which are left out. Images
are links: a page that shows one would fetch it from the network. What the parser makes is cleaned
once more by nh3, so that a flaw in one of the two does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from contracts.build.anchors import BLOCK_TAG, LINK, MARK, TAG
from contracts.build.anchors import parser as description_parser

LONG: Final = 360
"""More characters than this are clamped to a few lines until a reader expands them."""

_TAGS: Final = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "em", "strong", "a", "table", "thead", "tbody", "tr", "th", "td", "div"),
    *("b", "i", "sub", "sup", "kbd", "s", "dl", "dt", "dd"),
}
#: Identifiers are the page's own: raw HTML of the author has no attributes.
_ATTRIBUTES: Final = {
    "a": {"href", "title", "id"},
    "ol": {"start"},
    "div": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_SCHEMES: Final = {"http", "https", "mailto"}
#: What a few lines of prose do not have: a table, a heading, code.
_NOT_PROSE: Final = re.compile(r"^(?: *\||#{1,6} | {4}| *(?:```|~~~))", re.M)


@cache
def _parser() -> MarkdownIt:
    parser = description_parser()
    for name, rule in (
        ("html_inline", _raw),
        ("image", _picture),
        ("table_open", lambda *_: '<div class="scroll"><table>'),
        ("table_close", lambda *_: "</table></div>"),
    ):
        parser.add_render_rule(name, rule)
    return parser


def _raw(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
    """Raw HTML as text, unless it is harmless; an author's anchor is one if it is in ``marks``."""
    text = tokens[at].content
    if text.startswith("<!--"):
        return ""
    mark = MARK.fullmatch(text)
    if mark is not None:
        name, marks = mark["name"], env.get("marks", [])
        if name not in marks:
            return ""
        marks.remove(name)
        return f'<a id="{name}"></a>'
    if text.lower() == "</a>":
        return _end_of_link(tokens[:at])
    link = LINK.fullmatch(text)
    if link is not None:
        return f'<a href="{link["href"]}">'
    harmless = TAG.fullmatch(text) or (BLOCK_TAG.fullmatch(text) if env.get("blocks") else None)
    # Without its attributes: `<i class="icon"></i>` shows nothing.
    return f"<{harmless['bare'].lower()}>" if harmless else str(escape(text))


def _end_of_link(before: Sequence[Token]) -> str:
    """What ``</a>`` is after these: the end of a link, of an anchor, or text."""
    opened = next((t.content for t in reversed(before) if t.content[:2].lower() == "<a"), "")
    if MARK.fullmatch(opened):
        return ""
    return "</a>" if LINK.fullmatch(opened) else "&lt;/a&gt;"


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """A link to the image; its text is the alternative text."""
    image = tokens[at]
    address = str(image.attrs.get("src", ""))
    text = renderer.renderInlineAsText(image.children or [], options, env)
    name = text or address.rpartition("/")[2] or "image"
    return f'<a href="{escape(address)}">{escape(name)}</a>'


@lru_cache(maxsize=8192)
def markdown(
    text: str, level: int = 2, ids: tuple[str, ...] = (), marks: tuple[str, ...] = ()
) -> Markup:
    """``text`` as HTML whose highest heading is ``<h{level}>``; lower ones follow, to h6.

    ``ids`` are the anchors of its headings, in their order; ``marks`` are the names that an
    author's own ``<a name="…">`` may have.
    """
    tokens = _parser().parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    for token, anchor in zip(headings[::2], ids, strict=False):
        token.attrSet("id", anchor)
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + level)}"
    return _clean(
        _parser().renderer.render(tokens, _parser().options, {"marks": [*marks], "blocks": True})
    )


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """One line of Markdown, without a paragraph around it."""
    return _clean(_parser().renderInline(text))


def is_long(text: str) -> bool:
    """Whether a description is prose of more than a glance."""
    return len(text) > LONG and not _NOT_PROSE.search(text)


def _clean(html: str) -> Markup:
    """The parser's HTML (the author's is escaped already), sanitised."""
    if "<" not in html:
        return Markup(html)  # noqa: S704
    return Markup(  # noqa: S704
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    )
