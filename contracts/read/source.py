"""The text of a blueprint with includes expanded, and the file and line of each character.

An include is a line ``<!-- include(path) -->``, the path relative to the file it is in.
Only this module and the command line read files. An author's mistake is a diagnostic.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, islice
from typing import Protocol

from contracts.codes import DiagnosticCode
from contracts.model import Diagnostic, Location
from contracts.read import file_codes
from contracts.text.kept import Kept

INCLUDE = re.compile(r"(?P<indent> *)<!--[ ]*include\((?P<path>[^)]*)\)[ ]*-->[ ]*")
BREAK = re.compile(r"\r\n|\r|\n")
REMARK = re.compile(r" *<!-- *contract: *(?P<words>[^\n]*?) *--> *")
# Half a surrogate pair cannot be encoded, and drafter takes NUL for the end of the text.
UNFIT = re.compile("[\0\ud800-\udfff]")
TAB = 4
"""Tab stops: four columns are one level of nesting in Markdown."""
DEEPEST = 50
"""Files including each other deeper than this are taken for a mistake."""
MOST = 2_000
"""More includes than this are taken for one (each of twenty files including the next twice)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where one line of the expanded text comes from.

    ``columns`` has the original column of each code point, and one past the end, where the
    line was changed; else it is empty.
    """

    file: str
    number: int
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A line ``<!-- contract: words -->``: for this package, and blank to the parser.

    ``line`` is its index among the lines of the expanded text.
    """

    words: str
    line: int


@dataclass(frozen=True)
class Source:
    """The expanded text; ``file`` is the root as the user gave it."""

    file: str
    text: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        """The files that have lines of the text."""
        return frozenset(line.file for line in self.lines)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each line, and an empty one after the last."""
        return tuple(self.text.split("\n"))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of the first code point of each line."""
        lengths = (len(text) + 1 for text in islice(self.texts, max(len(self.lines) - 1, 0)))
        return tuple(accumulate(lengths, initial=0)) if self.lines else ()

    def location(self, offset: int) -> Location:
        """The place of the code point at ``offset``; past the end, that of the end."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return Location(self.file, 1, 1)
        line = self.lines[at]
        column = min(offset, len(self.text)) - self.starts[at]
        if line.columns:
            column = line.columns[min(column, len(line.columns) - 1)] - 1
        return Location(line.file, line.number, column + 1)

    def lines_between(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that the text between two offsets stands on."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return self.lines[first : bisect_left(self.starts, end)]

    def places(self, start: int, end: int) -> tuple[object, ...]:
        """Which lines of which files the text between two offsets stands on.

        Equal for two sources whose texts are equal there: every location is equal as well.
        """
        at = max(bisect_right(self.starts, start) - 1, 0)
        values: list[object] = []
        before: Line | None = None
        for index, line in enumerate(self.lines_between(start, end)):
            follows = before is not None and before.file == line.file
            if not (follows and before and before.number + 1 == line.number):
                values += (index, line.file, line.number)
            if line.columns:
                values += (line.number, line.columns)
            before = line
        return (start - self.starts[at] if self.lines else 0, *values)


class Files(Protocol):
    """Where files are: :class:`Disk`, or a revision of a git repository."""

    def real(self, path: str) -> str:
        """The one absolute path of a file that may be spelled in several ways."""
        ...

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError or ValueError, IsADirectoryError for what is none."""
        ...


class Disk:
    """The files of this machine."""

    def real(self, path: str) -> str:
        """Symbolic links followed."""
        return os.path.realpath(path)

    def read(self, path: str) -> bytes:
        """A regular file's content; reading a pipe would wait forever."""
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise IsADirectoryError("folder" if os.path.isdir(path) else "special file")
        with open(path, "rb") as stream:
            return stream.read()


@dataclass(frozen=True)
class Unsaved(Disk):
    """Files that are about to be written, by the names that locations have; else the disk's."""

    texts: Mapping[str, bytes]

    def read(self, path: str) -> bytes:
        """What is to be written, or the file's content."""
        return self.texts[path] if path in self.texts else super().read(path)


