"""Sizes of images, made on request and kept in a disk cache of limited size."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import cast

from diskcache import Cache
from flask import Flask, current_app
from prometheus_client import Counter

from server.images.decode import square
from server.images.store import Store

#: The sides on offer: with free numbers, anybody could fill the cache and keep the server busy.
SIDES = (32, 64, 128, 256, 512)
_EXTENSION = "image-variants"

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
    cache = _cache()
    kept = cache.get(key)
    if kept is not None:
        HIT.inc()
    else:
        MISS.inc()
        data, ending = make()
        kept = ending.encode() + b":" + data
        cache.set(key, kept)
    ending, _, data = kept.partition(b":")
    return data, ending.decode()


def _cache() -> Cache:
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
