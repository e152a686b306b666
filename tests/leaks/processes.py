"""Processes that this one started, and that are still there.

Where there is no /proc, as on macOS, none is seen. One whose parent has ended is recognized by a
variable of its environment.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
#: What all processes have in their environment that this one starts, with its number.
VARIABLE: Final = "STARTED_BY_TESTS_OF"
#: Seconds in which a process ends that was told to.
PATIENCE: Final = 10.0
#: Who tells which processes the tests of this process share: they end with it.
SHARED: Final[list[Callable[[], Iterable[int]]]] = []

#: Processes by their number, as far as they have been looked at: whether this one started them.
_started: dict[int, bool] = {}


@dataclass(frozen=True, slots=True)
class _Status:
    parent: int
    has_ended: bool


def started() -> Mapping[str, str]:
    """The commands of processes that this one started, by their numbers.

    Not those that others of these started, which belong to them, and not the shared ones.
    """
    shared = {pid for tell in SHARED for pid in tell()}
    present = {pid: status for pid in _ours() if (status := _status(pid)) and not status.has_ended}
    return {
        str(pid): _command(pid)
        for pid, status in present.items()
        if status.parent not in present and pid not in shared
    }


def after_patience(before: Iterable[str]) -> Mapping[str, str]:
    """Those that are not of ``before``, as soon as there are none, or after a time."""
    before = set(before)
    deadline = time.monotonic() + PATIENCE
    while (new := {k: v for k, v in started().items() if k not in before}) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    return new


def _ours() -> list[int]:
    if not _PROC.is_dir():
        return []
    present = {int(name) for name in os.listdir(_PROC) if name.isdecimal()}
    for pid in _started.keys() - present:
        del _started[pid]
    for pid in present - _started.keys():
        status = _status(pid)
        _started[pid] = bool(status and status.parent == os.getpid()) or _has_variable(pid)
    return [pid for pid, is_ours in _started.items() if is_ours]


def _status(pid: int) -> _Status | None:
    """What proc(5) says; the command's name is in parentheses and may have any character."""
    try:
        state, parent, *_ = _read(pid, "stat").rpartition(b")")[2].split()
    except OSError:
        return None
    return _Status(int(parent), state in (b"Z", b"X"))


def _has_variable(pid: int) -> bool:
    try:
        return f"{VARIABLE}={os.getpid()}".encode() in _read(pid, "environ").split(b"\0")
    except OSError:  # it has ended, or is another user's
        return False


def _command(pid: int) -> str:
    try:
        return _read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _read(pid: int, name: str) -> bytes:
    return (_PROC / str(pid) / name).read_bytes()
