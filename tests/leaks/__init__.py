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
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

State: TypeAlias = dict[tuple[str, str], object]
"""Values by what they are about and their name, such as ``("variable", "PATH")``."""

#: What commands handle that run until they are interrupted. SIGALRM is that of pytest-timeout.
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)
_OF_PYTEST: Final = {"PYTEST_CURRENT_TEST"}


def state() -> State:
    """What a module could leave behind, as it is now."""
    return {
        (kind, name): value
        for kind, values in (
            ("variable", {k: v for k, v in os.environ.items() if k not in _OF_PYTEST}),
            ("setting", _settings()),
            ("signal", {s.name: signal.getsignal(s) for s in _SIGNALS}),
            ("thread", {t.name: t for t in threading.enumerate() if not _ends(t)}),
        )
        for name, value in values.items()
    }


def set_up(before: State, after: State, known: State) -> None:
    """Add to ``known`` what a fixture of the package or session changed."""
    known.update({key: value for key, value in after.items() if before.get(key) != value})
    for key in before.keys() - after.keys():
        known.pop(key, None)


def left_behind(before: State, after: State) -> Iterator[str]:
    """What differs, in words."""
    for kind, name in sorted(before.keys() | after.keys()):
        old, new = before.get((kind, name)), after.get((kind, name))
        if old == new or (kind == "thread" and new is None):  # it has ended
            continue
        yield f"{kind} {name}: {old!r} before, {new!r} after"


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


def _ends(thread: threading.Thread) -> bool:
    """Whether a thread ends by itself: with the process, or after a time."""
    return thread.daemon or isinstance(thread, threading.Timer)
