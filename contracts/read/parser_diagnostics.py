"""Diagnostics made of the parser's messages, and those that it should have given."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from contracts.model import Diagnostic, Severity
from contracts.read.elements import Annotation, ParsedBlueprint
from contracts.read.outline import ATTRIBUTES, BASES
from contracts.read.parser_messages import in_our_words
from contracts.read.refract import Element, children, element_name, offset, text, type_name, value
from contracts.read.source import Source

HIDES_TYPES = 12
"""After a URI template warning the parser forgets what it found in types."""
NOT_IN_TEMPLATE = "is not found within the URI template"
"""Reported for ``{?x*}``, ``{+x}`` and others: of RFC 6570, drafter 3 has levels 1 and 2 in part.

Lint has rules of its own for this, and for what code 12 is about.
"""

IGNORED_BLOCK = "unrecognized block"
UNKNOWN_HEADING = "unexpected header block"
NO_COLON = "missing colon after header name"
NO_VALUE = "has no value"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
# A heading whose brackets hold a word where a method could stand, and perhaps a path.
BRACKETS = re.compile(r"#{1,6} .*\[(?P<word>[A-Za-z]{3,8})(?: +(?P<path>/[^\]]*))?\] *")
#: Sections of payloads, actions and resources (API Blueprint specification, "Sections").
KEYWORDS = (
    "Request",
    "Response",
    "Parameters",
    "Attributes",
    "Headers",
    "Body",
    "Schema",
    "Model",
    "Relation",
)
_MIXIN = "unable to render JSON/JSONSchema. mixin base type"
INCLUDE = re.compile(r"include +(?P<name>[^\n]*[^\n ])", re.IGNORECASE)

HEADING_NAME = re.compile(
    r"^(?P<level>#{1,6}) +(?P<name>[^\[(\n]*[^\[(\n ])(?P<path> *\[ */)?", re.MULTILINE
)
MODEL_REFERENCE = re.compile(r" *\[(?P<name>[^\]]+)\]\[\] *")
MOST_NAMES = 20
"""Unknown names for which a resembling one is looked for."""
LONGEST = 80
"""Characters of a name that is worth comparing."""
#: What is named and not there, in the parser's words.
UNKNOWN_NAME = re.compile(
    r"base type '(?P<type>.*)' is not defined|Undefined resource model (?P<model>.*)"
)


def diagnostics(source: Source, annotations: Iterable[Annotation]) -> Iterator[Diagnostic]:
    """The parser's annotations in our words, with their places.

    A name that is declared nowhere is one finding, at its first use.
    """
    uses: dict[str, list[Annotation]] = {}
    for annotation in _causes(source, list(annotations)):
        if annotation.code == HIDES_TYPES or NOT_IN_TEMPLATE in annotation.message:
            continue
        if UNKNOWN_NAME.search(annotation.message):
            uses.setdefault(annotation.message, []).append(annotation)
        else:
            yield _diagnostic(source, annotation, *in_our_words(annotation.message))
    declared = _declared(source) if uses else frozenset()
    for number, (message, places) in enumerate(uses.items()):
        what, hint = in_our_words(message)
        first = min(places, key=lambda each: each.offset)
        if len(places) > 1:
            what += f", and used in {len(places)} places"
        near = _near_name(declared, message) if number < MOST_NAMES else ""
        yield _diagnostic(source, first, what, near or hint)


def _diagnostic(source: Source, annotation: Annotation, message: str, hint: str) -> Diagnostic:
    if IGNORED_BLOCK in annotation.message:
        line = line_at(source.text, annotation.offset)
        reference = MODEL_REFERENCE.fullmatch(line)
        keyword = near_keyword(line)
        if reference:
            message = f"the reference to the model {reference['name']!r} is not read as one"
            hint = "write it directly below the request or response, and nothing beside it"
        elif keyword:
            hint = f"did you mean `+ {keyword}`?"
    elif UNKNOWN_HEADING in annotation.message:
        hint = near_method(line_at(source.text, annotation.offset)) or hint
    elif "unrecognized type attribute" in annotation.message:
        hint = _near_attribute(line_at(source.text, annotation.offset)) or hint
    severity = Severity.ERROR if annotation.error else Severity.WARNING
    place = source.location(annotation.offset)
    return Diagnostic(f"parser-{annotation.code}", severity, message, place, hint)


def _causes(source: Source, messages: list[Annotation]) -> Iterator[Annotation]:
    """The annotations without what follows from another of them.

    A response is not missing where one has its keyword misspelled, text below a heading that
    is none is no lost body, and a header without a colon has no value either.
    """
    misspelled = sorted(
        each.offset
        for each in messages
        if IGNORED_BLOCK in each.message
        and near_keyword(line_at(source.text, each.offset)) == "Response"
    )
    unknown = sorted(each.offset for each in messages if UNKNOWN_HEADING in each.message)
    no_colon = {each.offset for each in messages if NO_COLON in each.message}
    for each in messages:
        if NO_VALUE in each.message and each.offset in no_colon:
            continue
        if "is missing a response" in each.message:
            after = bisect_right(misspelled, each.offset)
            if after < len(misspelled) and _is_below(source, each.offset, misspelled[after]):
                continue
        if "dangling" in each.message:
            before = bisect_left(unknown, each.offset)
            if before and _is_below(source, unknown[before - 1], each.offset):
                continue
        yield each


def _is_below(source: Source, heading: int, offset: int) -> bool:
    """Whether no other heading is between a heading and an offset after it."""
    start = source.text.find("\n", heading)
    return HEADING_NAME.search(source.text, start, offset) is None


def _nearest(word: str, known: Iterable[str], likeness: float) -> str:
    """The one of ``known`` that resembles a word most, or an empty text."""
    return "".join(difflib.get_close_matches(word, known, 1, likeness))


def near_keyword(line: str) -> str:
    """The keyword of a section that an item's first word resembles, or an empty text."""
    item = re.match(r" *[-+*] *(?P<word>[A-Za-z]+)", line)
    if item is None or item["word"].title() in KEYWORDS:
        return item["word"].title() if item else ""
    return _nearest(item["word"].title(), KEYWORDS, 0.8)


