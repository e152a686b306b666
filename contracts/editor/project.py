"""One blueprint as an editor sees it: the present text of its files, and its last contract."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from contracts.editor.structure import Kind, Section, included_in, structure
from contracts.editor.text import FileText, Span, TextPosition
from contracts.lint import LintDiagnostic
from contracts.model import Action, Contract, Location
from contracts.read.source import INCLUDE, MOST

NOTHING: Final = Contract("", "")
NO_FILES: Final[Mapping[str, File]] = {}


@dataclass(frozen=True)
class File:
    """One file: its text and its sections. ``inherited`` are the sections it is included in."""

    path: str
    text: FileText
    inherited: tuple[Kind, ...] = ()

    @cached_property
    def root(self) -> Section:
        """The sections of the file."""
        return structure(self.text, self.inherited)

    def section(self, place: TextPosition) -> Section:
        """The innermost section at a place."""
        return self.root.at(place.line)

    @cached_property
    def includes(self) -> tuple[tuple[Span, str], ...]:
        """The paths of its includes as written, and the files they lead to."""
        targets = []
        for number, line in enumerate(self.text.lines):
            match = INCLUDE.fullmatch(line) if "<!--" in line else None
            path = match["path"].strip() if match else ""
            if match and path:
                start = match.start("path") + match["path"].index(path)
                target = os.path.normpath(os.path.join(os.path.dirname(self.path), path))
                targets.append((Span.on(number, start, start + len(path)), target))
        return tuple(targets)


@dataclass(frozen=True)
class EditorProject:
    """A blueprint: ``root`` is the path of its root file, ``files`` are the files by path.

    ``contract`` and ``diagnostics`` are of the last text that was analysed, which may be older than
    that of ``files``. ``nearby`` lists the blueprint files that might be included.
    """

    root: str
    files: Mapping[str, File]
    contract: Contract = NOTHING
    diagnostics: tuple[LintDiagnostic, ...] = field(default=(), compare=False)
    nearby: Callable[[], Sequence[str]] = field(default=tuple, compare=False)

    def sections(self, *kinds: Kind) -> Iterator[tuple[File, Section]]:
        """All sections of these kinds, file by file."""
        for file in self.files.values():
            for section in file.root.walk():
                if section.kind in kinds:
                    yield file, section

    @cached_property
    def types(self) -> Mapping[str, tuple[File, Section]]:
        """The named types by name; of one declared twice, the first."""
        declared: dict[str, tuple[File, Section]] = {}
        for file, section in self.sections(Kind.TYPE):
            declared.setdefault(section.name.text, (file, section))
        return declared

    @cached_property
    def _actions(self) -> Mapping[tuple[str, int], Action]:
        return {(a.location.file, a.location.line): a for a in self.contract.actions()}

    def action(self, file: File, section: Section | None) -> Action | None:
        """The contract's action of an action section, if it was analysed at this place."""
        if section is None:
            return None
        return self._actions.get((file.path, section.line + 1))

    @cached_property
    def diagnostics_by_file(self) -> Mapping[str, tuple[LintDiagnostic, ...]]:
        """The diagnostics by file."""
        by_file: dict[str, list[LintDiagnostic]] = {}
        for each in self.diagnostics:
            by_file.setdefault(each.diagnostic.location.file, []).append(each)
        return {file: tuple(each) for file, each in by_file.items()}


def files_of(
    root: str, read: Callable[[str], FileText | None], earlier: Mapping[str, File] = NO_FILES
) -> dict[str, File]:
    """The files of a blueprint that are reached from ``root``, in the order they are included.

    ``read`` gives the text of a file, None for one that cannot be read. What has not changed
    is taken from ``earlier``.
    """
    files: dict[str, File] = {}
    pending: list[tuple[str, tuple[Kind, ...]]] = [(root, ())]
    while pending and len(files) < MOST:
        path, inherited = pending.pop(0)
        text = None if path in files else read(path)
        if text is None:
            continue
        known = earlier.get(path)
        same = known is not None and known.inherited == inherited
        file = known if known and same and known.text.content == text.content else None
        files[path] = file = file or File(path, text, inherited)
        pending += [
            (target, (*inherited, *included_in(file.root, span.start.line)))
            for span, target in file.includes
        ]
    return files


def place_of(location: Location) -> TextPosition:
    """The place in its file of a location of the contract."""
    return TextPosition(location.line - 1, location.column - 1)
