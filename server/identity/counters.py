"""Counts by key within windows of time, in memory or in a Redis that processes share."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string

from contracts.runtime.jsonapi.errors import DETAILS, ApiError

#: Seconds after which a storage that failed is tried again.
RETRY_STORAGE: Final = 5.0
#: Refusals of wrong credentials: they stay counted.
FAILURES: Final = frozenset({"401", "403"})

log = logging.getLogger(__name__)
_parsed = lru_cache(parse_many)


class Counters:
    """Counts by key, in memory or in the Redis at ``RATELIMIT_STORAGE_URI``.

    While Redis is unavailable, each process keeps its own count: people can still log in.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._shared = _storage(config)
        self._own = MemoryStorage()
        # The storage in memory forgets counts when two threads begin a window at once.
        self._lock = Lock()
        self._failed_at = -math.inf

    def count(self, limits: str, key: str) -> None:
        """Count one of ``key``; ApiError 429 when it is one too many."""
        for limit in _parsed(limits):
            storage, count = self._add(limit.key_for(key), limit.get_expiry())
            if count > limit.amount:
                raise self._too_many(storage, limit, key)

    def spend(self, limits: str, key: str, amount: int) -> None:
        """Count ``amount`` of ``key``; ApiError 429, and none counts, when fewer are left."""
        spent: list[tuple[Storage, RateLimitItem, str]] = []
        for limit in _parsed(limits):
            storage, count = self._add(limit.key_for(key), limit.get_expiry(), amount)
            spent.append((storage, limit, key))
            if count > limit.amount:
                self._give_back(spent, amount)
                raise self._too_many(storage, limit, key)

    @contextmanager
    def attempt(self, limits: str, keys: Sequence[str]) -> Iterator[None]:
        """Count an attempt for each of ``keys``; it stays counted when the block fails.

        Raises:
            ApiError: 429 when one of the keys has failed too often; nothing is counted then.
        """
        counted: list[tuple[Storage, RateLimitItem, str]] = []
        failed = False
        try:
            for limit in _parsed(limits):
                for key in keys:
                    storage, count = self._add(limit.key_for(key), limit.get_expiry())
                    counted.append((storage, limit, key))
                    if count > limit.amount:
                        raise self._too_many(storage, limit, key)
            try:
                yield
            except ApiError as error:
                failed = error.status in FAILURES
                raise
        finally:
            if not failed:
                self._give_back(counted)

    def has(self, key: str) -> bool:
        """Whether ``key`` is remembered; False while nobody can tell."""
        if self._shared_works():
            try:
                return bool(self._shared and self._shared.get(key))
            except StorageError as error:
                self._note(error)
        return bool(self._own.get(key))

    def remember(self, key: str, seconds: int) -> None:
        """Remember ``key`` for a time."""
        if not self.has(key):
            self._add(key, seconds)

    def _shared_works(self) -> bool:
        return bool(self._shared) and time.monotonic() - self._failed_at > RETRY_STORAGE

    def _add(self, name: str, seconds: int, amount: int = 1) -> tuple[Storage, int]:
        """The storage that counted ``amount`` more, and its count."""
        if self._shared and self._shared_works():
            try:
                return self._shared, self._shared.incr(name, seconds, amount)
            except StorageError as error:
                self._note(error)
        with self._lock:
            return self._own, self._own.incr(name, seconds, amount)

    def _give_back(
        self, counted: list[tuple[Storage, RateLimitItem, str]], amount: int = 1
    ) -> None:
        """Subtract in the storages that counted, unless their window has ended."""
        for storage, limit, key in counted:
            name = limit.key_for(key)
            with self._lock if storage is self._own else nullcontext():
                try:
                    if storage.get(name) >= amount:
                        storage.incr(name, limit.get_expiry(), -amount)
                except StorageError as error:
                    self._note(error)

    def _too_many(self, storage: Storage, limit: RateLimitItem, key: str) -> ApiError:
        """The 429, with the end of the window in ``Retry-After``."""
        left = float(limit.get_expiry())
        try:
            left = storage.get_expiry(limit.key_for(key)) - time.time()
        except StorageError as error:
            self._note(error)
        seconds = max(1, math.ceil(left))
        return ApiError(429, DETAILS[429], headers={"Retry-After": str(seconds)})

    def _note(self, error: StorageError) -> None:
        self._failed_at = time.monotonic()
        reason = type(error.storage_error).__name__
        log.warning("Logins and requests are counted in this process: %s", reason)


def _storage(config: Mapping[str, Any]) -> Storage | None:
    """The storage that processes share; None where each keeps its own count."""
    uri = config["RATELIMIT_STORAGE_URI"]
    if uri == "memory://":
        return None
    options = config["RATELIMIT_STORAGE_OPTIONS"]
    storage = storage_from_string(uri, wrap_exceptions=True, **options)
    assert isinstance(storage, Storage)
    return storage
