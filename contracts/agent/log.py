"""What the judged application logs while it answers a request: why it failed."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import List, Optional

LONGEST = 300
#: How many lines are kept of one request, the last ones.
KEPT = 20


class LoggedErrors(logging.Handler):
    """The errors of the last request, a line for each, with the application's own place."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: List[str] = []

    def begin(self) -> None:
        """Forget the request before; hear loggers that were set up since."""
        self.lines = []
        root = logging.getLogger()
        if self not in root.handlers:
            root.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record: its exception if it has one, else its message."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self.raised(error)
        else:
            self._keep(record.getMessage())

    def raised(self, error: BaseException) -> None:
        """Keep an exception, once."""
        text = str(error).strip().split("\n")[0]
        place = _place(error.__traceback__)
        line = "%s: %s" % (type(error).__name__, text[:LONGEST])
        self._keep("%s (%s)" % (line, place) if place else line)

    def _keep(self, line: str) -> None:
        line = line.strip().split("\n")[0][: 2 * LONGEST]
        if line and not line.endswith(":") and line not in self.lines:  # no heading alone
            self.lines = [*self.lines, line][-KEPT:]


def _place(trace: Optional[TracebackType]) -> str:
    """The last line of the application's own code, or of any where it has none there."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if "site-packages" not in frame.filename]
    if not frames:
        return ""
    last = (own or frames)[-1]
    folders = last.filename.replace("\\", "/").split("/")
    return "%s:%s" % ("/".join(folders[-3:]), last.lineno)
