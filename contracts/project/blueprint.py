"""From a file to its checked contract: source, parse, build and lint in one call."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from contracts.build.contract import build
from contracts.build.memo import Memo
from contracts.lint import Config, Folder, LintDiagnostic, Subject, errors, findings
from contracts.model import Contract, Diagnostic, Severity
from contracts.project.collection import paused_collection
from contracts.project.settings import ProjectSettings, settings
from contracts.project.unreferenced_files import folder_of
from contracts.read.cache import Folder as CacheFolder
from contracts.read.drafter import LIMIT
from contracts.read.elements import ParsedBlueprint
from contracts.read.parse import Parser, parse
from contracts.read.source import Files, Source, load
from contracts.text.kept import Kept

DEFAULTS: Final = ProjectSettings()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What parsing and building make of a source; ``unread`` is what could not be read."""

    contract: Contract
    elements: ParsedBlueprint
    unread: tuple[Diagnostic, ...]
    built: tuple[Diagnostic, ...]


def understood(
    source: Source,
    unreadable: tuple[Diagnostic, ...] = (),
    *,
    file: str = "",
    own: ProjectSettings = DEFAULTS,
    cache: CacheFolder | None = None,
    limit: float = LIMIT,
    parser: Parser | None = None,
    memo: Memo | None = None,
) -> ReadResult:
    """The contract of a source, whose file may be called otherwise; see :func:`read`."""
    reading = memo.reading if memo else None
    parsed, unparsed = parse(source, cache=cache, limit=limit, parser=parser, kept=reading)
    built = build(parsed, source, file or source.file, own.conventions, memo)
    unread = (*own.diagnostics, *unreadable, *unparsed)
    return ReadResult(built.contract, parsed, unread, built.diagnostics)


@dataclass(frozen=True)
class Blueprint:
    """A blueprint read from ``source``: its contract and everything found wrong with it.

    What is derived from a contract asks for its errors alone: only the rules that report errors
    run then. ``elements`` are those of the parser, where they are kept, and ``lost`` the stretches
    of the source's text that have none, because of an error.
    """

    contract: Contract
    source: Source
    earlier: tuple[Diagnostic, ...] = ()
    config: Config = field(default_factory=Config)
    folder_lookup: Callable[[Source], Folder] = field(default=folder_of, repr=False)
    elements: ParsedBlueprint | None = field(default=None, repr=False, compare=False)
    lost: tuple[tuple[int, int], ...] = ()
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    @cached_property
    def findings(self) -> tuple[LintDiagnostic, ...]:
        """Everything found, with its edits, in the order of the source."""
        with paused_collection():
            return findings(self._subject, self.earlier, self.config)

    @cached_property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that break the contract."""
        if "findings" in self.__dict__:
            return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)
        with paused_collection():
            return errors(self._subject, self.earlier, self.config)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the source."""
        return tuple(each.diagnostic for each in self.findings)

    @cached_property
    def _subject(self) -> Subject:
        folder = self.folder_lookup(self.source)
        return Subject(self.contract, self.source, folder, kept=self.kept)


def read(
    path: str | os.PathLike[str],
    *,
    cache: CacheFolder | None = None,
    config: Config | None = None,
    files: Files | None = None,
    parser: Parser | None = None,
    limit: float = LIMIT,
    folder_lookup: Callable[[Source], Folder] = folder_of,
    keep_elements: bool = False,
    memo: Memo | None = None,
) -> Blueprint:
    """The blueprint whose root is the file ``path``; parse results are kept in ``cache``.

    An author's mistakes are diagnostics; ``config`` selects them, and is otherwise that of the
    project the file is part of. ``files`` is where files are read, if not the disk, ``parser``
    what parses, within ``limit`` seconds, and ``folder_lookup`` looks at the files around.
    ``keep_elements``: Dredd's schemas are to be made of it, without parsing it again. ``memo``
    keeps what was built for the next time. Raises ParserMissing when no parser is installed.
    """
    memo = Memo() if memo is None else memo
    memo.reading.next()
    with paused_collection():
        source, unreadable = load(path, files, memo.reading)
        own = settings(Path(path))
        blueprint = understood(
            source,
            unreadable,
            file=str(path),
            own=own,
            cache=cache,
            limit=limit,
            parser=parser,
            memo=memo,
        )
    elements = blueprint.elements if keep_elements else None
    earlier = (*blueprint.unread, *blueprint.built)
    config = config or own.lint
    return Blueprint(
        blueprint.contract,
        source,
        earlier,
        config,
        folder_lookup,
        elements,
        blueprint.elements.lost,
        memo.reading,
    )
