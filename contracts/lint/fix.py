"""Edits to files' bytes: a fix changes its range and no other byte.

A fix is applied whole or not at all: an edit whose old text is not where it should be, or
that overlaps one already made, leaves its whole fix out. Line ends and a byte order mark
stay as they are; a file that is not UTF-8 is left alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.lint.finding import Edit, LintDiagnostic


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    new: str


def applied(files: Mapping[str, bytes], diagnostics: Iterable[LintDiagnostic]) -> dict[str, bytes]:
    """The files that the fixes of ``diagnostics`` change, as they are afterwards, by name."""
    texts = {name: text for name, data in files.items() if (text := _text(data)) is not None}
    starts = {name: _line_starts(text) for name, text in texts.items()}
    changes: dict[str, list[_Change]] = {}
    for each in diagnostics:
        wanted = [(edit.location.file, _change(edit, texts, starts)) for edit in each.edits]
        if all(change and not _overlaps(change, changes.get(file, ())) for file, change in wanted):
            for file, change in wanted:
                if change and change not in changes.get(file, ()):
                    changes.setdefault(file, []).append(change)
    return {name: _written(files[name], texts[name], made) for name, made in changes.items()}


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def _change(
    edit: Edit, texts: Mapping[str, str], starts: Mapping[str, list[int]]
) -> _Change | None:
    at = edit.location
    text = texts.get(at.file)
    if text is None or at.line > len(starts[at.file]):
        return None
    start = starts[at.file][at.line - 1] + at.column - 1
    end = start + len(edit.old)
    return _Change(start, end, edit.new) if text[start:end] == edit.old else None


def _overlaps(change: _Change, others: Iterable[_Change]) -> bool:
    """Whether it touches what another one changes; the very same change does not."""
    return any(
        change != other and change.start <= other.end and other.start <= change.end
        for other in others
    )


def _written(data: bytes, text: str, changes: Iterable[_Change]) -> bytes:
    for change in sorted(changes, key=lambda each: each.start, reverse=True):
        text = text[: change.start] + change.new + text[change.end :]
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()
