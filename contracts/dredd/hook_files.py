"""Existing Dredd hook files, and how their hooks run at each event of a run.

Hook files are written for the package dredd_hooks (``@before_each``, ``@before("name")``,
…) and loaded by it; only the running is ours, because there an exception in one hook
costs the rest of the run. A hook's transaction name may have wildcards: ``*`` matches
any characters.

Python 3.7 reads it: :mod:`contracts.dredd.hook_bundle` takes it to other interpreters.
"""

from __future__ import annotations

import difflib
import glob
import inspect
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any

from contracts.text.redaction import redact

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Hook: TypeAlias = "Callable[[Any], object]"
NamedHooks: TypeAlias = "dict[str, list[Hook]]"
Event: TypeAlias = (
    "Literal['beforeAll', 'beforeEach', 'beforeEachValidation', 'afterEach', 'afterAll']"
)
HookData: TypeAlias = "dict[str, Any]"
"""A transaction as Dredd describes it to its hooks; hooks change it in place."""


class HookFileError(Exception):
    """A hook file that cannot be loaded."""


@dataclass(frozen=True)
class HookRun:
    """One call of a hook; ``transaction`` is empty for hooks of the whole run."""

    hook: Hook
    event: str
    transaction: str
    seconds: float
    error: str = ""

    @property
    def name(self) -> str:
        """The name of the hook's function."""
        return function_name(self.hook)

    @property
    def place(self) -> str:
        """The hook's file and line."""
        return place(self.hook)


@dataclass(frozen=True)
class HookFiles:
    """Hooks by the event they belong to; the named ones also by transaction name.

    ``runs`` are the calls so far, for the hook doctor; ``repeated`` the hooks that more
    than one hook file brings along, of which only the first is kept.
    """

    every: dict[str, list[Hook]] = field(default_factory=dict)
    named: dict[str, NamedHooks] = field(default_factory=dict)
    repeated: list[Hook] = field(default_factory=list)
    runs: list[HookRun] = field(default_factory=list)

    def hooks(self, event: str, name: str) -> list[Hook]:
        """The hooks to run at ``event`` of the transaction ``name``, in their order.

        Of those with a name, the ones with wildcards come first.
        """
        general = self.every.get(event, [])
        named = self.named.get(event, {})
        fitting = sorted(
            (pattern for pattern in named if fits(pattern, name)), key=lambda p: (p == name, p)
        )
        special = [hook for pattern in fitting for hook in named[pattern]]
        return special + general if event == "afterEach" else general + special

    def unknown(self, names: Iterable[str]) -> Iterator[str]:
        """A sentence for each hook whose transaction is none of ``names``."""
        known = list(names)
        for hook, name in self.orphans(known):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{place(hook)}: no transaction is called {name!r}{hint}"

    def orphans(self, names: Sequence[str]) -> Iterator[tuple[Hook, str]]:
        """Each named hook whose name fits none of ``names``, with that name."""
        known = set(names)
        for hooks in self.named.values():
            for pattern in sorted(set(hooks) - known):
                if "*" not in pattern or not any(fits(pattern, name) for name in names):
                    yield from ((hook, pattern) for hook in hooks[pattern])

    def run(self, event: Event, data: HookData | list[HookData]) -> None:
        """Run the hooks of ``event`` on the transaction, or at the ends of a run on all."""
        name = "" if isinstance(data, list) else data["name"]
        self.runs.extend(run(self.hooks(event, name), event, data))


def fits(pattern: str, name: str) -> bool:
    """Whether a hook's name, with ``*`` for any characters, is that of a transaction."""
    if pattern == name or "*" not in pattern:
        return pattern == name
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def load(files: Sequence[str]) -> HookFiles:
    """The hooks in ``files``, paths or glob patterns; the files in the order of their names,
    as Dredd has it.

    Raises HookFileError when a file cannot be loaded or a pattern matches nothing.
    """
    dredd = _loader()
    dredd.hooks = dredd.Hooks()
    for file in _ordered(files):
        # Files of one name in two folders would otherwise be loaded into one module.
        sys.modules.pop(Path(file).name, None)
        try:
            # The loader takes glob patterns; a path may have brackets of its own.
            dredd.load_hook_files(dredd.glob.escape(file))
        except (Exception, SystemExit) as error:
            # Whatever a hook file does while it is imported is its author's to see.
            trace = _from_file(error.__traceback__, lambda name: not name.endswith("dredd.py"))
            _complain("".join(traceback.format_exception(type(error), error, trace)))
            raise HookFileError(f"cannot load {file}: {_summary(error)}") from error
    return _loaded(dredd.hooks)


