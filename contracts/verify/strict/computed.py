"""Attributes that a server computes from others that were sent: their values are its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from contracts.build.infer.paths import words_of

#: Words of attributes that are a picture, and of those that are one of its sizes.
_PICTURES: Final = frozenset({"image", "picture", "photo", "avatar", "logo", "banner"})
_SIZES: Final = frozenset({"thumbnail", "thumb", "icon", "small", "medium", "large"})


def is_computed(name: str, sent: Iterable[str]) -> bool:
    """Whether an attribute that is not sent is made of one that is.

    It ends with the words of that one (``large-image-url`` and ``original-image-url``), or is a
    size of a picture.
    """
    return any(_is_made_of(name, other) for other in sent)


def _is_made_of(name: str, sent: str) -> bool:
    own, words = words_of(name), words_of(sent)
    ending = words[1:] if len(words) > 2 else words
    if own[-len(ending) :] == ending:
        return True
    is_size = bool(_SIZES & set(own)) and bool(_PICTURES & set(own))
    return is_size and bool(_PICTURES & set(words)) and not _SIZES & set(words)
