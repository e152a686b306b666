"""What a rule yields, what a rule is, and what it looks at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from contracts.model import Contract, Diagnostic, Location, Severity
from contracts.source import Source

if TYPE_CHECKING:
    from contracts.lint.documents import Body, Example


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``old``, which stands at ``location`` on one line of a file, by ``new``."""

    location: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: where, what is wrong, how to mend it here, and the edits that do.

    ``explains`` are words of other messages that have the same cause, and ``also`` further
    lines on which the cause shows.
    """

    location: Location
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()
    explains: tuple[str, ...] = ()
    also: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """What lint may know of the files around a blueprint; the command line looks them up.

    ``strays`` are blueprint files beside the included ones that nothing includes.
    ``exists`` says of a file and a relative path in it whether that leads anywhere.
    """

    strays: tuple[str, ...] = ()
    exists: Callable[[str, str], bool] = field(default=lambda _file, _path: True)


NO_FOLDER: Final = Folder()
#: What the parser says of bodies that are not indented as it expects.
MISREAD: Final = ("parser-5", "parser-10", "parser-11")


@dataclass(frozen=True)
class Subject:
    """What the rules look at: a contract, its text, the files around it, and its first findings."""

    contract: Contract
    source: Source | None = None
    folder: Folder = NO_FOLDER
    earlier: tuple[Diagnostic, ...] = ()

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Every example body that is JSON, written out or made from MSON."""
        from contracts.lint.documents import bodies

        return tuple(bodies(self.contract))

    @cached_property
    def objects(self) -> tuple[Example, ...]:
        """Every resource object in a JSON:API document that is meant to be right."""
        from contracts.lint.documents import examples

        return tuple(examples(self.bodies))

    @cached_property
    def _lines(self) -> dict[tuple[str, int], str]:
        """The expanded text of each line of each file; of one included twice, the first."""
        found: dict[tuple[str, int], str] = {}
        if self.source is not None:
            texts = self.source.text.split("\n")
            for line, text in zip(self.source.lines, texts, strict=False):
                found.setdefault((line.file, line.number), text)
        return found

    def line(self, location: Location) -> str:
        """The expanded line at a place, or an empty text where the source is not known."""
        return self._lines.get((location.file, location.line), "")

    @cached_property
    def _misread(self) -> dict[str, list[int]]:
        """The lines of each file at which the parser was not sure what belongs to a body."""
        found: dict[str, list[int]] = {}
        for each in self.earlier:
            if each.code in MISREAD:
                found.setdefault(each.location.file, []).append(each.location.line)
        return {file: sorted(lines) for file, lines in found.items()}

    def is_misread(self, start: Location, end: Location) -> bool:
        """Whether the parser complains of the text between two places."""
        lines = self._misread.get(start.file, [])
        at = bisect_left(lines, start.line)
        return at < len(lines) and lines[at] <= end.line

    def lines_below(self, owner: Location) -> Iterator[tuple[Location, str]]:
        """The expanded lines after the one at ``owner``, with their places."""
        index = self._places[0].get((owner.file, owner.line))
        if self.source is None or index is None:
            return
        for line in self.source.lines[index + 1 :]:
            place = Location(line.file, line.number, 1)
            yield place, self.line(place)

    def stands(self, edit: Edit) -> bool:
        """Whether what an edit replaces is where it says, as far as the source can tell."""
        index = self._places[0].get((edit.location.file, edit.location.line))
        if self.source is None or index is None or self.source.lines[index].columns:
            return True
        return self.line(edit.location).startswith(edit.old, edit.location.column - 1)

    @cached_property
    def _places(self) -> tuple[dict[tuple[str, int], int], dict[str, list[int]]]:
        """The index of each place among the expanded lines, and of each text all of its."""
        places: dict[tuple[str, int], int] = {}
        texts: dict[str, list[int]] = {}
        if self.source is not None:
            lines = self.source.text.split("\n")
            for index, (line, text) in enumerate(zip(self.source.lines, lines, strict=False)):
                places.setdefault((line.file, line.number), index)
                texts.setdefault(text.strip(), []).append(index)
        return places, texts

    def below(self, owner: Location, text: str) -> Location:
        """Where the line ``text`` of the description of ``owner`` stands, at its first word.

        It is the owner's own place where the source is not known.
        """
        places, texts = self._places
        same = texts.get(text.strip(), [])
        first = bisect_left(same, places.get((owner.file, owner.line), 0))
        if self.source is None or first == len(same):
            return owner
        line = self.source.text[self.source.lines[same[first]].start :].split("\n", 1)[0]
        indent = len(line) - len(line.lstrip())
        return self.source.location(self.source.lines[same[first]].start + indent)


Check = Callable[[Subject], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, and what the documentation says of it.

    Without a ``check`` the code is of the parser or the builder, and ``severity`` what it
    usually has. ``optional`` rules run only when they are selected. A finding takes the place
    of those with the codes in ``replaces`` that are on the same line, or that it explains: one
    cause, one finding.
    """

    code: str
    severity: Severity
    what: str
    why: str
    mend: str
    check: Check | None = None
    fixable: bool = False
    optional: bool = False
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A diagnostic, and the rest of the finding it was made from."""

    diagnostic: Diagnostic
    edits: tuple[Edit, ...] = ()
    explains: tuple[str, ...] = ()
    also: tuple[Location, ...] = ()


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those at a place that had one: the same cause seen twice."""
    seen: set[Location] = set()
    for finding in findings:
        if finding.location not in seen:
            seen.add(finding.location)
            yield finding
