"""The folder for temporary files of this process's tests, and of what they start."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

#: Pytest removes the folders of earlier runs itself.
_OF_PYTEST: Final = "pytest-of-"


def files() -> Mapping[str, object]:
    """What is in the folder, by name, and does not end with the process."""
    with os.scandir(tempfile.gettempdir()) as found:
        entries = [entry for entry in found if not entry.name.startswith(_OF_PYTEST)]
    ending = _ending() if entries else set()
    return {
        entry.name: "a folder" if entry.is_dir(follow_symlinks=False) else "a file"
        for entry in entries
        if entry.path not in ending
    }


def _ending() -> set[str]:
    """The folders of ``tempfile.TemporaryDirectory`` objects, which remove them at the latest when
    the process ends, as those of the server's image cache."""
    calls = [finalizer.peek() for finalizer in list(weakref.finalize._registry)]  # type: ignore[attr-defined]
    return {args[0] for _, _, args, _ in filter(None, calls) if args and isinstance(args[0], str)}


@contextmanager
def own_folder() -> Iterator[None]:
    """A folder that no other process uses, for this one and those that it starts."""
    kept, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix="tests-") as folder:
        os.chmod(folder, 0o711)  # services that run as another user have folders in it
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            tempfile.tempdir = kept
            if variable is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = variable
