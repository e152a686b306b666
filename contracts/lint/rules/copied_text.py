"""Texts copied from elsewhere: descriptions, parameters and links that mean something else."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.misread_sections import descriptions
from contracts.model import Action, Contract, Parameter, Severity
from contracts.text.spelling import counted, stem

_VERB: Final = re.compile(
    r"(?:get|fetch|read|retrieve|show|list|create|add|update|edit|change|delete|remove)s?"
    r"(?: (?:an?|the|all|one|new|single|list|lists|of|existing|specific))* (?P<noun>[^.,(\n]+)",
    re.IGNORECASE,
)
_ID_OF: Final = re.compile(
    r"\b(?:id|identifier) of (?:(?:the|an?|specific|single) )*(?P<noun>[\w -]+)", re.IGNORECASE
)
_ID_NAME: Final = re.compile(r"(?P<of>.+?)(?:[_-](?:id|identifier)|I[dD]|Identifier)$")
_WORD: Final = re.compile(r"[\w-]+")
MOST_WORDS: Final = 4
"""Words of a type's name that are looked for."""
ALIKE: Final = 0.85
"""How alike a misspelled name is to the one that is meant (difflib's ratio)."""
MOST_LETTERS: Final = 2
"""Letters that a misspelled name has more or less than the one that is meant."""
_ITEM: Final = re.compile(
    r" {0,3}\+ +`?(?P<name>[\w.\[\]%$@-]+)`? *(?::[^(]*)?"
    r"\((?P<inside>[^()]*\b(?:string|number|integer|boolean|array|object|enum|required|optional)"
    r"\b[^()]*)\)",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https?://[^\s<>\"'()\[\]`]+")
USUAL: Final = 3
"""Uses of a URL that make it the usual spelling."""
MOST_URLS: Final = 300
_DEEP: Final = re.compile(r" {8}|\t")


def of_other_types(subject: Subject) -> Iterator[Finding]:
    """Descriptions of actions that speak of another resource type than the action's."""
    types = _types(subject.contract)
    for action in subject.contract.actions():
        own = action.endpoint.type if action.endpoint else ""
        match = _VERB.match(action.description.strip())
        other = _type_in(match["noun"], types) if match and own else ""
        if other and match and _speaks_of_another(action, match["noun"], own, other):
            message = f"{action.title!r} is about {own!r}, and its description about {other!r}"
            yield Finding(action.location, message)


def _types(contract: Contract) -> Mapping[str, str]:
    """The resource types by their stems."""
    return {stem(each.name): each.name for each in contract.resource_types}


def _type_in(words: str, types: Mapping[str, str]) -> str:
    """The type that a text begins with, by the most words; empty for none."""
    return next((types[each] for each in reversed(_stems(words)) if each in types), "")


def _speaks_of_another(action: Action, noun: str, own: str, other: str) -> bool:
    """Whether a type at the beginning of a description is not the action's in other words.

    ``notification`` may be short for ``email-notification``, and an action below
    ``/events/{id}`` may well speak of the event.
    """
    mine, its = stem(own), stem(other)
    segments = {stem(each) for each in action.path.split("/") if "{" not in each}
    said = _stems(noun)
    if its in segments or mine.endswith(its) or its.endswith(mine):
        return False
    return not any(mine in each or _is_alike(each, mine) for each in said)


def _stems(words: str) -> tuple[str, ...]:
    """The stems of the first word of a text, of its first two words, and so on."""
    first = _WORD.findall(words)[:MOST_WORDS]
    return tuple(stem("".join(first[: count + 1])) for count in range(len(first)))


def of_other_parameters(subject: Subject) -> Iterator[Finding]:
    """Parameters such as ``event_id`` that are described as the id of something else."""
    types = _types(subject.contract)
    for action in subject.contract.actions():
        for parameter in action.parameters:
            problem = _wrong_noun(parameter, types)
            if problem and parameter.location is not None:
                yield Finding(parameter.location, f"{parameter.name!r} is described as {problem}")


def _wrong_noun(parameter: Parameter, types: Mapping[str, str]) -> str:
    name, said = _ID_NAME.fullmatch(parameter.name), _ID_OF.search(parameter.description)
    if name is None or said is None or stem(name["of"]) not in types:
        return ""
    own = stem(name["of"])
    other = _type_in(said["noun"], types)
    stems = _stems(said["noun"])
    if any(_without_plural(own) == _without_plural(each) for each in stems):
        return ""
    close = [n for n, each in enumerate(stems) if _is_alike(each, own)]
    if close and not other:
        return f"the id of {' '.join(_WORD.findall(said['noun'])[: close[0] + 1])!r}"
    is_short = other and (own.endswith(stem(other)) or stem(other).endswith(own))
    return f"the id of {other!r}" if other and not is_short and not close else ""


def _without_plural(word: str) -> str:
    return word.replace("s", "")


def _is_alike(word: str, meant: str) -> bool:
    """Whether a word is another one, or nearly spelled like it: no word more or less."""
    if abs(len(word) - len(meant)) > MOST_LETTERS:
        return False
    matcher = difflib.SequenceMatcher(None, word, meant)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def described_items(subject: Subject) -> Iterator[Finding]:
    """List items of descriptions that are written as parameters or attributes are."""
    for title, description, owner in descriptions(subject.contract):
        lines = description.splitlines() if "+ " in description else []
        items = [(line, match) for line in lines if (match := _ITEM.match(line))]
        if items:
            line, match = items[0]
            place = subject.lines.below(owner, line)
            others = len(items) - 1
            more = f" and {counted(others, 'other item')} are" if others else " is"
            message = f"{match['name']!r}{more} part of the description of {title!r}"
            yield Finding(place, message)


def misspelled_links(subject: Subject) -> Iterator[Finding]:
    """URLs that differ by one letter from one that is used more often."""
    if subject.source is None:
        return
    places = [
        (at + match.start(), match[0].rstrip(".,;:"))
        for at, text in zip(subject.source.starts, subject.source.texts, strict=False)
        if "://" in text and not _DEEP.match(text)
        for match in _URL.finditer(text)
    ]
    uses = Counter(url for _, url in places)
    usual = [url for url, count in uses.most_common(MOST_URLS) if count >= USUAL]
    meant = {
        url: other
        for url, count in list(uses.items())[: MOST_URLS * 10]
        for other in usual
        if count * USUAL <= uses[other] and _is_a_letter_off(url, other)
    }
    for at, url in places:
        if url in meant:
            message = f"one letter differs from a link that is used {uses[meant[url]]} times"
            yield Finding(subject.source.location(at), message, f"did you mean {meant[url]}?")


def _is_a_letter_off(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = min(len(one), len(other)) if start is None else start
    shorter, longer = sorted((one, other), key=len)
    rest = longer[start + 1 :]
    differing = {longer[start], shorter[start]} if len(one) == len(other) else {longer[start]}
    return shorter[start + (len(one) == len(other)) :] == rest and all(map(str.isalpha, differing))


RULES: Final = (
    Rule(
        "description-copied",
        Severity.WARNING,
        "The description of an action is about another resource type.",
        "It was copied from another action, and readers take this one for that.",
        "Describe what this action does.",
        of_other_types,
    ),
    Rule(
        "parameter-description",
        Severity.WARNING,
        "A parameter such as `event_id` is described as the id of something else.",
        "Readers send the wrong id.",
        "Describe the resource that the parameter names.",
        of_other_parameters,
    ),
    Rule(
        "item-undeclared",
        Severity.INFO,
        "A description has a list item written as a parameter: `+ id (integer, required)`.",
        "It is text: nothing is declared by it, and neither requests nor schemas have it.",
        "Move it below `+ Parameters` or `+ Attributes`; begin items of prose with `-`.",
        described_items,
    ),
    Rule(
        "link-misspelled",
        Severity.WARNING,
        "A URL differs by one letter from one that is used more often.",
        "It leads nowhere, and nobody notices until a reader follows it.",
        "Write it as elsewhere.",
        misspelled_links,
    ),
)
