"""What is told at the end of a run, however many workers it had."""

from __future__ import annotations

from collections import Counter

import pytest

#: The name under which a test records, as a user property, how many cases it generated of a kind.
GENERATED = "generated"
#: Who sends Schemathesis's requests: the id of a documented user, or nobody.
ROLES = {"anybody": "", "documented user": "1", "administrator": "9"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many requests Schemathesis generated, by role and kind."""
    kinds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # User properties come with each phase of a test; the last has them all.
            if isinstance(report, pytest.TestReport) and report.when == "teardown":
                for name, value in report.user_properties:
                    if name == GENERATED:
                        kinds.update(value)
    if kinds:
        each = ", ".join(f"{kind}: {number}" for kind, number in sorted(kinds.items()))
        terminalreporter.write_line(f"Schemathesis: {kinds.total()} generated cases ({each})")
