"""How JSON bodies are written: indentation, and members named twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from contracts.lint.example_bodies import Body
from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.model import Severity
from contracts.text.indentation import indentation

UNIT: Final = 4
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^"{}\[\]]+', re.DOTALL)


def duplicate_keys(subject: Subject) -> Iterator[Finding]:
    """Bodies in which an object has two members of one name; the first such member of each."""
    for body in subject.bodies:
        text = body.payload.body
        twice = partial(_names_twice, text)
        if body.payload.body_written and subject.kept.get(("names twice", text), twice):
            token = _second(body.payload.body)
            if token is not None:
                message = f"{token[0]} is there twice in one object"
                yield Finding(body.at(token.start()), message)


def _names_twice(text: str) -> bool:
    """Whether some object of the JSON text has fewer members than names: quick."""
    twice = False

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        members = dict(pairs)
        twice = twice or len(members) < len(pairs)
        return members

    json.loads(text, object_pairs_hook=count)
    return twice


def _second(text: str) -> re.Match[str] | None:
    """The first name that its object has already."""
    names: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        if token[0] in "{[":
            names.append(set())
        elif token[0] in "}]":
            names.pop()
        elif token[0].startswith('"') and text[token.end() :].lstrip().startswith(":"):
            name = json.loads(token[0])
            if name in names[-1]:
                return token
            names[-1].add(name)
    return None


def body_indentation(subject: Subject) -> Iterator[Finding]:
    """Bodies whose lines are not indented as they are nested.

    Lines that begin a member of one object stand in one column, and a closing bracket below
    the line that opened it. How deep a level is, and where lines break, is left to the author.
    """
    for body in subject.bodies:
        if not body.payload.body_written or "\n" not in body.payload.body.strip():
            continue
        text = body.payload.body
        wrong = subject.kept.get(("misindented", text), partial(_misindented, text))
        if wrong is None:
            continue
        if not subject.is_misread(body.payload.location or body.start, body.at(len(text))):
            starts = _line_starts(text)
            indent, _ = tuple(_lines(text))[wrong]
            place = body.at(starts[wrong] + indent)
            yield Finding(
                place, "the line is not indented as it is nested", edits=_reindented(subject, body)
            )


def _misindented(text: str) -> int | None:
    """The first line, from 0, that is not indented as it is nested."""
    members: list[int | None] = [None]
    openers: list[int] = []
    for number, (indent, line) in enumerate(_lines(text)):
        if not line:
            continue
        closing = len(line) - len(line.lstrip("]}"))
        if closing:
            opening = openers[len(openers) - closing :]
            if opening and indent not in opening:
                return number
        elif members[-1] is None:
            if openers and indent <= openers[-1]:
                return number
            members[-1] = indent
        elif indent != members[-1]:
            return number
        _walk(line, indent, openers, members)
    return None


def _walk(line: str, indent: int, openers: list[int], members: list[int | None]) -> None:
    """Note what the line opens and closes."""
    for token in _TOKEN.findall(line):
        if token in ("{", "["):
            openers.append(indent)
            members.append(None)
        elif token in ("}", "]") and openers:
            openers.pop()
            members.pop()


def _reindented(subject: Subject, body: Body) -> tuple[Edit, ...]:
    """Edits that indent each line by four spaces a level; none where a line cannot be found."""
    edits = []
    text = body.payload.body
    openers: list[int] = []
    members: list[int | None] = [None]
    starts = _line_starts(text)
    lines = list(_lines(text))
    first = next((indent for indent, line in lines if line), 0)
    for start, (indent, line) in zip(starts, lines, strict=True):
        closing = len(line) - len(line.lstrip("]}"))
        wanted = first
        if closing and openers:
            wanted = openers[max(len(openers) - closing, 0)]
        elif openers:
            wanted = openers[-1] + UNIT
        if line and wanted != indent:
            place = body.at(start + indent)
            column = place.column - indent
            if column < 1 or subject.lines.at(place).strip() != line:
                return ()
            edits.append(Edit(replace(place, column=column), " " * indent, " " * wanted))
        if line:
            _walk(line, wanted, openers, members)
    return tuple(edits)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line's indentation and its text without blanks around it."""
    for line in text.split("\n"):
        yield indentation(line), line.strip()


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


RULES: Final = (
    Rule(
        "body-duplicate-key",
        Severity.ERROR,
        "An object of a JSON body has the same member twice.",
        "Readers see both; a program uses one of them, and programs differ in which.",
        "Remove one of them.",
        duplicate_keys,
    ),
    Rule(
        "body-indentation",
        Severity.INFO,
        "The indentation of a JSON body does not match its nesting.",
        "Readers assign a member to the wrong object.",
        "Indent each level by the same number of spaces.",
        body_indentation,
        fixable=True,
    ),
)
