"""Our blueprint for all tests: read when a test first needs it, never when tests are collected.

Tests that exist once for each transaction, operation or law take the names they are collected by
from ``remembered`` functions, and look the thing itself up when they run.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from functools import cache, wraps
from hashlib import blake2b
from pathlib import Path

from contracts.model import Action, Contract, Transaction
from contracts.project.blueprint import read
from contracts.states import State, states
from tests.collection import costly

ROOT = Path(__file__).parent.parent
BLUEPRINT = ROOT / "blueprint" / "api.apib"
CACHE = ROOT / "build" / "cache"
#: Files of operations that are enough where a test needs our blueprint, but not all of it: with a
#: token and without, with a body, a query and a failure.
PART = ("authentication.apib", "users.apib", "user.apib", "faqs.apib", "health.apib")
#: Files that have no operations of their own.
_TYPES = ("resource-types.apib", "data-structures.apib")
_INCLUDE = re.compile(r"^<!-- include\(([\w-]+\.apib)\) -->\n", re.MULTILINE)


@cache
def contract() -> Contract:
    """The contract of our blueprint."""
    return read(BLUEPRINT, cache=CACHE).contract


@cache
def pairs() -> dict[str, tuple[Action, Transaction]]:
    """Every transaction with its operation, by the transaction's name."""
    return {t.name: (action, t) for action in contract().actions() for t in action.transactions}


@cache
def derived_states() -> dict[str, State]:
    """The derived state of every transaction, by its name."""
    return states(contract())


def copy_part(folder: Path, files: Iterable[str] = PART) -> Path:
    """Copy our blueprint with the operations of these files alone, all types, and lint's settings.

    The result is the root file, ``blueprint/api.apib`` in the folder.
    """
    copied = folder / "blueprint"
    shutil.copytree(BLUEPRINT.parent, copied)
    shutil.copy(ROOT / "pyproject.toml", folder)
    root = copied / BLUEPRINT.name
    text = root.read_text(encoding="utf-8")
    kept = {*files, *_TYPES}
    assert kept <= set(_INCLUDE.findall(text))
    for name in set(_INCLUDE.findall(text)) - kept:
        (copied / name).unlink()
    root.write_text(_INCLUDE.sub(lambda m: m[0] if m[1] in kept else "", text), encoding="utf-8")
    included = "".join(file.read_text(encoding="utf-8") for file in copied.glob("*.apib"))
    for file in copied.glob("shared/*.apib"):
        if f"include(shared/{file.name})" not in included:
            file.unlink()
    return root


def remembered(names: Callable[[], Iterable[str]]) -> Callable[[], tuple[str, ...]]:
    """``names``, computed again only when a blueprint, ``contracts`` or their tests changed.

    What it gave is kept below ``build/cache``, under a digest of all that it can depend on.
    """

    @cache
    @wraps(names)
    def found() -> tuple[str, ...]:
        place = CACHE / "test-names" / f"{names.__module__}.{names.__qualname__}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_suffix(".lock").open("w") as lock:
            # Several workers collect at once: the first computes, the others wait for its names.
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = _kept(place)
            if kept is None:
                with costly():
                    kept = list(names())
                draft = place.with_suffix(".draft")
                draft.write_text(json.dumps([_sources(), kept]), encoding="utf-8")
                draft.replace(place)
        return tuple(kept)

    return found


def _kept(place: Path) -> list[str] | None:
    """The names that were kept for the present sources, or None."""
    try:
        digest, names = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return list(names) if digest == _sources() else None


@cache
def _sources() -> str:
    """A digest of blueprints, of ``contracts`` and of the tests."""
    digest = blake2b(digest_size=16)
    for top in ("blueprint", "contracts", "tests"):
        for folder, inner, names in os.walk(ROOT / top):
            inner[:] = sorted({*inner} - {"node_modules", "__pycache__"})
            for name in sorted(names):
                if name.endswith((".py", ".apib")):
                    path = Path(folder, name)
                    digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@remembered
def transaction_names() -> Iterable[str]:
    """The names of all transactions, in order."""
    return pairs()


@remembered
def action_ids() -> Iterable[str]:
    """The ids of all operations, in order."""
    return [action.id for action in contract().actions()]
