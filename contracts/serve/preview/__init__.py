"""``contract preview``: the documentation, live while the blueprint is edited.

:class:`Board` holds what is shown and wakes who waits for news; :mod:`watch` rebuilds it on
save; :mod:`web` serves it, with the reference server behind it on the same origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from contracts.serve.preview.backend import Backend
from contracts.serve.preview.board import NO_LINKS, Board
from contracts.serve.preview.editor_links import EditorLinks
from contracts.serve.preview.watch import watch
from contracts.serve.preview.web import (
    EDITOR_FRAMES,
    NO_FRAMES,
    PreviewServer,
    is_loopback,
    page_url,
)

__all__ = ["EDITOR_FRAMES", "Preview", "PreviewFailed", "is_loopback", "preview"]


class PreviewFailed(Exception):
    """The preview cannot be served; the message has the reason and the fix."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A running preview: the page's address and what it shows."""

    url: str
    board: Board


@contextmanager
def preview(
    blueprint: Path,
    backend: Backend,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    editor: EditorLinks = NO_LINKS,
    frames: str = NO_FRAMES,
) -> Iterator[Preview]:
    """Serve the blueprint's documentation until the block is left; port 0 is a free one.

    Places of findings are links of ``editor``; ``frames`` may show the page inside of theirs.

    Raises PreviewFailed when the address cannot be used, ParserMissing without a parser.
    """
    board = Board(blueprint, editor)
    try:
        server = PreviewServer((host, port), board, backend, frames)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        advice = "choose another --port (0 is any free one) or --host"
        raise PreviewFailed(f"cannot listen on {host}:{port}: {reason}; {advice}") from None
    with ExitStack() as unread:
        unread.callback(server.server_close)
        unread.callback(board.close)
        board.rebuild()
        unread.pop_all()
    stop = Event()
    threads = [
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True),
        Thread(target=watch, args=(board, stop), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Preview(page_url(host, server.port), board)
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        backend.close()
        for thread in threads:
            thread.join(5)
        board.close()
