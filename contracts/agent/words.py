"""Names in any spelling: ``FaqType``, ``faq_types`` and ``faq-type`` are the same words."""

from __future__ import annotations

import re
from typing import Dict, Iterable, Set, Tuple

Words = Tuple[str, ...]

#: What applications call those who sign in.
USERS = (("user",), ("account",), ("member",), ("person",), ("customer",), ("profile",))
#: Types that a document names by the role of a user.
ROLES = ("owner", "creator", "author", "marketer", "organizer", "assignee", "reporter", "editor")

_IRREGULAR: Dict[str, str] = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "data": "data",
    "media": "media",
    "news": "news",
    "series": "series",
    "movies": "movie",
    "cookies": "cookie",
    "indices": "index",
    "criteria": "criterion",
}
_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("uses", "us"),
)


def words_of(name: str) -> Words:
    """The lower-case words of a name: ``answerText`` and ``answer-text`` are two words each."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name)
    return tuple(word for word in re.split(r"[\W_]+", spaced.lower()) if word)


def singular(word: str) -> str:
    """The singular of an English plural, as far as endings tell; else the word itself."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def stem(name: str) -> Words:
    """The words of a type's name with the last in singular: ``faq-types`` is ``faq type``."""
    words = words_of(name)
    return (*words[:-1], singular(words[-1])) if words else words


def has_words(words: Set[str], names: Iterable[str]) -> bool:
    """Whether all words of one of the names are among ``words``."""
    return any(words.issuperset(words_of(name)) for name in names)
