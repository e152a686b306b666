"""Which tests execute which lines, and how long each takes: made once for a copy of the project."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from coverage.numbits import numbits_to_nums, register_sqlite_functions

#: Runs the tests of one file and writes their coverage data to a path.
Measure = Callable[[str, Path], None]
#: Of a coverage data file; the import of a module counts for no test.
LINES: Final = """
    select path, context, numbits from line_bits
    join context on context.id = context_id join file on file.id = file_id where context != ''
"""


@dataclass
class CoverageMap:
    """The coverage of the project's tests, by test; the data are kept in ``folder``."""

    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    _imported: Counter[str] = field(default_factory=Counter)

    def make(self, files: Iterable[str], measure: Measure) -> None:
        """Measure the files that were not measured yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(set(files) - self.files):
            part = self._part(file)
            if not self.is_kept(file):
                measure(file, part)
            self.files.add(file)
            if self.is_kept(file):  # Otherwise the process ended before its tests did.
                notes = Path(f"{part}.json").read_text(encoding="utf-8")
                self._add(part, json.loads(notes))

    def is_kept(self, file: str) -> bool:
        """Whether an earlier run measured a file."""
        return Path(f"{self._part(file)}.json").exists()

    def _part(self, file: str) -> Path:
        return self.folder / file.replace("/", "+")

    def _add(self, part: Path, notes: dict[str, Any]) -> None:
        self.seconds |= notes["seconds"]
        self.failed |= set(notes["failed"])
        self._imported.update(notes["modules"])
        with closing(sqlite3.connect(part)) as data:
            self._rows.executemany("insert into line values (?, ?, ?)", data.execute(LINES))
        self.__dict__.pop("breadth", None)

    def packages(self) -> list[str]:
        """The modules of third-party packages that at least a tenth of the files import."""
        return [name for name, times in self._imported.items() if 10 * times >= len(self.files)]

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        """Which lines of which file each test executes; the lines are coverage's bits."""
        # A worker is used by one thread at a time.
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        register_sqlite_functions(connection)
        connection.execute("create table line (path text, test text, bits blob)")
        connection.execute("create index by_path on line (path)")
        return connection

    @cached_property
    def breadth(self) -> dict[str, int]:
        """How many modules each test executes lines of: the fewer, the more specific it is."""
        return dict(self._rows.execute("select test, count(*) from line group by test"))

    def covering(self, module: str, lines: Iterable[int] = ()) -> set[str]:
        """The tests, and files of tests while they set up, that execute one of ``lines``.

        Without ``lines``: that execute anything of the module. Its import counts for nobody.
        """
        query = "select distinct test from line where path = ?"
        if not (asked := list(lines)):
            return {test for (test,) in self._rows.execute(query, (module,))}
        query += " and num_in_numbits(?, bits)"
        return {test for n in asked for (test,) in self._rows.execute(query, (module, n))}

    def depths(self, module: str, lines: range) -> dict[str, int]:
        """How many of some lines each test executes."""
        query = "select test, bits from line where path = ?"
        rows = self._rows.execute(query, (module,))
        return {test: sum(n in lines for n in numbits_to_nums(bits)) for test, bits in rows}
