"""What ``contract lint`` shows of a blueprint, kept as long as nothing it was made of changes.

A report depends on the text of every file that was read, on which files stand around them, on
the settings, and on the tool itself. All of that is looked at again before a kept report is
used; reading, parsing and checking are what it saves.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from contracts.model import Diagnostic, Location, Severity
from contracts.project.settings import settings_file
from contracts.project.unreferenced_files import leads, strays
from contracts.read import cache as disk
from contracts.read.parser_codes import PARSER_CRASH, PARSER_TIMEOUT
from contracts.read.source import Disk

if TYPE_CHECKING:
    from contracts.lint import Config
    from contracts.project.blueprint import Blueprint

#: Findings about the machine as much as about the text: the next run may have others.
PASSING: Final = frozenset({PARSER_TIMEOUT.code, PARSER_CRASH.code})


@dataclass(frozen=True, slots=True)
class LintReport:
    """The findings of a blueprint, and how much was read: transactions, actions, types."""

    file: str
    diagnostics: tuple[Diagnostic, ...]
    counts: tuple[int, int, int]

    @classmethod
    def of(cls, blueprint: Blueprint) -> LintReport:
        """The report of a blueprint that was read."""
        contract = blueprint.contract
        counts = (
            sum(1 for _ in contract.transactions()),
            sum(1 for _ in contract.actions()),
            len(contract.resource_types),
        )
        return cls(contract.file, blueprint.diagnostics, counts)


@dataclass(slots=True)
class _Seen:
    """What a report was made of.

    The real paths and digests of files, those that have lines, the strays beside them, and
    whether each link (its file and target) leads anywhere.
    """

    real: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    links: dict[tuple[str, str], bool] = field(default_factory=dict)


class _Watched(Disk):
    """The disk's files; what is read of them is noted."""

    def __init__(self, seen: _Seen) -> None:
        self._seen = seen

    def real(self, path: str) -> str:
        """Symbolic links followed."""
        self._seen.real[path] = place = super().real(path)
        return place

    def read(self, path: str) -> bytes:
        """A file's content."""
        self._seen.digests[path] = ""  # cannot be read, unless it can
        content = super().read(path)
        self._seen.digests[path] = hashlib.sha256(content).hexdigest()
        return content


def lint_report(path: Path, config: Config, folder: Path | None) -> LintReport:
    """The report of the blueprint ``path``, kept in ``folder``, whose parse results are there too.

    Raises:
        ParserMissing: no parser is installed.
    """
    name = disk.key("lint report", tool(), os.getcwd(), str(path), repr(config), _settings(path))
    kept = disk.read(folder, name)
    if kept is not None and _is_unchanged(kept):
        return _from_json(kept)
    from contracts.lint import Folder
    from contracts.project.blueprint import read
    from contracts.project.unreferenced_files import folder_of
    from contracts.read.source import Source

    seen = _Seen()

    def folder_lookup(source: Source) -> Folder:
        around = folder_of(source)
        seen.files, seen.strays = sorted(source.files), list(around.strays)

        def exists(file: str, link: str) -> bool:
            seen.links[file, link] = around.exists(file, link)
            return seen.links[file, link]

        return Folder(around.strays, exists)

    blueprint = read(
        path, cache=folder, config=config, files=_Watched(seen), folder_lookup=folder_lookup
    )
    report = LintReport.of(blueprint)
    if not any(each.code in PASSING for each in report.diagnostics):
        disk.write(folder, name, _as_json(report, seen))
    return report


def _settings(path: Path) -> str:
    """The text of the project's settings."""
    file = settings_file(path)
    return file.read_text(encoding="utf-8", errors="replace") if file else ""


@cache
def tool() -> str:
    """A digest of the tool's own modules."""
    return digest_of(Path(__file__).parents[1])


def digest_of(folder: Path) -> str:
    """A digest of the names, sizes and times of the modules in and below a folder."""
    digest = hashlib.sha256()
    waiting = [folder]
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=lambda each: each.name):
            if entry.is_dir():
                waiting.append(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                digest.update(f"{entry.path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _as_json(report: LintReport, seen: _Seen) -> Any:
    rows = [
        [*_place(d.location), str(d.severity), d.code, d.message, d.hint]
        for d in report.diagnostics
    ]
    return {
        "file": report.file,
        "counts": list(report.counts),
        "diagnostics": rows,
        "real": seen.real,
        "digests": seen.digests,
        "files": seen.files,
        "strays": seen.strays,
        "links": [[*link, leads] for link, leads in seen.links.items()],
    }


def _place(at: Location) -> tuple[str, int, int]:
    return at.file, at.line, at.column


def _from_json(kept: Any) -> LintReport:
    diagnostics = tuple(
        Diagnostic(code, Severity(severity), message, Location(file, line, column), hint)
        for file, line, column, severity, code, message, hint in kept["diagnostics"]
    )
    return LintReport(kept["file"], diagnostics, tuple(kept["counts"]))


def _is_unchanged(kept: Any) -> bool:
    """Whether everything that a kept report was made of is as it was."""
    watched, seen = _Watched(now := _Seen()), kept["digests"]
    for path in seen:
        with suppress(OSError, ValueError):
            watched.read(path)
    return (
        now.digests == seen
        and all(watched.real(path) == real for path, real in kept["real"].items())
        and all(leads(file, link) is there for file, link, there in kept["links"])
        and list(strays(kept["file"], kept["files"])) == kept["strays"]
    )
