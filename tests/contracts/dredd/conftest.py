"""What all tests of hooks need."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.leaks.modules import forgotten


@pytest.fixture(scope="module", autouse=True)
def hook_files_are_forgotten() -> Iterator[None]:
    """Hook files are imported from their own folders, which loading them adds to the path."""
    path = list(sys.path)
    with forgotten():
        yield
    sys.path[:] = path