def load(
    path: str | os.PathLike[str], files: Files | None = None, kept: Kept | None = None
) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The source whose root is the file ``path``, and what is wrong with its files.

    A file that cannot be read counts as empty, so there is a source in any case. ``kept`` has
    the lines of files that have not changed.
    """
    loader = _Loader(str(path), files or Disk(), Kept() if kept is None else kept)
    loader.include(str(path), Location(str(path), 1, 1), "", ())
    return loader.source(), tuple(loader.diagnostics)


def from_text(text: str, file: str = "blueprint.apib") -> Source:
    """The source whose root is called ``file`` and has this text; includes stay as they are."""
    loader = _Loader(file, Disk(), Kept())
    for number, line in enumerate(_lines(UNFIT.sub("\ufffd", text.removeprefix("\ufeff"))), 1):
        stretch = _Stretch()
        stretch.add(file, number, line, "")
        loader.add(stretch)
    return loader.source()


@dataclass(slots=True)
class _Stretch:
    """Lines of one file between includes, fit for the parser, and the include after them.

    ``at`` is the place of the include; the lines of remarks count from the stretch's first.
    """

    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    include: re.Match[str] | None = None
    at: Location | None = None

    def add(self, file: str, number: int, line: str, indent: str) -> None:
        """Add line ``number`` of ``file``."""
        plain, columns = _expanded(line)
        remark = REMARK.fullmatch(plain) if "<!--" in plain else None
        if remark:
            self.remarks.append(Remark(remark["words"], len(self.lines)))
            plain, columns = "", ()
        if indent and plain.strip():
            columns = (1,) * len(indent) + (columns or tuple(range(1, len(plain) + 2)))
            plain = indent + plain
        self.lines.append(Line(file, number, columns))
        self.texts.append(plain + "\n")


def _stretches(file: str, text: str, indent: str) -> tuple[tuple[_Stretch, ...], str]:
    """The lines of a file, cut at its includes, and its last line as it is written."""
    stretches = [_Stretch()]
    line = ""
    for number, line in enumerate(_lines(UNFIT.sub("\ufffd", text)), 1):
        match = INCLUDE.fullmatch(_expanded(line)[0]) if "<!--" in line else None
        if match:
            stretches[-1].include = match
            stretches[-1].at = Location(file, number, line.index("include") + 1)
            stretches.append(_Stretch())
        else:
            stretches[-1].add(file, number, line, indent)
    return tuple(stretches), line


class _Loader:
    """Collects expanded lines and findings while the files are walked."""

    def __init__(self, root: str, files: Files, kept: Kept) -> None:
        self.root = root
        self.files = files
        self.folder = files.real(os.path.dirname(root))
        self.diagnostics: list[Diagnostic] = []
        self._kept = kept
        self._texts: list[str] = []
        self._lines: list[Line] = []
        self._remarks: list[Remark] = []
        self._includes = 0

    def source(self) -> Source:
        """What was collected."""
        return Source(self.root, "".join(self._texts), tuple(self._lines), tuple(self._remarks))

    def report(self, code: DiagnosticCode, message: str, at: Location, hint: str = "") -> None:
        """Note a mistake that keeps the blueprint from being read as it was meant."""
        self.diagnostics.append(code.at(at, message, hint))

    def include(self, file: str, at: Location, indent: str, chain: tuple[str, ...]) -> None:
        """Add the lines of ``file``; ``at`` is the include, ``chain`` the files around it."""
        text = self._text(file, at, root=not chain)
        key = ("stretches", file, text, indent)
        stretches, last = self._kept.get(key, lambda: _stretches(file, text, indent))
        for stretch in stretches:
            self.add(stretch)
            if stretch.include is not None and stretch.at is not None:
                inner = indent + stretch.include["indent"]
                self._nested(stretch.include, stretch.at, inner, (*chain, file))
        if chain and not indent and last.strip():
            # Markdown would take the heading of a following file for a part of the last item.
            self.add(_Stretch([Line(at.file, at.line)], ["\n"]))

    def add(self, stretch: _Stretch) -> None:
        """Add lines of a file."""
        before = len(self._lines)
        self._remarks += [replace(each, line=before + each.line) for each in stretch.remarks]
        self._lines += stretch.lines
        self._texts += stretch.texts

    def _nested(
        self, match: re.Match[str], at: Location, indent: str, chain: tuple[str, ...]
    ) -> None:
        path = match["path"].strip()
        file = os.path.normpath(os.path.join(os.path.dirname(at.file), path))
        real = self.files.real(file)
        self._includes += 1
        if not path:
            self.report(
                file_codes.INCLUDE_MISSING, "The include names no file.", at, "Write a path in it."
            )
        elif os.path.isabs(path) or not _is_within(real, self.folder):
            self.report(
                file_codes.INCLUDE_OUTSIDE,
                f"{path} is outside the folder of {self.root}.",
                at,
                "Move it there and include it by its path from the including file.",
            )
        elif real in map(self.files.real, chain):
            shown = " → ".join((*chain, file))
            self.report(
                file_codes.INCLUDE_CYCLE,
                f"{file} includes itself: {shown}.",
                at,
                "Remove one include.",
            )
        elif len(chain) > DEEPEST or self._includes > MOST:
            self.report(
                file_codes.INCLUDE_LIMIT,
                f"{path} is not read: more than {DEEPEST} files deep or {MOST} includes.",
                at,
                "Include each file once, from the root.",
            )
        else:
            self.include(file, at, indent, chain)

    def _text(self, file: str, at: Location, *, root: bool) -> str:
        data = self._bytes(file, at, root=root)
        if data is None:
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = data.decode("utf-8-sig", errors="replace")
            utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
            name = "UTF-16" if utf16 else "another encoding, perhaps Latin-1 or Windows-1252"
            self.report(
                file_codes.FILE_ENCODING,
                f"Byte 0x{data[error.start]:02x} is not UTF-8 ({error.reason}).",
                _place(file, data[: error.start].decode("utf-8-sig", errors="replace")),
                f"This looks like {name}; save the file as UTF-8.",
            )
        if not text.strip():
            self.report(
                file_codes.FILE_EMPTY,
                f"{file} is empty.",
                Location(file, 1, 1),
                "Write a blueprint there.",
            )
        if "\0" in text:
            at_nul = _place(file, text[: text.index("\0")])
            self.report(file_codes.FILE_NUL, "There is a NUL byte here.", at_nul)
        return text

    def _bytes(self, file: str, at: Location, *, root: bool) -> bytes | None:
        """The content of ``file``, or None with the reason reported."""
        try:
            return self.files.read(file)
        except IsADirectoryError as error:
            self.report(
                file_codes.FILE_DIRECTORY, f"{file} is a {error}.", at, "Name a file in it."
            )
        except (FileNotFoundError, NotADirectoryError):
            code = file_codes.FILE_MISSING if root else file_codes.INCLUDE_MISSING
            self.report(code, f"There is no file {file}.", at)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.report(file_codes.FILE_UNREADABLE, f"{file} cannot be read: {reason}.", at)
        return None


def _lines(text: str) -> list[str]:
    """The lines of ``text`` without their ends; a last line that is empty does not count."""
    lines = BREAK.split(text)
    return lines if lines[-1] else lines[:-1]


def _expanded(line: str) -> tuple[str, tuple[int, ...]]:
    """``line`` with its tabs as spaces, and the original column of each code point.

    The columns are empty when nothing changed.
    """
    if "\t" not in line:
        return line, ()
    plain, columns = "", []
    for column, char in enumerate(line, 1):
        width = TAB - len(plain) % TAB if char == "\t" else 1
        plain += " " * width if char == "\t" else char
        columns += [column] * width
    return plain, (*columns, len(line) + 1)


def _place(file: str, before: str) -> Location:
    """The place right after the text ``before``."""
    lines = BREAK.split(before)
    return Location(file, len(lines), len(lines[-1]) + 1)


def _is_within(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder
