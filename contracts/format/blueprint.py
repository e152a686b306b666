"""A whole blueprint formatted, each step only where the contract stays the same."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contracts.editor.project import File, files_of
from contracts.editor.text import FileText, Span, TextEdit, TextPosition
from contracts.format import STEPS
from contracts.format.lost_lines import LostPart, formatted_around, lost_parts, lost_texts
from contracts.format.meaning import changed_files
from contracts.lint import is_unreadable
from contracts.model import Contract, Diagnostic
from contracts.project.blueprint import Blueprint

Read = Callable[[Mapping[str, bytes]], Blueprint]
"""Reads the blueprint with these texts in place of the files of these names."""


_MARKER: Final = re.compile(r"^[-+*](?= )")
_DASHES: Final = re.compile(r"-+")
_UNMEANT: Final = re.compile(r"[\s`]")

LIKELIEST: Final = ("json", "tables", "layout", "spelling")
"""Steps in the order in which they are suspected of changing a contract."""


class CannotFormat(Exception):
    """Nothing of the blueprint can be read, so that nothing could prove it stays the same."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(f"{diagnostics[0]}: fix this first, so that it can be read")


@dataclass(frozen=True, slots=True)
class Formatting:
    """The files that change, before and after; ``kept`` names a file and a step left out there.

    ``lost`` are the parts that stay as they are, because the parser stops at an error in them.
    """

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    kept: tuple[tuple[str, str], ...] = ()
    lost: tuple[LostPart, ...] = ()


def format_blueprint(
    read: Read, content: Callable[[str], bytes | None], only: str = ""
) -> Formatting:
    """The blueprint that ``read`` reads, formatted; ``only`` one of its files. Nothing is written.

    ``content`` gives the bytes of a file; one that is not UTF-8 stays as it is. Raises
    CannotFormat.
    """
    blueprint = read({})
    lost = _lost(blueprint)
    before: dict[str, bytes] = {}

    def text(path: str) -> FileText | None:
        data = content(path)
        if data is None:
            return None
        before[path] = data
        try:
            return FileText(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return None

    files = files_of(blueprint.source.file, text)
    chosen = {path: file for path, file in files.items() if not only or path == only}
    formatter = _Formatter(read, blueprint.contract, before, lost, lost_texts(blueprint))
    after, kept = formatter.formatted(chosen)
    changed = {path: data for path, data in after.items() if data != before[path]}
    return Formatting({path: before[path] for path in changed}, changed, kept, lost)


def _lost(blueprint: Blueprint) -> tuple[LostPart, ...]:
    """The parts of which nothing is known; raises CannotFormat where these are all."""
    unreadable = sorted(filter(is_unreadable, blueprint.earlier), key=lambda each: each.location)
    lost = tuple(lost_parts(blueprint, unreadable))
    of_files = [each for each in unreadable if not each.code.startswith("parser-")]
    lines = {line for each in lost for line in each.lines}
    if of_files or (
        lost and lines >= {(line.file, line.number) for line in blueprint.source.lines}
    ):
        raise CannotFormat(tuple(of_files or unreadable))
    return lost


@dataclass(slots=True)
class _Formatter:
    read: Read
    contract: Contract
    before: Mapping[str, bytes]
    lost: tuple[LostPart, ...] = ()
    lost_texts: tuple[str, ...] = ()
    _made: dict[tuple[str, tuple[str, ...]], bytes] = field(default_factory=dict)

    def formatted(
        self, files: Mapping[str, File]
    ) -> tuple[dict[str, bytes], tuple[tuple[str, str], ...]]:
        """The files as far as they can be formatted, and what is left out where."""
        steps: dict[str, tuple[str, ...]] = dict.fromkeys(files, STEPS)
        changed = self._changed(files, steps)
        if not changed:
            return self._all(files, steps), ()
        # Each reading takes seconds: files whose part of the contract stayed need no trials.
        # Where the change begins elsewhere, in a type for instance, all files are tried.
        kept: tuple[tuple[str, str], ...] = ()
        for suspects in (tuple(path for path in files if path in changed), tuple(files)):
            cause = self._cause(files, steps, suspects) if suspects else ""
            if cause:
                kept = tuple(self._without(files, steps, suspects, cause))
                break
            steps |= dict.fromkeys(suspects, ())
            kept = tuple(self._narrowed(files, steps, suspects)) if suspects else ()
            if any(steps[path] for path in suspects):
                break
        return self._all(files, steps), kept

    def _cause(
        self,
        files: Mapping[str, File],
        steps: Mapping[str, tuple[str, ...]],
        suspects: tuple[str, ...],
    ) -> str:
        """The one step without which the contract stays; nothing if it is not one alone."""
        for step in LIKELIEST:
            others = tuple(each for each in STEPS if each != step)
            if not self._changed(files, {**steps, **dict.fromkeys(suspects, others)}):
                return step
        return ""

    def _without(
        self,
        files: Mapping[str, File],
        steps: dict[str, tuple[str, ...]],
        suspects: tuple[str, ...],
        step: str,
    ) -> Iterator[tuple[str, str]]:
        """Takes a step from the suspects that need it; gives these files, with the step."""
        steps |= dict.fromkeys(suspects, tuple(each for each in STEPS if each != step))
        if len(suspects) == 1:
            yield suspects[0], step
        else:
            yield from self._given(files, steps, step, _halves(suspects))

    def _narrowed(
        self,
        files: Mapping[str, File],
        steps: dict[str, tuple[str, ...]],
        suspects: tuple[str, ...],
    ) -> Iterator[tuple[str, str]]:
        """Gives suspects their steps while the contract stays; the files and steps of others."""
        for step in STEPS:
            yield from self._given(files, steps, step, [suspects])

    def _given(
        self,
        files: Mapping[str, File],
        steps: dict[str, tuple[str, ...]],
        step: str,
        pending: list[tuple[str, ...]],
    ) -> Iterator[tuple[str, str]]:
        """Gives files one more step where the contract stays; the others, with the step."""
        while pending:
            paths = pending.pop()
            trial = {**steps, **{path: _with(steps[path], step) for path in paths}}
            if not self._changed(files, trial):
                steps.update(trial)
            elif len(paths) == 1:
                yield paths[0], step
            else:  # by halves, because most files are sound
                pending += _halves(paths)

    def _changed(
        self, files: Mapping[str, File], steps: Mapping[str, tuple[str, ...]]
    ) -> frozenset[str]:
        """The files whose part of the contract is another one with these steps."""
        texts = self._all(files, steps)
        if all(self.before[path] == data for path, data in texts.items()):
            return frozenset()
        contract = self.read(texts)
        if lost_texts(contract) != self.lost_texts:
            return frozenset(files)
        return frozenset(changed_files(self.contract, contract.contract))

    def _all(
        self, files: Mapping[str, File], steps: Mapping[str, tuple[str, ...]]
    ) -> dict[str, bytes]:
        return {path: self._one(file, steps[path]) for path, file in files.items()}

    def _one(self, file: File, steps: tuple[str, ...]) -> bytes:
        known = self._made.get((file.path, steps))
        if known is None:
            lost = frozenset(n for part in self.lost for f, n in part.lines if f == file.path)
            text = formatted_around(file, lost, steps)
            mark = codecs.BOM_UTF8 if self.before[file.path].startswith(codecs.BOM_UTF8) else b""
            known = self._made[file.path, steps] = mark + text.encode()
        return known


def _with(steps: tuple[str, ...], step: str) -> tuple[str, ...]:
    return tuple(each for each in STEPS if each == step or each in steps)


def _halves(paths: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Both halves, the first one last."""
    middle = len(paths) // 2
    return [paths[middle:], paths[:middle]]


def line_edits(
    before: FileText, after: FileText, within: Span | None = None
) -> tuple[TextEdit, ...]:
    """The edits of whole lines that make ``after`` of ``before``; only those ``within`` a span.

    Lines that differ in their layout alone are paired, so that each edit alone is right.
    """
    return tuple(
        _edit(before, after.lines[first:last], start, end)
        for start, end, first, last in _changed_lines(before.lines, after.lines)
        if not within or (end >= within.start.line and start <= within.end.line)
    )


def _changed_lines(one: Sequence[str], other: Sequence[str]) -> Sequence[tuple[int, int, int, int]]:
    """Which lines of ``one`` become which of ``other``, as pairs of first and last."""
    keys = [[_key(line) for line in lines] for lines in (one, other)]
    matcher = difflib.SequenceMatcher(lambda key: not key, keys[0], keys[1], autojunk=False)
    changed: list[tuple[int, int, int, int]] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            changed.append((start, end, first, last))
            continue
        for old, new in zip(range(start, end), range(first, last), strict=True):
            if one[old] != other[new]:
                changed.append((old, old + 1, new, new + 1))
    # An edit at the end takes the line break before it, so it is one with its neighbour.
    while len(changed) > 1 and changed[-1][1] == len(one) and changed[-2][1] == changed[-1][0]:
        (start, _, first, _), (_, end, _, last) = changed[-2:]
        changed[-2:] = [(start, end, first, last)]
    return changed


def _key(line: str) -> str:
    """A line without what a layout may change: white space, list markers, backticks, case."""
    words = _MARKER.sub("+", line.strip())
    return _UNMEANT.sub("", _DASHES.sub("-", words)).casefold()


def _edit(before: FileText, new: tuple[str, ...], start: int, end: int) -> TextEdit:
    """Replace the lines from ``start`` to ``end``, with the line break before or after them."""
    if end < len(before.lines):
        text = "".join(line + before.line_break for line in new)
        return TextEdit(Span(TextPosition(start, 0), TextPosition(end, 0)), text)
    if start == 0:
        return TextEdit(Span(TextPosition(0, 0), before.end), before.line_break.join(new))
    last = TextPosition(start - 1, len(before.line(start - 1)))
    text = "".join(before.line_break + line for line in new)
    return TextEdit(Span(last, before.end), text)
