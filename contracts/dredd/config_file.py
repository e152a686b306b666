"""``dredd.yml``: how a team runs Dredd already (https://dredd.org/en/latest/usage-cli/)."""

from __future__ import annotations

import base64
import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.model import Headers

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
#: Settings that no judge here reads, and what to do instead.
UNREAD: Final = {
    "path": "run further blueprints one by one",
    "dry-run": "`contract lint` checks a blueprint without sending requests",
    "names": "`contract dredd` shows the names of failed transactions",
}
#: Settings that Dredd alone has a meaning for, and what the other judges have instead.
DREDD_ONLY: Final = {
    "reporter": "--junit, --json and --html write reports",
    "output": "--junit, --json and --html write reports",
    "require": "for hooks in JavaScript only",
    "custom": "for hooks in JavaScript only",
    "details": "--json has the details",
    "inline-errors": "failures are grouped at the end",
}
SERVER_WAIT: Final = 3.0
#: Settings that are read, or that say how Dredd's own command looks.
_READ: Final = PASSED_ON | {
    *("blueprint", "endpoint", "server", "server-wait", "hookfiles", "language", "only"),
    *("color", "loglevel", "config", "init"),
}
PYTHON: Final = frozenset({"python", "dredd-hooks-python"})
JAVASCRIPT: Final = frozenset({".js", ".cjs", ".coffee"})


class ConfigUnreadable(Exception):
    """The file is no configuration of Dredd; the message has the reason."""


@dataclass(frozen=True, slots=True)
class DreddConfig:
    """What a ``dredd.yml`` says; ``language`` is empty for hooks in Python.

    ``server`` is the command that starts what answers at ``endpoint``, and ``server_wait`` the
    seconds it is given. ``headers`` are those of ``header`` and ``user``, and ``methods`` what
    transactions are limited to; ``is_sorted`` says that they run in the order of their methods.
    ``options`` are passed to Dredd unchanged; ``unread`` are those that have a value and no
    meaning here. Paths are resolved from the current folder, as Dredd does, else from the file's.
    """

    blueprint: str = ""
    endpoint: str = ""
    server: str = ""
    server_wait: float = SERVER_WAIT
    hookfiles: tuple[Path, ...] = ()
    language: str = ""
    only: tuple[str, ...] = ()
    headers: Headers = ()
    methods: tuple[str, ...] = ()
    is_sorted: bool = False
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
        raise ConfigUnreadable(f"{file}: a Dredd configuration must be a mapping")
    language = str(value.get("language") or "")
    hooks = _texts(value.get("hookfiles"))
    if value.get("server") and not value.get("endpoint"):
        raise ConfigUnreadable(f"{file}: server needs endpoint, the URL at which it answers")
    return DreddConfig(
        str(value.get("blueprint") or ""),
        str(value.get("endpoint") or ""),
        str(value.get("server") or ""),
        _seconds(file, value.get("server-wait")),
        hook_paths(hooks, Path(), file.parent),
        "" if language in PYTHON else language or ("nodejs" if hooks else ""),
        tuple(_texts(value.get("only"))),
        _headers(file, value),
        tuple(method.upper() for method in _texts(value.get("method"))),
        bool(value.get("sorted")),
        {name: option for name, option in value.items() if name in PASSED_ON and option},
        tuple(str(name) for name in value if value[name] and name not in _READ),
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
    paths: dict[Path, None] = {}
    for pattern in patterns:
        matching = next(filter(None, (_matching(folder / pattern) for folder in folders)), ())
        if not matching:
            raise ConfigUnreadable(f"there is no hook file {folders[0] / pattern}")
        paths |= dict.fromkeys(matching)
    return tuple(paths)


def _matching(path: Path) -> Sequence[Path]:
    named = [path] if path.exists() else map(Path, glob.glob(str(path), recursive=True))
    return sorted(each for each in named if not each.is_dir())


def _seconds(file: Path, value: Any) -> float:
    try:
        return SERVER_WAIT if value is None else float(value)
    except (TypeError, ValueError):
        raise ConfigUnreadable(
            f"{file}: server-wait is {value!r}: write a number of seconds"
        ) from None


def _headers(file: Path, value: Mapping[str, Any]) -> Headers:
    """The headers of every request: Dredd puts that of ``user`` before the others."""
    headers = []
    if user := value.get("user"):
        token = base64.b64encode(str(user).encode()).decode()
        headers.append(("Authorization", f"Basic {token}"))
    for line in _texts(value.get("header")):
        name, colon, content = line.partition(":")
        if not colon:
            raise ConfigUnreadable(f"{file}: header is {line!r}: write Name: value")
        headers.append((name.strip(), content.strip()))
    return tuple(headers)


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if item]
