"""What the preview shows: the last good page and the findings of the last save."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Any, Final

from contracts.build.memo import Memo
from contracts.model import Contract, Diagnostic, Severity
from contracts.project.blueprint import read
from contracts.project.collection import postponed_collection
from contracts.project.source_lines import source_lines
from contracts.read.cache import Memory, default_folder
from contracts.read.drafter import WarmParser
from contracts.read.source import Source, load
from contracts.render.docs import KeptArticles, render
from contracts.serve.preview.editor_links import EditorLinks
from contracts.serve.preview.slim import slim, stamps
from contracts.text.kept import Kept

_WORST: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)
NO_LINKS: Final = EditorLinks()
REMEMBERED = 30
"""Pages that browsers may still show when they ask for the next one."""


@dataclass(frozen=True, slots=True)
class BoardState:
    """One moment: ``number`` counts rebuilds, ``version`` names the page that is shown.

    ``good`` is the time of day of the page when it is older than the last save.
    """

    number: int
    version: str
    html: str
    broken: bool
    good: str
    findings: tuple[dict[str, Any], ...]

    def news(self) -> dict[str, Any]:
        """What is sent to browsers; they fetch the page themselves."""
        return {
            "version": self.version,
            "broken": self.broken,
            "good": self.good,
            "diagnostics": list(self.findings),
        }


class Board:
    """The present state, rebuilt by one thread and awaited by many."""

    def __init__(self, blueprint: Path, editor: EditorLinks = NO_LINKS) -> None:
        self.blueprint = blueprint
        self._editor = editor
        self._changed = Condition()
        self._cache = Memory(default_folder())
        self._parser = WarmParser()
        self._memo = Memo()
        self._articles = KeptArticles()
        self._state: BoardState | None = None
        self._seen: object = None
        self._good_at = ""
        self._stamps: OrderedDict[str, frozenset[str]] = OrderedDict()

    @property
    def state(self) -> BoardState:
        """What is shown now."""
        assert self._state is not None, "rebuild() comes first"
        return self._state

    def rebuild(self) -> bool:
        """Read the blueprint and show it; False when nothing in it has changed.

        With errors in it, the last good page stays. Raises ParserMissing.
        """
        seen = _seen(self.blueprint, self._memo.reading)
        if self._state is not None and seen == self._seen:
            return False
        with postponed_collection():
            blueprint = read(
                self.blueprint, cache=self._cache, parser=self._parser, memo=self._memo
            )
            diagnostics = blueprint.diagnostics  # its errors are among them: no rule runs twice
            version, html, good = self._page(blueprint.contract, broken=bool(blueprint.errors))
            state = BoardState(
                number=self._state.number + 1 if self._state else 1,
                version=version,
                html=html,
                broken=bool(blueprint.errors),
                good=good,
                findings=tuple(findings(diagnostics, self._editor)),
            )
            with self._changed:
                # The text may have changed while it was read: then the next event rebuilds.
                self._seen, self._state = seen, state
                self._changed.notify_all()
        return True

    def close(self) -> None:
        """End the parser's processes, once nothing is rebuilt any more."""
        self._parser.close()

    def is_current(self) -> bool:
        """Whether what is shown was made of what is on the disk now."""
        return _seen(self.blueprint) == self._seen

    def page(self, since: str = "") -> str:
        """The page; for a browser that shows version ``since``, without what it has."""
        state = self.state
        known = self._stamps.get(since)
        return slim(state.html, known) if known else state.html

    def wait(self, after: int, timeout: float) -> BoardState | None:
        """The state once it is later than number ``after``; None when that takes too long."""
        with self._changed:
            self._changed.wait_for(lambda: self.state.number > after, timeout)
            return self.state if self.state.number > after else None

    def _page(self, contract: Contract, *, broken: bool) -> tuple[str, str, str]:
        if broken and self._good_at and self._state is not None:
            return self._state.version, self._state.html, self._good_at
        version = str(time.time_ns())
        if not broken:
            self._good_at = time.strftime("%H:%M:%S")
        html = render(contract, version=version, kept=self._articles)["index.html"]
        self._stamps[version] = stamps(html)
        if len(self._stamps) > REMEMBERED:
            self._stamps.popitem(last=False)
        return version, html, ""


def _seen(blueprint: Path, kept: Kept | None = None) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Everything a rebuild depends on."""
    return load(blueprint, kept=kept)


def findings(
    diagnostics: Iterable[Diagnostic], editor: EditorLinks = NO_LINKS
) -> Iterator[dict[str, Any]]:
    """The diagnostics as browsers show them, the worst first, each with its line of source."""
    line_of = source_lines()
    for each in sorted(diagnostics, key=lambda d: _WORST.index(d.severity)):
        at = each.location
        yield {
            "file": at.file,
            "line": at.line,
            "column": at.column,
            "editor": editor.link(at.file, at.line, at.column),
            "severity": str(each.severity),
            "code": each.code,
            "message": each.message,
            "hint": each.hint,
            "source": line_of(each),
        }
