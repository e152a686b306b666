"""From a file to its checked contract: source, parse, build and lint in one call."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contracts.build.contract import build
from contracts.lint import Config, Folder, Found, Subject, findings
from contracts.model import Contract, Diagnostic, Severity
from contracts.project.settings import settings
from contracts.project.unreferenced_files import folder_of
from contracts.read.cache import Folder as CacheFolder
from contracts.read.drafter import LIMIT
from contracts.read.parse import Parser, parse
from contracts.read.source import Files, Source, load


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A blueprint read from ``source``: its contract and everything found wrong with it."""

    contract: Contract
    source: Source
    found: tuple[Found, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the source."""
        return tuple(each.diagnostic for each in self.found)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that break the contract."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


def read(
    path: str | os.PathLike[str],
    *,
    cache: CacheFolder | None = None,
    config: Config | None = None,
    files: Files | None = None,
    parser: Parser | None = None,
    limit: float = LIMIT,
    surroundings: Callable[[Source], Folder] = folder_of,
) -> Blueprint:
    """The blueprint whose root is the file ``path``; parse results are kept in ``cache``.

    An author's mistakes are diagnostics; ``config`` says which, and is otherwise that of the
    project the file is part of. ``files`` is where files are read, if not the disk, ``parser``
    what parses, within ``limit`` seconds, and ``surroundings`` looks at the files around. Raises
    ParserMissing when no parser is installed.
    """
    with _no_collection():
        source, unreadable = load(path, files)
        parsed, unparsed = parse(source, cache=cache, limit=limit, parser=parser)
        own = settings(Path(path))
        built = build(parsed, source, str(path), own.conventions)
        subject = Subject(built.contract, source, surroundings(source))
        earlier = (*own.found, *unreadable, *unparsed, *built.diagnostics)
        return Blueprint(built.contract, source, findings(subject, earlier, config or own.lint))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector: a large blueprint is a million objects, all of them in use.

    It would look through them again and again, a sixth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
