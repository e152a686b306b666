"""Attributes named outside documents: values and names of query parameters, Markdown tables.

JSON:API 1.0, "Sorting", "Sparse Fieldsets" and "Filtering"; conditions of a filter are those of
flask-rest-jsonapi.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from contracts.build.infer.tables import rows
from contracts.editor.json_text import words_between
from contracts.editor.project import EditorProject, File
from contracts.editor.structure import OWNERS, Kind, Section, fenced
from contracts.editor.text import Span

_LISTED: Final = re.compile(r"[^,\s`-][^,\s`]*")
_FIELDS: Final = re.compile(r"fields\[(?P<type>[^\]]+)\]")
#: The attribute in the name of a parameter, as a URI template or a heading spells it.
_FILTERED: Final = re.compile(
    r"filter(?:%5B|\[)(?P<name>(?:[\w.-]|%[0-9A-F]{2})+?)(?:%5D|\])", re.IGNORECASE
)
_CONDITION_NAMES: Final = ("name", "field")
_TABLED: Final = (Kind.GROUP, Kind.HEADING, *OWNERS)


def attribute_mentions(project: EditorProject, file: File) -> Iterator[tuple[str, str, Span]]:
    """The resource type and the name of each attribute that a file mentions, and where."""
    fences = fenced(file.text.lines)
    for section in file.root.walk():
        if section.kind is Kind.PARAMETER:
            yield from _of_parameter(project, file, section)
        if section.kind is Kind.PARAMETER or section.uri is not None:
            yield from _filtered(project, file, section)
        if section.kind in _TABLED:
            yield from _of_tables(project, file, section, fences)


def owner_of(project: EditorProject, file: File, section: Section, attribute: str) -> str:
    """The only resource type of the actions around or below a section that has the attribute."""
    around = section.around(*OWNERS, Kind.GROUP)
    kinds = set()
    for each in around.walk() if around else ():
        action = project.action(file, each)
        kind = action.endpoint.type if action and action.endpoint else ""
        if kind and _has(project, kind, attribute):
            kinds.add(kind)
    return kinds.pop() if len(kinds) == 1 else ""


def _has(project: EditorProject, kind: str, attribute: str) -> bool:
    known = project.contract.resource_type(kind)
    return known is not None and any(each.name == attribute for each in known.attributes)


def _of_parameter(
    project: EditorProject, file: File, section: Section
) -> Iterator[tuple[str, str, Span]]:
    name = unquote(section.name.text)
    fields = _FIELDS.fullmatch(name)
    if not fields and name not in ("sort", "filter"):
        return
    for line, start, end in _values(section):
        for text, span in (_conditions if name == "filter" else _listed)(file, line, start, end):
            owner = fields["type"] if fields else owner_of(project, file, section, text)
            if owner and _has(project, owner, text):
                yield owner, text, span


def _values(section: Section) -> Iterator[tuple[int, int, int]]:
    """The lines and columns of a parameter's example, default and members."""
    if section.declared and section.declared.value:
        value = section.declared.value
        yield section.line, value.start, value.end
    for child in section.walk():
        if child is section:
            continue
        if child.kind is Kind.WORD:  # + Default: `name`
            _, colon, value_text = child.name.text.partition(":")
            if colon:
                yield child.line, child.name.end - len(value_text), child.name.end
        else:
            yield child.line, child.name.start, child.name.end


def _listed(file: File, line: int, start: int, end: int) -> Iterator[tuple[str, Span]]:
    for match in _LISTED.finditer(file.text.line(line), start, end):
        yield match[0], Span.on(line, *match.span())


def _conditions(file: File, line: int, start: int, end: int) -> Iterator[tuple[str, Span]]:
    for word in words_between(file.text, line, start, end):
        *around, last = word.pointer or ("",)
        # Below `val` is a condition on a related resource.
        if not word.is_name and last in _CONDITION_NAMES and "val" not in around:
            yield word.text, word.span


def _filtered(
    project: EditorProject, file: File, section: Section
) -> Iterator[tuple[str, str, Span]]:
    part = section.name if section.kind is Kind.PARAMETER else section.uri
    assert part is not None
    for match in _FILTERED.finditer(file.text.line(section.line), part.start, part.end):
        name = unquote(match["name"])
        owner = owner_of(project, file, section, name)
        if owner:
            yield owner, name, Span.on(section.line, *match.span("name"))


def _of_tables(
    project: EditorProject, file: File, section: Section, fences: frozenset[int]
) -> Iterator[tuple[str, str, Span]]:
    first = section.line + 1
    end = min((child.line for child in section.children), default=section.end)
    text = "\n".join(file.text.lines[first:end])
    parameters = set(_parameters(project, file, section)) if "|" in text else set()
    for row in rows(text) if "|" in text else ():
        line = first + row.line
        owner = "" if row.name in parameters else owner_of(project, file, section, row.name)
        cell = re.compile(rf"(?:^|\|)[\s`*_]*(?P<name>{re.escape(row.name)})[\s`*_]*(?:\||$)")
        match = cell.search(file.text.line(line))
        if owner and match and line not in fences:
            yield owner, row.name, Span.on(line, *match.span("name"))


def _parameters(project: EditorProject, file: File, section: Section) -> Iterator[str]:
    around = section.around(*OWNERS, Kind.GROUP)
    for each in around.walk() if around else ():
        action = project.action(file, each)
        yield from (parameter.name for parameter in (action.parameters if action else ()))
