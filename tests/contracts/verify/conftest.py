"""The reference server, started once for all tests of the judges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.verify.reference import Reference


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """The reference server on a database of its own."""
    made = Reference(tmp_path_factory.mktemp("reference"))
    yield made
    made.handler.close()
