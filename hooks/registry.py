"""The hooks of some hook files, and how they run when Dredd reports an event.

Hook files are written for the package dredd_hooks (``@before_each``, ``@before("name")``,
…) and loaded by it; only the running is ours, because there an exception in one hook
costs the rest of the run.
"""

from __future__ import annotations

import difflib
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import CodeType, TracebackType
from typing import Any, TypeAlias

from contracts.redact import redact

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # dredd_hooks imports the old imp
    from dredd_hooks import dredd

Hook: TypeAlias = Callable[[Any], object]
NamedHooks: TypeAlias = dict[str, list[Hook]]

Transaction: TypeAlias = dict[str, Any]
"""A transaction as Dredd describes it to its hooks; hooks change it in place."""


class HookFileError(Exception):
    """A hook file that cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Hooks by the event they belong to; the named ones also by transaction name."""

    every: dict[str, list[Hook]] = field(default_factory=dict)
    named: dict[str, NamedHooks] = field(default_factory=dict)

    def hooks(self, event: str, name: str) -> list[Hook]:
        """The hooks to run at ``event`` of the transaction ``name``, in their order."""
        general = self.every.get(event, [])
        special = self.named.get(event, {}).get(name, [])
        return special + general if event == "afterEach" else general + special

    def unknown(self, names: Iterable[str]) -> Iterator[str]:
        """A sentence for each hook whose transaction is none of ``names``."""
        known = list(names)
        for hooks in self.named.values():
            for name in sorted(set(hooks) - set(known)):
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                for hook in hooks[name]:
                    yield f"{_place(hook)}: no transaction is called {name!r}{hint}"


def load(files: Sequence[str]) -> Registry:
    """The hooks in ``files``, paths or glob patterns.

    Raises HookFileError when a file cannot be loaded or a pattern matches nothing.
    """
    dredd.hooks = dredd.Hooks()
    for pattern in files:
        if not dredd.glob.glob(pattern, recursive=True):
            raise HookFileError(f"there is no hook file {pattern}")
        try:
            dredd.load_hook_files(pattern)
        except (Exception, SystemExit) as error:
            # Whatever a hook file does while it is imported is its author's to see.
            trace = _from_file(error.__traceback__, lambda name: not name.endswith("dredd.py"))
            _complain("".join(traceback.format_exception(type(error), error, trace)))
            raise HookFileError(f"cannot load {pattern}: {_summary(error)}") from error
    found = dredd.hooks
    return Registry(
        every={
            "beforeAll": _once(found._before_all),
            "beforeEach": _once(found._before_each),
            "beforeEachValidation": _once(found._before_each_validation),
            "afterEach": _once(found._after_each),
            "afterAll": _once(found._after_all),
        },
        named={
            "beforeEach": {name: _once(hooks) for name, hooks in found._before.items()},
            "beforeEachValidation": {
                name: _once(hooks) for name, hooks in found._before_validation.items()
            },
            "afterEach": {name: _once(hooks) for name, hooks in found._after.items()},
        },
    )


def run(hooks: Iterable[Hook], event: str, data: Any) -> None:
    """Run ``hooks`` on the transaction, or at the ends of a run the transactions, ``data``.

    One that raises fails them with a one-line reason; its traceback is printed. After
    that, hooks that prepare a transaction are left out, hooks that tidy up still run.
    """
    for hook in hooks:
        try:
            hook(data)
        except (Exception, SystemExit) as error:
            # A hook is anybody's code; whatever it raises is that transaction's failure.
            _report(hook, event, data, error)
            if event.startswith("before"):
                return


def _report(hook: Hook, event: str, data: Any, error: BaseException) -> None:
    transactions: list[Transaction] = data if isinstance(data, list) else [data]
    subject = f"{event} of the run" if isinstance(data, list) else f"{data.get('name')!r}"
    code = _code(hook)
    trace = _from_file(error.__traceback__, lambda name: name == code.co_filename)
    lines = [
        entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == code.co_filename
    ]
    place = f"{code.co_filename}:{lines[-1] if lines else code.co_firstlineno}"
    reason = redact(f"hook {code.co_name} ({place}) raised {_summary(error)}")
    text = "".join(traceback.format_exception(type(error), error, trace))
    _complain(f"hook failed: {subject}: {reason}\n{text}")
    for transaction in transactions:
        _fail(transaction, reason)


def _fail(transaction: Transaction, reason: str) -> None:
    transaction["fail"] = reason
    transaction["skip"] = False
    test = transaction.get("test")
    if test:  # already judged: Dredd prints the message as it stands
        test["message"] = f"{test.get('message') or ''}{reason}"


def _summary(error: BaseException) -> str:
    first, *_ = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _code(hook: Hook) -> CodeType:
    inner: Any = getattr(hook, "__wrapped__", hook)
    code: CodeType = inner.__code__
    return code


def _place(hook: Hook) -> str:
    code = _code(hook)
    return f"{code.co_filename}:{code.co_firstlineno}"


def _from_file(trace: TracebackType | None, matches: Callable[[str], bool]) -> TracebackType | None:
    """The traceback from the first frame of a matching file on; all of it when none is."""
    inner = trace
    while inner is not None and not matches(inner.tb_frame.f_code.co_filename):
        inner = inner.tb_next
    return inner or trace


def _once(hooks: Iterable[Hook]) -> list[Hook]:
    """Without repetitions: a hook imported into a second hook file is the same hook.

    It is another object there, because a hook file is not loaded the way it is imported.
    """
    modules: dict[str, str] = {}
    return [h for h in hooks if h.__module__ == modules.setdefault(_place(h), h.__module__)]


def _complain(text: str) -> None:
    print(redact(text).rstrip("\n"), file=sys.stderr, flush=True)
