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
        *("hooks-worker-timeout", "hooks-worker-connect-timeout", "hooks-worker-handler-host"),
        *("hooks-worker-connect-retry", "hooks-worker-after-connect-wait"),
    }
)
PYTHON: Final = frozenset({"python", "dredd-hooks-python"})


class ConfigUnreadable(Exception):
    """The file is no configuration of Dredd; the message says why."""


@dataclass(frozen=True, slots=True)
class DreddConfig:
    """What a ``dredd.yml`` says; ``language`` is empty for hooks in Python.

    ``options`` are passed to Dredd unchanged. Paths are resolved from the file's folder.
    """

    blueprint: str = ""
    endpoint: str = ""
    server: str = ""
    hookfiles: tuple[Path, ...] = ()
    language: str = ""
    only: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


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
    return DreddConfig(
        str(value.get("blueprint") or ""),
        str(value.get("endpoint") or ""),
        str(value.get("server") or ""),
        hook_paths(hooks, file.parent),
        "" if language in PYTHON else language or ("nodejs" if hooks else ""),
        tuple(_texts(value.get("only"))),
        {name: found for name, found in value.items() if name in PASSED_ON and found},
    )


def hook_paths(patterns: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The files that paths and patterns name, seen from ``folder``; in the order of patterns.

    Raises ConfigUnreadable for a pattern that matches nothing.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = folder / pattern
        matching = (
            [path] if path.exists() else sorted(map(Path, glob.glob(str(path), recursive=True)))
        )
        if not matching:
            raise ConfigUnreadable(f"there is no hook file {path}")
        found |= dict.fromkeys(matching)
    return tuple(found)


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if item]
