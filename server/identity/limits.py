"""Limits failed logins.

An attempt is counted before its password is checked, in one step with checking the limit, and
subtracted again unless it fails: otherwise concurrent attempts would all see the same low count.
"""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any, Final

from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string

from contracts.runtime.jsonapi.errors import DETAILS, ApiError
from contracts.runtime.unique import folded

EXTENSION: Final = "login_failures"
#: Seconds after which a storage that failed is tried again.
RETRY_STORAGE: Final = 5.0

log = logging.getLogger(__name__)


class FailureCounter:
    """Counts failures by key, in memory or in the Redis at ``RATELIMIT_STORAGE_URI``.

    While Redis is unavailable, each process keeps its own count: people can still log in.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._limits = parse_many(config["LOGIN_FAILURES"])
        self._shared = _storage(config)
        self._own = MemoryStorage()
        # The storage in memory forgets counts when two threads begin a window at once.
        self._lock = Lock()
        self._failed_at = -math.inf

    @contextmanager
    def attempt(self, *keys: str) -> Iterator[None]:
        """Count an attempt for each of ``keys``; it stays counted when the block raises a 401.

        Raises:
            ApiError: 429 when one of the keys has failed too often; nothing is counted then.
        """
        counted: list[tuple[Storage, RateLimitItem, str]] = []
        failed = False
        try:
            for limit in self._limits:
                for key in keys:
                    storage, count = self._add(limit, key)
                    counted.append((storage, limit, key))
                    if count > limit.amount:
                        raise self._too_many(storage, limit, key)
            try:
                yield
            except ApiError as error:
                failed = error.status == "401"
                raise
        finally:
            if not failed:
                self._give_back(counted)

    def _add(self, limit: RateLimitItem, key: str) -> tuple[Storage, int]:
        """The storage that counted one more, and its count."""
        name, seconds = limit.key_for(key), limit.get_expiry()
        if self._shared and time.monotonic() - self._failed_at > RETRY_STORAGE:
            try:
                return self._shared, self._shared.incr(name, seconds)
            except StorageError as error:
                self._note(error)
        with self._lock:
            return self._own, self._own.incr(name, seconds)

    def _give_back(self, counted: list[tuple[Storage, RateLimitItem, str]]) -> None:
        """Subtract attempts in the storage that counted them, unless their window has ended."""
        for storage, limit, key in counted:
            name = limit.key_for(key)
            with self._lock if storage is self._own else nullcontext():
                try:
                    if storage.get(name) > 0:
                        storage.incr(name, limit.get_expiry(), -1)
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
        log.warning("Failed logins are counted in this process: %s", reason)


def _storage(config: Mapping[str, Any]) -> Storage | None:
    """The storage that processes share; None where each keeps its own count."""
    uri = config["RATELIMIT_STORAGE_URI"]
    if uri == "memory://":
        return None
    options = config["RATELIMIT_STORAGE_OPTIONS"]
    storage = storage_from_string(uri, wrap_exceptions=True, **options)
    assert isinstance(storage, Storage)
    return storage


@contextmanager
def login_attempt(email: str) -> Iterator[None]:
    """Count an attempt to log in with ``email`` from the client's address.

    Raises:
        ApiError: 429 when the e-mail address or the client's address failed too often.
    """
    counter: FailureCounter | None = current_app.extensions.get(EXTENSION)
    if counter is None:
        yield
        return
    # Keys are logged and stored elsewhere: an address is neither, and any is as long.
    digest = hashlib.sha256(folded(email).encode()).hexdigest()
    with counter.attempt(f"machine:{request.remote_addr}", f"email:{digest}"):
        yield


def register_limits(app: Flask) -> None:
    """Count in this application, unless ``RATELIMIT_ENABLED`` is off."""
    if app.config["RATELIMIT_ENABLED"]:
        app.extensions[EXTENSION] = FailureCounter(app.config)
