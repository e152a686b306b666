"""What a rule yields, what a rule is, and what it looks at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from contracts.codes import DiagnosticCode
from contracts.model import Contract, Diagnostic, Location
from contracts.read.lines import Lines
from contracts.read.parser_codes import PARSER
from contracts.read.source import Source
from contracts.text.kept import Kept

if TYPE_CHECKING:
    from contracts.lint.example_bodies import Body, ExampleResource
    from contracts.lint.items import Item


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``old``, which is at ``location`` on one line of a file, by ``new``."""

    location: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: where, what is wrong, how to fix it here, and the edits that do.

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
    ``exists`` returns whether a relative path in a file leads to a file.
    """

    strays: tuple[str, ...] = ()
    exists: Callable[[str, str], bool] = field(default=lambda _file, _path: True)


NO_FOLDER: Final = Folder()
#: The parser's messages about bodies that are not indented as it expects.
MISREAD: Final = frozenset(PARSER[number].code for number in (5, 10, 11))


@dataclass(frozen=True)
class Subject:
    """What the rules look at: a contract, its text, the files around it, and its first findings.

    ``kept`` has what rules found in texts that have not changed since the last time.
    """

    contract: Contract
    source: Source | None = None
    folder: Folder = NO_FOLDER
    earlier: tuple[Diagnostic, ...] = ()
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Every example body that is JSON, written out or made from MSON."""
        from contracts.lint.example_bodies import bodies

        return tuple(bodies(self.contract, self.lines))

    @cached_property
    def objects(self) -> tuple[ExampleResource, ...]:
        """Every resource object in a JSON:API document that is meant to be right."""
        from contracts.lint.example_bodies import examples

        return tuple(examples(self.bodies))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of Parameters, Attributes and types, as they are written."""
        return tuple(item for item in self._items if not item.in_description)

    @cached_property
    def described_items(self) -> tuple[Item, ...]:
        """The items of Attributes and types that a paragraph before them makes a description."""
        return tuple(item for item in self._items if item.in_description)

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        from contracts.lint.items import items

        return tuple(items(self.source)) if self.source else ()

    @cached_property
    def lines(self) -> Lines:
        """The lines of the source."""
        return Lines(self.source)

    @cached_property
    def _misread(self) -> dict[str, list[int]]:
        """The lines of each file at which the parser was not sure what belongs to a body."""
        numbers: dict[str, list[int]] = {}
        for each in self.earlier:
            if each.code in MISREAD:
                numbers.setdefault(each.location.file, []).append(each.location.line)
        return {file: sorted(lines) for file, lines in numbers.items()}

    def is_misread(self, start: Location, end: Location) -> bool:
        """Whether the parser complains of the text between two places."""
        lines = self._misread.get(start.file, [])
        at = bisect_left(lines, start.line)
        return at < len(lines) and lines[at] <= end.line

    def stands(self, edit: Edit) -> bool:
        """Whether the text an edit replaces is at its location, as far as the source shows."""
        if not self.lines.is_verbatim(edit.location):
            return True
        return self.lines.at(edit.location).startswith(edit.old, edit.location.column - 1)


Check = Callable[[Subject], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule(DiagnosticCode):
    """One rule: its code, and the check that reports it.

    Without a ``check`` the code is reported before lint, and ``severity`` is what it
    usually has. ``optional`` rules run only when they are selected. A finding takes the place
    of those with the codes in ``replaces`` that are on the same line, or that it explains: one
    cause, one finding.
    """

    check: Check | None = None
    fixable: bool = False
    optional: bool = False
    replaces: tuple[DiagnosticCode, ...] = ()


def reported(declared: DiagnosticCode, *replaces: DiagnosticCode) -> Rule:
    """The rule without a check for a code that something before lint reports."""
    texts = (declared.what, declared.why, declared.fix)
    return Rule(declared.code, declared.severity, *texts, replaces=replaces)


@dataclass(frozen=True, slots=True)
class LintDiagnostic:
    """A diagnostic, and the rest of the finding it was made from.

    Three classes, since a rule knows neither its code nor its severity (:class:`Finding`), and
    those who only report need neither edits nor causes (:class:`~contracts.model.Diagnostic`).
    """

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
