"""The names of a blueprint, and every place where one is written.

Definitions, references and renaming are three questions about the same places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from contracts.editor.attributes import attribute_at, attribute_occurrences
from contracts.editor.mson_line import LinePart
from contracts.editor.place import Occurrence
from contracts.editor.project import EditorProject, File
from contracts.editor.structure import OWNERS, PAYLOADS, Kind, Section
from contracts.editor.text import Span, TextPosition

Sort = Literal["type", "parameter", "attribute", "model", "file"]

_EXPRESSION: Final = re.compile(r"\{[+#./;?&]?([^{}]*)\}?")
_VARIABLE: Final = re.compile(r"[A-Za-z0-9_.%]+")
_MODEL: Final = re.compile(r"\[(?P<name>[^\[\]]+)\]\[\]")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name: that of a type, parameter, attribute, model or included file.

    ``owner`` is the resource type of an attribute; a parameter has the file and the line of the
    resource, or action without one, that it belongs to.
    """

    sort: Sort
    name: str
    owner: str = ""
    line: int = 0


def symbol_at(
    project: EditorProject, file: File, place: TextPosition
) -> tuple[Symbol, Span] | None:
    """The name at a place, and where it is written there."""
    for span, target in file.includes:
        if span.holds(place):
            return Symbol("file", target), span
    section = file.section(place)
    for name, span in _type_names(section):
        if span.holds(place) and place.line == section.line:
            return Symbol("type", name), span
    scope = _scope(section)
    if scope is not None:
        for name, occurrence in _parameter_names(file, scope):
            if occurrence.span.holds(place):
                return Symbol("parameter", name, file.path, scope.line), occurrence.span
    for name, span in _models(file, section, place.line):
        if span.holds(place):
            return Symbol("model", name), span
    attribute = attribute_at(project, file, place)
    if attribute is not None:
        owner, name, span = attribute
        return Symbol("attribute", name, owner), span
    return None


def occurrences(project: EditorProject, symbol: Symbol) -> tuple[Occurrence, ...]:
    """Every place where a name is written, file by file in the order of the text."""
    finders = {
        "type": _of_type,
        "parameter": _of_parameter,
        "model": _of_model,
        "attribute": _of_attribute,
        "file": _of_file,
    }
    return tuple(dict.fromkeys(finders[symbol.sort](project, symbol)))


def _of_type(project: EditorProject, symbol: Symbol) -> Iterator[Occurrence]:
    for file in project.files.values():
        for section in file.root.walk():
            for name, span in _type_names(section):
                if name == symbol.name:
                    declares = section.kind is Kind.TYPE and span == section.name_span
                    yield Occurrence(file.path, span, declares)


def _of_parameter(project: EditorProject, symbol: Symbol) -> Iterator[Occurrence]:
    file = project.files.get(symbol.owner)
    for section in file.root.walk() if file else ():
        if section.kind in OWNERS and section.line == symbol.line:
            assert file is not None
            yield from (
                each for name, each in _parameter_names(file, section) if name == symbol.name
            )


def _of_model(project: EditorProject, symbol: Symbol) -> Iterator[Occurrence]:
    for file in project.files.values():
        for section in file.root.walk():
            if section.kind is Kind.RESOURCE and section.name.text == symbol.name:
                yield Occurrence(file.path, section.name_span, True)
            if section.kind in PAYLOADS:
                for line in range(section.line, section.end):
                    for name, span in _models(file, section, line):
                        if name == symbol.name:
                            yield Occurrence(file.path, span)


def _of_attribute(project: EditorProject, symbol: Symbol) -> Iterator[Occurrence]:
    return attribute_occurrences(project, symbol.owner, symbol.name)


def _of_file(project: EditorProject, symbol: Symbol) -> Iterator[Occurrence]:
    if symbol.name in project.files:
        yield Occurrence(symbol.name, Span.on(0, 0, 0), True)
    for file in project.files.values():
        for span, target in file.includes:
            if target == symbol.name:
                yield Occurrence(file.path, span)


def _type_names(section: Section) -> Iterator[tuple[str, Span]]:
    """The named types that the first line of a section mentions."""
    parts: list[LinePart] = []
    if section.kind in (Kind.TYPE, Kind.INCLUDE):
        parts.append(section.name)
    if section.declared and section.kind not in PAYLOADS:
        parts += section.declared.types
    for part in parts:
        yield part.text, Span.on(section.line, part.start, part.end)


def _scope(section: Section) -> Section | None:
    """The resource, or the action without one, whose parameters hold at a section."""
    return section.around(Kind.RESOURCE) or section.around(Kind.ACTION)


def _parameter_names(file: File, scope: Section) -> Iterator[tuple[str, Occurrence]]:
    for section in scope.walk():
        if section.kind is Kind.PARAMETER:
            occurrence = Occurrence(file.path, section.name_span, True)
            yield unquote(section.name.text), occurrence
        elif section.uri is not None:
            for name, start, end in uri_variables(section.uri):
                yield unquote(name), Occurrence(file.path, Span.on(section.line, start, end))


def uri_variables(uri: LinePart) -> Iterator[tuple[str, int, int]]:
    """The variables of a URI template as spelled, with their columns; half typed ones too."""
    for expression in _EXPRESSION.finditer(uri.text):
        for part in _VARIABLE.finditer(uri.text, *expression.span(1)):
            if uri.text[part.start() - 1] != ":":  # {name:3}: the length of a prefix
                yield part[0], uri.start + part.start(), uri.start + part.end()


def _models(file: File, section: Section, line: int) -> Iterator[tuple[str, Span]]:
    if section.around(*PAYLOADS) is not None:
        for match in _MODEL.finditer(file.text.line(line)):
            yield match["name"], Span.on(line, *match.span("name"))
