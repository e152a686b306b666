"""A run without PostgreSQL says so, and is a failure where services are required."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.server.services import postgresql


@pytest.mark.parametrize(
    ("required", "outcome"), [("", Skipped), ("0", Skipped), ("1", Failed)], ids=repr
)
def test_without_binaries_tests_are_skipped_unless_services_are_required(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_SERVICES", required)
    monkeypatch.setattr(postgresql, "binaries", lambda: None)
    with pytest.raises(outcome, match="PostgreSQL is not installed"), postgresql.server():
        pass


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder, "initdb")
        broken.write_text("#!/bin/sh\necho no space left\nexit 1\n", encoding="utf-8")
        for path in (Path(folder), broken):
            path.chmod(0o755)
        monkeypatch.setattr(postgresql, "binaries", lambda: Path(folder))
        monkeypatch.setattr(postgresql, "SERVICE_USER", "nobody")  # who is on every machine
        with pytest.raises(Failed, match="no space left"), postgresql.server():
            pass