def near_method(heading: str) -> str:
    """A hint at the method that the brackets of a heading misspell, or an empty text."""
    match = BRACKETS.fullmatch(heading)
    word = match["word"].upper() if match else ""
    close = _nearest(word, METHODS, 0.7)
    path = f" {match['path']}" if match and match["path"] else ""
    return f"did you mean `[{close}{path}]`?" if close else ""


def _near_attribute(line: str) -> str:
    """A hint at the word of MSON that one in an item's parentheses misspells."""
    inside = (part for group in re.findall(r"\(([^()]*)\)", line) for part in group.split(","))
    words = [word.strip() for word in inside if word.strip().isalpha()]
    for known in (sorted(ATTRIBUTES), sorted(BASES)):
        for word in words:
            close = _nearest(word.lower(), known, 0.75)
            if close and word not in ATTRIBUTES | BASES:
                return f"did you mean {close!r} instead of {word!r}?"
    return ""


def line_at(text: str, offset: int) -> str:
    """The line of ``text`` that holds ``offset``."""
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else None]


def _declared(source: Source) -> frozenset[str]:
    """The names of types, and of resources, whose models and attributes are called like them."""
    names = set()
    types = 0  # the level of the section of types that a heading is in
    for heading in HEADING_NAME.finditer(source.text):
        name, level = heading["name"].strip("` "), len(heading["level"])
        types = types if types and level > types else 0
        if name.lower() == "data structures":
            types = level
        elif (types or heading["path"]) and len(name) <= LONGEST:
            names.add(name)
    return frozenset(names)


