"""`make test-fast`: which tests need nothing but Python, and take moments."""

from __future__ import annotations

from typing import Final

import pytest

from tests.processor_time import recorded

#: Recorded processor seconds from which a test function, and the rest of a file, are left out.
LONG: Final = 1.0
#: Fixtures, and values of parameters, that stand for a service or a browser.
SERVICES: Final = frozenset({"postgresql", "postgres", "empty_postgresql", "redis", "browser"})


def is_fast(item: pytest.Item) -> bool:
    """Whether `make test-fast` runs a test."""
    file, function = item.nodeid.partition("::")[0], item.nodeid.partition("[")[0]
    if max(recorded().get(file, 0), recorded().get(function, 0)) >= LONG:
        return False
    if any(
        mark.kwargs.get("reason", "").startswith("Dredd is missing")
        for mark in item.iter_markers("skipif")
    ):
        return False
    call = getattr(item, "callspec", None)
    values = call.params.values() if call else ()
    named = {value for value in values if isinstance(value, str)}
    return not SERVICES & (named | set(getattr(item, "fixturenames", ())))


def keep_fast(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the others; pytest's summary counts them."""
    kept, left_out = [], []
    for item in items:
        (kept if is_fast(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept
