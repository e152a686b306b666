"""Blueprints to compare: a file, a folder, or a revision of a git repository.

``git:REV:path`` is the file or folder ``path`` (from the repository's root) as the revision
has it, and ``git:REV`` the same path as its counterpart. Includes come from the revision
too, and the work tree is not touched.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from contracts.model import Contract, Diagnostic, Severity
from contracts.project.blueprint import understood
from contracts.project.settings import settings
from contracts.read.source import Source, load

PREFIX: Final = "git:"
#: The names of a folder's root file, the first that is there; else its only ``.apib`` file.
ENTRIES: Final = ("api.apib", "index.apib", "apiary.apib")


class NoSuchBlueprint(Exception):
    """What was named is no blueprint; the message has the reason and the fix."""


@dataclass(frozen=True, slots=True)
class Version:
    """A blueprint at one time: ``name`` as it was asked for, its text, and what breaks it."""

    name: str
    source: Source
    contract: Contract
    errors: tuple[Diagnostic, ...]


def read_version(name: str, *, default: str, cache: Path | None = None) -> Version:
    """The version that ``name`` means; ``default`` is the path of a bare ``git:REV``.

    ``errors`` are those that leave a part of the blueprint unread. Raises NoSuchBlueprint,
    and ParserMissing when no parser is installed.
    """
    source, unreadable = _load(name, default)
    # Both sides of a comparison are read with the settings of today.
    own = settings(Path(default if name.startswith(PREFIX) else source.file))
    parsed = understood(source, unreadable, own=own, cache=cache)
    errors = tuple(d for d in parsed.unread if d.severity is Severity.ERROR)
    return Version(name, source, parsed.contract, errors)


def tags(pattern: str) -> list[str]:
    """The tags of this folder's repository that match, the oldest first."""
    listed = _git(Path(), "tag", "--list", pattern, "--sort=creatordate")
    return listed.decode().split()


def _load(name: str, default: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    if not name.startswith(PREFIX):
        folder = Path(name)
        if not folder.is_dir():
            return load(name)
        names = [each.name for each in folder.iterdir() if each.is_file()]
        return load(folder / _entry(names, name))
    revision, _, path_there = name.removeprefix(PREFIX).partition(":")
    tree = Tree.of(revision)
    path = tree.path(path_there or default, rooted=bool(path_there))
    source, diagnostics = load(tree.entry(path), tree)
    shown = f"{PREFIX}{revision}:"
    lines = tuple(replace(line, file=shown + line.file) for line in source.lines)
    moved = (
        replace(d, location=replace(d.location, file=shown + d.location.file)) for d in diagnostics
    )
    return replace(source, file=shown + source.file, lines=lines), tuple(moved)


def _entry(names: list[str], folder: str) -> str:
    """The root file among a folder's files."""
    blueprints = [name for name in names if name.endswith(".apib")]
    only = blueprints if len(blueprints) == 1 else []
    for name in (*ENTRIES, *only):
        if name in names:
            return name
    known = f"{', '.join(ENTRIES[:-1])} or {ENTRIES[-1]}"
    raise NoSuchBlueprint(f"{folder} has no {known}: name the blueprint's root file")


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of one revision, by their path from the repository's root."""

    revision: str
    top: Path

    @classmethod
    def of(cls, revision: str) -> Tree:
        """The tree of a revision of the repository around the current folder."""
        top = _git(Path(), "rev-parse", "--show-toplevel").decode().rstrip("\n")
        _git(Path(), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
        return cls(revision, Path(top))

    def path(self, path: str, *, rooted: bool) -> str:
        """A path from the repository's root, given so or (not ``rooted``) from here."""
        if rooted:
            return str(PurePosixPath(path))
        below = os.path.relpath(Path(path).resolve(), self.top.resolve())
        if below.startswith(os.pardir):
            raise NoSuchBlueprint(f"{path} is outside the repository {self.top}")
        return Path(below).as_posix()

    def entry(self, path: str) -> str:
        """The path of a blueprint's root file: ``path``, or in the folder ``path``."""
        at = "" if path == "." else path
        if at and self._kind(at) != "tree":
            return at
        listed = _git(self.top, "ls-tree", "-z", "--name-only", f"{self.revision}:{at}")
        names = listed.decode(errors="replace").split("\0")
        return str(PurePosixPath(at) / _entry(names, f"{PREFIX}{self.revision}:{path}"))

    def real(self, path: str) -> str:
        """The path below a root of its own, so that one outside the repository is outside."""
        return os.path.normpath(os.path.join("/tree", path))

    def read(self, path: str) -> bytes:
        """The content of a file of the revision."""
        kind = self._kind(path)
        if kind == "tree":
            raise IsADirectoryError("folder")
        if kind != "blob":
            raise FileNotFoundError(path)
        return _git(self.top, "cat-file", "blob", f"{self.revision}:{path}")

    def _kind(self, path: str) -> str:
        try:
            return _git(self.top, "cat-file", "-t", f"{self.revision}:{path}").decode().strip()
        except NoSuchBlueprint:
            return ""


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints; raises NoSuchBlueprint with what it complains of."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    except FileNotFoundError:
        raise NoSuchBlueprint("git is missing: install it, or compare files") from None
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        reason = message or f"there is no revision {arguments[-1].removesuffix('^{tree}')}"
        raise NoSuchBlueprint(f"git: {reason}") from None
    return done.stdout
