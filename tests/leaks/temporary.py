"""The folder for temporary files of this process's tests, and of what they start."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

#: Pytest removes the folders of earlier runs itself.
_OF_PYTEST: Final = "pytest-of-"


def files() -> Mapping[str, object]:
    """What is in the folder, by name."""
    with os.scandir(tempfile.gettempdir()) as found:
        return {
            entry.name: "a folder" if entry.is_dir(follow_symlinks=False) else "a file"
            for entry in found
            if not entry.name.startswith(_OF_PYTEST)
        }


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
