"""Where Dredd is installed on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent


class DreddFailed(Exception):
    """Dredd could not run at all; the message is one line with the fix."""


def find_dredd() -> tuple[str, Path]:
    """The node command and the folder of the npm package dredd; DreddFailed without them."""
    node = shutil.which("node")
    if node is None:
        raise DreddFailed("node is not installed: Dredd needs Node.js 18 or newer (nodejs.org)")
    folders = (Path.cwd(), *Path.cwd().parents, *_HERE.parents)
    packages = (f for d in folders if (f := d / "node_modules" / "dredd") and f.is_dir())
    package = next(packages, None) or _global_dredd() or _npx_dredd()
    if package is None:
        raise DreddFailed("Dredd is not installed: run `npm i -D dredd` (or -g, for all projects)")
    return node, package


def _global_dredd() -> Path | None:
    """The package of the command ``dredd`` (npm install --global).

    npm makes the command a link into the package, on Windows a script beside ``node_modules``.
    """
    command = shutil.which("dredd")
    if command is None:
        return None
    path = Path(command).resolve()
    beside = path.parent / "node_modules" / "dredd"
    inside = (f for f in path.parents if f.name == "dredd" and f.parent.name == "node_modules")
    return next(inside, beside if beside.is_dir() else None)


def _npx_dredd() -> Path | None:
    """The package that ``npx dredd`` downloaded last, in npm's cache."""
    named = next((v for k, v in os.environ.items() if k.lower() == "npm_config_cache"), "")
    windows = os.environ.get("LOCALAPPDATA")
    usual = Path(windows, "npm-cache") if windows else Path.home() / ".npm"
    packages = (Path(named) if named else usual).glob("_npx/*/node_modules/dredd")
    return max(packages, key=lambda package: package.stat().st_mtime, default=None)
