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
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

State: TypeAlias = dict[tuple[str, str], object]
"""Values by what they are about and their name, such as ``("variable", "PATH")``."""

#: What may be new after a module, but must not be missing or different.
_ONLY_NEW: Final = ("thread", "process", "module", "schema")
#: What runs until the session ends, and is started when it is first needed: the parsers of all
#: tests (tests/parsing.py), Dredd's (tests/contracts/dredd_compiler.py), and the process in which
#: multiprocessing counts what it shares.
_KEPT_PROCESSES: Final = (
    *("drafter_worker.py", "drafter_node.js", "dredd_bodies.js", "multiprocessing"),
)
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
            ("process", _children()),
            ("module", dict.fromkeys(_generated_modules(), True)),
            ("schema", dict.fromkeys(_generated_schemas(), True)),
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
        if old == new or (kind in _ONLY_NEW and new is None):
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
    """Whether a thread ends by itself: with the process, or now, as a timer that was cancelled."""
    return thread.daemon or (isinstance(thread, threading.Timer) and thread.finished.is_set())


def _children() -> dict[str, object]:
    """The child processes that run, with their commands."""
    found: dict[str, object] = {}
    for file in Path("/proc/self/task").glob("*/children"):
        try:
            numbers = file.read_text().split()
        except OSError:
            continue  # the thread has ended
        for number in numbers:
            try:
                command = (
                    Path("/proc", number, "cmdline").read_bytes().replace(b"\0", b" ").decode()
                )
                ended = ") Z " in Path("/proc", number, "stat").read_text()
            except OSError:
                continue
            if not ended and not any(name in command for name in _KEPT_PROCESSES):
                found[number] = command
    return found


def _generated_modules() -> Iterator[str]:
    """Modules that were imported from a temporary folder."""
    temporary = f"{Path(tempfile.gettempdir()).resolve()}{os.sep}"
    root = str(Path(__file__).parents[2]) + os.sep
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.startswith(temporary) and not file.startswith(root):
            yield name


def _generated_schemas() -> Iterator[str]:
    """Schemas in marshmallow's registry whose module has gone, or is of a temporary folder."""
    registry = sys.modules.get("marshmallow.class_registry")
    if registry is None:
        return
    generated = set(_generated_modules())
    for classes in registry._registry.values():
        for each in classes:
            module = getattr(each, "__module__", "")
            if module in generated or module not in sys.modules:
                yield f"{module}.{each.__qualname__}"
