"""What Dredd and the hooks say during a run, read as a result.

``dredd_runner.js`` writes its records as lines that begin with a character of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from contracts.dredd.hook_server import STARTING
from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult
from contracts.text.redaction import redact

_RECORD: Final = "\x1e"
_SUMMARY: Final = re.compile(
    r"complete: (\d+) passing, (\d+) failing, (\d+) errors, (\d+) skipped, (\d+) total"
)

OnResult = Callable[[TransactionResult], None]
Printer = Callable[[str], None]


class Transcript:
    """Dredd's output so far."""

    def __init__(self, on_result: OnResult | None, on_output: Printer | None) -> None:
        self.on_result = on_result
        self.on_output = on_output
        self.results: list[TransactionResult] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.printed: list[str] = []
        self.lines: list[str] = []
        self.summary = ""
        self.problem: str | None = None
        self._unfinished = ""

    def read(self, line: str) -> None:
        """Read a line of Dredd's standard output."""
        if not line.startswith(_RECORD):
            self.lines.append(line)
            if line.startswith("complete: ") and "total" in line:
                self.summary = line
            return
        record = json.loads(line.removeprefix(_RECORD))
        match record["event"]:
            case "verdict":
                self._judge(record)
            case "log":
                self.log(record["level"], record["message"])
            case "end":
                self.problem = record["error"]

    def _judge(self, record: dict[str, Any]) -> None:
        transaction_result = TransactionResult(
            record["name"],
            Status(record["status"]),
            record["title"],
            tuple(record["messages"]),
            record["ms"] / 1000,
            record["details"] or {},
        )
        self.results.append(transaction_result)
        if self.on_result is not None:
            self.on_result(transaction_result)

    def log(self, level: str, message: str) -> None:
        """Keep what Dredd (``warning``, ``error``) or a hook (``hooks``) prints."""
        if level == "hooks":
            # An unbuffered print arrives in pieces: each of its values, and the end of the line.
            *lines, self._unfinished = (self._unfinished + message).split("\n")
            for line in lines:
                self._print(redact(line))
            return
        text = message.rstrip("\n")
        self.lines.append(f"{level}: {text}")
        (self.errors if level == "error" else self.warnings).append(text)

    def _print(self, line: str) -> None:
        self.lines.append(f"hooks: {line}")
        if line and line != STARTING:
            self.printed.append(line)
            if self.on_output is not None:
                self.on_output(line)

    def close(self, code: int, errors: str) -> None:
        """Read that Dredd ended, with what it printed on stderr."""
        self.log("hooks", "\n" if self._unfinished else "")
        self.lines += errors.splitlines()
        if self.problem is None:
            reasons = [line for line in errors.splitlines() if "Error: " in line]
            self.problem = f"Dredd ended with exit code {code}: {' '.join(reasons[:1])}"
        elif self.problem.startswith("Hooks handler process") and self.printed:
            self.problem = f"the hook handler ended: {self.printed[-1]}"
        elif self.problem and self.errors and self.errors[0] not in self.problem:
            self.problem += f": {' '.join(self.errors[0].split())}"

    def result(self, expected: Iterable[str] | None, only: frozenset[str]) -> DreddResult:
        """The result of the run, beside the names that were expected to run."""
        # Dredd counts what --only leaves out as skipped.
        results = tuple(v for v in self.results if not only or v.name in only)
        ran = Counter(v.name for v in results)
        wanted = ran if expected is None else Counter(expected)
        numbers = _SUMMARY.match(self.summary)
        return DreddResult(
            results=results,
            totals=Totals(*map(int, numbers.groups())) if numbers else Totals(),
            summary=self.summary,
            missing=tuple((wanted - ran).elements()),
            unexpected=tuple((ran - wanted).elements()),
            warnings=tuple(self.warnings),
            hook_failures=tuple(line for line in self.printed if line.startswith("hook failed: ")),
            problem=self.problem or "",
            output="\n".join(self.lines) + "\n",
        )