def _loader() -> Any:
    """The module of dredd_hooks that loads hook files and keeps what it found.

    Raises HookFileError where it is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports the old imp
        try:
            from dredd_hooks import dredd
        except ImportError as error:
            raise HookFileError(
                f"{sys.executable} cannot import dredd_hooks ({error}): install it there, and on"
                " Python 3.12 or newer zombie-imp with it"
            ) from None
    return dredd


def _ordered(files: Sequence[str]) -> list[str]:
    """The files the patterns match, each once, by name without the folder."""
    paths: dict[str, None] = {}
    for pattern in files:
        # A path may have the characters of a pattern.
        found = [pattern] if Path(pattern).is_file() else glob.glob(pattern, recursive=True)
        matching = [path for path in found if Path(path).is_file()]
        if not matching:
            raise HookFileError(f"there is no hook file {pattern}")
        paths.update(dict.fromkeys(sorted(matching)))
    return sorted(paths, key=lambda path: Path(path).name)


def _loaded(hooks: Any) -> HookFiles:
    repeated: list[Hook] = []

    def once(named: Iterable[Hook]) -> list[Hook]:
        """Without repetitions: a hook imported into a second hook file is the same hook.

        It is another object there, because a hook file is not loaded the way it is imported.
        """
        modules: dict[str, str] = {}
        kept: list[Hook] = []
        for hook in named:
            first = modules.setdefault(place(hook), hook.__module__)
            (kept if first == hook.__module__ else repeated).append(hook)
        return kept

    return HookFiles(
        every={
            "beforeAll": once(hooks._before_all),
            "beforeEach": once(hooks._before_each),
            "beforeEachValidation": once(hooks._before_each_validation),
            "afterEach": once(hooks._after_each),
            "afterAll": once(hooks._after_all),
        },
        named={
            "beforeEach": {name: once(each) for name, each in hooks._before.items()},
            "beforeEachValidation": {
                name: once(each) for name, each in hooks._before_validation.items()
            },
            "afterEach": {name: once(each) for name, each in hooks._after.items()},
        },
        repeated=repeated,
    )


def run(hooks: Iterable[Hook], event: str, data: Any) -> list[HookRun]:
    """Run ``hooks`` on the transaction, or at the ends of a run the transactions, ``data``.

    One that raises fails them with a one-line reason; its traceback is printed. After
    that, hooks that prepare a transaction are left out, hooks that tidy up still run.
    """
    name = "" if isinstance(data, list) else str(data.get("name", ""))
    runs = []
    for hook in hooks:
        begin = perf_counter()
        reason = ""
        try:
            hook(data)
        except (Exception, SystemExit) as error:
            # A hook is anybody's code; whatever it raises is that transaction's failure.
            reason = _report(hook, event, data, error)
        runs.append(HookRun(hook, event, name, perf_counter() - begin, reason))
        if reason and event.startswith("before"):
            break
    return runs


def function_name(hook: Hook) -> str:
    """The name a hook's function is defined with."""
    return _code(hook).co_name


def place(hook: Hook) -> str:
    """The file and line of a hook."""
    code = _code(hook)
    return f"{code.co_filename}:{code.co_firstlineno}"


def _report(hook: Hook, event: str, data: Any, error: BaseException) -> str:
    transactions: list[HookData] = data if isinstance(data, list) else [data]
    subject = f"{event} of the run" if isinstance(data, list) else f"{data.get('name')!r}"
    code = _code(hook)
    trace = _from_file(error.__traceback__, lambda name: name == code.co_filename)
    lines = [
        entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == code.co_filename
    ]
    where = f"{code.co_filename}:{lines[-1] if lines else code.co_firstlineno}"
    reason = redact(f"hook {code.co_name} ({where}) raised {_summary(error)}")
    text = "".join(traceback.format_exception(type(error), error, trace))
    _complain(f"hook failed: {subject}: {reason}\n{text}")
    for transaction in transactions:
        _fail(transaction, reason)
    return reason


def _fail(transaction: HookData, reason: str) -> None:
    transaction["fail"] = reason
    transaction["skip"] = False
    test = transaction.get("test")
    if test:  # already judged: Dredd prints the message unchanged
        test["message"] = f"{test.get('message') or ''}{reason}"


def _summary(error: BaseException) -> str:
    first, *_ = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _code(hook: Hook) -> CodeType:
    inner: Any = inspect.unwrap(hook)  # a hook of two names is wrapped twice
    code: CodeType = inner.__code__
    return code


def _from_file(trace: TracebackType | None, matches: Callable[[str], bool]) -> TracebackType | None:
    """The traceback from the first frame of a matching file on; all of it when none is."""
    inner = trace
    while inner is not None and not matches(inner.tb_frame.f_code.co_filename):
        inner = inner.tb_next
    return inner or trace


def _complain(text: str) -> None:
    print(redact(text).rstrip("\n"), file=sys.stderr, flush=True)
