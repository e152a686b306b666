"""Renaming: a type, parameter, attribute or model everywhere, a file with its includes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from contracts.editor.occurrences import Symbol, occurrences
from contracts.editor.place import Occurrence
from contracts.editor.project import EditorProject
from contracts.editor.text import Span, TextEdit
from contracts.read.outline import BASES, RESERVED
from contracts.text.uri import variable_name

_PLAIN: Final = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_TYPE: Final = re.compile(r"[^\[\](){}`,*_<>:\n]+")


class CannotRename(Exception):
    """The new name is not possible; the message has the reason and what is possible."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """The edits of each file and, for an included file, its old and its new path."""

    edits: dict[str, tuple[TextEdit, ...]]
    moved: tuple[str, str] | None = None


def rename(project: EditorProject, symbol: Symbol, new: str) -> Renaming:
    """What changes when ``symbol`` is called ``new``. Raises CannotRename."""
    new = new.strip()
    _check(project, symbol, new)
    if symbol.sort == "file":
        return _moved(project, symbol, new)
    edits: dict[str, list[TextEdit]] = {}
    for each in occurrences(project, symbol):
        spelled = _spelled(project, symbol, each, new)
        edits.setdefault(each.file, []).append(TextEdit(each.span, spelled))
    return Renaming({file: tuple(each) for file, each in edits.items()})


def _check(project: EditorProject, symbol: Symbol, new: str) -> None:
    if not new or "\n" in new:
        raise CannotRename("Write a name.")
    if symbol.sort == "type":
        if not _TYPE.fullmatch(new) or new.lower() in BASES or RESERVED.fullmatch(new):
            raise CannotRename(f"{new} cannot be the name of a type: use letters and digits.")
        if new != symbol.name and new in project.types:
            raise CannotRename(f"There is a type {new} already.")
    if symbol.sort == "parameter":
        taken = occurrences(project, Symbol("parameter", unquote(new), symbol.owner, symbol.line))
        if taken and unquote(new) != symbol.name:
            raise CannotRename(f"There is a parameter {new} already.")
    if symbol.sort == "attribute" and not re.fullmatch(r'[^"\\`\s]+', new):
        raise CannotRename(f"{new} cannot be the name of an attribute.")


def _spelled(project: EditorProject, symbol: Symbol, occurrence: Occurrence, new: str) -> str:
    """The new name as this place needs it: with backticks, percent-encoded or as it is."""
    old = project.files[occurrence.file].text.slice(occurrence.span)
    if symbol.sort == "parameter":
        return variable_name(unquote(new))
    if symbol.sort == "attribute" and occurrence.declares:
        quoted = old.startswith("`") or not _PLAIN.fullmatch(new)
        return f"`{new}`" if quoted else new
    if symbol.sort == "attribute" and _is_in_parameter_name(project, occurrence):
        return variable_name(unquote(new))
    if symbol.sort == "type" and old.startswith("`"):
        return f"`{new}`"
    return new


def _is_in_parameter_name(project: EditorProject, occurrence: Occurrence) -> bool:
    """Whether the name in the brackets of ``filter[name]`` is an attribute."""
    before = project.files[occurrence.file].text.line(occurrence.span.start.line)[
        : occurrence.span.start.column
    ]
    return re.search(r"filter(%5B|\[)$", before, re.IGNORECASE) is not None


def _moved(project: EditorProject, symbol: Symbol, new: str) -> Renaming:
    folder = os.path.dirname(project.root)
    including = [each for each in occurrences(project, symbol) if not each.declares]
    base = os.path.dirname(including[0].file) if including else folder
    target = os.path.normpath(os.path.join(base, new))
    if os.path.isabs(new) or os.path.commonpath((target, folder or ".")) != (folder or "."):
        raise CannotRename(f"{new} is outside the folder of the blueprint.")
    if target in project.files:
        raise CannotRename(f"There is a file {new} already.")
    return Renaming(moved_edits(including, target), (symbol.name, target))


def moved_edits(including: Iterable[Occurrence], target: str) -> dict[str, tuple[TextEdit, ...]]:
    """The edits that make these includes lead to the file ``target``."""
    edits: dict[str, list[TextEdit]] = {}
    for each in including:
        path = os.path.relpath(target, os.path.dirname(each.file) or ".")
        edits.setdefault(each.file, []).append(TextEdit(each.span, path.replace(os.sep, "/")))
    return {file: tuple(each) for file, each in edits.items()}


def renamable(symbol: Symbol, span: Span, text: str) -> tuple[Span, str]:
    """The stretch an editor offers for editing, without backticks, and its text."""
    if symbol.sort == "file":
        return span, text
    if text.startswith("`") and text.endswith("`") and len(text) > 1:
        line = span.start.line
        return Span.on(line, span.start.column + 1, span.end.column - 1), text[1:-1]
    return span, text
