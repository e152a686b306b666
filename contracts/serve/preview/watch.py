"""Rebuilding on save."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path
from threading import Event

from watchfiles import DefaultFilter
from watchfiles import watch as changes

from contracts.project.collection import collect
from contracts.serve.preview.board import Board

STEP = 5
"""Milliseconds without another change after which a save counts as finished."""
LONGEST = 150
"""Milliseconds after which a rebuild starts though files keep changing."""


def _await_text(files: Iterable[Path], stop: Event) -> None:
    """Wait a little for files that are empty: an editor empties a file before it writes it."""
    waited = 0
    while waited < LONGEST and any(map(_is_empty, files)) and not stop.wait(STEP / 1000):
        waited += STEP


def _is_empty(file: Path) -> bool:
    try:
        return file.stat().st_size == 0
    except OSError:
        return False


def watch(board: Board, stop: Event) -> None:
    """Rebuild ``board`` whenever a file of the blueprint is saved, until ``stop`` is set.

    The whole folder of the root is watched: includes cannot lead out of it, and a file that
    an include has been waiting for may appear anywhere in it. What the blueprint does not
    read changes nothing (:meth:`Board.rebuild`).
    """
    folder = board.blueprint.absolute().parent
    listening = rebuilt = False
    for changed in changes(
        folder,
        watch_filter=DefaultFilter(),
        step=STEP,
        debounce=LONGEST,
        rust_timeout=500,
        stop_event=stop,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        # Once without news, for a save that came before anybody listened.
        if not changed and listening:
            if rebuilt:
                collect()
            rebuilt = False
            continue
        listening = True
        _await_text([Path(name) for _, name in changed], stop)
        try:
            rebuilt |= board.rebuild()
        # A mistake of ours over somebody's half-typed text must not end the preview: it is
        # shown in the terminal, and the next save is a new chance.
        except Exception:
            traceback.print_exc()
