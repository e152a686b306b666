"""What all tests of hooks need."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def import_path() -> Iterator[None]:
    """Hook files are imported from their own folders, which loading them adds to the path."""
    path = list(sys.path)
    yield
    sys.path[:] = path
