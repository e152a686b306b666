"""Golden files: what a renderer wrote once, read by a person, and must write again.

They are written anew by ``pytest tests/contracts --update-golden``; read the diff before
committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="Write the golden files anew."
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name, or writes it with --update-golden."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        # The option is unknown when pytest starts outside tests/contracts.
        if request.config.getoption("--update-golden", default=False):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{file} is missing: pytest tests/contracts --update-golden"
        assert text == file.read_text(encoding="utf-8"), f"{name} differs from its golden file"

    return compare
