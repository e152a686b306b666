"""What a test module leaves behind in its process, for the modules that run there after it.

The state of the process is compared before and after each module. What a fixture of the package
or the session sets up belongs to them: it is part of the state that is compared with.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

import pytest

from tests.leaks import modules, processes, temporary

State: TypeAlias = dict[str, dict[str, object]]
"""Values by their name within each kind, such as ``PATH`` of the kind ``variable``."""

#: What commands handle that run until they are interrupted. SIGALRM is that of pytest-timeout.
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)
_OF_PYTEST: Final = {"PYTEST_CURRENT_TEST"}


#: Folders and files of which not all modules have run since processes, temporary files, modules and
#: schemas are compared: there, what is left of these kinds is a warning.
PENDING: Final = (
    *("tests/adopters/", "tests/attacks/", "tests/browser/", "tests/designer/", "tests/server/"),
    *(
        f"tests/contracts/{name}"
        for name in (
            *("agent/", "build/", "format/", "importers/", "lint/", "mutation/", "read/"),
            *("render/", "states/", "verify/", "test_"),
        )
    ),
    "tests/test_",
)
_PENDING_KINDS: Final = ("process ", "temporary file ", "module ", "schema ")


class Kind(NamedTuple):
    """What a module could leave behind: as it is now, and which changes of it matter.

    A change is an old and a new value, with None for what was or is not there.
    """

    now: Callable[[], Mapping[str, object]]
    matters: Callable[[object, object], bool]


def state() -> State:
    """What a module could leave behind, as it is now."""
    return {name: dict(kind.now()) for name, kind in KINDS.items()}


def set_up(before: State, after: State, known: State) -> None:
    """Add to ``known`` what a fixture of the package or session changed."""
    for kind, name, _, new in _changes(before, after):
        if name in after[kind]:
            known.setdefault(kind, {})[name] = new
        else:
            known.get(kind, {}).pop(name, None)


def left_at_the_end(before: State, *, is_pending: bool = False) -> list[str]:
    """What differs now, after processes had time to end; a warning is not worth the wait."""
    if not is_pending:
        processes.after_patience(before["process"])
    return list(left_behind(before, state()))


def report_left(who: str, left: Iterable[str], *, is_pending: bool) -> None:
    """Fail for what is left, or warn where that is pending."""
    lines = list(left)
    warned = [line for line in lines if is_pending and line.startswith(_PENDING_KINDS)]
    if warned:
        warnings.warn("\n".join([f"{who} leaves behind:", *warned]), stacklevel=2)
    if failed := [line for line in lines if line not in warned]:
        pytest.fail("\n".join([f"{who} leaves behind:", *failed]), pytrace=False)


def left_behind(before: State, after: State) -> Iterator[str]:
    """What differs, in words."""
    for kind, name, old, new in _changes(before, after):
        if KINDS[kind].matters(old, new):
            yield f"{kind} {name}: {old!r} before, {new!r} after"


def _changes(before: State, after: State) -> Iterator[tuple[str, str, object, object]]:
    """Kind, name, old and new value of what differs, with None for what was or is not there.

    Whole kinds are compared first: most modules change nothing, and there are thousands of values.
    """
    for kind, values in after.items():
        known = before.get(kind, {})
        if known == values:
            continue
        for name in sorted(known.keys() | values.keys()):
            old, new = known.get(name), values.get(name)
            if old is not new and old != new:
                yield kind, name, old, new


def _any_change(old: object, new: object) -> bool:
    return True


def _still_there(old: object, new: object) -> bool:
    """Not what has ended or has been removed."""
    return new is not None


def _variables() -> Mapping[str, object]:
    return {k: v for k, v in os.environ.items() if k not in _OF_PYTEST}


def _settings() -> Mapping[str, object]:
    handlers = [h for h in logging.root.handlers if not type(h).__module__.startswith("_pytest")]
    return {
        "sys.path": list(sys.path),
        "current folder": os.getcwd(),
        "level of all loggers": logging.root.manager.disable,
        "level of the root logger": logging.root.level,
        "handlers of the root logger": handlers,
        "timeout of sockets": socket.getdefaulttimeout(),
    }


def _signals() -> Mapping[str, object]:
    return {s.name: signal.getsignal(s) for s in _SIGNALS}


def _threads() -> Mapping[str, object]:
    return {t.name: t for t in threading.enumerate() if not _ends(t)}


def _ends(thread: threading.Thread) -> bool:
    """Whether a thread ends by itself: with the process, or after a time."""
    return thread.daemon or isinstance(thread, threading.Timer)


KINDS: Final[Mapping[str, Kind]] = {
    "variable": Kind(_variables, _any_change),
    "setting": Kind(_settings, _any_change),
    "signal": Kind(_signals, _any_change),
    "thread": Kind(_threads, _still_there),
    "process": Kind(processes.started, _still_there),
    "temporary file": Kind(temporary.files, _still_there),
    "module": Kind(modules.imported, modules.is_left),
    "schema": Kind(modules.registered, modules.is_left_in_registry),
}
