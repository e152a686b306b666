"""The image store at ``STORAGE_URL``: a folder or any file system that fsspec supports."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import fsspec
from flask import Flask, current_app
from fsspec.implementations.local import LocalFileSystem

from server.images.addresses import is_name, name_of

_EXTENSION = "image-store"


class ImageMissing(LookupError):
    """There is no image of this name."""


class StoreUnavailable(OSError):
    """The store takes or gives no image at the moment."""


#: What file systems raise for a store that cannot be reached. They turn most into OSError, but not
#: what their HTTP clients raise (a host that has no address, a connection that is cut).
_FAILURES: Final = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
    ("fsspec.exceptions", "FSTimeoutError"),
)


def store_failures() -> tuple[type[Exception], ...]:
    """The exceptions of a store that cannot be reached.

    Those of modules that nobody has imported cannot have been raised: a folder needs no HTTP
    client, which takes long to import.
    """
    imported = ((sys.modules.get(module), name) for module, name in _FAILURES)
    return (OSError, *(getattr(module, name) for module, name in imported if module))


#: The folder of files that are being written, and the seconds after which they are abandoned.
PARTS: Final = ".parts"
ABANDONED: Final = 3600


def _forget_abandoned(parts: Path) -> None:
    """Remove what processes were writing when they were killed."""
    oldest = time.time() - ABANDONED
    for part in parts.glob("*.part"):
        # Another process may remove it as well.
        with suppress(OSError):
            if part.stat().st_mtime < oldest:
                part.unlink()


def _touched(path: str) -> bool:
    """Let a local file count as written now; whether there is one."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Store:
    """Images by name. The content of a name never changes, so writing is idempotent."""

    files: Any
    root: str

    @classmethod
    def at(cls, url: str) -> Store:
        """The store at ``url``; a folder is created by the first write."""
        # No cache of listings: other processes write, too.
        files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        return cls(files, root.rstrip("/"))

    def put(self, data: bytes, ending: str) -> str:
        """Store ``data`` and return its name.

        Raises:
            StoreUnavailable: the store is full, read-only, or cannot be reached.
        """
        name = name_of(data, ending)
        path = self._path(name)
        try:
            if not isinstance(self.files, LocalFileSystem):
                self.files.pipe_file(path, data)
            elif not _touched(path):
                self._write_file(path, data)
        except store_failures() as error:
            raise StoreUnavailable("The image store takes no image.") from error
        return name

    def _write_file(self, path: str, data: bytes) -> None:
        """A process that dies while writing must not leave a partial file under the final name."""
        self.files.makedirs(self.files._parent(path), exist_ok=True)
        parts = Path(self.root) / PARTS
        parts.mkdir(exist_ok=True)
        _forget_abandoned(parts)
        part = str(parts / f"{secrets.token_hex(8)}.part")
        try:
            self.files.pipe_file(part, data)
            self.files.mv(part, path)
        except BaseException:  # whatever ends the request: no part is left behind
            with suppress(OSError):
                self.files.rm_file(part)
            raise

    def get(self, name: str) -> bytes:
        """The content of an image.

        Raises:
            ImageMissing: there is no image of this name, or it is not a valid name.
            StoreUnavailable: the store cannot be reached.
        """
        if not is_name(name):
            raise ImageMissing(name)
        try:
            return cast("bytes", self.files.cat_file(self._path(name)))
        except FileNotFoundError as error:
            raise ImageMissing(name) from error
        except store_failures() as error:
            raise StoreUnavailable("The image store cannot be read.") from error

    def has(self, name: str) -> bool:
        """Whether there is an image of this name; StoreUnavailable if nobody can tell."""
        try:
            return is_name(name) and bool(self.files.exists(self._path(name)))
        except store_failures() as error:
            raise StoreUnavailable("The image store cannot be read.") from error

    def renew(self, name: str) -> bool:
        """Let an image count as written now; whether there is one of this name.

        Raises:
            StoreUnavailable: the store cannot be reached.
        """
        if not is_name(name):
            return False
        path = self._path(name)
        try:
            if isinstance(self.files, LocalFileSystem):
                return _touched(path)
            # Object stores have no other way to change the time of an object.
            self.files.pipe_file(path, self.files.cat_file(path))
        except FileNotFoundError:
            return False
        except store_failures() as error:
            raise StoreUnavailable("The image store cannot be reached.") from error
        return True

    def names(self) -> list[str]:
        """The names of all images; StoreUnavailable if the store cannot be read."""
        try:
            names = (path.rpartition("/")[2] for path in self.files.find(self.root))
            return sorted(name for name in names if is_name(name))
        except FileNotFoundError:
            return []
        except store_failures() as error:
            raise StoreUnavailable("The image store cannot be read.") from error

    def age_and_size(self, name: str) -> tuple[datetime, int]:
        """When an image was written, and its bytes.

        Raises:
            ImageMissing: there is no image of this name.
            StoreUnavailable: the store cannot be reached.
        """
        path = self._path(name)
        try:
            written = cast("datetime", self.files.modified(path))
            return written, int(self.files.size(path))
        except FileNotFoundError as error:
            raise ImageMissing(name) from error
        except store_failures() as error:
            raise StoreUnavailable("The image store cannot be read.") from error

    def remove(self, name: str) -> None:
        """Remove an image.

        Raises:
            ImageMissing: there is no image of this name.
            StoreUnavailable: the store does not remove it.
        """
        try:
            self.files.rm_file(self._path(name))
        except FileNotFoundError as error:
            raise ImageMissing(name) from error
        except store_failures() as error:
            raise StoreUnavailable("The image store removes no image.") from error

    def _path(self, name: str) -> str:
        return f"{self.root}/{name[:2]}/{name}"


def image_store(app: Flask | None = None) -> Store:
    """The store of the running application, or of ``app``."""
    owner = app or cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    # Connections, and the threads that serve them, do not survive a fork.
    key = f"{_EXTENSION}-{os.getpid()}"
    if key not in owner.extensions:
        owner.extensions[key] = Store.at(owner.config["STORAGE_URL"])
    return cast("Store", owner.extensions[key])
