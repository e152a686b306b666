"""URI templates: what is spelled in two ways, written out, or not encoded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.rules.parameters import PARAMETER_UNDECLARED, PARAMETER_UNKNOWN
from contracts.lint.uri_items import ITEM, items_called, templates
from contracts.model import Action, Location, Parameter, Severity
from contracts.read.parser_codes import PARSER
from contracts.text.spelling import folded, stem
from contracts.text.uri import (
    EXPRESSION,
    NAME,
    path_shape,
    template_problems,
    template_variables,
    variable_name,
)

_ID: Final = re.compile(r"[1-9]\d*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: A whole segment that other tools take for a variable: Express, Rails; some documentation.
_OTHER_VARIABLE: Final = re.compile(r":(?P<colon>[A-Za-z_]\w*)|\((?P<round>[A-Za-z_]\w*)\)")
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_PIECE: Final = re.compile(rf"({_ESCAPE.pattern})|.", re.DOTALL)


def literal_ids(subject: Subject) -> Iterator[Finding]:
    """Ids written out in a path, where a variable belongs."""
    for template, location in templates(subject):
        segments = _path(template)
        for before, segment in pairwise(segments):
            is_id = _ID.fullmatch(segment) and not _YEAR.fullmatch(segment)
            if is_id and before[:1].isalpha() and not re.fullmatch(r"v(?:ersion)?\d*", before):
                yield Finding(location, f"the path names the id {segment} of {before!r}")


def other_variables(subject: Subject) -> Iterator[Finding]:
    """Segments that are variables in other notations, and texts in a URI template."""
    for template, location in templates(subject):
        found = {
            segment: other["colon"] or other["round"]
            for segment in _path(template)
            if (other := _OTHER_VARIABLE.fullmatch(segment))
        }
        if found:
            first = next(iter(found))
            parts = re.split(r"([/?{])", template)
            written = "".join(f"{{{found[p]}}}" if p in found else p for p in parts)
            message = f"{first} in {template} is a text and no variable"
            explains = tuple(f"{name!r} is not in {template}" for name in found.values())
            yield Finding(location, message, f"write {written}", explains=explains)


def queries(subject: Subject) -> Iterator[Finding]:
    """Query parameters written into the template, outside its variables.

    A path that is described without the query as well has a variant there, which is fine.
    """
    plain = {"/".join(_path(t)) for t, _ in templates(subject) if "?" not in _written_out(t)}
    for template, location in templates(subject):
        query = _written_out(template).partition("?")[2]
        if query and "/".join(_path(template)) not in plain:
            yield Finding(location, f"the query ?{query} is part of the path")


def _written_out(template: str) -> str:
    """The template without its variables."""
    return EXPRESSION.sub("", template)


def invalid(subject: Subject) -> Iterator[Finding]:
    """Addresses that are no URI templates."""
    for template, location in templates(subject):
        for problem in template_problems(template):
            yield Finding(location, f"{template} is no URI template: {problem}")
            break


def unencoded(subject: Subject) -> Iterator[Finding]:
    """Variables with characters that no variable's name may have."""
    for template, location in templates(subject):
        for name in (variable.spelling for variable in template_variables(template)):
            if NAME.fullmatch(name) or not name.strip():
                continue
            wanted = encoded(name)
            items = list(items_called(subject, location, name))
            edits = [Edit(place, name, wanted) for place, _ in items]
            yield Finding(
                location,
                f"{name!r} is no name of a variable in a URI template",
                f"write {wanted}",
                (*_in_template(subject, location, name, wanted), *edits),
                (f"the variable {name!r} of {template} is not declared",),
                tuple(place for pair in items for place in pair),
            )


def encoded(name: str) -> str:
    """The name with every character percent-encoded that a variable may not have."""
    return _PIECE.sub(lambda match: match[1] or variable_name(match[0]), name)


def _in_template(subject: Subject, location: Location, old: str, new: str) -> tuple[Edit, ...]:
    """The edit of the variable ``old`` in the heading at ``location``."""
    line = subject.lines.at(location)
    for expression in EXPRESSION.finditer(line):
        match = re.search(rf"(?<![^,]){re.escape(old)}(?![^,*:])", expression[2])
        if match:
            column = expression.start(2) + match.start() + 1
            return (Edit(Location(location.file, location.line, column), old, new),)
    return ()


def spellings(subject: Subject) -> Iterator[Finding]:
    """Parameters that are percent-encoded otherwise than the variable they describe."""
    seen: set[Location] = set()
    for action in subject.contract.actions():
        for parameter in action.parameters:
            place, written = _written(subject, parameter)
            if place is None or place in seen or not written or written == parameter.spelling:
                continue
            if unquote(written) == parameter.name and NAME.fullmatch(parameter.spelling):
                seen.add(place)
                yield Finding(
                    place,
                    f"{written} is {parameter.spelling} in the URI template",
                    edits=(Edit(place, written, parameter.spelling),),
                )


def _written(subject: Subject, parameter: Parameter) -> tuple[Location | None, str]:
    """The location of a parameter's name, and its spelling there."""
    if parameter.location is None:
        return None, ""
    match = ITEM.match(subject.lines.at(parameter.location))
    if match is None:
        return None, ""
    at = parameter.location
    return Location(at.file, at.line, match.start("name") + 1), match["name"].strip("`")


