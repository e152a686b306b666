"""What the parser says, as diagnostics, and what it should have said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from contracts.model import Diagnostic, Severity
from contracts.read.elements import Annotation, Parsed
from contracts.read.outline import BASES
from contracts.read.refract import Element, children, element_name, offset, text, type_name, value
from contracts.read.source import Source

HIDES_TYPES = 12
"""After a URI template warning the parser forgets what it found in types."""
NOT_IN_TEMPLATE = "is not found within the URI template"
"""Said of ``{?x*}``, ``{+x}`` and others too: of RFC 6570, drafter 3 knows levels 1 and 2 in part.

Lint has rules of its own for this, and for what code 12 is about.
"""

INCLUDE = re.compile(r"include +(?P<name>[^\n]*[^\n ])", re.IGNORECASE)

HINTS: tuple[tuple[str, str], ...] = (
    (r"is not defined in the document", "Declare it under `# Data Structures`, or mend its name."),
    (r"is defined more than once", "Rename one of the two types."),
    (r"circularly referencing", "Let one of them start from object."),
    (r"already (?:defined|exists)", "Rename or remove one of the two."),
    (r"indent every|excessive indentation|expected to be indented", "Four spaces for each level."),
    (r"dangling message-body", "Indent it by 12 spaces under `+ Body`, 8 under the payload."),
    (r"missing response HTTP status", "Write the status: `+ Response 200`."),
    (r"is missing a response", "Add a `+ Response 200` section."),
    (r"using backticks", "Put the name between backticks."),
    (r"unable to parse HTTP header", "One `Name: value` for each line, indented by 12 spaces."),
    (r"cannot use .* together", "Keep one of the two."),
    (r"ignoring unrecognized type attribute", "A member has one type; check commas and spelling."),
    (r"ignoring unrecognized block", "Check the indentation, and the keyword's spelling."),
    (r"unexpected header block", "Check the heading: `# Group X`, `## X [/path]`, `### X [GET]`."),
    (r"empty request|no headers|no parameters", "Fill the section in or remove it."),
    (r"invalid value|number' type", "Give a value of the member's type, or change the type."),
)


def diagnostics(source: Source, annotations: Iterable[Annotation]) -> Iterator[Diagnostic]:
    """The parser's annotations with their places, and a hint where one is known."""
    for found in annotations:
        if found.code == HIDES_TYPES or NOT_IN_TEMPLATE in found.message:
            continue
        yield Diagnostic(
            f"parser-{found.code}",
            Severity.ERROR if found.error else Severity.WARNING,
            found.message,
            source.location(found.offset),
            next((hint for words, hint in HINTS if re.search(words, found.message)), ""),
        )


def hidden_findings(source: Source, parsed: Parsed) -> Iterator[Diagnostic]:
    """What the parser found in types and forgot over a URI template warning.

    Types that are named and nowhere declared, and types declared twice. Where it did find an
    error, types are missing and nothing is known of them.
    """
    codes = {found.code for found in parsed.annotations}
    if HIDES_TYPES not in codes or any(found.error for found in parsed.annotations):
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


def _dropped_includes(source: Source, parsed: Parsed) -> Iterator[tuple[int, str]]:
    """The types of Includes that the parser left out of the elements, with a warning only."""
    for found in parsed.annotations:
        include = INCLUDE.match(source.text, found.offset)
        if include and "mixin type may not" in found.message:
            yield found.offset, include["name"]


def _roots(parsed: Parsed) -> Iterator[Element]:
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
