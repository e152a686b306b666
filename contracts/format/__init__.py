"""``contract fmt``: one layout for all blueprints, with the same contract as before.

:func:`formatted` is a pure function of one file's text. What it may not change is what
:mod:`contracts.format.meaning` compares: the contract, apart from places and white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from contracts.editor.structure import Kind
from contracts.editor.text import FileText
from contracts.format.json_layout import with_json
from contracts.format.layout import laid_out
from contracts.format.spelling import spelled
from contracts.format.tables import with_tables

#: What is done, in this order. Each step is left out where it would change the contract.
STEPS: Final = ("layout", "json", "tables", "spelling")
MOST_ROUNDS: Final = 4


def formatted(content: str, inherited: Sequence[Kind] = (), steps: Sequence[str] = STEPS) -> str:
    """The text of a file, formatted; ``inherited`` are the sections it is included in.

    Line ends are those of the first line. Formatting the result again changes nothing.
    """
    line_break = FileText(content).line_break
    before = "\n".join(FileText(content).lines)
    for _ in range(MOST_ROUNDS):
        after = _once(before, inherited, steps)
        if after == before:
            break
        before = after
    return before.replace("\n", line_break)


def _once(content: str, inherited: Sequence[Kind], steps: Sequence[str]) -> str:
    transforms = {
        "layout": laid_out,
        "json": with_json,
        "tables": with_tables,
        "spelling": spelled,
    }
    for step in steps:
        content = transforms[step](FileText(content), inherited)
    return content