def collections(subject: Subject) -> Iterator[Finding]:
    """Segments of paths that are one collection under two spellings."""
    seen: dict[tuple[str, ...], Counter[str]] = {}
    places: dict[tuple[tuple[str, ...], str], Location] = {}
    for template, location in templates(subject):
        segments = _path(template)
        for number, segment in enumerate(segments):
            if "{" in segment or not segment[:1].isalpha():
                continue
            holds = number + 1 < len(segments) and "{" in segments[number + 1]
            # Singular and plural may be two things, unless members are addressed below both.
            key = (*segments[:number], stem(segment)) if holds else ("", folded(segment))
            for each in {key, ("", folded(segment))}:
                seen.setdefault(each, Counter())[segment] += 1
                places.setdefault((each, segment), location)
    reported: set[tuple[Location, str]] = set()
    for key, names in seen.items():
        usual = max(names, key=lambda name: names[name])
        for name in names.keys() - {usual}:
            place = places[key, name]
            if key[0] == "" and name.lower() == usual.lower():
                continue  # capitals alone, below other parents: another API's words
            if (place, name) not in reported:
                reported.add((place, name))
                yield Finding(place, f"{name!r} is {usual!r} in other paths")


def two_names(subject: Subject) -> Iterator[Finding]:
    """Parameters of one meaning under two names: ``userId`` and ``user_id``."""
    names: dict[tuple[str, ...], Counter[str]] = {}
    places: dict[tuple[tuple[str, ...], str], Location] = {}
    for action in subject.contract.actions():
        for parameter in action.parameters:
            key = _meaning(action, parameter)
            names.setdefault(key, Counter())[parameter.name] += 1
            places.setdefault((key, parameter.name), parameter.location or action.location)
    for key, spellings in names.items():
        usual = max(spellings, key=lambda name: spellings[name])
        for name in spellings.keys() - {usual}:
            yield Finding(places[key, name], f"{name!r} is called {usual!r} elsewhere")


def _meaning(action: Action, parameter: Parameter) -> tuple[str, ...]:
    """What a parameter is: its folded name; of a path, its segment and whose id it is."""
    name = folded(parameter.name)
    if parameter.place == "query":
        return ("?", re.sub(r"[^a-z0-9\[\]]", "", parameter.name.lower()))
    before, _, _ = action.path.partition("{" + parameter.spelling)
    path = path_shape(before)
    collection = next((s for s in reversed(path.split("/")) if s and s != "{}"), "")
    is_id = name in ("id", stem(collection) + "id", stem(collection))
    return (path, "id" if is_id else name)


def _path(template: str) -> list[str]:
    plain = template.split("{?", 1)[0].split("{&", 1)[0].split("?", 1)[0]
    return [segment for segment in plain.split("/") if segment]


RULES: Final = (
    Rule(
        "uri-literal-id",
        Severity.WARNING,
        "A path names the id of one resource.",
        "It describes that resource only; clients and generated servers need all of them.",
        "Write a variable and declare it: `/things/{id}`.",
        literal_ids,
    ),
    Rule(
        "uri-variable-notation",
        Severity.WARNING,
        "A path has a variable in another notation: `/things/:id`, `/things/(id)`.",
        "It is a text to API Blueprint, and Dredd and clients request `/things/:id` as it is "
        "(RFC 6570).",
        "Write `/things/{id}`, and declare `id` below `+ Parameters`.",
        other_variables,
        replaces=(PARAMETER_UNKNOWN,),
    ),
    Rule(
        "uri-literal-query",
        Severity.WARNING,
        "A query is in the path instead of in the template's variables.",
        "Routes have no query: servers and converters take it for part of the path.",
        "Write `{?name}` and declare the parameter, with the value as its example.",
        queries,
    ),
    Rule(
        "uri-template-invalid",
        Severity.WARNING,
        "A path is not a URI template: a brace without its partner, an expression without a name.",
        "Neither clients nor judges can make a URI of it (RFC 6570, section 2).",
        "Write `/things/{id}{?sort}`; percent-encode what is neither a variable nor allowed.",
        invalid,
    ),
    Rule(
        "uri-unencoded",
        Severity.WARNING,
        "A variable of a URI template has a character that it may not have: `page[size]`.",
        "Dredd and others cannot expand the template (RFC 6570, section 2.3).",
        "Percent-encode it: `page%5Bsize%5D`.",
        unencoded,
        fixable=True,
        replaces=(PARAMETER_UNDECLARED, PARSER[3], PARSER[5]),
    ),
    Rule(
        "parameter-spelling",
        Severity.WARNING,
        "A parameter is percent-encoded otherwise than in the URI template: `%5b` and `%5B`.",
        "Parsers compare them letter by letter and find it undeclared.",
        "Write both alike.",
        spellings,
        fixable=True,
    ),
    Rule(
        "uri-collection",
        Severity.WARNING,
        "One collection has two spellings in paths: `/faq-types` and `/faq_types`.",
        "The server has only one of the two.",
        "Write both alike.",
        collections,
    ),
    Rule(
        "parameter-names",
        Severity.INFO,
        "A parameter of one meaning has two names: `userId` and `user_id`.",
        "Readers look for a difference that does not exist, and clients send the wrong one.",
        "Write both alike.",
        two_names,
    ),
)
