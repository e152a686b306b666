"""Open documents and the blueprints they are part of; everything here touches files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from contracts.build.memo import Memo
from contracts.editor.project import NO_FILES, NOTHING, EditorProject, File, files_of
from contracts.editor.text import FileText
from contracts.format.blueprint import Formatting, format_blueprint
from contracts.lint import Folder
from contracts.project.blueprint import Blueprint, read
from contracts.project.collection import postponed_collection
from contracts.project.settings import settings_file
from contracts.project.unreferenced_files import folder_of
from contracts.read.cache import Memory, default_folder
from contracts.read.drafter import WarmParser
from contracts.read.source import Disk, Source, Unsaved

SUFFIXES: Final = (".apib", ".apib.md")
LIMIT: Final = 10.0
"""Seconds the parser may take for a part of usual size while somebody is typing."""
HIGHEST: Final = 4
"""Folders searched for the blueprint that includes a file: its own folder and those above."""
MOST_NEARBY: Final = 2_000
"""Files looked at to propose some for an include."""
STALE: Final = 5.0
"""Seconds for which the list of files beside a blueprint is cached."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An open document: its text, which may not be saved, and the client's version of it."""

    uri: str
    text: FileText
    version: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an analysis is made of: the root, and the texts of open documents by path."""

    root: str
    documents: Mapping[str, OpenDocument]


@dataclass(slots=True)
class _OnDisk:
    stamp: tuple[int, int]
    text: FileText | None


@dataclass(slots=True)
class ClientSession:
    """What one client has open."""

    folders: list[str] = field(default_factory=list)
    documents: dict[str, OpenDocument] = field(default_factory=dict)
    projects: dict[str, EditorProject] = field(default_factory=dict)
    _disk: dict[str, _OnDisk] = field(default_factory=dict)
    _files: dict[str, dict[str, File]] = field(default_factory=dict)
    _strays: dict[tuple[str, frozenset[str]], tuple[float, Folder]] = field(default_factory=dict)
    _memory: Memory = field(default_factory=lambda: Memory(default_folder(), writes=False))
    _parser: WarmParser = field(default_factory=WarmParser)
    _memo: Memo = field(default_factory=Memo)

    def close(self) -> None:
        """End the parser's processes."""
        self._parser.close()

    def text(
        self, path: str, documents: Mapping[str, OpenDocument] | None = None
    ) -> FileText | None:
        """The present text of a file: that of the open document, else that on disk."""
        opened = (self.documents if documents is None else documents).get(path)
        if opened is not None:
            return opened.text
        try:
            status = os.stat(path)
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._disk.get(path)
            if known is None or known.stamp != stamp:
                data = Disk().read(path).decode("utf-8-sig", errors="replace")
                known = self._disk[path] = _OnDisk(stamp, FileText(data))
        except (OSError, ValueError):
            return None
        return known.text

    def root_of(self, path: str) -> str:
        """The root of the blueprint that a file is part of; the file itself if none includes it."""
        for root, project in self.projects.items():
            if path in project.files and root != path and path in self._reached(root):
                return root
        text = self.text(path)
        if text is not None and text.content.lstrip("\ufeff \r\n").startswith("FORMAT:"):
            return path
        seen = {path}
        root = path
        while (including := self._including(root, seen)) is not None:
            root = including
            seen.add(root)
        return root

    def project(self, path: str) -> EditorProject:
        """The blueprint that a file is part of: its present texts, and what was last analysed."""
        root = self.root_of(path)
        last = self.projects.get(root)
        files = self._reached(root)
        if path not in files:
            text = self.text(path)
            files = {**files, path: File(path, text or FileText(""))}
        contract, findings = (last.contract, last.diagnostics) if last else (NOTHING, ())
        return EditorProject(root, files, contract, findings, lambda: list(_blueprints(root)))

    def snapshot(self, root: str) -> Snapshot:
        """What an analysis of ``root`` would be made of now."""
        return Snapshot(root, dict(self.documents))

    def analyse(self, snapshot: Snapshot) -> EditorProject:
        """The blueprint read and checked. Raises ParserMissing. One thread at a time calls it."""
        with postponed_collection():
            blueprint = self._read(snapshot, {})
            files = self._reached(snapshot.root, snapshot.documents)
            return EditorProject(snapshot.root, files, blueprint.contract, blueprint.findings)

    def format(self, snapshot: Snapshot, path: str) -> Formatting:
        """One file of the blueprint, formatted. Raises CannotFormat and ParserMissing."""

        def content(name: str) -> bytes | None:
            text = self.text(name, snapshot.documents)
            return None if text is None else _encoded(text)

        return format_blueprint(partial(self._read, snapshot), content, path)

    def _read(self, snapshot: Snapshot, texts: Mapping[str, bytes]) -> Blueprint:
        unsaved = {path: _encoded(each.text) for path, each in snapshot.documents.items()}
        return read(
            snapshot.root,
            cache=self._memory,
            files=Unsaved({**unsaved, **texts}),
            parser=self._parser,
            limit=LIMIT,
            folder_lookup=self._folder_lookup,
            memo=self._memo,
        )

    def forget_disk(self) -> None:
        """Look again at which files stand beside a blueprint: something changed on disk."""
        self._strays.clear()

    def _reached(
        self, root: str, documents: Mapping[str, OpenDocument] | None = None
    ) -> dict[str, File]:
        folder = os.path.realpath(os.path.dirname(root) or ".")

        def text(path: str) -> FileText | None:
            is_inside = os.path.commonpath((os.path.realpath(path), folder)) == folder
            return self.text(path, documents) if is_inside or path == root else None

        files = files_of(root, text, self._files.get(root, NO_FILES))
        self._files[root] = files
        return files

    def _including(self, path: str, seen: set[str]) -> str | None:
        """A blueprint in the folder of a file, or in one above it, that includes the file."""
        if not os.path.isabs(path):
            return None
        folder = os.path.dirname(path)
        top = max((f for f in self.folders if _is_within(folder, f)), key=len, default="")
        for _ in range(HIGHEST):
            for other in self._candidates(folder, seen):
                if path in self._reached(other):
                    return other
            if folder in (top, os.path.dirname(folder)):
                break
            folder = os.path.dirname(folder)
        return None

    def _candidates(self, folder: str, seen: set[str]) -> Iterator[str]:
        try:
            names = [name for name in os.listdir(folder) if name.endswith(SUFFIXES)]
        except OSError:
            return
        for name in sorted(names):
            path = os.path.join(folder, name)
            if path not in seen:
                text = self.text(path)
                if text is not None and "<!-- include(" in text.content:
                    yield path

    def _folder_lookup(self, source: Source) -> Folder:
        key = (source.file, frozenset(line.file for line in source.lines))
        seen, folder = self._strays.get(key, (0.0, None))
        if folder is None or time.monotonic() - seen > STALE:
            folder = folder_of(source)
            self._strays[key] = (time.monotonic(), folder)
        return folder


def _encoded(text: FileText) -> bytes:
    return text.content.encode("utf-8", errors="replace")


def report_place(root: str) -> Path:
    """Where the verification report of a blueprint's project is written."""
    settings = settings_file(Path(root))
    folder = settings.parent if settings else Path(root).absolute().parent
    return folder / "build" / "verify.json"


def report_of(root: str) -> Path | None:
    """The verification report of a blueprint's project, if there is one."""
    path = report_place(root)
    return path if path.is_file() else None


def _blueprints(root: str) -> Iterator[str]:
    """The blueprint files in or below the folder of a root, if they can be found quickly."""
    looked_at = 0
    for folder, folders, names in os.walk(os.path.dirname(root)):
        folders[:] = [name for name in folders if name[0] != "." and name != "node_modules"]
        looked_at += len(names) + 1
        if looked_at > MOST_NEARBY:
            return
        yield from (os.path.join(folder, name) for name in names if name.endswith(SUFFIXES))


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
