"""Comparison of names regardless of case, separators and plural."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SEPARATOR: Final = re.compile(r"[^a-z0-9]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_KEY: Final = re.compile(r"(?P<of>.+?)(?:[-_]id|Id)")
_PLURALS: Final = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", ""))


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """``faqTypes``, ``faq_types`` and ``FAQ-types`` as ``faqtypes``."""
    return _SEPARATOR.sub("", name.lower())


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """The folded name without its plural."""
    plain = folded(name)
    for ending, singular in _PLURALS:
        if plain.endswith(ending) and not plain.endswith("ss"):
            return plain.removesuffix(ending) + singular
    return plain


@lru_cache(maxsize=4096)
def dasherized(name: str) -> str:
    """``firstName`` and ``first_name`` as ``first-name``."""
    return _CAMEL.sub("-", name).replace("_", "-").lower()


def key_target(name: str) -> str:
    """What an attribute such as ``event-id``, ``event_id`` or ``eventId`` has the id of; or
    nothing."""
    match = _KEY.fullmatch(name)
    return match["of"] if match else ""


def spaced(name: str) -> str:
    """A name as words of a sentence: ``faq-type`` and ``faq_type`` as ``faq type``."""
    return name.replace("-", " ").replace("_", " ")


def has_words(name: str) -> bool:
    """Whether the name has several words, in any spelling."""
    return "-" in dasherized(name).strip("-")


def counted(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``, ``0 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
