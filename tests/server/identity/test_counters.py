"""Counts within windows of time, in this process and in a storage that is shared and may fail."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

import pytest
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage

from contracts.runtime.jsonapi.errors import ApiError
from server.identity import counters as module
from server.identity.counters import Counters


class Shared(MemoryStorage):
    """A storage that fails while it is down."""

    down = False

    def _works(self) -> None:
        if self.down:
            raise StorageError(ConnectionError("refused"))

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self._works()
        return super().incr(key, expiry, amount)

    def get(self, key: str) -> int:
        self._works()
        return super().get(key)

    def get_expiry(self, key: str) -> float:
        self._works()
        return super().get_expiry(key)


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture(params=["in this process", "shared"])
def counters(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, shared: Shared
) -> Counters:
    storage = shared if request.param == "shared" else None
    monkeypatch.setattr(module, "_storage", lambda _: storage)
    return Counters({})


def is_refused(counters: Counters, limits: str, key: str) -> bool:
    try:
        counters.count(limits, key)
    except ApiError as error:
        return bool(error.status == "429")
    return False


def left(counters: Counters, limits: str, key: str) -> int:
    """How many are left of a limit; they are used up by asking."""
    return next(n for n in range(100) if is_refused(counters, limits, key))


def test_as_many_as_the_limit_are_counted_for_each_key(counters: Counters) -> None:
    assert left(counters, "3 per minute", "a") == 3
    assert is_refused(counters, "3 per minute", "a")
    assert left(counters, "3 per minute", "b") == 3


def test_each_of_several_limits_holds(counters: Counters) -> None:
    assert left(counters, "5 per minute; 2 per hour", "a") == 2
    assert left(counters, "2 per minute; 5 per hour", "b") == 2


@pytest.mark.parametrize(
    ("limits", "least", "most"), [("1 per second", 1, 1), ("1 per minute", 58, 60)]
)
def test_a_refusal_says_when_the_window_ends(
    counters: Counters, limits: str, least: int, most: int
) -> None:
    counters.count(limits, "a")
    with pytest.raises(ApiError) as refused:
        counters.count(limits, "a")
    (name, value), *others = (refused.value.headers or {}).items()
    assert (name, others) == ("Retry-After", [])
    assert least <= int(value) <= most


@pytest.mark.parametrize(("ends_in", "seconds"), [(-3.0, "1"), (0.0, "1"), (1.2, "2"), (7.0, "7")])
def test_a_client_waits_whole_seconds_and_at_least_one(
    monkeypatch: pytest.MonkeyPatch, shared: Shared, ends_in: float, seconds: str
) -> None:
    monkeypatch.setattr(module, "_storage", lambda _: shared)
    monkeypatch.setattr(module.time, "time", lambda: 1000.0)
    monkeypatch.setattr(shared, "get_expiry", lambda _: 1000.0 + ends_in)
    counters = Counters({})
    counters.count("1 per minute", "a")
    with pytest.raises(ApiError) as refused:
        counters.count("1 per minute", "a")
    assert refused.value.headers == {"Retry-After": seconds}


@pytest.mark.parametrize(
    ("amounts", "spent"),
    [
        ([10], [True]),
        ([11], [False]),
        ([4, 6], [True, True]),
        ([4, 7, 6, 1], [True, False, True, False]),
    ],
)
def test_what_is_refused_spends_nothing(
    counters: Counters, amounts: list[int], spent: list[bool]
) -> None:
    def is_spent(amount: int) -> bool:
        try:
            counters.spend("20 per minute; 10 per hour", "a", amount)
        except ApiError as error:
            return error.status != "429"
        return True

    assert [is_spent(amount) for amount in amounts] == spent


@pytest.mark.parametrize(
    ("error", "is_counted"),
    [
        (None, False),
        (ApiError(401, "x"), True),
        (ApiError(403, "x"), True),
        (ApiError(404, "x"), False),
        (ApiError(500, "x"), False),
        (ValueError("x"), False),
    ],
)
def test_an_attempt_stays_counted_if_it_is_refused(
    counters: Counters, error: Exception | None, is_counted: bool
) -> None:
    with suppress(ApiError, ValueError), counters.attempt("3 per minute; 9 per hour", ["a", "b"]):
        if error is not None:
            raise error
    for key in ("a", "b"):
        assert left(counters, "3 per minute", key) == (2 if is_counted else 3)
        assert left(counters, "9 per hour", key) == (8 if is_counted else 9)


def test_an_attempt_too_many_is_not_made_and_not_counted_for_other_keys(
    counters: Counters,
) -> None:
    for _ in range(2):
        with suppress(ApiError), counters.attempt("2 per minute", ["b"]):
            raise ApiError(401, "x")
    for _ in range(2):
        with (
            pytest.raises(ApiError, match="429"),
            counters.attempt("2 per minute", ["a", "b"]),
        ):
            pytest.fail("the attempt is made")
    assert left(counters, "2 per minute", "a") == 2


def test_what_is_remembered_is_known(counters: Counters) -> None:
    assert not counters.has("a")
    for _ in range(2):
        counters.remember("a", 60)
        assert counters.has("a")
    assert not counters.has("b")


class TestWhileTheStorageFails:
    """Each process keeps its own count, and tries the shared storage again after a while."""

    @pytest.fixture
    def now(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        moment = [1000.0]
        monkeypatch.setattr(module.time, "monotonic", lambda: moment[0])
        return moment

    @pytest.fixture
    def counters(self, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> Counters:
        monkeypatch.setattr(module, "_storage", lambda _: shared)
        return Counters({})

    def test_counts_are_kept_here_and_there_is_a_warning(
        self, counters: Counters, shared: Shared, caplog: pytest.LogCaptureFixture
    ) -> None:
        counters.count("3 per minute", "a")
        shared.down = True
        with caplog.at_level(logging.WARNING):
            assert left(counters, "3 per minute", "a") == 3
        (record,) = caplog.records
        assert record.getMessage().endswith("are counted in this process: ConnectionError")

    @pytest.mark.parametrize(("seconds", "is_shared"), [(0.0, False), (5.0, False), (5.5, True)])
    def test_it_is_tried_again_after_a_while(
        self,
        counters: Counters,
        shared: Shared,
        now: list[float],
        seconds: float,
        is_shared: bool,
    ) -> None:
        counters.remember("known", 60)
        shared.down = True
        counters.count("9 per minute", "a")
        shared.down = False
        now[0] += seconds
        assert counters.has("known") == is_shared
        counters.remember("other", 60)
        assert bool(shared.get("other")) == is_shared

    def test_it_is_used_at_once_on_a_machine_that_has_just_started(
        self, counters: Counters, shared: Shared, now: list[float]
    ) -> None:
        now[0] = 1.0
        counters.remember("a", 60)
        assert shared.get("a")

    def test_what_is_asked_meanwhile_is_answered_by_this_process(
        self, counters: Counters, shared: Shared
    ) -> None:
        shared.down = True
        assert not counters.has("a")
        counters.remember("a", 60)
        assert counters.has("a")

    def test_an_attempt_that_began_before_ends_as_it_would(
        self, counters: Counters, shared: Shared
    ) -> None:
        with counters.attempt("1 per minute", ["a"]):
            shared.down = True
        assert left(counters, "1 per minute", "a") == 1

    def test_a_refusal_then_names_the_whole_window(
        self, counters: Counters, shared: Shared, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counters.count("1 per minute", "a")
        real = shared.incr

        def last(*given: Any) -> int:
            count = real(*given)
            shared.down = True
            return count

        monkeypatch.setattr(shared, "incr", last)
        with pytest.raises(ApiError) as refused:
            counters.count("1 per minute", "a")
        assert refused.value.headers == {"Retry-After": "60"}


def test_the_storage_is_that_of_the_setting() -> None:
    def storage_of(uri: str, **options: Any) -> Any:
        config = {"RATELIMIT_STORAGE_URI": uri, "RATELIMIT_STORAGE_OPTIONS": options}
        return module._storage(config)

    assert storage_of("memory://") is None
    shared = storage_of("redis://127.0.0.1:1")
    assert isinstance(shared, RedisStorage)
    with pytest.raises(StorageError):
        shared.get("a")
