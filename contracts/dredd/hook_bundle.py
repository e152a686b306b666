"""The hook handler as one module without dependencies, for hooks that need another Python.

Hook files import what they seed: models of a judged application, on its own Python, with its own
packages. The module needs neither ours nor our Python (3.7 and newer); like every hook file it
needs ``dredd_hooks`` there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from contracts.project.state_agent import section

_FOLDER: Final = Path(__file__).parent
MODULE: Final = "contract_hook_handler"
COMMAND: Final = f"{{python}} -m {MODULE} --port {{port}}"
_HEAD: Final = '''"""Dredd's handler of Python hooks, written by `contract` for one run."""

from __future__ import annotations


def redact(text: str) -> str:
    """The text as it is: who started this hides secrets in what it prints."""
    return text
'''


class PythonMissing(Exception):
    """There is no such interpreter; the message names what to write."""


def handler_text() -> str:
    """The text of the module."""
    parts = [_HEAD, *(section(_FOLDER / f"{name}.py") for name in ("hook_files", "hook_server"))]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def interpreter(name: str) -> Path:
    """The interpreter with this path or name. Raises PythonMissing."""
    program = shutil.which(name)
    if program is None:
        raise PythonMissing(
            f"there is no Python interpreter {name!r}: name one, such as .venv/bin/python"
        )
    return Path(program).absolute()


def handler_environment(folder: Path, python: Path) -> dict[str, str]:
    """Variables with which ``python`` finds the handler, which is written into ``folder``.

    Our own packages are not among what it finds: they are for another Python.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{MODULE}.py").write_text(handler_text(), encoding="utf-8")
    here: Mapping[str, str] = os.environ
    paths = {
        "PATH": (str(python.parent), here.get("PATH")),
        "PYTHONPATH": (str(folder.resolve()), here.get("PYTHONPATH"), str(Path.cwd())),
    }
    return {name: os.pathsep.join(filter(None, parts)) for name, parts in paths.items()}
