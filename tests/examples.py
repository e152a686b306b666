"""How many cases the property tests try, and which.

Everyday they are the same ones (Hypothesis' ``derandomize``): a test that turns red was turned by
a change. ``make fuzz`` tries other ones each time, and as many as it is told. `make test-fast`
tries the first few.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

SEARCHED: Final = int(os.environ.get("CONTRACT_EXAMPLES", "0"))
#: The most cases that `make test-fast` tries of one property test.
FEW: Final = 20
_most: int | None = None


def examples(everyday: int) -> int:
    """The number of cases of one property test: ``everyday``, or what `make fuzz` asks for."""
    return SEARCHED or min(everyday, _most or everyday)


def load_profile(*, few: bool = False) -> None:
    """Make it the default of every property test; before any of them is imported."""
    global _most
    _most = FEW if few else None
    if not SEARCHED:
        # Hypothesis also draws constants of the modules that are imported by then: cases would
        # depend on the tests that ran before in the process, and every module is parsed for them
        # (by its plugin for pytest, after collection). No setting turns that off
        # (tests/test_examples.py shows that this does).
        none = providers.Constants()
        providers._get_local_constants = lambda: none
    settings.register_profile(
        "contract",
        derandomize=not SEARCHED,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        max_examples=examples(100),
    )
    settings.load_profile("contract")
