"""``contract fmt``: one layout for all blueprints, with the same contract as before.

:func:`formatted` is a pure function of one file's text. What it may not change is what
:mod:`contracts.format.meaning` compares: the contract, apart from places and white space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import Final

from contracts.editor.project import File
from contracts.editor.structure import Kind
from contracts.editor.text import FileText
from contracts.format.json_layout import with_json
from contracts.format.layout import laid_out
from contracts.format.spelling import spelled
from contracts.format.tables import with_tables

#: What is done, in this order. Each step is left out where it would change the contract.
STEPS: Final = ("layout", "json", "tables", "spelling")
MOST_ROUNDS: Final = 4
_TRANSFORMS: Final[Mapping[str, Callable[[File], str]]] = {
    "layout": laid_out,
    "json": with_json,
    "tables": with_tables,
    "spelling": spelled,
}


def formatted(content: str, inherited: Sequence[Kind] = (), steps: Sequence[str] = STEPS) -> str:
    """The text of a file, formatted; ``inherited`` are the sections it is included in.

    Line ends are those of the first line. Formatting the result again changes nothing.
    """
    text = FileText(content)
    file = File("", FileText("\n".join(text.lines)), tuple(inherited))
    unchanged = 0
    for step in islice(cycle(steps), MOST_ROUNDS * len(steps)):
        after = _TRANSFORMS[step](file)
        if after != file.text.content:
            file, unchanged = File("", FileText(after), file.inherited), 0
        elif (unchanged := unchanged + 1) == len(steps):
            break
    return file.text.content.replace("\n", text.line_break)
