"""Golden files: what a renderer wrote once, read by a person, and must write again.

They are written anew by ``pytest tests/contracts --update-golden``; read the diff before
committing it.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest

GOLDEN = Path(__file__).with_name("golden")

RecordedVerdicts: TypeAlias = Callable[[str, Any, Callable[[], list[str]]], list[str]]
"""From a name, what is judged, and who judges: the verdicts."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="Write the golden files anew."
    )


@pytest.fixture
def handlers_of_signals() -> Iterator[None]:
    """Commands that run until they are interrupted handle signals themselves."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


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


@pytest.fixture
def recorded_verdicts(request: pytest.FixtureRequest) -> RecordedVerdicts:
    """The verdicts that another tool gave; it is asked again with --update-golden only.

    They are recorded with a digest of all that they follow from, and are of no use without it.
    """

    def verdicts(name: str, judged: Any, ask: Callable[[], list[str]]) -> list[str]:
        file = GOLDEN / f"{name}.json"
        digest = sha256(json.dumps(judged).encode()).hexdigest()
        if request.config.getoption("--update-golden", default=False):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{json.dumps([digest, ' '.join(ask())], indent=1)}\n")
        of, words = json.loads(file.read_text(encoding="utf-8"))
        assert of == digest, f"{file} is of other input: pytest tests/contracts --update-golden"
        found: list[str] = words.split()
        return found

    return verdicts
