"""A page without what a browser has already: its unchanged articles, emptied.

Each article is stamped with a number for its content (``data-v``, see
:mod:`contracts.render.docs.articles`); articles do not nest, and no attribute holds a ``>``.
"""

from __future__ import annotations

import re
from typing import Final

_ARTICLE: Final = re.compile(r'(<article [^>]*data-v="[0-9a-f]+">)(.*?)(?=</article>)', re.DOTALL)


def stamps(html: str) -> frozenset[str]:
    """The opening tags of a page's articles: id and content number."""
    return frozenset(match[1] for match in _ARTICLE.finditer(html))


def slim(html: str, known: frozenset[str]) -> str:
    """``html`` with every article emptied whose opening tag is ``known``."""
    return _ARTICLE.sub(lambda match: match[1] if match[1] in known else match[0], html)
