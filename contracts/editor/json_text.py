"""JSON in a text, whole or half typed: the places of its names and strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from contracts.editor.project import File
from contracts.editor.structure import LITERAL, PAYLOADS, Kind, Section
from contracts.editor.text import FileText, Span, TextPosition

Pointer: TypeAlias = "tuple[str | int, ...]"

_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]:,]|[^\s"{}\[\]:,]+')


@dataclass(frozen=True, slots=True)
class JsonWord:
    """A name or a string of JSON, without its quotes. ``pointer`` leads to the value."""

    pointer: Pointer
    text: str
    span: Span
    is_name: bool


def blocks(file: File) -> Iterator[Section]:
    """The sections of a file that hold JSON: bodies and schemas, named or not."""
    for section in file.root.walk():
        if is_literal(section) and section.kind is not Kind.HEADERS:
            yield section


def is_literal(section: Section) -> bool:
    """Whether what is inside a section is not Markdown: headers, a body or a schema."""
    return section.kind in LITERAL or (section.kind in PAYLOADS and not section.children)


def words(file: File, section: Section) -> tuple[JsonWord, ...]:
    """The names and strings of the JSON inside a section, in the order of the text."""
    reader = _JsonReader()
    for number in range(section.line + 1, section.end):
        for match in _TOKEN.finditer(file.text.line(number)):
            reader.token(number, match)
    return tuple(reader.words)


def words_between(text: FileText, line: int, start: int, end: int) -> tuple[JsonWord, ...]:
    """The names and strings of the JSON in a stretch of one line."""
    reader = _JsonReader()
    for match in _TOKEN.finditer(text.line(line), start, end):
        reader.token(line, match)
    return tuple(reader.words)


def strings(tokens: tuple[JsonWord, ...]) -> Mapping[Pointer, str]:
    """The values that are strings, by pointer."""
    return {word.pointer: word.text for word in tokens if not word.is_name}


def pointer_at(file: File, section: Section, place: TextPosition) -> tuple[Pointer, bool]:
    """Where in the JSON of a section a place is, and whether a name is expected there."""
    reader = _JsonReader()
    for number in range(section.line + 1, place.line + 1):
        line = file.text.line(number)
        limit = place.column if number == place.line else len(line)
        for match in _TOKEN.finditer(line[:limit]):
            if match.end() < limit or match[0] in '{}[]:,"':
                reader.token(number, match)
    return reader.here()


class _JsonReader:
    """Follows brackets, names and commas; what does not fit is passed over."""

    def __init__(self) -> None:
        self.words: list[JsonWord] = []
        self._stack: list[tuple[str, str | int]] = []

    def token(self, line: int, match: re.Match[str]) -> None:
        symbol = match[0]
        if symbol in "{[":
            self._stack.append((symbol, "" if symbol == "{" else 0))
        elif symbol in "}]":
            if self._stack:
                self._stack.pop()
        elif symbol == ",":
            self._next()
        elif symbol[0] == '"' and len(symbol) > 1:
            self._string(line, match)

    def here(self) -> tuple[Pointer, bool]:
        """The pointer after the last token, and whether a name comes next."""
        expects_name = bool(self._stack) and self._stack[-1] == ("{", "")
        pointer = tuple(step for _, step in self._stack)
        return (pointer[:-1] if expects_name else pointer), expects_name

    def _next(self) -> None:
        if self._stack:
            bracket, step = self._stack[-1]
            self._stack[-1] = (bracket, step + 1 if isinstance(step, int) else "")

    def _string(self, line: int, match: re.Match[str]) -> None:
        closed = match[0].endswith('"')
        span = Span.on(line, match.start() + 1, match.end() - closed)
        text = match[0][1 : len(match[0]) - closed]
        is_name = bool(self._stack) and self._stack[-1] == ("{", "")
        if is_name:
            self._stack[-1] = ("{", text)
        pointer = tuple(step for _, step in self._stack)
        self.words.append(JsonWord(pointer, text, span, is_name))
