"""Reading, fixing and writing a blueprint's files until nothing is left to fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from contracts.lint.fix import applied

if TYPE_CHECKING:
    from contracts.project.blueprint import Blueprint

PASSES: Final = 10
"""A fix may uncover another one; more rounds than this are a defect of ours."""


class FixFailed(Exception):
    """A file could not be read or written; the message names it."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """The blueprint after the fixes, and the changed files before and after, by name."""

    blueprint: Blueprint
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]


def fix(read: Callable[[Mapping[str, bytes]], Blueprint]) -> Fixes:
    """Fix the blueprint that ``read`` reads, again until nothing changes; write nothing.

    ``read`` takes the fixed files by name. Raises FixFailed when a file cannot be read.
    """
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    blueprint = read(after)
    for _ in range(PASSES):
        files = {name: after.get(name) or _read(name) for name in _files(blueprint)}
        changed = {n: d for n, d in applied(files, blueprint.findings).items() if d != files[n]}
        if not changed:
            break
        for name, data in changed.items():
            before.setdefault(name, files[name])
            after[name] = data
        blueprint = read(after)
    return Fixes(blueprint, before, after)


def write(fixes: Fixes) -> None:
    """Write the fixed files. Raises FixFailed."""
    for name, data in fixes.after.items():
        try:
            Path(name).write_bytes(data)
        except OSError as error:
            raise FixFailed(f"{name} cannot be written: {error.strerror}") from error


def as_diff(fixes: Fixes) -> str:
    """The changes as a unified diff."""
    return diff_of(fixes.before, fixes.after)


def diff_of(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """A unified diff of files before and after, by name."""
    lines: list[str] = []
    for name, data in before.items():
        old, new = (_lines(each) for each in (data, after[name]))
        lines += difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _lines(data: bytes) -> list[str]:
    """The lines with their ends; a form feed or U+2028 inside one ends none."""
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8-sig"))


def _files(blueprint: Blueprint) -> set[str]:
    return {edit.location.file for each in blueprint.findings for edit in each.edits}


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise FixFailed(f"{name} cannot be read: {error.strerror}") from error
