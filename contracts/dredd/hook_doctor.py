"""The hook doctor: problems of the hooks of a run, found in the run's data."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.dredd.hook_files import HookFiles, HookRun, function_name, place
from contracts.model import Transaction
from contracts.states import State

SLOW: Final = 0.1
"""Seconds that a call of a hook may take on average."""


@dataclass(frozen=True, slots=True)
class HookFinding:
    """One thing wrong with the hooks; ``place`` is the hook's file and line, or a transaction."""

    code: str
    place: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f"; {self.hint}" if self.hint else "")


def examine(
    hooks: HookFiles | None,
    transactions: Sequence[Transaction],
    states: Mapping[str, State],
    slow: float = SLOW,
) -> tuple[HookFinding, ...]:
    """What is wrong after a run: orphaned, repeated, slow and raising hooks, and successes
    for which nothing was prepared.

    ``states`` are the derived ones that a handler made true, by transaction key.
    """
    hooks = hooks or HookFiles()
    names = [transaction.name for transaction in transactions]
    return (
        *_orphans(hooks, names),
        *_repeated(hooks, names),
        *_slow(hooks.runs, slow),
        *_raised(hooks.runs),
        *_unprepared(hooks.runs, transactions, states),
    )


def _orphans(hooks: HookFiles, names: Sequence[str]) -> Iterator[HookFinding]:
    for hook, name in hooks.orphans(names):
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "remove it, or name a transaction"
        yield HookFinding("orphan", place(hook), f"no transaction is called {name!r}", hint)


def _repeated(hooks: HookFiles, names: Sequence[str]) -> Iterator[HookFinding]:
    """Hooks that ran more often than there are transactions of the name."""
    once = Counter(names)
    for where, hook in {place(hook): hook for hook in hooks.repeated}.items():
        yield HookFinding(
            "imported",
            where,
            f"{function_name(hook)} is loaded by several files; dredd_hooks would run it for each",
            "import its module instead",
        )
    counts = Counter((id(run.hook), run.event, run.transaction) for run in hooks.runs)
    twice = {
        run.hook: run for run in hooks.runs if counts[_key(run)] > max(once[run.transaction], 1)
    }
    for hook, run in twice.items():
        subject = repr(run.transaction) if run.transaction else "the run"
        times = counts[_key(run)]
        message = f"{run.name} ran {times} times at {run.event} of {subject}"
        yield HookFinding("twice", place(hook), message, "register it for one of its names")


def _key(run: HookRun) -> tuple[int, str, str]:
    return id(run.hook), run.event, run.transaction


def _slow(runs: Sequence[HookRun], limit: float) -> Iterator[HookFinding]:
    by_hook: dict[int, list[HookRun]] = defaultdict(list)
    for run in runs:
        by_hook[id(run.hook)].append(run)
    for calls in by_hook.values():
        total = sum(run.seconds for run in calls)
        if total > limit * len(calls):
            each = f"{total / len(calls) * 1000:.0f} ms a call, {total:.1f} s in {len(calls)}"
            yield HookFinding("slow", calls[0].place, f"{calls[0].name} is slow: {each}")


def _raised(runs: Sequence[HookRun]) -> Iterator[HookFinding]:
    first = {id(run.hook): run for run in reversed(runs) if run.error}
    for run in first.values():
        subject = repr(run.transaction) if run.transaction else "the whole run"
        yield HookFinding("raised", run.place, f"at {run.event} of {subject}: {run.error}")


def _unprepared(
    runs: Sequence[HookRun], transactions: Sequence[Transaction], states: Mapping[str, State]
) -> Iterator[HookFinding]:
    """Successes for which no state was prepared."""
    prepared = {run.transaction for run in runs if run.event == "beforeEach"}
    for transaction in transactions:
        is_success = transaction.response.is_success
        if is_success and transaction.name not in prepared and transaction.key not in states:
            yield HookFinding(
                "no-state",
                str(transaction.location),
                f"no state is prepared for {transaction.name!r}",
                "give a state handler, or write a hook",
            )
