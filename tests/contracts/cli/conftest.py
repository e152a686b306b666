"""What all tests of commands need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leaks.modules import forgotten


@pytest.fixture(scope="module", autouse=True)
def code_of_projects_is_forgotten() -> Iterator[None]:
    """Commands import the hook files and the state handler of a test's project."""
    with forgotten():
        yield
