"""Sizes of images, made on request and kept in a disk cache of limited size."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app
from prometheus_client import Counter

from server.images.apart import square
from server.images.store import Store

if TYPE_CHECKING:
    from diskcache import Cache

#: The sides on offer: with free numbers, anybody could fill the cache and keep the server busy.
SIDES = (32, 64, 128, 256, 512)
_EXTENSION = "image-variants"
log = logging.getLogger(__name__)

REQUESTS = Counter(
    "image_variant_requests", "Requested sizes, by whether they were cached.", ["cache"]
)
HIT, MISS = REQUESTS.labels("hit"), REQUESTS.labels("miss")

Variant = tuple[bytes, str]


def variant(name: str, side: int, store: Store) -> Variant:
    """The image ``name`` as a square: content and ending.

    Raises:
        ImageMissing: there is no such image.
    """
    return cached(f"{name}/{side}", lambda: square(store.get(name), side))


def cached(key: str, make: Callable[[], Variant]) -> Variant:
    """The cached variant of ``key``, made if it is missing."""
    kept = _looked_up(key)
    if kept is not None:
        HIT.inc()
    else:
        MISS.inc()
        data, ending = make()
        kept = ending.encode() + b":" + data
        _keep(key, kept)
    name, _, content = kept.partition(b":")
    return content, name.decode()


def _looked_up(key: str) -> bytes | None:
    """What the cache has; a cache that fails has nothing."""
    try:
        return cast("bytes | None", _cache().get(key))
    except _failures() as error:
        log.warning("The image cache cannot be read", exc_info=error)
        return None


def _keep(key: str, value: bytes) -> None:
    """Cache ``value`` if the cache takes it: a full disk stops no request."""
    try:
        _cache().set(key, value)
    except _failures() as error:
        log.warning("The image cache cannot be written", exc_info=error)


def _failures() -> tuple[type[Exception], ...]:
    """The disk is full, the folder is gone or read-only, SQLite is locked or its file is broken."""
    from diskcache import Timeout

    return (OSError, sqlite3.Error, Timeout)


def _cache() -> Cache:
    from diskcache import Cache

    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    if _EXTENSION not in app.extensions:
        folder = app.config["IMAGE_CACHE_DIR"]
        if not folder:
            # Removed when the process ends.
            app.extensions[f"{_EXTENSION}-folder"] = kept = tempfile.TemporaryDirectory()
            folder = kept.name
        app.extensions[_EXTENSION] = Cache(
            folder,
            size_limit=app.config["IMAGE_CACHE_BYTES"],
            eviction_policy="least-recently-used",
        )
    return app.extensions[_EXTENSION]