def _near_name(declared: frozenset[str], message: str) -> str:
    """A hint at a declared name that resembles an unknown one, or an empty text."""
    match = UNKNOWN_NAME.search(message)
    name = (match["type"] or match["model"]).strip()[:LONGEST] if match else ""
    known = declared | (BASES if match and match["type"] else set())
    lower = next((each for each in sorted(known) if each.lower() == name.lower()), "")
    near = lower or _nearest(name, sorted(known), 0.7)
    return f"did you mean {near!r}?" if near else ""


def without_false_mixins(parsed: ParsedBlueprint) -> tuple[Annotation, ...]:
    """The parser's annotations, save that an Include is of another base type where none is.

    drafter 3 reports it for every Include inside One Of, which MSON 5.2 allows.
    """
    if not any(_MIXIN in each.message for each in parsed.annotations):
        return parsed.annotations
    named = {type_name(each): each for each in parsed.types}
    if any(_has_wrong_mixin(root, named) for root in _roots(parsed)):
        return parsed.annotations
    return tuple(each for each in parsed.annotations if _MIXIN not in each.message)


def _has_wrong_mixin(element: Element, named: Mapping[str, Element]) -> bool:
    """Whether a value has an Include of a type that goes back to another base type."""
    waiting: list[tuple[Element, str]] = [(element, "")]
    while waiting:
        current, around = waiting.pop()
        name = element_name(current)
        if name == "ref":
            if _base(_named(current), named) != around:
                return True
        elif name == "member":
            waiting.append((value(current), ""))
        else:
            own = around if name in ("select", "option") else _base(name, named)
            waiting += [(child, own) for child in children(current)]
    return False


def _base(name: str, named: Mapping[str, Element]) -> str:
    """The base type that a type goes back to."""
    seen: set[str] = set()
    while name in named and name not in seen:
        seen.add(name)
        name = element_name(named[name])
    return name


def hidden_findings(source: Source, parsed: ParsedBlueprint) -> Iterator[Diagnostic]:
    """What the parser found in types and forgot over a URI template warning.

    Types that are named and nowhere declared, and types declared twice. Where it did find an
    error, types are missing and nothing is known of them.
    """
    codes = {each.code for each in parsed.annotations}
    if HIDES_TYPES not in codes or any(each.error for each in parsed.annotations):
        return
    declared: set[str] = set()
    for each in parsed.types:
        name = type_name(each)
        if name in declared:
            yield _error(source, offset(each), f"named type '{name}' is defined more than once")
        declared.add(name)
    named = [(offset(e), _named(e)) for root in _roots(parsed) for e in _walk(root)]
    for at, name in (*named, *_dropped_includes(source, parsed)):
        if name not in declared and name not in BASES:
            yield _error(source, at, f"base type '{name}' is not defined in the document")


def _error(source: Source, at: int, message: str) -> Diagnostic:
    return next(diagnostics(source, (Annotation(4, message, True, at),)))


def _dropped_includes(source: Source, parsed: ParsedBlueprint) -> Iterator[tuple[int, str]]:
    """The types of Includes that the parser left out of the elements, with a warning only."""
    for message in parsed.annotations:
        include = INCLUDE.match(source.text, message.offset)
        if include and "mixin type may not" in message.message:
            yield message.offset, include["name"]


def _roots(parsed: ParsedBlueprint) -> Iterator[Element]:
    """The roots of all MSON trees."""
    yield from parsed.types
    for resource in (resource for group in parsed.groups for resource in group.resources):
        for action in resource.actions:
            roots = [action.attributes]
            for transaction in action.transactions:
                roots += [transaction.request.attributes, transaction.response.attributes]
            yield from (root for root in roots if root is not None)


def _walk(element: Element) -> Iterator[Element]:
    """The elements in an MSON tree that may name a type."""
    name = element_name(element)
    if name == "member":
        yield from _walk(value(element))
        return
    if name not in ("select", "option") and name not in BASES:
        yield element
    for child in children(element):
        yield from _walk(child)


def _named(element: Element) -> str:
    """The type an element names: its own, or that of an Include."""
    inside = element.get("content")
    if element_name(element) == "ref" and isinstance(inside, dict):
        return text(inside.get("href"))
    return element_name(element)
