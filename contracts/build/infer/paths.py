"""Facts from URI templates: collections, parents, keys; and names in singular and plural."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from contracts.model import Action, ResourceType

VARIABLE = "{}"


@lru_cache(maxsize=4096)
def segments(path: str) -> tuple[str, ...]:
    """The path's segments, each variable and each literal number as ``{}``."""
    return tuple(
        VARIABLE if is_variable(s) or s.isdecimal() else s for s in path.strip("/").split("/")
    )


def is_variable(segment: str) -> bool:
    """Whether a segment is nothing but a variable: ``{id}``."""
    return segment.startswith("{") and segment.endswith("}")


def is_plain(parts: tuple[str, ...]) -> bool:
    """Whether no segment mixes text and variables (``report-{id}.pdf``)."""
    return all("{" not in part or part == VARIABLE for part in parts)


def key(parts: tuple[str, ...]) -> str:
    """The path that segments make, as :func:`contracts.build.infer.evidence.holdings` has it."""
    return "/" + "/".join(parts)


def collection_of(action: Action) -> str:
    """The collection that an action is about: its path, without the variable at its end.

    Empty for what hangs below one resource, and for methods that say nothing of a type.
    """
    parts = segments(action.path)
    if not is_plain(parts):
        return ""
    if parts[-1] == VARIABLE:
        return key(parts[:-1]) if action.method in ("GET", "PATCH", "PUT") else ""
    if VARIABLE in parts or action.method not in ("GET", "POST"):
        return ""
    return key(parts)


def parent_of(action: Action) -> tuple[str, str]:
    """Collection and last segment of ``/v1/events/{id}/faqs``; empty texts elsewhere."""
    parts = segments(action.path)
    if len(parts) < 3 or parts[-2] != VARIABLE or parts[-1] == VARIABLE:
        return "", ""
    return key(parts[:-2]), parts[-1]


def singular(word: str) -> str:
    """The singular of an English plural, as far as endings tell; else the word itself."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in any spelling: ``eventIdentifier``, ``event_identifier``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return tuple(w for w in re.split(r"[\W_]+", spaced.lower()) if w)


def key_attribute(owner: ResourceType, variable: str) -> str:
    """The attribute that a path variable names (``event_identifier``), or an empty text.

    What ends in "id" names the id, even where an attribute is called so.
    """
    if words_of(variable)[-1:] == ("id",):
        return ""
    for words in _shorter(words_of(variable), words_of(owner.name)):
        for attribute in owner.attributes:
            if words_of(attribute.name) == words:
                return attribute.name
    return ""


def _shorter(words: tuple[str, ...], owner: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if len(words) > len(owner) and words[: len(owner)] == owner:
        yield words[len(owner) :]
    elif len(words) > 1:
        yield words[-1:]
