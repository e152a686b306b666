"""What tests of statements are made of.

A test looks at one case: None where the case is not about the statement, an empty text where
the statement holds, else what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final, TypeAlias

from contracts.model import EndpointKind
from contracts.verify.scorecard.observed import EARLY, ObservedExchange

ScoreTest: TypeAlias = Callable[[ObservedExchange], str | None]

LIST, DETAIL, RELATED = EndpointKind.LIST, EndpointKind.DETAIL, EndpointKind.RELATED
CREATE, UPDATE, DELETE = EndpointKind.CREATE, EndpointKind.UPDATE, EndpointKind.DELETE
LINKAGE = EndpointKind.RELATIONSHIP
#: Bodies are looked at, and found wrong in some way, or accepted.
LOOKED_AT: Final = frozenset({400, 403, 409, 422})


def wrong(is_wrong: bool, message: str) -> str:
    """``message`` where something is wrong, else an empty text."""
    return message if is_wrong else ""


def is_operation(seen: ObservedExchange, kinds: Collection[EndpointKind], method: str = "") -> bool:
    """Whether the case is of an operation of these kinds, and of this method if one is named."""
    return seen.kind in kinds and (not method or seen.sent.method == method)


def status_is(
    kinds: Collection[EndpointKind], wanted: Collection[int], method: str = ""
) -> ScoreTest:
    """Successes of these operations have one of the statuses."""

    def test(seen: ObservedExchange) -> str | None:
        if not (is_operation(seen, kinds, method) and seen.succeeded):
            return None
        return wrong(seen.status not in wanted, f"the status is {seen.status}")

    return test


def refused(
    kinds: Collection[EndpointKind],
    status: int,
    when: Callable[[ObservedExchange], bool] = lambda _: True,
) -> ScoreTest:
    """What is documented to be refused with a status, or sent as a probe of it, is so refused."""

    def test(seen: ObservedExchange) -> str | None:
        if not is_operation(seen, kinds) or seen.expected_status != status or not when(seen):
            return None
        if seen.probe and seen.status != status and seen.status in EARLY:
            return None
        return wrong(seen.status != status, f"the status is {seen.status} instead of {status}")

    return test


def any_of(*kinds: EndpointKind, method: str, statuses: Collection[int] = ()) -> ScoreTest:
    """A permission: such operations succeed, or have such a status."""

    def test(seen: ObservedExchange) -> str | None:
        good = seen.status in statuses if statuses else seen.succeeded
        return "" if is_operation(seen, kinds, method) and good else None

    return test


def meta_alone(kind: EndpointKind, methods: Collection[str]) -> ScoreTest:
    """A success without data that shows meta is 200."""

    def test(seen: ObservedExchange) -> str | None:
        if not (is_operation(seen, [kind]) and seen.sent.method in methods and seen.succeeded):
            return None
        if "meta" not in seen.top or "data" in seen.top:
            return None
        return wrong(seen.status not in (200, 202), f"the status is {seen.status}")

    return test


def not_meta_alone(kind: EndpointKind, methods: Collection[str]) -> ScoreTest:
    """A success that shows data, or nothing at all."""

    def test(seen: ObservedExchange) -> str | None:
        if not (is_operation(seen, [kind]) and seen.sent.method in methods and seen.succeeded):
            return None
        return None if "meta" in seen.top and "data" not in seen.top else ""

    return test


def names_in(value: Any) -> Iterator[str]:
    """The member names of a value, at any depth."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            yield from inner
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
