"""``dredd.yml``: how a team runs Dredd already (https://dredd.org/en/latest/usage-cli/)."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path("dredd.yml")
#: Options that Dredd gets as they are written.
PASSED_ON: Final = frozenset(
    {
        *("header", "user", "sorted", "method", "require", "details", "inline-errors"),
        *("custom", "reporter", "output"),
        *("hooks-worker-timeout", "hooks-worker-connect-timeout", "hooks-worker-handler-host"),
        *("hooks-worker-connect-retry", "hooks-worker-after-connect-wait"),
        *("hooks-worker-handler-port", "hooks-worker-term-timeout", "hooks-worker-term-retry"),
    }
)
#: Further blueprints, and options of a run that sends nothing.
UNREAD: Final = ("path", "dry-run", "names")
SERVER_WAIT: Final = 3.0
PYTHON: Final = frozenset({"python", "dredd-hooks-python"})
JAVASCRIPT: Final = frozenset({".js", ".cjs", ".coffee"})


class ConfigUnreadable(Exception):
    """The file is no configuration of Dredd; the message says why."""


@dataclass(frozen=True, slots=True)
class DreddConfig:
    """What a ``dredd.yml`` says; ``language`` is empty for hooks in Python.

    ``server`` is the command that starts what answers at ``endpoint``, and ``server_wait`` the
    seconds it is given. ``options`` are passed to Dredd unchanged; ``unread`` are those that have
    a value and no meaning here. Paths are resolved from the current folder, as Dredd does, else
    from the file's.
    """

    blueprint: str = ""
    endpoint: str = ""
    server: str = ""
    server_wait: float = SERVER_WAIT
    hookfiles: tuple[Path, ...] = ()
    language: str = ""
    only: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def read_config(file: Path) -> DreddConfig:
    """The configuration in ``file``. Raises ConfigUnreadable."""
    try:
        value = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigUnreadable(f"{file}: {reason}") from None
    if not isinstance(value, dict):
        raise ConfigUnreadable(f"{file}: a configuration of Dredd is a mapping")
    language = str(value.get("language") or "")
    hooks = _texts(value.get("hookfiles"))
    if value.get("server") and not value.get("endpoint"):
        raise ConfigUnreadable(f"{file}: server is given without endpoint, where it answers")
    return DreddConfig(
        str(value.get("blueprint") or ""),
        str(value.get("endpoint") or ""),
        str(value.get("server") or ""),
        _seconds(file, value.get("server-wait")),
        hook_paths(hooks, Path(), file.parent),
        "" if language in PYTHON else language or ("nodejs" if hooks else ""),
        tuple(_texts(value.get("only"))),
        {name: found for name, found in value.items() if name in PASSED_ON and found},
        tuple(name for name in UNREAD if value.get(name)),
    )


def language_of(hookfiles: Sequence[Path], named: str) -> str:
    """The language of hook files as Dredd calls it, by the name that is given or by their suffix;
    empty for Python."""
    if named or not hookfiles:
        return "" if named in PYTHON else named
    return "nodejs" if all(path.suffix in JAVASCRIPT for path in hookfiles) else ""


def hook_paths(patterns: Sequence[str], *folders: Path) -> tuple[Path, ...]:
    """The files that paths and patterns name in the first of ``folders`` that has any; in the
    order of patterns.

    Raises ConfigUnreadable for a pattern that matches nothing.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        matching = next(filter(None, (_matching(folder / pattern) for folder in folders)), ())
        if not matching:
            raise ConfigUnreadable(f"there is no hook file {folders[0] / pattern}")
        found |= dict.fromkeys(matching)
    return tuple(found)


def _matching(path: Path) -> Sequence[Path]:
    return [path] if path.exists() else sorted(map(Path, glob.glob(str(path), recursive=True)))


def _seconds(file: Path, value: Any) -> float:
    try:
        return SERVER_WAIT if value is None else float(value)
    except (TypeError, ValueError):
        raise ConfigUnreadable(f"{file}: server-wait is {value!r}: write seconds") from None


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if item]
