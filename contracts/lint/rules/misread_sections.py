"""Sections that the parser took for prose, because a word or a bracket is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.bodies import EMPTY_SUCCESS
from contracts.lint.rules.dredd import PARAMETER_NO_EXAMPLE
from contracts.model import Contract, Location, Severity
from contracts.read.outline import LONGEST
from contracts.read.parser_diagnostics import near_keyword, near_method

# An item that is nothing but a keyword, a status and a media type; prose goes on after it.
ITEM: Final = re.compile(r" {0,3}[-+*] *(?P<word>[A-Za-z]+)(?: +\d{3})?(?: +\([^)]*\))?:? *")
_RESPONSE: Final = re.compile(r" {0,3}[-+*] +Response +\d{3}.*")
METHODS: Final = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT"
# A heading that ends in a method or a path in brackets, closed or not.
HEADING: Final = re.compile(
    rf"#{{1,6}} .*\[(?:(?i:{METHODS})|[A-Za-z]* ?/[^\]]*|(?:{METHODS}) [^\]]*)\]? *"
)
# One whose brackets hold a path that does not begin with a slash.
NO_SLASH: Final = re.compile(
    rf"#{{1,6}} .*\[(?:(?P<method>{METHODS}) +)?(?P<path>(?!/)[^\]\s/(]+(?:/[^\]\s]*)?)\] *"
)


_REFERENCE: Final = re.compile(r" *\[(?P<name>[^\]]+)\]\[\] *")
# An item that is nothing but a keyword, or a keyword and a value between backticks.
_PARAMETER_ITEM: Final = re.compile(
    r" {0,3}\+ *(?P<word>[A-Za-z]+) *:? *(?P<value>`[^`]*`)? *(?:\([^)]*\))? *"
)
_MARKER: Final = re.compile(r"^ {0,3}[-+*]", re.MULTILINE)
# An address where a path belongs: `http://host/path`, or `:9000/path`.
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>https?://)(?P<host>[^/]+)|(?P<port>:\d+))(?P<path>/.*)?"
)
HEADING_HINT: Final = "write `## Name [/path]` or `### Name [GET]`"


@dataclass(frozen=True, slots=True)
class _Swallowed:
    """A line of a description that was meant as a section: ``slash`` when that is missing."""

    line: str
    hint: str
    slash: bool = False


def sections(subject: Subject) -> Iterator[Finding]:
    """Lines of descriptions that look like sections of the blueprint."""
    for owner, misread, place in _all(subject):
        if not misread.slash:
            message = f"{misread.line!r} is read as part of the description of {owner!r}"
            yield Finding(place, message, misread.hint)
    yield from _parameter_sections(subject)


def _parameter_sections(subject: Subject) -> Iterator[Finding]:
    """Sections of parameters, such as their values, that became part of their description."""
    seen: set[Location | None] = set()
    for action in subject.contract.actions():
        for parameter in action.parameters:
            if parameter.location is None or parameter.location in seen:
                continue
            seen.add(parameter.location)
            for line in parameter.description.splitlines():
                keyword = _parameter_keyword(line)
                if keyword:
                    yield Finding(
                        subject.lines.below(parameter.location, line),
                        f"{line.strip()!r} is read as part of the description of "
                        f"{parameter.name!r}",
                        f"write `+ {keyword}`",
                        explains=(f"{parameter.spelling} is required and has no example",),
                    )


def _parameter_keyword(line: str) -> str:
    """The section of a parameter that a line of its description was meant to be."""
    item = _PARAMETER_ITEM.fullmatch(line)
    if item is None:
        return ""
    words = difflib.get_close_matches(item["word"].title(), ("Members", "Values"), 1, 0.7)
    if words:
        return "Members"
    close = difflib.get_close_matches(item["word"].title(), ("Default", "Sample"), 1, 0.8)
    return f"{close[0]}: {item['value'] or '…'}" if close else ""


def model_references(subject: Subject) -> Iterator[Finding]:
    """References to models that are read as text, since sections stand beside them."""
    names = {resource.name for resource in subject.contract.resources()}
    for transaction in subject.contract.transactions():
        for payload in (transaction.request, transaction.response):
            for line in payload.description.splitlines() if "][]" in payload.description else ():
                reference = _REFERENCE.fullmatch(line)
                if reference and reference["name"] in names:
                    owner = payload.location or transaction.location
                    yield Finding(
                        subject.lines.below(owner, line),
                        f"the reference to the model {reference['name']!r} is read as text",
                        also=(owner,),
                    )


def no_slash(subject: Subject) -> Iterator[Finding]:
    """Headings whose path does not begin with a slash, and so are no headings."""
    for _, misread, place in _all(subject):
        if misread.slash:
            yield Finding(place, f"the path in {misread.line!r} has no leading slash", misread.hint)


def _all(subject: Subject) -> Iterator[tuple[str, _Swallowed, Location]]:
    for owner, description, location in descriptions(subject.contract):
        if "[" in description or _MARKER.search(description):
            read = partial(_all_swallowed, description)
            for misread in subject.kept.get(("swallowed", description), read):
                yield owner, misread, subject.lines.below(location, misread.line)


def _all_swallowed(description: str) -> tuple[_Swallowed, ...]:
    return tuple(_swallowed(description.splitlines()))


def _swallowed(lines: list[str]) -> Iterator[_Swallowed]:
    """The sections among the lines; what follows a lost heading is lost with it."""
    for number, line in enumerate(lines):
        if len(line) > LONGEST:
            continue
        path = NO_SLASH.fullmatch(line)
        if path and path["path"].upper() not in METHODS.split("|"):
            if path["method"] or "/" in path["path"] or _holds_actions(lines[number + 1 :]):
                yield _Swallowed(line.strip(), _path_hint(path["path"]), slash=True)
                return
        elif HEADING.fullmatch(line) or near_method(line):
            yield _Swallowed(line.strip(), near_method(line) or HEADING_HINT)
            return
        keyword = near_keyword(line) if ITEM.fullmatch(line) else ""
        if keyword:
            hint = f"write `+ {keyword}`, indented for where it belongs"
            yield _Swallowed(line.strip(), hint)


def _path_hint(path: str) -> str:
    """What to write instead of a path without a slash, which may be a whole address."""
    address = _ADDRESS.fullmatch(path)
    if address is None:
        return f"write [/{path}]"
    server = f"{address['scheme'] or 'http://localhost'}{address['host'] or address['port']}"
    return f"write [{address['path'] or '/'}]; the server belongs to the metadata, `HOST: {server}`"


def loses_sections(description: str) -> bool:
    """Whether a description swallowed what was meant as a section."""
    return any(_swallowed(description.splitlines()))


def _holds_actions(lines: list[str]) -> bool:
    """Whether sections follow, as they do below the heading of a resource."""
    return any(HEADING.fullmatch(line) or _RESPONSE.fullmatch(line) for line in lines)


def descriptions(contract: Contract) -> Iterator[tuple[str, str, Location]]:
    """Every description: its owner, its text, and the owner's location."""
    start = Location(contract.file, 1, 1)
    yield contract.title, contract.description, start
    for group in contract.groups:
        yield group.name or contract.title, group.description, group.location
        for resource in group.resources:
            yield resource.name or resource.uri_template, resource.description, resource.location
            for action in resource.actions:
                yield action.title, action.description, action.location
                for transaction in action.transactions:
                    for payload in (transaction.request, transaction.response):
                        place = payload.location or transaction.location
                        yield transaction.name, payload.description, place


SWALLOWED_SECTION: Final = Rule(
    "swallowed-section",
    Severity.WARNING,
    "A line of a description looks like a section: `+ Paramters`, `### Read [get]`.",
    "A misspelled section is no error in Markdown: it becomes text, and its content is lost.",
    "Fix the keyword, the brackets or the indentation.",
    sections,
    replaces=(PARAMETER_NO_EXAMPLE,),
)
RULES: Final = (
    SWALLOWED_SECTION,
    Rule(
        "model-reference-lost",
        Severity.WARNING,
        "A reference to a model, `[Thing][]`, has sections beside it.",
        "The parser takes it for a description: the body, headers and schema of the model are "
        "lost.",
        "Write the reference alone, and its headers in the model; or the payload without it.",
        model_references,
        replaces=(EMPTY_SUCCESS,),
    ),
    Rule(
        "uri-no-slash",
        Severity.ERROR,
        "The path of a resource or action does not begin with a slash.",
        "The parser takes its heading for text, and the whole section is lost.",
        "Write `## Things [/things]`.",
        no_slash,
        replaces=(SWALLOWED_SECTION,),
    ),
)
